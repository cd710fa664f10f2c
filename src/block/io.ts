/**
 * The way of a request through the nodes: down by `startAt` and `submitChild`, up by return value if all of it
 * happens at once, else by `finish` (section 2.1). Requests that a driver cannot take as they are (unaligned, too long)
 * go on in parts.ts.
 *
 * A request that is PENDING waits in one of these places:
 *
 * | where it waits | how that shows | what lets it go on |
 * |---|---|---|
 * | before its first node, for the end of a drained section | the backend's queue | `releaseQueued` (backend.ts) |
 * | before its first node or in a throttle filter, for the group | the member's queues | throttle-group.ts |
 * | at its node, for requests that overlap it | `held` is `overlap`, the node's queue | `letIn` (overlap.ts) |
 * | at its node, a flush for another | the node's queue of flushes | `startNextFlush` (flush.ts) |
 * | at a breakpoint before its driver, or after | `held` is `enter` or `leave` | `wakeHeld` |
 * | in its driver, for a request to a child | that one's `parent` | `childOver` |
 * | in its driver, at a breakpoint on a child | the blkdebug's list alone | `wakeHeld` |
 * | in its driver, for a worker, a timer, a wake-up | `worker`, or who will call | `resume` |
 * | in its coroutine, for a child, a breakpoint, a lock, a job | `coroutine` | `goOn` (serve.ts) |
 * | over, for a bottom half to tell of it | that bottom half | `TELL` (backend.ts) |
 */
import { NONE } from '../kernel/index.ts';
import { bitmapsHear } from './bitmaps.ts';
import { allZero } from './contents.ts';
import { COPY_ON_READ, type Driver, driverOf, MAY_UNMAP, PENDING } from './driver.ts';
import { ERRNO } from './errno.ts';
import { continueFlush, startFlush, startNextFlush } from './flush.ts';
import { keepOut, letIn } from './overlap.ts';
import { blocksAlone, copyOnRead, needsParts, startInParts } from './parts.ts';
import type { Io, Node, Operation } from './records.ts';
import { goOn } from './serve.ts';
import type { BlockWorld } from './world.ts';

/** Starts a request at the node it names. @returns its outcome, or PENDING */
export function startAt(world: BlockWorld, io: Io): number {
  const node = world.nodes.at(io.node);
  const driver = driverOf(node);
  // Discards are dropped unless the node was opened for them (2.5); nobody counts those.
  if (io.op === 'discard' && (node.discard === 'ignore' || driver.discards !== true)) return 0;
  node.inFlight++;
  const ret = io.op === 'flush' ? startFlush(world, node, driver, io) : admit(world, node, driver, io);
  return ret === PENDING ? PENDING : leave(world, node, driver, io, ret);
}

/** Waits while an overlapping request must not be disturbed, or must not disturb this one. */
function admit(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  io.serialise = blocksAlone(world, node, io);
  if ((node.serialising > 0 || io.serialise > 0) && keepOut(world, node, io)) return PENDING;
  return begin(world, node, driver, io);
}

/** Goes on with a request that was kept out. */
export function startLate(world: BlockWorld, io: Io): void {
  const node = world.nodes.at(io.node);
  const driver = driverOf(node);
  const ret = begin(world, node, driver, io);
  if (ret !== PENDING) finish(world, io, ret);
}

function begin(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  if (io.op === 'read') {
    if ((io.flags & COPY_ON_READ) !== 0) return copyOnRead(world, node, io);
    return needsParts(world, node, driver, io) ? startInParts(world, node, driver, io) : driver.submit(world, node, io);
  }
  if (node.readOnly) return -ERRNO.EPERM;
  if (node.detectZeroes !== 'off' && io.op === 'write') detectZeroes(node, io);
  if (needsParts(world, node, driver, io)) return startInParts(world, node, driver, io);
  if (node.writeThreshold > 0) passThreshold(world, node, io.offset + io.bytes);
  if (driver.hear !== undefined && io.op !== 'discard') {
    if (driver.hear(world, node, io.op === 'write' ? 'pwritev' : 'pwritev_zero', io.id)) {
      io.held = 'enter';
      return PENDING;
    }
  }
  return driver.submit(world, node, io);
}

/** A write of nothing but zeroes becomes a zero write where the node was opened for that. */
function detectZeroes(node: Node, io: Io): void {
  if (io.content === null || !allZero(io.content, io.offset, io.bytes)) return;
  io.op = 'write-zeroes';
  if (node.detectZeroes === 'unmap') io.flags |= MAY_UNMAP;
}

/** The first write that ends beyond the threshold tells of it and switches it off (4.4). */
export function passThreshold(world: BlockWorld, node: Node, end: number): void {
  const threshold = node.writeThreshold;
  if (threshold === 0 || end <= threshold) return;
  node.writeThreshold = 0;
  world.bus.say('write-threshold-exceeded', { node: node.id, threshold, exceeded: end - threshold });
}

/** What happens at the node when a request leaves it, whatever its outcome. May be held at a breakpoint. */
function leave(world: BlockWorld, node: Node, driver: Driver, io: Io, ret: number): number {
  if (io.op === 'flush') node.flushing = false;
  else if (io.op !== 'read') {
    if (driver.hear !== undefined && io.op !== 'discard' && !io.inParts && io.held !== 'leave') {
      if (driver.hear(world, node, 'pwritev_done', io.id)) {
        io.held = 'leave';
        io.ret = ret;
        return PENDING;
      }
    }
    // Failed attempts count too (2.5, 1.7).
    node.unflushed = true;
    const end = io.offset + io.bytes;
    if (io.op !== 'discard') {
      if (end > node.wrHighestOffset) node.wrHighestOffset = end;
      // Every layer that a write passes learns that it got longer.
      if (ret >= 0 && end > node.size) node.size = Math.ceil(end / 512) * 512;
    }
    if (node.bitmaps > 0) bitmapsHear(world, node, io.offset, io.bytes);
  }
  if (io.serialise > 0) node.serialising--;
  node.inFlight--;
  return ret;
}

/** Runs the driver on a part of a request at the request's own node: no events, no counts. */
export function startPiece(world: BlockWorld, io: Io): number {
  const node = world.nodes.at(io.node);
  return driverOf(node).submit(world, node, io);
}

/** Sends a part of a request to a child node. @returns its outcome, or PENDING; then `childDone` is called */
export function submitChild(
  world: BlockWorld,
  parent: Io,
  child: number,
  op: Operation = parent.op,
  offset = parent.offset,
  bytes = parent.bytes,
  content = op === parent.op && op === 'write' ? parent.content : null,
): number {
  const io = world.ios.take();
  io.op = op;
  io.node = child;
  io.parent = parent.id;
  io.offset = offset;
  io.bytes = bytes;
  io.flags = parent.flags;
  io.content = content;
  const ret = startAt(world, io);
  if (ret !== PENDING) {
    if (ret >= 0) passContentUp(parent, io);
    world.ios.remove(io);
  }
  return ret;
}

/** A read that is passed on whole gives what the child read. */
function passContentUp(parent: Io, child: Io): void {
  if (parent.op === 'read' && child.op === 'read' && parent.offset === child.offset && parent.bytes === child.bytes)
    parent.content = child.content;
}

/** Ends a request that was PENDING at its node, and whatever above it ends with it. */
export function finish(world: BlockWorld, ended: Io, outcome: number): void {
  let io = ended;
  let ret = outcome;
  const waiting: number[] = [];
  for (;;) {
    const node = world.nodes.at(io.node);
    if (!io.piece) {
      ret = leave(world, node, driverOf(node), io, ret);
      if (ret === PENDING) break;
      if (node.overlapHead !== NONE || (io.op === 'flush' && node.flushHead !== NONE)) waiting.push(node.id);
    }
    if (io.parent === NONE) {
      if (world.bus.heard('io-finished')) world.bus.say('io-finished', { io: io.id, ret });
      io.onDone?.run(world as never, io.id, ret);
      break;
    }
    const child = io;
    io = world.ios.at(child.parent);
    ret = childOver(world, io, child, ret);
    world.ios.remove(child);
    if (ret === PENDING) break;
  }
  // Requests that waited for these go on as soon as the one that held them up has ended.
  for (const id of waiting) {
    startNextFlush(world, id);
    letIn(world, id);
  }
}

/** The request above hears of a child request's end. @returns the outcome above, or PENDING */
function childOver(world: BlockWorld, io: Io, child: Io, outcome: number): number {
  if (io.coroutine !== NONE) return nextStage(world, io, goOn(world, io, outcome, child.content));
  if (outcome >= 0) passContentUp(io, child);
  if (io.op === 'flush') return nextStage(world, io, outcome);
  const node = world.nodes.at(io.node);
  const { childDone } = driverOf(node);
  return childDone === undefined ? outcome : childDone(world, node, io, outcome, child);
}

/** What the driver has done is all of a request, but only a stage of a flush. @returns the outcome, or PENDING */
function nextStage(world: BlockWorld, io: Io, ret: number): number {
  return ret !== PENDING && io.op === 'flush' ? continueFlush(world, world.nodes.at(io.node), io, ret) : ret;
}

/** Goes on with a request whose driver waited, and now has an outcome, or (PENDING) waits once more. */
export function resume(world: BlockWorld, io: Io, outcome: number): void {
  const ret = nextStage(world, io, outcome);
  if (ret !== PENDING) finish(world, io, ret);
}

/** Goes on with a request that slept at a breakpoint (4.1). */
export function wakeHeld(world: BlockWorld, io: Io): void {
  const node = world.nodes.at(io.node);
  const driver = driverOf(node);
  if (io.coroutine !== NONE) resume(world, io, goOn(world, io, 0));
  else if (io.held === 'leave') finish(world, io, io.ret);
  else if (io.held === 'enter') {
    io.held = '';
    resume(world, io, driver.submit(world, node, io));
  } else resume(world, io, io.op === 'flush' ? 0 : (driver.proceed?.(world, node, io) ?? 0));
}
