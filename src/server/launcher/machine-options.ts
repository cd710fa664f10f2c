/** What the machine is: -machine, -accel, -cpu, -smp, -m, -name, -uuid, ... */
import { accessSync, constants } from 'node:fs';
import { isCpuModel, parseCpu } from '../../monitor/qom/cpus.ts';
import type { Profile } from '../../profile/index.ts';
import type { MachineOptions as Machine } from '../../scenario/scenario.ts';
import type { Taken, Takers } from './command-line.ts';
import { checkMachine } from './machine-types.ts';
import { type Flat, flatOptions, OptionRefusal, sizeOption } from './opts.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class MachineOptions {
  /** As a scenario has them. */
  readonly machine: Writable<Machine> = {};
  private readonly profile: Profile;

  constructor(profile: Profile) {
    this.profile = profile;
  }

  readonly takers: Takers = {
    machine: (argument) => this.takeMachine(argument),
    accel: (argument) => this.takeAccel(flatOptions(argument, 'accel').accel ?? ''),
    'enable-kvm': () => {
      this.machine.accel = 'kvm';
    },
    'no-shutdown': () => {
      this.machine.no_shutdown = true;
    },
    action: (argument) => {
      if (flatOptions(argument).shutdown === 'pause') this.machine.no_shutdown = true;
    },
    name: (argument) => {
      const { guest } = flatOptions(argument, 'guest', ['guest', 'process', 'debug-threads']);
      if (guest !== undefined) this.machine.name = guest;
    },
    uuid: (argument) => {
      if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(argument))
        throw new OptionRefusal('failed to parse UUID string: wrong format');
      this.machine.uuid = argument.toLowerCase();
    },
    m: (argument) => {
      this.machine.memory = sizeOption('size', flatOptions(argument, 'size').size ?? '128', 1024 ** 2);
    },
    smp: (argument) => this.takeSmp(flatOptions(argument, 'cpus')),
    cpu: (argument) => (argument === 'help' ? { asked: 'cpus' } : this.takeCpu(argument)),
    rtc: (argument) => {
      // Of no effect, but QEMU reads it.
      flatOptions(argument, undefined, ['base', 'clock', 'driftfix']);
      return { meaningless: '-rtc' };
    },
  };

  private takeMachine(argument: string): Taken {
    const { type = '', accel } = flatOptions(argument, 'type');
    const isHelp = type === 'help';
    if (type !== '' && !isHelp) this.machine.type = checkMachine(type, this.profile);
    return (accel === undefined ? undefined : this.takeAccel(accel)) ?? (isHelp ? { asked: 'machines' } : undefined);
  }

  private takeAccel(list: string): Taken {
    if (list === 'help') return { asked: 'accels' };
    const names = list.split(':');
    const unknown = names.find((name) => !ACCELERATORS.includes(name));
    if (unknown !== undefined) throw new OptionRefusal(`invalid accelerator ${unknown}`);
    // No CPU is simulated either way. Management software looks itself whether KVM could be used, and wants to be
    // told the same.
    const isUsable = (name: string) => name !== 'kvm' || names.length === 1 || hasKvm();
    this.machine.accel = names.find(isUsable) ?? 'tcg';
    return undefined;
  }

  private takeCpu(argument: string): undefined {
    const { model } = parseCpu(argument);
    if (!isCpuModel(this.profile.wire.schema, model)) throw new OptionRefusal(`unable to find CPU model '${model}'`);
    if (model === 'host' && this.machine.accel !== 'kvm')
      throw new OptionRefusal("CPU model 'host' requires KVM or HVF");
    this.machine.cpu = argument;
  }

  private takeSmp({ cpus, sockets, dies, cores, threads }: Flat): undefined {
    const product = count(sockets, 'sockets') * count(dies, 'dies') * count(cores, 'cores') * count(threads, 'threads');
    this.machine.cpus = cpus === undefined ? product : count(cpus, 'cpus');
  }
}

const ACCELERATORS = ['kvm', 'tcg', 'qtest', 'xen', 'hax', 'hvf', 'whpx', 'nvmm', 'mshv'];

function count(value: string | undefined, name: string): number {
  if (value !== undefined && !/^\d+$/.test(value)) throw new OptionRefusal(`Parameter 'smp.${name}' expects integer`);
  if (Number(value) === 0)
    throw new OptionRefusal('Invalid CPU topology: CPU topology parameters must be greater than zero');
  return value === undefined ? 1 : Number(value);
}

/** Whether this process could use the host's KVM. */
function hasKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
