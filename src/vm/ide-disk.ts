/** IDE disks (3.3): one command at a time on a bus; a stopped one is redone by a bottom half, and survives resets. */
import { accountDone, accountFailed, accountInvalid } from '../block/accounting.ts';
import { submit } from '../block/backend.ts';
import { DRAIN_BACKEND } from '../block/drain.ts';
import { ERRNO } from '../block/errno.ts';
import { empty, stamp, write } from '../block/extents.ts';
import { call, done, handler, mainContext, NONE, now, procedure, schedule } from '../kernel/index.ts';
import { actionFor, announceError } from './error-action.ts';
import { completeGuest, popRing } from './guest.ts';
import { type DeviceArgs, defineModel } from './model.ts';
import type { Device, GuestRequest } from './records.ts';
import type { VmWorld } from './world.ts';

/** status register after a command that failed: READY, ERR; the error register says ABRT */
const FAILED = 'status=0x41 error=0x04';
const GOOD = 'status=0x50';

/** Starts the next command if none is under way. */
function handleKick(world: VmWorld, disk: Device): void {
  if (disk.active.length > 0 || disk.retry !== NONE) return;
  const request = popRing(world, disk);
  if (request !== undefined) start(world, disk, request);
}

function start(world: VmWorld, disk: Device, request: GuestRequest): void {
  const backend = world.backends.at(disk.backend);
  const size = backend.root === NONE ? 0 : world.nodes.at(backend.root).size;
  disk.active = [request.id];
  if (request.op !== 'flush' && request.offset + request.bytes > size) {
    accountInvalid(world, backend, request.op === 'read' ? 'read' : 'write');
    complete(world, disk, request, 'ioerr', FAILED);
    return;
  }
  request.started = now(world);
  const { op, offset, bytes } = request;
  const content = op === 'write' && request.stamp !== 0 ? write(empty(), offset, bytes, stamp(request.stamp)) : null;
  submit(world, backend, op, offset, bytes, 0, content, COMMAND_DONE, request.id);
}

const COMMAND_DONE = handler<VmWorld>('ide command done', (world, id, ret) => {
  const request = world.guestRequests.at(id);
  const disk = world.devices.at(request.device);
  const backend = world.backends.at(disk.backend);
  const kind = request.op === 'discard' ? 'unmap' : request.op === 'write-zeroes' ? 'write' : request.op;
  const done = () => {
    accountDone(world, backend, kind, request.bytes, request.started);
    complete(world, disk, request, 'ok', GOOD);
  };
  const failed = () => {
    accountFailed(world, backend, kind, request.bytes, request.started);
    complete(world, disk, request, 'ioerr', FAILED);
  };
  if (ret === 0) return done();
  // A transfer that fails with EINVAL goes to the guest without policy (3.3).
  if (ret === -ERRNO.EINVAL && request.op !== 'flush') return failed();
  const isRead = request.op === 'read';
  const action = actionFor(backend, isRead, -ret);
  if (action === 'stop') {
    disk.retry = id;
    disk.active = [];
    if (world.bus.heard('guest-parked')) world.bus.say('guest-parked', { request: id });
  } else if (action === 'report') failed();
  announceError(world, backend, action, isRead, -ret);
  if (action === 'ignore') done();
});

function complete(world: VmWorld, disk: Device, request: GuestRequest, status: 'ok' | 'ioerr', detail: string): void {
  disk.active = [];
  completeGuest(world, request, status, detail);
  handleKick(world, disk);
}

const RESTART = handler<VmWorld>(
  'ide restart',
  (world, id) => {
    const disk = world.devices.at(id);
    disk.busy = false;
    const request = world.guestRequests.get(disk.retry);
    disk.retry = NONE;
    if (request === undefined) return;
    if (world.bus.heard('guest-retried')) world.bus.say('guest-retried', { request: request.id });
    start(world, disk, request);
  },
  (world, id) => `${world.devices.get(id)?.name ?? 'ide disk'} redoes its command`,
);

defineModel({
  name: 'ide-disk',
  handleKick,
  restart(world, disk) {
    if (disk.busy || disk.retry === NONE) return;
    disk.busy = true;
    schedule(world, mainContext(world), RESTART, disk.id);
  },
  // The parked operation stays; it is redone with a cleared register file: a transfer of nothing.
  reset: procedure<VmWorld, DeviceArgs>('ide reset', {
    begin: (world, { device }) => call(DRAIN_BACKEND, { backend: world.devices.at(device).backend }, 'registers'),
    registers(world, { device: id }) {
      const request = world.guestRequests.get(world.devices.at(id).retry);
      if (request !== undefined) request.bytes = 0;
      return done();
    },
  }),
  unplug() {},
});
