/** virtio-scsi controllers and the SCSI disks behind them (3.2). */
import { type AccountKind, accountDone, accountFailed, accountInvalid } from '../block/accounting.ts';
import { submit } from '../block/backend.ts';
import { DRAIN_ALL, DRAIN_BACKEND } from '../block/drain.ts';
import { ERRNO } from '../block/errno.ts';
import { empty, stamp, write } from '../block/extents.ts';
import {
  Context,
  call,
  done,
  handler,
  NONE,
  Notifier,
  next,
  now,
  type Outcome,
  procedure,
  schedule,
  without,
} from '../kernel/index.ts';
import { actionFor, announceError } from './error-action.ts';
import { completeGuest, popRing } from './guest.ts';
import { bringBack, CHANGE_THREAD, mustBeStill, turnOn } from './iothread.ts';
import { type DeviceArgs, defineModel } from './model.ts';
import type { Device, GuestRequest } from './records.ts';
import type { VmWorld } from './world.ts';

/** What a guest gets for an errno under `report`: status, and key/asc/ascq of the sense data (3.2). */
function reported(errno: number): string {
  const sense: Readonly<Record<number, string>> = {
    [ERRNO.ENOSPC]: '7/27/07',
    [ERRNO.ENOMEM]: '4/44/00',
    [ERRNO.EREMOTEIO]: '4/44/00',
    [ERRNO.EINVAL]: '5/24/00',
    [ERRNO.ENOMEDIUM]: '2/3a/00',
    [ERRNO.ENODATA]: '3/11/00',
  };
  if (errno === ERRNO.EDOM) return 'response=0 status=0x28';
  if (errno === ERRNO.EBADE) return 'response=0 status=0x18';
  return checkCondition(sense[errno] ?? 'b/00/06');
}

const checkCondition = (sense: string): string => `response=0 status=0x2 sense=${sense}`;
const GOOD = 'response=0 status=0x0';
const ABORTED = 'response=2 status=0x0';

/** The controller takes all commands of its ring first, then starts them in order. */
function handleKick(world: VmWorld, controller: Device): void {
  const taken: GuestRequest[] = [];
  for (let request = popRing(world, controller); request !== undefined; request = popRing(world, controller))
    taken.push(request);
  for (const request of taken) startCommand(world, world.devices.at(request.device), request);
}

function startCommand(world: VmWorld, disk: Device, request: GuestRequest): void {
  if (disk.unitAttention) {
    disk.unitAttention = false;
    completeGuest(world, request, 'ioerr', checkCondition('6/29/00'));
    return;
  }
  const backend = world.backends.get(disk.backend);
  if (backend === undefined || (backend.hasTray && (backend.trayOpen || backend.root === NONE))) {
    completeGuest(world, request, 'ioerr', checkCondition('2/3a/00'));
    return;
  }
  // What has a tray is a CD drive: it never writes, whatever its medium (unit checks of virtio-scsi, 5).
  if (backend.hasTray && request.op !== 'read' && request.op !== 'flush') {
    completeGuest(world, request, 'ioerr', checkCondition('7/27/00'));
    return;
  }
  const size = backend.root === NONE ? 0 : world.nodes.at(backend.root).size;
  if (request.op !== 'flush' && request.offset + request.bytes > size) {
    accountInvalid(world, backend, request.op === 'read' ? 'read' : 'write');
    completeGuest(world, request, 'ioerr', checkCondition('5/21/00'));
    return;
  }
  disk.active = [...disk.active, request.id];
  send(world, disk, request);
}

function send(world: VmWorld, disk: Device, request: GuestRequest): void {
  const backend = world.backends.at(disk.backend);
  const { op, offset, bytes } = request;
  request.started = now(world);
  const content = op === 'write' && request.stamp !== 0 ? write(empty(), offset, bytes, stamp(request.stamp)) : null;
  submit(world, backend, op, offset, bytes, 0, content, COMMAND_DONE, request.id);
}

/** What a command counts as (1.7). */
const kindOf = (request: GuestRequest): AccountKind =>
  request.op === 'discard' ? 'unmap' : request.op === 'write-zeroes' ? 'write' : request.op;

const COMMAND_DONE = handler<VmWorld>('scsi command done', (world, id, ret) => {
  const request = world.guestRequests.at(id);
  const disk = world.devices.at(request.device);
  const backend = world.backends.at(disk.backend);
  const kind = kindOf(request);
  if (ret === 0) {
    accountDone(world, backend, kind, request.bytes, request.started);
    complete(world, disk, request, 'ok', GOOD);
    return;
  }
  const isRead = request.op === 'read';
  const action = actionFor(backend, isRead, -ret);
  // Data commands count as failed whatever becomes of them; the others only if it is reported (1.7).
  const isData = request.op === 'read' || request.op === 'write';
  if (isData || action === 'report') accountFailed(world, backend, kind, request.bytes, request.started);
  // Announced first, then completed or marked (1.4).
  announceError(world, backend, action, isRead, -ret);
  if (action === 'stop') {
    request.retry = true;
    if (world.bus.heard('guest-parked')) world.bus.say('guest-parked', { request: id });
  } else if (action === 'report') complete(world, disk, request, 'ioerr', reported(-ret));
  else {
    if (!isData) accountDone(world, backend, kind, request.bytes, request.started);
    complete(world, disk, request, 'ok', GOOD);
  }
});

function complete(world: VmWorld, disk: Device, request: GuestRequest, status: 'ok' | 'ioerr', detail: string): void {
  disk.active = without(disk.active, request.id);
  completeGuest(world, request, status, detail);
}

/** Commands of a LUN in the order in which the version walks them (3.2). */
function walk(world: VmWorld, disk: Device): readonly number[] {
  return world.profile.device.scsiRetry === 'oldest-first' ? disk.active : [...disk.active].reverse();
}

function restart(world: VmWorld, disk: Device): void {
  if (disk.busy || disk.backend === NONE) return;
  disk.busy = true;
  world.backends.at(disk.backend).inFlight++;
  schedule(world, world.store.table(Context).at(disk.context), RESTART, disk.id);
}

const RESTART = handler<VmWorld>(
  'scsi restart',
  (world, id) => {
    const disk = world.devices.at(id);
    disk.busy = false;
    for (const requestId of walk(world, disk)) {
      const request = world.guestRequests.at(requestId);
      if (!request.retry) continue;
      request.retry = false;
      if (world.bus.heard('guest-retried')) world.bus.say('guest-retried', { request: requestId });
      // A command without data is put at the end of the list again and starts from scratch.
      if (request.op === 'flush') disk.active = [...without(disk.active, requestId), requestId];
      send(world, disk, request);
    }
    world.backends.at(disk.backend).inFlight--;
  },
  (world, id) => `${world.devices.get(id)?.name ?? 'scsi disk'} restarts kept requests`,
);

/** Cancels every command: each completes as aborted, in the order of a retry (3.2). */
function purge(world: VmWorld, disk: Device): void {
  for (const id of walk(world, disk)) {
    const request = world.guestRequests.at(id);
    if (request.retry) complete(world, disk, request, 'ioerr', ABORTED);
  }
}

/** The queue's notifier has been set by the guest. */
export const VIRTIO_SCSI_KICKED = handler<VmWorld>(
  'virtio-scsi kicked',
  (world, id) => handleKick(world, world.devices.at(id)),
  (world, id) => `${world.devices.get(id)?.name ?? 'virtio-scsi'} takes its ring`,
);

const stopHandler = procedure<VmWorld, DeviceArgs>('virtio-scsi stop handler', {
  begin(world, { device: id }) {
    const controller = world.devices.at(id);
    if (!controller.notifierOn) return done();
    controller.notifierOn = false;
    const notifier = world.store.table(Notifier).at(controller.notifier);
    if (notifier.set || notifier.ready) {
      notifier.set = notifier.ready = false;
      handleKick(world, controller);
    }
    return world.profile.run.stopHandlerDrains.includes('virtio-scsi') ? call(DRAIN_ALL, null, 'end') : next('end');
  },
  end(world, { device: id }) {
    const device = world.devices.at(id);
    if (mustBeStill(world, device, false)) return call(CHANGE_THREAD, { device: id, on: false }, 'end');
    bringBack(world, device);
    return done();
  },
});

/** The guest may have kicked while nobody looked. */
function lookAtRing(world: VmWorld, controller: Device): Outcome {
  world.store.table(Notifier).at(controller.notifier).set = true;
  return done();
}

defineModel({
  name: 'virtio-scsi',
  handleKick,
  restart() {},
  stopHandler,
  startHandler: procedure<VmWorld, DeviceArgs>('virtio-scsi start handler', {
    on(world, { device: id }) {
      const controller = world.devices.at(id);
      if (controller.notifier === NONE || controller.notifierOn || !controller.ready) return done();
      if (mustBeStill(world, controller, true)) return call(CHANGE_THREAD, { device: id, on: true }, 'kick');
      turnOn(world, controller);
      return lookAtRing(world, controller);
    },
    kick: (world, { device }) => lookAtRing(world, world.devices.at(device)),
  }),
  reset: procedure<VmWorld, DeviceArgs>('virtio-scsi reset', {
    begin: (_world, { device }) => call(stopHandler, { device }, 'off'),
    off(world, { device }) {
      world.devices.at(device).ready = false;
      return done();
    },
  }),
  unplug() {},
});

defineModel({
  name: 'scsi-disk',
  handleKick() {},
  restart,
  reset: procedure<VmWorld, DeviceArgs>('scsi disk reset', {
    begin: (world, { device }) => {
      const { backend } = world.devices.at(device);
      return backend === NONE ? next('purge') : call(DRAIN_BACKEND, { backend }, 'purge');
    },
    purge(world, { device: id }) {
      const disk = world.devices.at(id);
      purge(world, disk);
      disk.unitAttention = true;
      return done();
    },
  }),
  unplug: purge,
});
