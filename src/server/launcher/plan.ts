/** What a QEMU command line asks for: a scenario, where its monitors are reached, how the process behaves. */
import type { Profile } from '../../profile/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { chardevFilename } from './chardev.ts';
import { type Asked, readCommandLine } from './command-line.ts';
import { DeviceOptions, type DevicePlan } from './device-options.ts';
import { HOST_CAPACITY, HOST_POOL } from './host-names.ts';
import { MachineOptions } from './machine-options.ts';
import { MonitorOptions, type MonitorPlan } from './monitor-options.ts';
import { namingOption } from './opts.ts';
import { ProcessOptions } from './process-options.ts';

export interface Plan extends MonitorPlan, Pick<DevicePlan, 'sources' | 'workloads'> {
  readonly scenario: Scenario;
  readonly paused: boolean;
  readonly pidfile?: string;
  readonly daemonize: boolean;
  /** Options that were given and mean nothing here. */
  readonly meaningless: readonly string[];
  readonly asked?: Asked;
}

/**
 * Reads a command line, without the program's name.
 * @param capacity bytes that the host's image files may take
 * @throws OptionRefusal with the option in front
 */
export function planOf(args: readonly string[], profile: Profile, capacity = HOST_CAPACITY): Plan {
  const ofProcess = new ProcessOptions();
  const ofMachine = new MachineOptions(profile);
  const ofMonitors = new MonitorOptions();
  const ofDevices = new DeviceOptions(profile);
  const takers = { ...ofProcess.takers, ...ofMachine.takers, ...ofMonitors.takers, ...ofDevices.takers };
  const meaningless = new Set<string>();
  let asked: Asked | undefined;
  for (const { name, argument } of readCommandLine(args)) {
    const option = argument === undefined ? `-${name}` : `-${name} ${argument}`;
    const take = takers[name] ?? (() => ({ meaningless: `-${name}` }));
    const taken = namingOption(option, () => take(argument ?? '', option));
    if (taken === undefined) continue;
    if ('asked' in taken) asked = taken.asked;
    else meaningless.add(taken.meaningless);
  }
  const { elements, images, idle, ...devices } = ofDevices.plan();
  const monitors = ofMonitors.plan();
  const { machine } = ofMachine;
  const { paused, daemonize, pidfile } = ofProcess;
  return {
    scenario: {
      name: machine.name === undefined || machine.name === '' ? 'machine' : machine.name,
      qemu: profile.name,
      machine: {
        ...machine,
        type: machine.type ?? 'pc',
        chardevs: monitors.monitors.map(({ label, chardev }) => ({ label, filename: chardevFilename(chardev) })),
        idle,
      },
      object: elements.object,
      images,
      pools: [{ name: HOST_POOL, capacity }],
      blockdev: elements.blockdev,
      drive: elements.drive,
      device: elements.device,
      clients: [],
      steps: [],
      end: 0,
      ...(paused ? { start_paused: true } : {}),
    },
    ...monitors,
    ...devices,
    paused,
    daemonize,
    meaningless: [...meaningless],
    ...(pidfile === undefined ? {} : { pidfile }),
    ...(asked === undefined ? {} : { asked }),
  };
}
