/** Plugging devices: what device_add and -device do (1.2, 5.3). */
import { release, submitFromCoroutine } from '../block/backend.ts';
import { PENDING } from '../block/driver.ts';
import { type ErrorPolicySetting, ioStatusEnabled, resolvePolicies } from '../block/error-policy.ts';
import { addBackend, backendNamed, nodeNamed, removeBackend } from '../block/graph.ts';
import { attachDevice } from '../block/permissions.ts';
import type { Backend } from '../block/records.ts';
import {
  addNotifier,
  done,
  handler,
  mainContext,
  NONE,
  next,
  type Procedure,
  poll,
  procedure,
} from '../kernel/index.ts';
import { busFor } from './buses.ts';
import { type DeviceKind, kindOf } from './device-kinds.ts';
import { type DeviceProperty, propertiesOf } from './device-properties.ts';
import { hookDrains } from './drain-hooks.ts';
import { isIothread } from './objects.ts';
import { asText, checkProperty, type ValueForm } from './property-check.ts';
import { kickOf, realizeRefusal } from './realize-check.ts';
import type { Device } from './records.ts';
import { type ScsiAddress, scsiAddress } from './scsi-address.ts';
import type { VmWorld } from './world.ts';

export type Properties = Readonly<Record<string, unknown>>;
export interface PlugRefusal {
  readonly refusal: string;
  /** GenericError if left out */
  readonly class?: 'DeviceNotFound';
}
export type PlugResult = { readonly device: Device } | PlugRefusal;

const refuse = (refusal: string): PlugRefusal => ({ refusal });

/**
 * Makes a device of these properties, taken in their order, and attaches its backend; it still has to be realized.
 * The first thing that is wrong is told, in the order in which QEMU looks.
 * @param hotplug the machine is complete: the device needs a bus that takes it
 * @param form whether values are to be read as text, as on a command line
 */
export function plugDevice(
  world: VmWorld,
  given: Properties,
  hotplug = false,
  form: ValueForm = hotplug && world.profile.device.propertyTypeText === 'type' ? 'typed' : 'text',
): PlugResult {
  const isText = world.profile.device.propertyTypeText === 'value';
  const named = hotplug && isText ? asOptions(given) : given;
  const checked = checkedKind(world, named, hotplug, isText);
  if ('refusal' in checked) return checked;
  const { kind, id, bus } = checked;
  const values = checkedValues(world, kind, named, form, hotplug);
  if ('refusal' in values) return values;
  const address = kind.bus === 'SCSI' ? scsiAddress(world, bus, values.values) : undefined;
  if (address !== undefined && 'refusal' in address) return address;
  if (world.vm.machine === '' && !hotplug) world.vm.machine = kind.bus === 'virtio-bus' ? 'microvm' : 'pc';
  return attached(world, kind, id, bus, { ...values.values, ...address }, hotplug);
}

/** What is left of a request's arguments when they have been option strings (7.2 and before). */
function asOptions(given: Properties): Properties {
  const entries = Object.entries(given).map(([name, value]) => [name, asText(value)] as const);
  return Object.fromEntries(
    entries.filter(([name, text]) => text !== undefined && (name !== 'id' || typeof given.id === 'string')),
  );
}

interface Placed {
  readonly kind: DeviceKind;
  readonly id: string;
  readonly bus: Device | undefined;
}

function checkedKind(world: VmWorld, given: Properties, hotplug: boolean, idFirst: boolean): Placed | PlugRefusal {
  const id = typeof given.id === 'string' ? given.id : '';
  const badId = idRefusal(world, id);
  if (badId !== undefined && idFirst) return refuse(badId);
  const { driver } = given as { driver?: unknown };
  if (typeof driver !== 'string') return refuse("Parameter 'driver' is missing");
  const kind = kindOf(driver);
  if (kind === undefined)
    return refuse(
      UNSIMULATED.includes(driver)
        ? `blocksim does not simulate the device ${driver}`
        : `'${driver}' is not a valid device model name`,
    );
  const bus = busFor(world, kind, given.bus, hotplug);
  if (bus !== undefined && 'refusal' in bus) return bus;
  if (badId !== undefined) return refuse(badId);
  if (id !== '' && world.devices.find((device) => device.name === id)) return refuse(`Duplicate device ID '${id}'`);
  return { kind, id, bus: bus?.controller };
}

/** Disks and controllers that QEMU has and blocksim does not. */
const UNSIMULATED: readonly string[] = [
  'ide-cf',
  'scsi-block',
  'scsi-generic',
  'nvme',
  'nvme-ns',
  'floppy',
  'usb-storage',
  'usb-uas',
  'usb-bot',
  'sd-card',
  'vhost-user-blk-pci',
  'vhost-user-blk',
  'virtio-net-pci',
  'virtio-balloon-pci',
  'virtio-serial-pci',
  'pcie-root-port',
  'pci-bridge',
  'ahci',
  'ich9-ahci',
  'lsi',
  'lsi53c810',
  'lsi53c895a',
  'megasas',
  'megasas-gen2',
  'mptsas1068',
  'am53c974',
  'dc390',
  'pvscsi',
  'vhost-scsi-pci',
  'vhost-user-scsi-pci',
];

/** What device_add says of an id that is not an identifier (5.3). */
function idRefusal(world: VmWorld, id: string): string | undefined {
  if (id === '' || /^[a-zA-Z][-a-zA-Z0-9._]*$/.test(id) || world.profile.device.badId === 'accepted') return undefined;
  return world.profile.device.badId === 'invalid-qdev-id'
    ? `Invalid qdev ID '${id}'`
    : `Parameter 'id' expects an identifier`;
}

/** Members of device_add that are no properties of the device. */
const NOT_PROPERTIES = new Set(['driver', 'id', 'bus']);

/** Checks the properties in their order; `drive` and `iothread` have to name something. */
function checkedValues(
  world: VmWorld,
  kind: DeviceKind,
  given: Properties,
  form: ValueForm,
  hotplug: boolean,
): { readonly values: Properties } | PlugRefusal {
  const known = propertiesOf(world.profile, kind.driver) ?? [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (NOT_PROPERTIES.has(name)) continue;
    const property = known.find((candidate) => candidate.name === name && isSettable(world, candidate, hotplug));
    if (property === undefined) return refuse(`Property '${kind.driver}.${name}' not found`);
    const checked = checkProperty(property, value, form);
    if ('refusal' in checked) return checked;
    const wrong = valueRefusal(world, kind, property, checked.value, String(given.id ?? ''));
    if (wrong !== undefined) return wrong;
    values[name] = checked.value;
  }
  return { values };
}

/** In the oldest versions policies were the drive's alone (1.2); a scenario's device then speaks for its drive. */
const isSettable = (world: VmWorld, { name }: DeviceProperty, hotplug: boolean): boolean =>
  world.profile.device.errorPolicyProperties || !hotplug || (name !== 'werror' && name !== 'rerror');

/** What is wrong with a value that has the right type. */
function valueRefusal(
  world: VmWorld,
  kind: DeviceKind,
  { name, type }: DeviceProperty,
  value: unknown,
  id: string,
): PlugRefusal | undefined {
  if (name === 'drive') return driveRefusal(world, kind, String(value));
  if (name === 'iothread-vq-mapping') return refuse('blocksim does not simulate iothread-vq-mapping');
  if (type === 'link<iothread>' && !isIothread(world, String(value)))
    return { refusal: `Device '${String(value)}' not found`, class: 'DeviceNotFound' };
  if (name === 'addr' && typeof value === 'string' && !/^(?:0x)?[01]?[0-9a-f](?:\.(?:0x)?[0-7])?$/i.test(value))
    return refuse(`Property '${kind.driver}.addr' doesn't take value '${value}'`);
  if (name === 'logical_block_size' || name === 'physical_block_size')
    return blockSizeRefusal(world, name, Number(value), kind.inner === '' ? id : '');
  return undefined;
}

const LARGEST_BLOCK = 2 * 1024 * 1024;

function blockSizeRefusal(world: VmWorld, name: string, value: number, id: string): PlugRefusal | undefined {
  // 0: whatever fits
  if (value === 0) return undefined;
  const isPower = (value & (value - 1)) === 0;
  const inRange = value >= 512 && value <= LARGEST_BLOCK;
  if (isPower && inRange) return undefined;
  if (world.profile.device.propertyTypeText === 'type')
    return refuse(`parameter ${name} must be a power of 2 between 512 and ${LARGEST_BLOCK}`);
  return refuse(
    inRange
      ? `Property ${id}.${name} doesn't take value '${value}', it's not a power of 2`
      : `Property ${id}.${name} doesn't take value ${value} (minimum: 512, maximum: ${LARGEST_BLOCK})`,
  );
}

function driveRefusal(world: VmWorld, kind: DeviceKind, name: string): PlugRefusal | undefined {
  if (name === '') return undefined;
  const backend = backendNamed(world, name);
  if (backend === undefined)
    return nodeNamed(world, name) === undefined
      ? refuse(`Property '${kind.innerDriver}.drive' can't find value '${name}'`)
      : undefined;
  return backend.user === '' ? undefined : refuse(`Drive '${name}' is already in use by another device`);
}

/** The device with its backend, if that can be had. */
function attached(
  world: VmWorld,
  kind: DeviceKind,
  id: string,
  controller: Device | undefined,
  values: Properties & Partial<ScsiAddress>,
  hotplug: boolean,
): PlugResult {
  const refusal = realizeRefusal(world, kind, values);
  if (refusal !== undefined) return refuse(refusal);
  const device = world.devices.add({
    driver: kind.driver,
    model: kind.model,
    name: id,
    qomPath: `${placeOf(world, id)}${kind.inner}`,
    properties: values,
    controller: controller?.id ?? NONE,
    depth: kind.depth + (controller?.depth ?? 0),
    order: nextOrder(world),
    lun: values.lun ?? 0,
    unitAttention: kind.model === 'scsi-disk',
    requestMerging: values['request-merging'] !== false,
    hotplugged: hotplug,
  });
  const wrong = kind.hasDrive ? attachDrive(world, device, kind, values) : undefined;
  if (wrong !== undefined) {
    world.devices.remove(device);
    return wrong;
  }
  // Without ioeventfd a kick is served where it is made, and the stop handler drains nothing (2.4).
  if (kind.notified !== undefined && kickOf(world, kind) === 'notifier' && values.ioeventfd !== false)
    device.notifier = addNotifier(world, mainContext(world), kind.notified, device.id).id;
  return { device };
}

const nextOrder = (world: VmWorld): number => [...world.devices].reduce((last, d) => Math.max(last, d.order + 1), 0);

/** Canonical path; devices without id are numbered (T-4). */
function placeOf(world: VmWorld, id: string): string {
  if (id !== '') return `/machine/peripheral/${id}`;
  const taken = new Set([...world.devices].map((device) => device.qomPath.replace('/virtio-backend', '')));
  for (let i = 0; ; i++) {
    const path = `/machine/peripheral-anon/device[${i}]`;
    if (!taken.has(path)) return path;
  }
}

/** `drive=` names a backend first, else a node, which then gets a backend without a name (5.3). */
function attachDrive(world: VmWorld, device: Device, kind: DeviceKind, values: Properties): PlugRefusal | undefined {
  const name = values.drive === undefined ? '' : String(values.drive);
  const named = backendNamed(world, name);
  const node = named === undefined ? nodeNamed(world, name) : world.nodes.get(named.root);
  // Before nodes had names every disk was a drive with one: it is called like its device.
  const drive = world.profile.block.anonymousBackends ? '' : device.name;
  const backend = named ?? addBackend(world, { root: node?.id ?? NONE, name: drive });
  // Who conflicts is told by what the device is called.
  const before = { qdev: backend.qdev, qomPath: backend.qomPath };
  backend.qomPath = device.qomPath;
  backend.qdev = device.name !== '' && kind.inner === '' ? device.name : device.qomPath;
  const writable = kind.isCd !== true && node?.readOnly !== true;
  const conflict = attachDevice(world, backend, { writable, shareRw: values['share-rw'] === true });
  if (conflict !== undefined) {
    if (named === undefined) removeBackend(world, backend);
    else Object.assign(backend, before);
    return refuse(conflict.desc);
  }
  backend.user = 'device';
  backend.device = device.id;
  hookDrains(backend);
  backend.removable = backend.hasTray = kind.isCd === true;
  // A guest driver that does not negotiate flushing makes the cache writethrough (2.5).
  backend.writeCache = kind.model !== 'virtio-blk';
  applyPolicies(backend, values);
  const account = world.accounts.at(backend.accounting);
  account.accountFailed = values['account-failed'] !== 'off';
  account.accountInvalid = values['account-invalid'] !== 'off';
  device.backend = backend.id;
  return undefined;
}

function applyPolicies(backend: Backend, values: Properties): void {
  const policies = resolvePolicies(backend, {
    rerror: (values.rerror ?? 'auto') as ErrorPolicySetting,
    werror: (values.werror ?? 'auto') as ErrorPolicySetting,
  });
  backend.rerror = policies.rerror;
  backend.werror = policies.werror;
  backend.ioStatusEnabled = ioStatusEnabled(policies);
  backend.ioStatus = 'ok';
}

/** Realizing reads the first sector to guess the geometry; its error is ignored, but it happens (2.5). */
export const REALIZE: Procedure<Realize> = procedure<VmWorld, Realize>('realize', {
  probe(world, { device: id }, frame) {
    const device = world.devices.at(id);
    const backend = world.backends.get(device.backend);
    if (backend === undefined || backend.root === NONE) return done();
    const { io, ret } = submitFromCoroutine(world, backend, { op: 'read', offset: 0, bytes: 512 }, PROBED, device.id);
    if (ret !== PENDING) {
      release(world, io);
      return done();
    }
    device.busy = true;
    frame.locals = { device: id };
    return next('wait');
  },
  wait: (world, { device }) => (world.devices.at(device).busy ? poll('wait') : done()),
});

interface Realize {
  readonly device: number;
}

const PROBED = handler<VmWorld>('geometry read', (world, deviceId) => {
  world.devices.at(deviceId).busy = false;
});
