/** What -help, -version and the `help` of options print. */
import { cpuDefinitions } from '../../monitor/qom/cpus.ts';
import { type MachineInfo, machineList } from '../../monitor/schema/data/machines.ts';
import type { Profile } from '../../profile/index.ts';
import { deviceDrivers } from '../../vm/device-kinds.ts';
import { idleDevices } from '../../vm/idle-devices.ts';
import type { Asked } from './command-line.ts';

export function helpText(asked: Asked, profile: Profile): string {
  const { major, minor, micro } = profile.version;
  const version = `QEMU emulator version ${major}.${minor}.${micro} (blocksim's simulation of ${profile.name})`;
  switch (asked) {
    case 'version':
      return `${version}\n`;
    case 'machines':
      return `Supported machines are:
${machineList(profile.wire.schema).map(machineLines).join('')}`;
    case 'devices':
      return deviceLines();
    case 'cpus':
      return `Available CPUs:
${cpuDefinitions(profile.wire.schema).map(cpuLine).join('')}`;
    case 'accels':
      return 'Accelerators supported in QEMU binary:\ntcg\n';
    default:
      return `${version}
usage: blocksim-qemu [QEMU's options] [disk_image]

It takes QEMU's command line and stands in QEMU's place: monitors, block devices and their errors are simulated, the guest
is idle. Options without meaning here are accepted and listed once; unknown ones are refused as QEMU refuses them.

Beside the command line it looks at the environment:
  BLOCKSIM_QEMU     which QEMU it is: ${profile.name}, ... (see blocksim list profiles)
  BLOCKSIM_CONTROL  where the control channel listens: unix:PATH
  BLOCKSIM_GUEST    what the guest does: JSON, or a file that holds it
  BLOCKSIM_POOL     how many bytes the image files may take
  BLOCKSIM_CLOCK    wall, virtual or stepped
  BLOCKSIM_RECORD   a file for the transcript
  BLOCKSIM_SAVE     a file for the run as a scenario
`;
  }
}

const STORIES: Readonly<Record<string, string>> = {
  microvm: 'microvm (i386)',
  isapc: 'ISA-only PC',
  none: 'empty machine',
  'x-remote': 'Experimental remote machine',
  nitro: 'Nitro Enclave',
};

function storyOf(name: string): string {
  if (name.startsWith('pc-q35')) return 'Standard PC (Q35 + ICH9, 2009)';
  return STORIES[name] ?? 'Standard PC (i440FX + PIIX, 1996)';
}

/** A machine's alias comes before it. */
function machineLines({ name, alias, 'is-default': isDefault, deprecated }: MachineInfo): string {
  const story = storyOf(name);
  const marks = `${isDefault === true ? ' (default)' : ''}${deprecated === true ? ' (deprecated)' : ''}`;
  const own = `${name.padEnd(20)} ${story}${marks}\n`;
  return alias === undefined ? own : `${String(alias).padEnd(20)} ${story} (alias of ${name})\n${own}`;
}

const cpuLine = (model: { readonly name: string; readonly 'alias-of'?: string }): string => {
  const alias = model['alias-of'];
  return alias === undefined ? `x86 ${model.name}\n` : `x86 ${model.name.padEnd(20)}  (alias of ${alias})\n`;
};

/** Those that are simulated, with their buses, and those that are there and do nothing. */
function deviceLines(): string {
  const disks = deviceDrivers().map(({ driver, bus }) => `name "${driver}", bus ${bus}\n`);
  const others = idleDevices().map((driver) => `name "${driver}"\n`);
  return `Storage devices:\n${disks.sort().join('')}\nOther devices:\n${others.join('')}`;
}
