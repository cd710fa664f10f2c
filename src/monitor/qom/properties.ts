/** The properties of objects: their list, and reading them (4.5, 1.2). */
import { groupNamed } from '../../block/throttle-group.ts';
import { BUCKETS } from '../../block/throttle-state.ts';
import { NONE } from '../../kernel/index.ts';
import { boardOf } from '../../vm/board.ts';
import { type DeviceProperty, propertiesOf } from '../../vm/device-properties.ts';
import type { Device } from '../../vm/records.ts';
import { hashTableOrder } from '../hash-table-order.ts';
import type { MonitorWorld } from '../world.ts';
import { cpuFlags } from './cpus.ts';
import { idleProperties } from './recorded.ts';
import { cpuOf, isBalloon, parentBusPath, type QomObject } from './tree.ts';

export interface PropertyInfo {
  readonly name: string;
  readonly type: string;
}

const DEVICE_PROPERTIES: readonly PropertyInfo[] = [
  { name: 'parent_bus', type: 'link<bus>' },
  { name: 'realized', type: 'bool' },
  { name: 'hotplugged', type: 'bool' },
  { name: 'hotpluggable', type: 'bool' },
];

/** In the order in which QEMU tells them. */
const THROTTLE_PROPERTIES: readonly PropertyInfo[] = `
x-bps-write-max-length x-iops-total-max-length x-iops-size limits x-bps-total x-iops-read-max-length x-bps-write
x-iops-write-max-length x-bps-read-max x-iops-read-max x-bps-total-max x-bps-read-max-length x-iops-read x-bps-read
x-bps-write-max x-iops-total-max x-iops-total x-iops-write x-bps-total-max-length x-iops-write-max
`
  .trim()
  .split(/\s+/)
  .map((name) => ({ name, type: name === 'limits' ? 'ThrottleLimits' : 'int' }));

/** Properties of every device, then those of a CPU that are told here. */
const cpuProperties = (world: MonitorWorld): readonly PropertyInfo[] => [
  ...DEVICE_PROPERTIES,
  { name: 'unavailable-features', type: 'strList' },
  ...Object.keys(runningCpu(world)).map((name) => ({ name, type: 'bool' })),
];

type Flags = Readonly<Record<string, boolean>>;

/** By version and choice; management software asks for one flag after the other. */
const known = new Map<string, Flags>();

function runningCpu(world: MonitorWorld): Flags {
  const { schema } = world.profile.wire;
  const { cpu, type } = boardOf(world);
  const key = `${schema} ${type} ${cpu}`;
  let found = known.get(key);
  if (found === undefined) {
    const { model, features } = cpuOf(world);
    found = cpuFlags(schema, model, features, true);
    known.set(key, found);
  }
  return found;
}

/** What the guest told of its memory, and how often it is asked. */
const BALLOON_PROPERTIES: readonly PropertyInfo[] = [
  { name: 'guest-stats-polling-interval', type: 'int' },
  { name: 'guest-stats', type: 'guest statistics' },
];

/** How much memory the adapter has; management software takes it over. */
const QXL_PROPERTIES: readonly PropertyInfo[] = [
  { name: 'ram_size', type: 'uint32' },
  { name: 'vram_size', type: 'uint64' },
];
const QXL_MEMORY = 64 * 1024 * 1024;
const isQxl = (type: string): boolean => type.startsWith('qxl');

const idleClass = (world: MonitorWorld, type: string): readonly PropertyInfo[] => [
  ...DEVICE_PROPERTIES,
  ...(idleProperties(world, type) ?? []).map(({ name, type: of }) => ({ name, type: of })),
  ...(isBalloon(type) ? BALLOON_PROPERTIES : []),
  ...(isQxl(type) ? QXL_PROPERTIES : []),
];

/** What an object's class has; the driver's own for a device. */
function classProperties(world: MonitorWorld, { type, device, object, isIdle }: QomObject): readonly PropertyInfo[] {
  if (device !== undefined) {
    const own = propertiesOf(world.profile, type) ?? [];
    return [...DEVICE_PROPERTIES, ...own.map((property) => ({ name: property.name, type: property.type }))];
  }
  if (type.endsWith('-x86_64-cpu')) return cpuProperties(world);
  if (isIdle === true) return idleClass(world, type);
  if (object?.type === 'iothread') return Object.keys(object.properties).map((name) => ({ name, type: 'int' }));
  if (object?.type === 'throttle-group') return THROTTLE_PROPERTIES;
  return [];
}

/** An object's properties: those of its class, then its children in the order of its hash table. */
export function propertyList(world: MonitorWorld, object: QomObject): PropertyInfo[] {
  const fixed = classProperties(world, object);
  const known = new Set(fixed.map(({ name }) => name));
  const children = hashTableOrder([...object.children.keys()]).reverse();
  return [
    { name: 'type', type: 'string' },
    ...fixed,
    ...children
      .filter((name) => !known.has(name))
      .map((name) => ({ name, type: `child<${object.children.get(name)?.type ?? ''}>` })),
  ];
}

/** The value of a property; undefined if there is none of that name. */
export function readProperty(world: MonitorWorld, object: QomObject, name: string): unknown {
  if (name === 'type') return object.type;
  const child = object.children.get(name);
  if (child !== undefined) return child.path;
  if (object.type.endsWith('-x86_64-cpu') && Object.hasOwn(runningCpu(world), name)) return runningCpu(world)[name];
  if (!propertyList(world, object).some((property) => property.name === name)) return undefined;
  if (object.type.endsWith('-x86_64-cpu')) return cpuValue(world, name);
  if (object.isIdle === true) return idleValue(world, object.type, name);
  if (object.device !== undefined) return deviceValue(world, object, object.device, name);
  if (object.object?.type === 'throttle-group') {
    const limits = groupLimits(world, object.object.name);
    return name === 'limits' ? limits : limits[name.slice(2)];
  }
  return object.object?.properties[name];
}

/** Of a CPU that is there; a property that nothing here depends on has its usual value. */
function cpuValue(world: MonitorWorld, name: string): unknown {
  if (name === 'unavailable-features') return [];
  if (name === 'parent_bus') return '';
  if (name === 'hotplugged') return false;
  return runningCpu(world)[name] ?? true;
}

/** Nobody has told anything of the guest's memory. */
const UNTOLD = 2n ** 64n - 1n;
const GUEST_STATS = (
  'htlb-pgalloc swap-out available-memory htlb-pgfail free-memory minor-faults major-faults total-memory swap-in ' +
  'disk-caches'
).split(' ');

function idleValue(world: MonitorWorld, type: string, name: string): unknown {
  switch (name) {
    case 'realized':
    case 'hotpluggable':
      return true;
    case 'hotplugged':
      return false;
    case 'parent_bus':
      return '';
    case 'ram_size':
    case 'vram_size':
      return QXL_MEMORY;
    case 'guest-stats-polling-interval':
      return 0;
    case 'guest-stats':
      return { stats: Object.fromEntries(GUEST_STATS.map((stat) => [`stat-${stat}`, UNTOLD])), 'last-update': 0 };
    default:
      return idleProperties(world, type)?.find((property) => property.name === name)?.defaultValue ?? '';
  }
}

/** A throttle group's limits, all of them. */
function groupLimits(world: MonitorWorld, name: string): Readonly<Record<string, number>> {
  const config = groupNamed(world, name)?.state.config;
  if (config === undefined) return {};
  const limits: Record<string, number> = { 'iops-size': config.iopsSize };
  for (const bucket of BUCKETS) {
    const { avg, max, burstLength } = config.buckets[bucket];
    limits[bucket] = avg;
    limits[`${bucket}-max`] = max;
    limits[`${bucket}-max-length`] = burstLength;
  }
  return limits;
}

function deviceValue(world: MonitorWorld, object: QomObject, device: Device, name: string): unknown {
  switch (name) {
    case 'parent_bus':
      return parentBusPath(world, object);
    case 'realized':
    case 'hotpluggable':
      return true;
    case 'hotplugged':
      return device.hotplugged;
    case 'drive':
      return driveName(world, device);
    default:
      return givenOrRealized(world, object, device, name);
  }
}

/** A backend's name, else its node's; empty without a medium. */
function driveName(world: MonitorWorld, device: Device): string {
  const backend = world.backends.get(device.backend);
  if (backend === undefined) return '';
  return backend.name !== '' ? backend.name : (world.nodes.get(backend.root)?.name ?? '');
}

/** What was asked for, or the default as far as realizing the device has not replaced it. */
function givenOrRealized(world: MonitorWorld, object: QomObject, device: Device, name: string): unknown {
  const property = (propertiesOf(world.profile, object.type) ?? []).find((candidate) => candidate.name === name);
  const given = device.properties[name];
  const value = given ?? property?.defaultValue;
  return realized(world, device, name, value) ?? emptyOf(property);
}

const emptyOf = (property: DeviceProperty | undefined): unknown =>
  property?.name === 'bootindex' ? -1 : property?.type.startsWith('uint') ? 0 : '';

/** SCSI disks introduce themselves so unless told otherwise. */
const SCSI_TEXTS: Readonly<Record<string, string>> = { ver: '2.5+', vendor: 'QEMU' };
const AUTO_QUEUES = 65535;
const AUTO_GRANULARITY = 0xffffffff;

function realized(world: MonitorWorld, device: Device, name: string, value: unknown): unknown {
  switch (name) {
    case 'logical_block_size':
    case 'physical_block_size':
      return value === 0 ? 512 : value;
    case 'num-queues':
      return value === AUTO_QUEUES ? 1 : value;
    case 'discard_granularity':
      return value === AUTO_GRANULARITY && device.model === 'scsi-disk' ? 4096 : value;
    case 'product':
      return value ?? (device.driver === 'scsi-cd' ? 'QEMU CD-ROM' : 'QEMU HARDDISK');
    case 'ver':
    case 'vendor':
      return value ?? (device.model === 'scsi-disk' ? SCSI_TEXTS[name] : undefined);
    case 'cyls':
    case 'heads':
    case 'secs':
      return value === 0 && device.driver !== 'scsi-cd' ? geometry(world, device)[name] : value;
    default:
      return value;
  }
}

const HEADS = 16;
const SECTORS = 63;

/** The geometry that is guessed for a disk without a partition table. */
function geometry(world: MonitorWorld, device: Device): Readonly<Record<'cyls' | 'heads' | 'secs', number>> {
  const size = device.backend === NONE ? 0 : (world.nodes.get(world.backends.at(device.backend).root)?.size ?? 0);
  const cylinders = Math.floor(size / 512 / (HEADS * SECTORS));
  return { cyls: Math.min(16383, Math.max(2, cylinders)), heads: HEADS, secs: SECTORS };
}
