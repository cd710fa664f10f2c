/** The guest's side: requests put on rings, kicks, completions seen. */
import type { Operation } from '../block/records.ts';
import { callOnMain, NONE, Notifier } from '../kernel/index.ts';
import { modelOf } from './model.ts';
import type { Device, GuestRequest, GuestStatus } from './records.ts';
import type { VmWorld } from './world.ts';

export interface GuestIo {
  readonly op: Operation;
  readonly offset: number;
  readonly bytes: number;
  readonly tag: string;
  /** marks what it writes, so that a read can tell whose data it got; 0 or absent: nobody wants to know */
  readonly stamp?: number;
}

/** The device whose ring carries this one's requests: its controller, or itself. */
const ringOf = (world: VmWorld, device: Device): Device =>
  device.controller === NONE ? device : world.devices.at(device.controller);

/** Puts a request on the device's ring; nobody looks until the kick. */
export function submitGuest(world: VmWorld, device: Device, io: GuestIo): GuestRequest {
  const requests = world.guestRequests;
  const request = requests.take();
  request.device = device.id;
  request.op = io.op;
  request.offset = io.offset;
  request.bytes = io.op === 'flush' ? 0 : io.bytes;
  request.tag = io.tag;
  request.stamp = io.stamp ?? 0;
  pushRing(world, ringOf(world, device), request);
  if (world.bus.heard('guest-submitted')) world.bus.say('guest-submitted', { request: request.id });
  return request;
}

/**
 * Tells the device that its ring has something: through its notifier, served by the main context, or served at once
 * where there are no notifiers (before 8.2 without KVM; 3.1, 2.4).
 */
export function kick(world: VmWorld, device: Device): void {
  const ring = ringOf(world, device);
  if (!ring.ready) return;
  if (ring.notifier === NONE) {
    modelOf(ring).handleKick(world, ring);
    return;
  }
  // A kick that meets a stopped device sets its notifiers up again, whatever the run state.
  const { startHandler } = modelOf(ring);
  if (!ring.notifierOn && startHandler !== undefined) {
    callOnMain(world, startHandler, { device: ring.id });
    return;
  }
  world.store.table(Notifier).at(ring.notifier).set = true;
}

export function pushRing(world: VmWorld, ring: Device, request: GuestRequest): void {
  if (ring.ringHead === NONE) ring.ringHead = request.id;
  else world.guestRequests.at(ring.ringTail).next = request.id;
  ring.ringTail = request.id;
}

/** Takes the oldest request off the ring. */
export function popRing(world: VmWorld, ring: Device): GuestRequest | undefined {
  if (ring.ringHead === NONE) return undefined;
  const request = world.guestRequests.at(ring.ringHead);
  ring.ringHead = request.next;
  if (request.next === NONE) ring.ringTail = NONE;
  request.next = NONE;
  return request;
}

/** The guest sees the request's outcome; the request is gone. */
export function completeGuest(world: VmWorld, request: GuestRequest, status: GuestStatus, detail = ''): void {
  if (world.bus.heard('guest-completed')) world.bus.say('guest-completed', { request: request.id, status, detail });
  world.guestRequests.remove(request);
}

/** The request ends without the guest hearing of it. */
export function dropGuest(world: VmWorld, request: GuestRequest): void {
  if (world.bus.heard('guest-dropped')) world.bus.say('guest-dropped', { request: request.id });
  world.guestRequests.remove(request);
}
