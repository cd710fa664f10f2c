/**
 * The tree of objects as far as it exists here (4.5): the machine with its devices, the objects of users, character
 * devices. It is computed from the records whenever somebody looks.
 */
import { boardOf } from '../../vm/board.ts';
import { busesOf, busOf } from '../../vm/buses.ts';
import { kindOf } from '../../vm/device-kinds.ts';
import { userObjects } from '../../vm/objects.ts';
import type { Device, UserObject } from '../../vm/records.ts';
import { monitorLabel } from '../label.ts';
import { machineList } from '../schema/data/machines.ts';
import type { MonitorWorld } from '../world.ts';
import { type CpuChoice, parseCpu, typeOfCpu } from './cpus.ts';

export interface QomObject {
  /** canonical */
  readonly path: string;
  readonly type: string;
  /** by name, in the order in which they were made */
  readonly children: ReadonlyMap<string, QomObject>;
  /** what this object is in the records */
  readonly device?: Device;
  /** the virtio device inside a PCI device */
  readonly isInner?: boolean;
  readonly object?: UserObject;
  /** a device that is there and does nothing */
  readonly isIdle?: true;
}

type Made = Omit<QomObject, 'path' | 'children'> & { readonly children?: Readonly<Record<string, Made>> };

const container = (children: Readonly<Record<string, Made>>): Made => ({ type: 'container', children });

function place(made: Made, path: string): QomObject {
  const children = Object.entries(made.children ?? {}).map(
    ([name, child]) => [name, place(child, path === '/' ? `/${name}` : `${path}/${name}`)] as const,
  );
  return { ...made, path, children: new Map(children) };
}

/** The root of the tree. */
export function objectTree(world: MonitorWorld): QomObject {
  const { rootContainers } = world.profile.wire;
  const others = Object.fromEntries(rootContainers.map((name) => [name, container({})]));
  return place(
    container({
      ...others,
      objects: container(objects(world)),
      machine: machine(world),
      chardevs: container(chardevs(world)),
    }),
    '/',
  );
}

const chardevs = (world: MonitorWorld): Record<string, Made> =>
  Object.fromEntries([...world.monitors].map(({ id }) => [monitorLabel(id), { type: 'chardev-socket' }]));

function objects(world: MonitorWorld): Record<string, Made> {
  const made = userObjects(world).map((object) => [object.name, { type: object.type, object }] as const);
  const monitors = [...world.monitors].map(({ id }) => [monitorLabel(id), { type: 'monitor-qmp' }] as const);
  return Object.fromEntries([...(world.profile.wire.monitorsAreObjects ? monitors : []), ...made]);
}

/** The machine's type name, as query-machines would tell it with `-machine` after it. */
export function machineType(world: MonitorWorld): string {
  const { machine: board } = world.vm;
  if (board !== 'pc') return board === 'microvm' ? 'microvm-machine' : 'none-machine';
  const { type } = boardOf(world);
  const wanted = type === '' ? 'pc' : type;
  const found = machineList(world.profile.wire.schema).find(({ name, alias }) => name === wanted || alias === wanted);
  return `${found?.name ?? wanted}-machine`;
}

/** The model that the machine's CPUs are of, with what was asked for beside it. */
export function cpuOf(world: MonitorWorld): CpuChoice {
  const { cpu, type } = boardOf(world);
  return parseCpu(cpu === '' ? (type === 'isapc' ? '486' : 'qemu64') : cpu);
}

export const cpuType = (world: MonitorWorld): string => typeOfCpu(cpuOf(world).model);

function machine(world: MonitorWorld): Made {
  const hasCpu = world.vm.machine !== '';
  const devices = [...world.devices].sort((a, b) => a.order - b.order);
  const isAt = (where: string) => (device: Device) => device.qomPath.startsWith(`/machine/${where}/`);
  const entries = (where: string) =>
    Object.fromEntries(devices.filter(isAt(where)).map((d) => [outerName(d), deviceObject(world, d)]));
  return {
    type: machineType(world),
    children: {
      unattached: container(hasCpu ? cpuObjects(world) : {}),
      peripheral: container({ ...entries('peripheral'), ...idleObjects(world) }),
      'peripheral-anon': container(entries('peripheral-anon')),
    },
  };
}

/** The first CPU comes before everything else, the others after its interrupt controller. */
export const cpuPath = (index: number): string => `/machine/unattached/device[${index === 0 ? 0 : index + 1}]`;

const cpuObjects = (world: MonitorWorld): Record<string, Made> =>
  Object.fromEntries(
    Array.from({ length: boardOf(world).cpus }, (_, i) => [cpuPath(i).split('/').at(-1), { type: cpuType(world) }]),
  );

/** Devices that are there and do nothing. */
const idleObjects = (world: MonitorWorld): Record<string, Made> =>
  Object.fromEntries(
    boardOf(world)
      .idle.filter(({ id }) => id !== '')
      .map(({ id, driver }) => [id, { type: driver, isIdle: true as const }]),
  );

export const isBalloon = (type: string): boolean => type.startsWith('virtio-balloon');

export const hasBalloon = (world: MonitorWorld): boolean => boardOf(world).idle.some(({ driver }) => isBalloon(driver));

const outerName = (device: Device): string => device.qomPath.split('/')[3] ?? '';

function deviceObject(world: MonitorWorld, device: Device): Made {
  const kind = kindOf(device.driver);
  const buses = busesOf(world).filter((bus) => bus.controller?.id === device.id);
  const carried = Object.fromEntries(buses.map((bus) => [bus.name, { type: bus.type }]));
  if (kind === undefined || kind.inner === '') return { type: device.driver, device, children: carried };
  const inner: Made = { type: kind.innerDriver, device, isInner: true, children: carried };
  return {
    type: device.driver,
    device,
    children: { 'virtio-bus': { type: 'virtio-pci-bus' }, 'virtio-backend': inner },
  };
}

/** The path of the bus that a device object hangs on; the inner one hangs on a bus of the outer. */
export function parentBusPath(world: MonitorWorld, object: QomObject): string {
  if (object.isInner === true) return object.path.replace(/virtio-backend$/, 'virtio-bus');
  return object.device === undefined ? '' : (busOf(world, object.device)?.qomPath ?? '');
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');

function below(from: QomObject, names: readonly string[]): QomObject | undefined {
  let at: QomObject | undefined = from;
  for (const name of names) at = at?.children.get(name);
  return at;
}

/**
 * The object that a path means. A path that does not start at the root may start anywhere, but must mean one object
 * only.
 */
export function resolvePath(world: MonitorWorld, path: string): QomObject | 'ambiguous' | undefined {
  const root = objectTree(world);
  const names = parts(path);
  if (path.startsWith('/')) return below(root, names);
  const found = everywhere(root).flatMap((object) => below(object, names) ?? []);
  return found.length > 1 ? 'ambiguous' : found[0];
}

function everywhere(object: QomObject): QomObject[] {
  return [object, ...[...object.children.values()].flatMap(everywhere)];
}
