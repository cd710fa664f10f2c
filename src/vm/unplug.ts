/**
 * Unplugging devices (3.4). A SCSI disk goes at once; a PCI device only when the guest has agreed, or at a reset. What
 * it held, and the word that it is deleted, come after a grace in which other threads may still be looking at it.
 */
import { DRAIN_ALL, DRAIN_BACKEND } from '../block/drain.ts';
import { removeBackend } from '../block/graph.ts';
import { detachDevice } from '../block/permissions.ts';
import {
  armTimer,
  call,
  callOnMain,
  cancelTimer,
  done,
  handler,
  MILLISECOND,
  NONE,
  Notifier,
  next,
  now,
  type Procedure,
  procedure,
  Timer,
  TOUCH,
  timerContext,
} from '../kernel/index.ts';
import { busOf, doesNotHotplug } from './buses.ts';
import { kindOf } from './device-kinds.ts';
import { completeGuest, popRing, pushRing } from './guest.ts';
import { bringBack, CHANGE_THREAD, mustBeStill } from './iothread.ts';
import { modelOf } from './model.ts';
import type { Device } from './records.ts';
import { Unplugged } from './records.ts';
import type { VmWorld } from './world.ts';

/** Why a device may not be unplugged now, or undefined. `called` is what the client called it. */
export function unplugRefusal(world: VmWorld, device: Device, called: string): string | undefined {
  if (device.unplugging && stillUnplugging(world, device))
    return `Device ${called} is already in the process of unplug`;
  const bus = busOf(world, device);
  return bus === undefined || !bus.hotplug ? doesNotHotplug(bus?.name ?? 'main-system-bus') : undefined;
}

/** A request to the guest may be repeated once the guest's clock has moved on. */
function stillUnplugging(world: VmWorld, device: Device): boolean {
  return device.unplugExpires === NONE ? world.vm.state !== 'running' : now(world) < device.unplugExpires;
}

/** The first time after `after` (ns) from which on a guest may be asked again to let a device go; Infinity if none. */
export function nextUnplugExpiry(world: VmWorld, after: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { unplugExpires } of world.devices.live())
    if (unplugExpires > after && unplugExpires < next) next = unplugExpires;
  return next;
}

interface Unplug {
  /** devices still to go, the controller last */
  readonly left: readonly number[];
}

/** device_del of a device that {@link unplugRefusal} allows. */
export const DEVICE_DEL: Procedure<{ readonly device: number }> = procedure<VmWorld, { readonly device: number }>(
  'device_del',
  {
    begin(world, { device: id }) {
      const device = world.devices.at(id);
      if (kindOf(device.driver)?.unplugNeedsGuest === true) {
        device.unplugging = true;
        device.unplugExpires = world.vm.state === 'running' ? now(world) + MILLISECOND : NONE;
        return done();
      }
      return call(UNPLUG, { left: withChildren(world, device) }, 'end');
    },
    end: () => done(),
  },
);

/** The guest has agreed to every unplug it was asked for, as after a reset. */
export const FINISH_UNPLUGS: Procedure<null> = procedure<VmWorld, null>('finish unplugs', {
  begin(world) {
    const asked = [...world.devices].filter((device) => device.unplugging);
    return asked.length === 0 ? done() : call(UNPLUG, { left: asked.flatMap((d) => withChildren(world, d)) }, 'end');
  },
  end: () => done(),
});

/** A device, after what it carries: the newest first. */
function withChildren(world: VmWorld, device: Device): number[] {
  const carried = [...world.devices]
    .filter((other) => other.controller === device.id)
    .sort((a, b) => b.order - a.order);
  return [...carried.map((other) => other.id), device.id];
}

const UNPLUG: Procedure<Unplug> = procedure<VmWorld, Unplug>('unplug', {
  begin(world, { left }) {
    const device = world.devices.get(left[0] ?? NONE);
    if (device === undefined) return done();
    return device.backend === NONE ? next('remove') : call(DRAIN_BACKEND, { backend: device.backend }, 'remove');
  },
  remove(world, { left }, frame) {
    const device = world.devices.at(left[0] ?? NONE);
    const backend = world.backends.get(device.backend);
    // An iothread may have taken another request meanwhile.
    if (backend !== undefined && backend.inFlight > 0) return next('begin');
    if (mustBeStill(world, device, false)) return call(CHANGE_THREAD, { device: device.id, on: false }, 'remove');
    remove(world, device);
    frame.locals = { left: left.slice(1) };
    // Only a drive goes with its device, and with it what works on it.
    return backend === undefined || backend.name === ''
      ? next('begin')
      : call(world.driveUnplugged, { backend: backend.id }, 'begin');
  },
});

/** The device is gone from the machine; what it held lives on for the grace. */
function remove(world: VmWorld, device: Device): void {
  modelOf(device).unplug(world, device);
  bringBack(world, device);
  dropFromRing(world, device);
  if (device.notifier !== NONE) {
    const notifiers = world.store.table(Notifier);
    notifiers.remove(notifiers.at(device.notifier));
  }
  const backend = world.backends.get(device.backend);
  if (backend !== undefined) {
    backend.device = NONE;
    backend.onDrainBegin = backend.onDrainEnd = null;
  }
  const gone = world.store.table(Unplugged);
  const outer = device.qomPath.replace(/\/virtio-backend$/, '');
  if (outer !== device.qomPath) gone.add({ path: device.qomPath });
  gone.add({ name: device.name, path: outer, backend: device.backend });
  world.store.touched |= TOUCH.graph;
  world.devices.remove(device);
  startGrace(world);
}

/** What the guest has put on the ring for a disk that is gone gets the answer for a target that is not there. */
function dropFromRing(world: VmWorld, device: Device): void {
  const ring = device.controller === NONE ? device : world.devices.at(device.controller);
  const kept = [];
  for (let request = popRing(world, ring); request !== undefined; request = popRing(world, ring)) {
    if (request.device === device.id) completeGuest(world, request, 'ioerr', 'response=3 status=0x0');
    else kept.push(request);
  }
  for (const request of kept) pushRing(world, ring, request);
}

function startGrace(world: VmWorld): void {
  if (world.vm.graceTimer !== NONE) return;
  const due = now(world) + world.profile.device.unplugGrace * MILLISECOND;
  world.vm.graceTimer = armTimer(world, timerContext(world), due, GRACE_ENDS, 0).id;
}

const GRACE_ENDS = handler<VmWorld>(
  'grace of unplugged devices ends',
  (world) => {
    world.vm.graceTimer = NONE;
    callOnMain(world, RELEASE, null);
  },
  () => 'unplugged devices are released',
);

/** Ends the grace now: a device_add that fails waits for it (3.4). */
export function endGrace(world: VmWorld): void {
  if (world.vm.graceTimer === NONE) return;
  cancelTimer(world, world.store.table(Timer).at(world.vm.graceTimer));
  world.vm.graceTimer = NONE;
  release(world);
}

function release(world: VmWorld): void {
  for (const unplugged of [...world.store.table(Unplugged)]) forget(world, unplugged);
}

/** A drive goes with its device, a node that the monitor owns stays (3.4). */
function forget(world: VmWorld, { id, name, path, backend: backendId }: Unplugged): void {
  const gone = world.store.table(Unplugged);
  const backend = world.backends.get(backendId);
  if (backend !== undefined) {
    detachDevice(world, backend);
    removeBackend(world, backend);
  }
  gone.remove(gone.at(id));
  world.bus.say('device-deleted', { id: name, path });
}

const oldest = (world: VmWorld): Unplugged | undefined => [...world.store.table(Unplugged)][0];

/** The same with every backend quiet before it goes: its root is drained twice, which a job on it sees (1.12). */
const RELEASE: Procedure<null> = procedure<VmWorld, null>('release unplugged devices', {
  begin(world) {
    const unplugged = oldest(world);
    if (unplugged === undefined) return done();
    const { backend } = unplugged;
    if ((world.backends.get(backend)?.root ?? NONE) !== NONE) return call(DRAIN_BACKEND, { backend }, 'again');
    forget(world, unplugged);
    return next('begin');
  },
  again: (world) => call(DRAIN_BACKEND, { backend: oldest(world)?.backend ?? NONE }, 'graph'),
  graph: (world) =>
    world.profile.job.graphChanges['backend-gone'] === 1 ? call(DRAIN_ALL, null, 'gone') : next('gone'),
  gone(world) {
    const unplugged = oldest(world);
    if (unplugged !== undefined) forget(world, unplugged);
    return next('begin');
  },
});
