/** What guest devices and jobs submit to (sections 1.1, 2.1): range checks, in-flight counts, waiting while drained. */
import type { Handler } from '../kernel/index.ts';
import { handler, mainContext, NONE, schedule } from '../kernel/index.ts';
import { PENDING } from './driver.ts';
import { ERRNO } from './errno.ts';
import type { Extents } from './extents.ts';
import { contextOf } from './graph.ts';
import { startAt } from './io.ts';
import type { Backend, Io, Operation } from './records.ts';
import { memberAt, mustWait } from './throttle-group.ts';
import type { BlockWorld } from './world.ts';

export interface Request {
  readonly op: Operation;
  /** bytes; 0 for a flush */
  readonly offset: number;
  readonly bytes: number;
  /** FUA, MAY_UNMAP */
  readonly flags?: number;
  readonly content?: Extents | null;
}

/**
 * Submits a request for a callback (blk_aio_*): `onDone(world, io, ret)` runs later, never inside this call; the Io
 * exists until `onDone` returns and holds what was read. One that finishes at once is told by a bottom half, so that
 * several of one kick complete last-submitted first (2.2).
 */
export function submit(
  world: BlockWorld,
  backend: Backend,
  op: Operation,
  offset: number,
  bytes: number,
  flags: number,
  content: Extents | null,
  onDone: Handler,
  arg: number,
): Io {
  const io = prepare(world, backend, op, offset, bytes, flags, content, onDone, arg);
  io.aio = true;
  const ret = admit(world, backend, io);
  if (ret !== PENDING) {
    io.ret = ret;
    const root = world.nodes.get(backend.root);
    schedule(world, root === undefined ? mainContext(world) : contextOf(world, root), TELL, io.id);
  }
  return io;
}

/**
 * Submits a request from a coroutine (blk_co_*). @returns the Io and its outcome; PENDING means that `onDone` will be
 * called with the outcome. Whoever gets an outcome here calls {@link release} when done with the Io.
 */
export function submitFromCoroutine(
  world: BlockWorld,
  backend: Backend,
  request: Request,
  onDone: Handler,
  arg: number,
): { readonly io: Io; readonly ret: number } {
  const io = prepare(
    world,
    backend,
    request.op,
    request.offset,
    request.bytes,
    request.flags ?? 0,
    request.content ?? null,
    onDone,
    arg,
  );
  const ret = admit(world, backend, io);
  return { io, ret };
}

/** Ends a request that `submitFromCoroutine` finished at once. */
export function release(world: BlockWorld, io: Io): void {
  world.backends.at(io.backend).inFlight--;
  world.ios.remove(io);
}

function prepare(
  world: BlockWorld,
  backend: Backend,
  op: Operation,
  offset: number,
  bytes: number,
  flags: number,
  content: Extents | null,
  onDone: Handler,
  arg: number,
): Io {
  const io = world.ios.take();
  io.op = op;
  io.backend = backend.id;
  io.offset = offset;
  io.bytes = bytes;
  io.flags = flags;
  io.content = content;
  io.arg = arg;
  // Called at the end by ENDED, which keeps the count.
  io.plan = null;
  io.onDone = ENDED;
  io.whom = onDone;
  return io;
}

/** Waits outside while the backend is drained, unless its requests pass (2.3). */
function admit(world: BlockWorld, backend: Backend, io: Io): number {
  if (backend.quiesce > 0 && !backend.passesDrains) {
    if (backend.queueHead === NONE) backend.queueHead = io.id;
    else world.ios.at(backend.queueTail).next = io.id;
    backend.queueTail = io.id;
    return PENDING;
  }
  backend.inFlight++;
  return start(world, backend, io);
}

function start(world: BlockWorld, backend: Backend, io: Io): number {
  if (backend.root === NONE) return -ERRNO.ENOMEDIUM;
  if (io.op !== 'flush') {
    const size = world.nodes.at(backend.root).size;
    if (io.offset < 0 || io.offset + io.bytes > size) return -ERRNO.EIO;
    if (backend.throttleMember !== NONE && io.op !== 'discard') {
      if (mustWait(world, memberAt(world, backend.throttleMember), io)) return PENDING;
    }
  }
  io.node = backend.root;
  return startAt(world, io);
}

/** Starts a request that its throttle group has let go. */
export function startThrottled(world: BlockWorld, io: Io): void {
  const backend = world.backends.at(io.backend);
  if (backend.root === NONE) {
    io.onDone?.run(world as never, io.id, -ERRNO.ENOMEDIUM);
    return;
  }
  io.node = backend.root;
  const ret = startAt(world, io);
  if (ret !== PENDING) io.onDone?.run(world as never, io.id, ret);
}

/** The requests that waited for the end of the drained section go on, oldest first, one count each (2.3). */
export function releaseQueued(world: BlockWorld, backend: Backend): void {
  while (backend.queueHead !== NONE && backend.quiesce === 0) {
    const io = world.ios.at(backend.queueHead);
    backend.queueHead = io.next;
    if (io.next === NONE) backend.queueTail = NONE;
    io.next = NONE;
    backend.inFlight++;
    const ret = start(world, backend, io);
    // It waited, so it ends like any request that did.
    if (ret !== PENDING) io.onDone?.run(world as never, io.id, ret);
  }
}

/** The callback first, then the count goes down (2.1). */
function end(world: BlockWorld, io: Io, ret: number): void {
  const backend = world.backends.get(io.backend);
  io.whom?.run(world as never, io.arg, ret);
  if (backend !== undefined) backend.inFlight--;
  world.ios.remove(io);
}

const ENDED = handler<BlockWorld>('request ended', (world, id, ret) => end(world, world.ios.at(id), ret));
const TELL = handler<BlockWorld>(
  'complete request',
  (world, id) => {
    const io = world.ios.at(id);
    end(world, io, io.ret);
  },
  (world, id) => `complete ${world.ios.get(id)?.op ?? 'request'}`,
);
