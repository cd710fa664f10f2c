/** Plugging devices: what device_add and -device do (1.2, 5.3). */
import { submitFromCoroutine } from '../block/backend.ts';
import { PENDING } from '../block/driver.ts';
import { type ErrorPolicySetting, ioStatusEnabled, parseDevicePolicy, resolvePolicies } from '../block/error-policy.ts';
import { addBackend, backendNamed, nodeNamed, removeBackend, setRoot } from '../block/graph.ts';
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
import { type DeviceKind, kindOf } from './device-kinds.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

export type Properties = Readonly<Record<string, unknown>>;
export type PlugResult = { readonly device: Device } | { readonly refusal: string };

const refuse = (refusal: string): PlugResult => ({ refusal });

/** Makes a device of these properties and attaches its backend; it still has to be realized. */
export function plugDevice(world: VmWorld, properties: Properties): PlugResult {
  const driver = String(properties['driver']);
  const kind = kindOf(driver);
  if (kind === undefined) return refuse(`'${driver}' is not a valid device model name`);
  const id = typeof properties['id'] === 'string' ? properties['id'] : '';
  const badId = idRefusal(world, id);
  if (badId !== undefined) return refuse(badId);
  if (id !== '' && world.devices.find((device) => device.name === id)) return refuse(`Duplicate device ID '${id}'`);
  const controller = kind.bus === undefined ? undefined : controllerFor(world, kind, properties);
  if (controller !== undefined && 'refusal' in controller) return controller;
  for (const name of Object.keys(properties))
    if (!COMMON.has(name) && !kind.properties.includes(name)) return refuse(`Property '${driver}.${name}' not found`);
  const checked = policiesOf(world, kind, properties);
  if ('refusal' in checked) return checked;
  const root = placeOf(world, kind, id);
  const device = world.devices.add({
    driver,
    model: kind.model,
    name: id,
    qomPath: root + kind.inner,
    properties,
    controller: controller?.device.id ?? NONE,
    depth: kind.depth + (controller?.device.depth ?? 0),
    order: nextOrder(world),
    lun: Number(properties['lun'] ?? 0),
    unitAttention: kind.model === 'scsi-disk',
    requestMerging: properties['request-merging'] !== false && properties['request-merging'] !== 'off',
  });
  if (kind.hasDrive) {
    const attached = attachDrive(world, device, kind, properties);
    if ('refusal' in attached) {
      world.devices.remove(device);
      return attached;
    }
    applyPolicies(attached.backend, checked.policies);
  }
  if (kind.notified !== undefined && world.profile.device.kick === 'notifier')
    device.notifier = addNotifier(world, mainContext(world), kind.notified, device.id).id;
  return { device };
}

const COMMON = new Set(['driver', 'id', 'bus', 'drive', 'addr']);

function idRefusal(world: VmWorld, id: string): string | undefined {
  if (id === '' || /^[a-zA-Z][-a-zA-Z0-9._]*$/.test(id) || world.profile.device.badId === 'accepted') return undefined;
  return world.profile.device.badId === 'invalid-qdev-id'
    ? `Invalid qdev ID '${id}'`
    : `Parameter 'id' expects an identifier`;
}

const nextOrder = (world: VmWorld): number => [...world.devices].reduce((last, d) => Math.max(last, d.order + 1), 0);

function placeOf(world: VmWorld, kind: DeviceKind, id: string): string {
  if (id !== '') return `/machine/peripheral/${id}`;
  const anonymous = [...world.devices].filter((d) => d.name === '').length;
  return kind.unattached ? `/machine/unattached/device[${anonymous}]` : `/machine/peripheral-anon/device[${anonymous}]`;
}

function controllerFor(
  world: VmWorld,
  kind: DeviceKind,
  properties: Properties,
): { device: Device } | { refusal: string } | undefined {
  const bus = properties['bus'];
  const candidates = [...world.devices].filter((device) => kindOf(device.driver)?.offers === kind.bus);
  if (bus === undefined) {
    const first = candidates[0];
    if (first === undefined && kind.busOptional) return undefined;
    return first === undefined
      ? { refusal: `No '${kind.bus}' bus found for device '${kind.driver}'` }
      : { device: first };
  }
  const found = candidates.find((device) => bus === `${device.name}.0`);
  if (found === undefined && kind.busOptional) return undefined;
  return found === undefined ? { refusal: `Bus '${String(bus)}' not found` } : { device: found };
}

interface Policies {
  rerror?: ErrorPolicySetting;
  werror?: ErrorPolicySetting;
}

function policiesOf(
  world: VmWorld,
  kind: DeviceKind,
  properties: Properties,
): { readonly policies: Policies } | { readonly refusal: string } {
  const policies: Policies = {};
  if (!kind.hasErrorPolicy || !world.profile.device.errorPolicyProperties) return { policies };
  const wrongType = world.profile.device.propertyTypeText === 'type' ? 'as-type' : 'as-value';
  for (const option of ['werror', 'rerror'] as const) {
    if (properties[option] === undefined) continue;
    const parsed = parseDevicePolicy(option, properties[option], wrongType);
    if ('error' in parsed) return { refusal: parsed.error };
    policies[option] = parsed.value;
  }
  return { policies };
}

function applyPolicies(backend: Backend, properties: Policies): void {
  const policies = resolvePolicies(backend, properties);
  backend.rerror = policies.rerror;
  backend.werror = policies.werror;
  backend.ioStatusEnabled = ioStatusEnabled(policies);
  backend.ioStatus = 'ok';
}

/** `drive=` names a backend first, else a node, which then gets a backend without a name (5.3). */
function attachDrive(
  world: VmWorld,
  device: Device,
  kind: DeviceKind,
  properties: Properties,
): { backend: Backend } | { refusal: string } {
  const { driver } = device;
  const name = properties['drive'];
  if (name === undefined) return { refusal: kind.withoutDrive };
  const named = backendNamed(world, String(name));
  if (named?.user) return { refusal: `Drive '${String(name)}' is already in use by another device` };
  const node = named === undefined ? nodeNamed(world, String(name)) : world.nodes.get(named.root);
  if (named === undefined && node === undefined)
    return { refusal: `Property '${driver}.drive' can't find value '${String(name)}'` };
  if (node === undefined && !kind.removable) return { refusal: 'Device needs media, but drive is empty' };
  if (node?.readOnly && kind.needsWritable) return { refusal: 'Block node is read-only' };
  const backend = named ?? addBackend(world);
  if (named === undefined) setRoot(world, backend, node);
  backend.device = device.id;
  backend.qomPath = device.qomPath;
  backend.qdev = device.name !== '' && kind.inner === '' ? device.name : device.qomPath;
  const conflict = attachDevice(world, backend, {
    writable: node !== undefined && !node.readOnly,
    shareRw: properties['share-rw'] === true || properties['share-rw'] === 'on',
  });
  if (conflict !== undefined) {
    if (named === undefined) removeBackend(world, backend);
    return { refusal: conflict.desc };
  }
  backend.user = 'device';
  // A guest driver that does not negotiate flushing makes the cache writethrough (2.5).
  backend.writeCache = kind.model !== 'virtio-blk';
  device.backend = backend.id;
  return { backend };
}

/** Realizing reads the first sector to guess the geometry; its error is ignored, but it happens (2.5). */
export const REALIZE: Procedure<Realize> = procedure<VmWorld, Realize>('realize', {
  probe(world, { device: id }, frame) {
    const device = world.devices.at(id);
    const backend = world.backends.get(device.backend);
    if (backend === undefined || backend.root === NONE) return done();
    const { io, ret } = submitFromCoroutine(world, backend, { op: 'read', offset: 0, bytes: 512 }, PROBED, device.id);
    if (ret !== PENDING) {
      backend.inFlight--;
      world.ios.remove(io);
      return done();
    }
    device.restartPending = true;
    frame.locals = { device: id };
    return next('wait');
  },
  wait: (world, { device }) => (world.devices.at(device).restartPending ? poll('wait') : done()),
});

interface Realize {
  readonly device: number;
}

const PROBED = handler<VmWorld>('geometry read', (world, deviceId) => {
  world.devices.at(deviceId).restartPending = false;
});
