/** What surrounds the block layer: CPUs, threads, character devices, and all that is not there (4.5). */
import { boardOf } from '../../vm/board.ts';
import { userObjects } from '../../vm/objects.ts';
import type { UserObject } from '../../vm/records.ts';
import { canBeWoken } from '../../vm/sleep.ts';
import { defineCommand, OK, type Reply, refuse } from '../command.ts';
import { hashTableOrder } from '../hash-table-order.ts';
import { monitorLabel } from '../label.ts';
import { cpuPath, cpuType, hasBalloon } from '../qom/tree.ts';
import { schemaNamed } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';

/** One socket of one-threaded cores. */
const cpus = (world: MonitorWorld) =>
  Array.from({ length: hasCpu(world) ? boardOf(world).cpus : 0 }, (_, core) => ({
    index: core,
    props: { 'core-id': core, 'thread-id': 0, 'socket-id': 0 },
    path: cpuPath(core),
  }));

const hasCpu = (world: MonitorWorld): boolean => world.vm.machine !== '';

/** Threads of the process are numbered from its own number on; a live process has those that it has. */
function threadId(world: MonitorWorld, after: number): number {
  const { live, pid, threads } = boardOf(world);
  return live ? (threads[after - 1] ?? pid) : pid + after;
}

defineCommand('query-cpus-fast', (world) => ({
  return: cpus(world).map(({ index, props, path }) => ({
    'thread-id': threadId(world, 1 + index),
    ...(world.profile.wire.cpuTypeTold ? { 'qom-type': cpuType(world) } : {}),
    props,
    'qom-path': path,
    'cpu-index': index,
    target: 'x86_64',
  })),
}));

defineCommand('query-hotpluggable-cpus', (world) => {
  if (world.vm.machine === 'pc')
    return {
      return: cpus(world)
        .map(({ props, path }) => ({ props, 'vcpus-count': 1, 'qom-path': path, type: cpuType(world) }))
        .reverse(),
    };
  return refuse(
    world.profile.wire.notADevice === 'device'
      ? 'machine does not support hot-plugging CPUs'
      : "The feature 'query-hotpluggable-cpus' is not enabled",
  );
});

/** In the order of their container's hash table. */
function iothreadObjects(world: MonitorWorld): UserObject[] {
  const objects = new Map(userObjects(world).map((object) => [object.name, object]));
  const found = hashTableOrder([...objects.keys()]).flatMap((name) => objects.get(name) ?? []);
  return found.filter(({ type }) => type === 'iothread');
}

defineCommand('query-iothreads', (world) => ({
  return: iothreadObjects(world).map(({ name, thread, properties }) => {
    const { 'thread-pool-min': _, 'thread-pool-max': __, ...told } = properties;
    return { id: name, 'thread-id': threadId(world, 10 + thread), ...told };
  }),
}));

defineCommand('query-chardev', (world) => {
  const { chardevs } = boardOf(world);
  return chardevs.length === 0
    ? monitorChardevs(world)
    : { return: chardevs.map(({ label, filename }) => ({ 'frontend-open': true, filename, label })) };
});

const monitorChardevs = (world: MonitorWorld): Reply => ({
  return: [...world.monitors]
    .map(({ id, connected }) => ({
      label: monitorLabel(id),
      filename: connected ? 'unix:' : 'disconnected:unix:',
      'frontend-open': true,
    }))
    .reverse(),
});

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
  return: { 'wakeup-suspend-support': canBeWoken(world) },
}));

const NO_BALLOON = refuse('No balloon device has been activated', 'DeviceNotActive');

/** The guest has no driver for it: its memory stays as it is. */
defineCommand('query-balloon', (world) =>
  hasBalloon(world) ? { return: { actual: boardOf(world).memory } } : NO_BALLOON,
);

defineCommand('balloon', (world, { value }) => {
  if (!hasBalloon(world)) return NO_BALLOON;
  return Number(value) > 0 ? OK : refuse(`Parameter '${world.profile.wire.balloonSize}' expects a size`);
});

/** An idle guest hears nothing of these. */
for (const name of ['send-key', 'inject-nmi', 'announce-self']) defineCommand(name, () => OK);

defineCommand('query-dirty-rate', (world) => ({
  return: {
    status: 'unstarted',
    'sample-pages': 0,
    mode: 'page-sampling',
    ...(world.profile.wire.dirtyRateUnit ? { 'calc-time-unit': 'second' } : {}),
    'start-time': 0,
    'calc-time': 0,
  },
}));

defineCommand('query-chardev-backends', () => ({ return: CHARDEV_BACKENDS.map((name) => ({ name })) }));

const CHARDEV_BACKENDS =
  'testdev stdio wctablet file udp memory parallel vc socket msmouse null pty qemu-vdagent pipe mux serial ringbuf'.split(
    ' ',
  );

defineCommand('query-acpi-ospm-status', (world) =>
  hasCpu(world) ? { return: [] } : refuse('command is not supported, missing ACPI device'),
);
defineCommand('query-vm-generation-id', () => refuse('VM Generation ID device not found'));
/** A live machine is taken to have the display that somebody wants to protect. */
for (const name of ['set_password', 'expire_password', 'change-vnc-password'])
  defineCommand(name, (world) => (boardOf(world).live ? OK : refuse('Could not set password')));

defineCommand('screendump', () => refuse('There is no console to take a screendump from'));

/** Nothing is exported to others. */
defineCommand('block-export-del', (_world, { id }) => refuse(`Export '${String(id)}' is not found`));
defineCommand('nbd-server-stop', () => refuse('NBD server not running'));

/** Nothing of the kind exists in this machine, and nothing will. */
const ABSENT: Readonly<Record<string, unknown>> = {
  'query-migrate': {},
  'query-tpm': [],
  'query-tpm-models': ['tpm-crb', 'tpm-tis'],
  'query-tpm-types': ['passthrough', 'emulator'],
  'query-memory-devices': [],
  'query-mice': [],
  'query-stats': [],
  'query-stats-schemas': [],
  'query-vcpu-dirty-limit': [],
  'query-dump-guest-memory-capability': { formats: ['elf'] },
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
