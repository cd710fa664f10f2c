/**
 * The way of a request through the nodes: down by `startAt` and `submitChild`, up by return value if all of it
 * happens at once, else by `finish` (section 2.1).
 */
import { NONE } from '../kernel/index.ts';
import { type Driver, driverOf, PENDING } from './driver.ts';
import { ERRNO } from './errno.ts';
import { continueFlush, startFlush, startNextFlush } from './flush.ts';
import type { Io, Node, Operation } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Starts a request at the node it names. @returns its outcome, or PENDING */
export function startAt(world: BlockWorld, io: Io): number {
  const node = world.nodes.at(io.node);
  const driver = driverOf(node);
  node.inFlight++;
  let ret: number;
  if (io.op === 'read') ret = driver.submit(world, node, io);
  else if (io.op === 'flush') ret = startFlush(world, node, driver, io);
  else ret = startWrite(world, node, driver, io);
  return ret === PENDING ? PENDING : leave(world, node, driver, io, ret);
}

/** Writes, zero writes and discards: refused on a read-only node, and they move the threshold (2.1, 4.4). */
function startWrite(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  if (node.readOnly) return -ERRNO.EPERM;
  const end = io.offset + io.bytes;
  if (node.writeThreshold > 0 && end > node.writeThreshold) {
    const threshold = node.writeThreshold;
    node.writeThreshold = 0;
    world.bus.say('write-threshold-exceeded', { node: node.id, threshold, exceeded: end - threshold });
  }
  // Discards are dropped unless the node was opened for them (2.5).
  if (io.op === 'discard' && node.discard === 'ignore') return 0;
  return driver.submit(world, node, io);
}

/** What happens at the node when a request leaves it, whatever its outcome. */
function leave(world: BlockWorld, node: Node, driver: Driver, io: Io, ret: number): number {
  driver.leave?.(world, node, io, ret);
  if (io.op === 'flush') node.flushing = false;
  else if (io.op !== 'read') {
    // Failed attempts count too (2.5, 1.7).
    node.unflushed = true;
    const end = io.offset + io.bytes;
    if (io.op !== 'discard' && end > node.wrHighestOffset) node.wrHighestOffset = end;
  }
  node.inFlight--;
  return ret;
}

/** Sends a part of a request to a child node. @returns its outcome, or PENDING; then the driver's childDone is called */
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
  let flushed = NONE;
  for (;;) {
    const node = world.nodes.at(io.node);
    ret = leave(world, node, driverOf(node), io, ret);
    if (io.op === 'flush' && node.flushHead !== NONE) flushed = node.id;
    if (io.parent === NONE) break;
    const parent = world.ios.at(io.parent);
    const above = world.nodes.at(parent.node);
    if (ret >= 0) passContentUp(parent, io);
    const child = io;
    const { childDone } = driverOf(above);
    if (parent.op === 'flush') ret = continueFlush(world, above, parent, ret);
    else if (childDone !== undefined) ret = childDone(world, above, parent, ret, child);
    world.ios.remove(child);
    if (ret === PENDING) return;
    io = parent;
  }
  if (world.bus.heard('io-finished')) world.bus.say('io-finished', { io: io.id, ret });
  io.onDone?.run(world as never, io.id, ret);
  // A flush that waited for this one goes on as soon as the request that held it up has ended.
  if (flushed !== NONE) startNextFlush(world, flushed);
}

/** Goes on with a request whose driver waited (for a timer, a worker, a wake-up) and now has an outcome. */
export function resume(world: BlockWorld, io: Io, outcome: number): void {
  const ret = io.op === 'flush' ? continueFlush(world, world.nodes.at(io.node), io, outcome) : outcome;
  if (ret !== PENDING) finish(world, io, ret);
}
