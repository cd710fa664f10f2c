/** virtio-blk (3.1). */
import { type AccountKind, accountDone, accountFailed, accountInvalid, accountMerged } from '../block/accounting.ts';
import { submit } from '../block/backend.ts';
import { DRAIN_ALL, DRAIN_BACKEND } from '../block/drain.ts';
import { FUA, MAY_UNMAP } from '../block/driver.ts';
import { empty, stamp, write } from '../block/extents.ts';
import type { Backend } from '../block/records.ts';
import {
  Context,
  call,
  done,
  handler,
  MAIN_CONTEXT,
  NONE,
  Notifier,
  next,
  now,
  procedure,
  schedule,
} from '../kernel/index.ts';
import { actionFor, announceError } from './error-action.ts';
import { completeGuest, dropGuest, popRing } from './guest.ts';
import { bringBack, CHANGE_THREAD, mustBeStill, turnOn } from './iothread.ts';
import { type DeviceArgs, defineModel } from './model.ts';
import type { Device, GuestRequest } from './records.ts';
import type { VmWorld } from './world.ts';

/** Reads or writes of one kick that wait to be sorted and merged. */
const MAX_BATCH = 32;

function handleKick(world: VmWorld, device: Device): void {
  const batch: GuestRequest[] = [];
  for (let request = popRing(world, device); request !== undefined; request = popRing(world, device))
    handleRequest(world, device, request, batch);
  submitBatch(world, device, batch);
}

/** Sends a request down, or adds it to the batch; reads and writes of one direction are collected. */
function handleRequest(world: VmWorld, device: Device, request: GuestRequest, batch: GuestRequest[]): void {
  const backend = world.backends.at(device.backend);
  const { op } = request;
  if (op === 'read' || op === 'write') {
    if (!inRange(world, backend, request)) {
      accountInvalid(world, backend, op);
      completeGuest(world, request, 'ioerr');
      return;
    }
    const first = batch[0];
    if (first !== undefined && (batch.length === MAX_BATCH || first.op !== op || !device.requestMerging))
      submitBatch(world, device, batch);
    batch.push(request);
    return;
  }
  if (op === 'flush') {
    if (batch[0]?.op === 'write') submitBatch(world, device, batch);
    request.started = now(world);
    submit(world, backend, 'flush', 0, 0, 0, null, FLUSH_DONE, request.id);
    return;
  }
  // Discards and zero writes are not collected, and so overtake what was collected before them.
  if (!world.profile.device.virtioBlkDiscard) completeGuest(world, request, 'unsupp');
  else if (!inRange(world, backend, request)) completeGuest(world, request, 'ioerr');
  else {
    request.started = now(world);
    submit(world, backend, op, request.offset, request.bytes, MAY_UNMAP, null, RW_DONE, request.id);
  }
}

function inRange(world: VmWorld, backend: Backend, request: GuestRequest): boolean {
  const size = backend.root === NONE ? 0 : world.nodes.at(backend.root).size;
  return (request.offset | request.bytes) % 512 === 0 && request.offset + request.bytes <= size;
}

/** Stable and in place: a batch is short, and what a guest sends is often in order already. */
function sortBySector(batch: GuestRequest[]): void {
  for (let i = 1; i < batch.length; i++) {
    const request = batch[i] as GuestRequest;
    const { offset } = request;
    let at = i;
    for (; at > 0 && (batch[at - 1] as GuestRequest).offset > offset; at--) batch[at] = batch[at - 1] as GuestRequest;
    batch[at] = request;
  }
}

/** Sorts by sector and sends each run of adjacent requests as one. Empties the batch. */
function submitBatch(world: VmWorld, device: Device, batch: GuestRequest[]): void {
  if (batch.length === 0) return;
  const backend = world.backends.at(device.backend);
  if (batch.length > 1) sortBySector(batch);
  const most = longestTransfer(world, backend);
  let start = 0;
  for (let i = 1; i <= batch.length; i++) {
    const before = batch[i - 1] as GuestRequest;
    const request = batch[i];
    if (request !== undefined && before.offset + before.bytes === request.offset) {
      if (request.offset + request.bytes - (batch[start] as GuestRequest).offset <= most) continue;
    }
    submitRun(world, backend, batch, start, i);
    start = i;
  }
  batch.length = 0;
}

/** Nothing is merged beyond what the backend takes at once (3.1); in bytes. */
function longestTransfer(world: VmWorld, backend: Backend): number {
  const most = backend.root === NONE ? 0 : world.nodes.at(backend.root).maxTransfer;
  return most === 0 ? Number.POSITIVE_INFINITY : most;
}

function submitRun(world: VmWorld, backend: Backend, batch: GuestRequest[], start: number, end: number): void {
  const first = batch[start] as GuestRequest;
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const request = batch[i] as GuestRequest;
    bytes += request.bytes;
    request.started = now(world);
    request.mergeNext = i + 1 < end ? (batch[i + 1] as GuestRequest).id : NONE;
  }
  if (end - start > 1) accountMerged(world, backend, first.op === 'read' ? 'read' : 'write', end - start - 1);
  const flags = first.op === 'write' && !backend.writeCache ? FUA : 0;
  const content = first.op === 'write' && first.stamp !== 0 ? contentOf(batch.slice(start, end)) : null;
  submit(world, backend, first.op, first.offset, bytes, flags, content, RW_DONE, first.id);
}

const contentOf = (requests: readonly GuestRequest[]) =>
  requests.reduce((data, request) => write(data, request.offset, request.bytes, stamp(request.stamp)), empty());

/** A backend request has ended: every request that was merged into it has its outcome. */
const RW_DONE = handler<VmWorld>('virtio-blk request done', (world, id, ret) => {
  for (let at = id; at !== NONE; ) {
    const request = world.guestRequests.at(at);
    at = request.mergeNext;
    request.mergeNext = NONE;
    settle(world, request, ret, request.op === 'read');
  }
});

const FLUSH_DONE = handler<VmWorld>('virtio-blk flush done', (world, id, ret) =>
  settle(world, world.guestRequests.at(id), ret, false),
);

/** What a request counts as (1.7); discards are not counted at all. */
const kindOf = (request: GuestRequest): AccountKind | undefined =>
  request.op === 'discard' ? undefined : request.op === 'write-zeroes' ? 'write' : request.op;

/** The table of outcomes in 3.1: park or complete first, then announce. A stopped request counts as nothing (1.7). */
function settle(world: VmWorld, request: GuestRequest, ret: number, isRead: boolean): void {
  const device = world.devices.at(request.device);
  const backend = world.backends.at(device.backend);
  const kind = kindOf(request);
  if (ret === 0) {
    if (kind !== undefined) accountDone(world, backend, kind, request.bytes, request.started);
    completeGuest(world, request, 'ok');
    return;
  }
  const action = actionFor(backend, isRead, -ret);
  if (action === 'stop') {
    device.parked = [request.id, ...device.parked];
    if (world.bus.heard('guest-parked')) world.bus.say('guest-parked', { request: request.id });
  } else if (action === 'report') {
    if (kind !== undefined) accountFailed(world, backend, kind, request.bytes, request.started);
    completeGuest(world, request, 'ioerr');
  }
  announceError(world, backend, action, isRead, -ret);
  if (action === 'ignore') {
    if (kind !== undefined) accountDone(world, backend, kind, request.bytes, request.started);
    completeGuest(world, request, 'ok');
  }
}

/** Hands the parked requests back to the way in, from a bottom half. Until it has run, the backend is busy. */
function restart(world: VmWorld, device: Device): void {
  if (device.parked.length === 0) return;
  const newestFirst = world.profile.device.virtioBlkRetry === 'newest-first';
  device.active = newestFirst ? device.parked : [...device.parked].reverse();
  device.parked = [];
  world.backends.at(device.backend).inFlight++;
  schedule(world, world.store.table(Context).at(device.context), RESTART, device.id);
}

const RESTART = handler<VmWorld>(
  'virtio-blk restart',
  (world, id) => {
    const device = world.devices.at(id);
    const handedBack = device.active;
    device.active = [];
    const batch: GuestRequest[] = [];
    for (const requestId of handedBack) {
      const request = world.guestRequests.at(requestId);
      if (world.bus.heard('guest-retried')) world.bus.say('guest-retried', { request: requestId });
      handleRequest(world, device, request, batch);
    }
    submitBatch(world, device, batch);
    world.backends.at(device.backend).inFlight--;
  },
  (world, id) => `${world.devices.get(id)?.name ?? 'virtio-blk'} restarts kept requests`,
);

/** The queue's notifier has been set by the guest. */
export const VIRTIO_KICKED = handler<VmWorld>(
  'virtio-blk kicked',
  (world, id) => handleKick(world, world.devices.at(id)),
  (world, id) => `${world.devices.get(id)?.name ?? 'virtio-blk'} takes its ring`,
);

/** Drops all that is parked, without a word to the guest (3.1, 3.4). */
function dropParked(world: VmWorld, device: Device): void {
  for (const id of device.parked) dropGuest(world, world.guestRequests.at(id));
  device.parked = [];
}

const stopHandler = procedure<VmWorld, DeviceArgs>('virtio-blk stop handler', {
  begin(world, { device: id }) {
    const device = world.devices.at(id);
    if (!device.notifierOn) return done();
    device.notifierOn = false;
    const takesRing = world.store.table(Notifier).at(device.notifier);
    // A kick that nobody has served yet is served now.
    if (takesRing.set || takesRing.ready) {
      takesRing.set = takesRing.ready = false;
      handleKick(world, device);
    }
    // Before its nodes can come back from an iothread, nothing may be in flight there (2.6).
    const drains = world.profile.run.stopHandlerDrains.includes('virtio-blk') || device.context !== MAIN_CONTEXT;
    if (!drains) return next('end');
    return call(DRAIN_BACKEND, { backend: device.backend }, 'drain all');
  },
  'drain all': (world) => (world.profile.run.virtioHandlersDrainAll ? call(DRAIN_ALL, null, 'end') : next('end')),
  end(world, { device: id }) {
    const device = world.devices.at(id);
    if (mustBeStill(world, device, false)) return call(CHANGE_THREAD, { device: id, on: false }, 'end');
    bringBack(world, device);
    return done();
  },
});

const startHandler = procedure<VmWorld, DeviceArgs>('virtio-blk start handler', {
  begin(world, { device: id }) {
    const device = world.devices.at(id);
    if (device.notifier === NONE || device.notifierOn || !device.ready) return done();
    return world.profile.run.virtioHandlersDrainAll ? call(DRAIN_ALL, null, 'on') : next('on');
  },
  on(world, { device: id }) {
    const device = world.devices.at(id);
    if (mustBeStill(world, device, true)) return call(CHANGE_THREAD, { device: id, on: true }, 'on');
    turnOn(world, device);
    world.store.table(Notifier).at(device.notifier).set = true;
    return done();
  },
});

defineModel({
  name: 'virtio-blk',
  handleKick,
  restart,
  stopHandler,
  startHandler,
  reset: procedure<VmWorld, DeviceArgs>('virtio-blk reset', {
    begin: (_world, { device }) => call(stopHandler, { device }, 'drain'),
    drain: (world, { device }) => call(DRAIN_BACKEND, { backend: world.devices.at(device).backend }, 'drop'),
    drop(world, { device: id }) {
      const device = world.devices.at(id);
      dropParked(world, device);
      device.ready = false;
      return done();
    },
  }),
  unplug: dropParked,
});
