/** What surrounds the block layer: CPUs, threads, character devices, and all that is not there (4.5). */
import { userObjects } from '../../vm/objects.ts';
import { defineCommand, type Reply, refuse } from '../command.ts';
import { monitorLabel } from '../label.ts';
import { CPU_TYPE } from '../qom/tree.ts';
import { schemaNamed } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';

/** Threads of the process are numbered from here. */
const FIRST_THREAD = 1000;
const CPU_PATH = '/machine/unattached/device[0]';
const FIRST_CPU = { 'core-id': 0, 'thread-id': 0, 'socket-id': 0 };

const hasCpu = (world: MonitorWorld): boolean => world.vm.machine !== '';

defineCommand('query-cpus-fast', (world) => ({
  return: hasCpu(world)
    ? [
        {
          'thread-id': FIRST_THREAD + 1,
          ...(world.profile.wire.cpuTypeTold ? { 'qom-type': CPU_TYPE } : {}),
          props: FIRST_CPU,
          'qom-path': CPU_PATH,
          'cpu-index': 0,
          target: 'x86_64',
        },
      ]
    : [],
}));

defineCommand('query-hotpluggable-cpus', (world) => {
  if (world.vm.machine === 'pc')
    return { return: [{ props: FIRST_CPU, 'vcpus-count': 1, 'qom-path': CPU_PATH, type: CPU_TYPE }] };
  return refuse(
    world.profile.wire.notADevice === 'device'
      ? 'machine does not support hot-plugging CPUs'
      : "The feature 'query-hotpluggable-cpus' is not enabled",
  );
});

defineCommand('query-iothreads', (world) => ({
  return: userObjects(world)
    .filter(({ type }) => type === 'iothread')
    .map(({ name, thread, properties }) => {
      const { 'thread-pool-min': _, 'thread-pool-max': __, ...told } = properties;
      return { id: name, 'thread-id': FIRST_THREAD + 10 + thread, ...told };
    }),
}));

defineCommand('query-chardev', (world) => ({
  return: [...world.monitors]
    .map(({ id, connected }) => ({
      label: monitorLabel(id),
      filename: connected ? 'unix:' : 'disconnected:unix:',
      'frontend-open': true,
    }))
    .reverse(),
}));

/** The VM is never migrated; clients set capabilities all the same. */
defineCommand('query-migrate-capabilities', (world) => {
  const type = schemaNamed(world.profile.wire.schema).types.get('MigrationCapabilityStatus.capability');
  const names = type?.kind === 'enum' ? type.values.map(({ name }) => name) : [];
  const on = world.vm.migrateCapabilities;
  return { return: names.map((capability) => ({ capability, state: on.includes(capability) })) };
});

defineCommand('migrate-set-capabilities', (world, { capabilities }) => {
  const wanted = capabilities as readonly { readonly capability: string; readonly state: boolean }[];
  const on = new Set(world.vm.migrateCapabilities);
  for (const { capability, state } of wanted) {
    if (state) on.add(capability);
    else on.delete(capability);
  }
  world.vm.migrateCapabilities = [...on].sort();
  return { return: {} };
});

defineCommand('query-current-machine', (world) => ({
  return: { 'wakeup-suspend-support': world.vm.wakeupSupported },
}));

defineCommand('query-balloon', () => refuse('No balloon device has been activated', 'DeviceNotActive'));
defineCommand('balloon', () => refuse('No balloon device has been activated', 'DeviceNotActive'));

/** Nothing of the kind exists in this machine, and nothing will. */
const ABSENT: Readonly<Record<string, unknown>> = {
  'query-migrate': {},
  'query-tpm': [],
  'query-tpm-models': ['tpm-crb', 'tpm-tis'],
  'query-tpm-types': ['passthrough', 'emulator'],
  'query-memory-devices': [],
  'query-dump': { total: 0, status: 'none', completed: 0 },
  'query-vnc': { enabled: false },
  'query-vnc-servers': [],
  'query-spice': { migrated: false, enabled: false, 'mouse-mode': 'client' },
  'query-rx-filter': [],
  'query-pr-managers': [],
  'query-block-exports': [],
  'query-fdsets': [],
  'query-replay': { icount: 0, mode: 'none' },
  'query-display-options': { type: 'none' },
  'query-colo-status': { 'last-mode': 'none', mode: 'none', reason: 'none' },
  'query-xen-replication-status': { error: false },
  'query-cryptodev': [],
  'query-audiodevs': [],
};

for (const [name, value] of Object.entries(ABSENT)) defineCommand(name, (): Reply => ({ return: value }));
