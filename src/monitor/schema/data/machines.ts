/** Machine types that query-machines tells of. */
import type { SchemaName } from '../../../profile/index.ts';

/** Releases that brought a machine type of their own, oldest first. */
const RELEASES = (
  '1.4 1.5 1.6 1.7 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2 ' +
  '7.0 7.1 7.2 8.0 8.1 8.2 9.0 9.1 9.2 10.0 10.1 10.2 11.0 11.1'
).split(' ');

interface Known {
  readonly oldest: string;
  readonly newest: string;
  /** the oldest that is not deprecated */
  readonly current: string;
  /** the members `acpi` is there */
  readonly tellsAcpi: boolean;
  readonly hasNitro?: true;
}

const KNOWN: { readonly [name in SchemaName]: Known } = {
  '7.2': { oldest: '1.4', newest: '7.2', current: '2.0', tellsAcpi: false },
  '10.0': { oldest: '2.4', newest: '10.0', current: '7.1', tellsAcpi: true },
  '10.0.13': { oldest: '2.4', newest: '10.0', current: '7.1', tellsAcpi: true },
  '11.1': { oldest: '5.2', newest: '11.1', current: '8.2', tellsAcpi: true, hasNitro: true },
};

const OLDEST_Q35 = RELEASES.indexOf('2.4');

/** How many CPUs a q35 of each release takes at most. */
function mostCpus(release: number): number {
  if (release < RELEASES.indexOf('2.8')) return 255;
  if (release < RELEASES.indexOf('8.1')) return 288;
  return release < RELEASES.indexOf('9.0') ? 1024 : 4096;
}

export interface MachineInfo {
  readonly name: string;
  readonly [member: string]: unknown;
}

/** The machine types, newest first; QEMU's own order is that of a hash table. */
export function machineList(name: SchemaName): readonly MachineInfo[] {
  const { oldest, newest, current, tellsAcpi, hasNitro } = KNOWN[name];
  const acpi = (has: boolean) => (tellsAcpi ? { acpi: has } : {});
  const common = { 'numa-mem-supported': false, 'default-cpu-type': 'qemu64-x86_64-cpu' };
  const found: MachineInfo[] = [];
  for (let at = RELEASES.indexOf(newest); at >= RELEASES.indexOf(oldest); at--) {
    const own = {
      ...common,
      ...acpi(true),
      'numa-mem-supported': at < RELEASES.indexOf('5.1'),
      'hotpluggable-cpus': true,
      'default-ram-id': 'pc.ram',
    };
    const deprecated = at < RELEASES.indexOf(current);
    const isNewest = RELEASES[at] === newest;
    found.push({
      ...own,
      name: `pc-i440fx-${RELEASES[at]}`,
      'cpu-max': 255,
      deprecated,
      ...(isNewest ? { alias: 'pc', 'is-default': true } : {}),
    });
    if (at < OLDEST_Q35) continue;
    const alias = isNewest ? { alias: 'q35' } : {};
    const q35 = { ...own, name: `pc-q35-${RELEASES[at]}`, 'cpu-max': mostCpus(at), deprecated, ...alias };
    found.push(q35);
    // The one release that was mended.
    if (RELEASES[at] === '4.0') found.push({ ...q35, name: 'pc-q35-4.0.1' });
  }
  const microvm = { ...common, ...acpi(true), 'hotpluggable-cpus': false, 'default-ram-id': 'microvm.ram' };
  const none = { 'numa-mem-supported': false, ...acpi(false), 'hotpluggable-cpus': false, 'default-ram-id': 'ram' };
  const isapc = { ...common, ...acpi(true), 'hotpluggable-cpus': true, 'default-ram-id': 'pc.ram' };
  const remote = { 'numa-mem-supported': false, ...acpi(false), 'hotpluggable-cpus': false };
  const nitro = { ...none, name: 'nitro', 'cpu-max': 4096, deprecated: false };
  return [
    ...found,
    { ...isapc, name: 'isapc', 'default-cpu-type': '486-x86_64-cpu', 'cpu-max': 1, deprecated: false },
    { ...remote, name: 'x-remote', 'cpu-max': 1, deprecated: false },
    ...(hasNitro ? [nitro] : []),
    { ...microvm, name: 'microvm', 'cpu-max': 288, deprecated: false },
    { ...none, name: 'none', 'cpu-max': 1, deprecated: false },
  ];
}
