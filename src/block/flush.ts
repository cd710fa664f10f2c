/**
 * Flushing a node (2.5): one flush at a time a node, stages to_os and to_disk, the latter only if something was written
 * since the last successful flush; then the children.
 */
import { NONE } from '../kernel/index.ts';
import { type Driver, driverOf, PENDING } from './driver.ts';
import { finish, submitChild } from './io.ts';
import type { Io, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const TO_OS = 0;
const TO_DISK = 1;
const CHILDREN = 2;
const LAST = 3;

/** Starts a flush, or queues it behind the one that runs. */
export function startFlush(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  if (node.readOnly) return 0;
  if (node.flushing) {
    if (node.flushHead === NONE) node.flushHead = io.id;
    else world.ios.at(node.flushTail).next = io.id;
    node.flushTail = io.id;
    return PENDING;
  }
  return begin(world, node, driver, io);
}

function begin(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  node.flushing = true;
  // The writes that this flush covers are those made so far.
  io.plan = node.unflushed;
  node.unflushed = false;
  io.phase = TO_OS;
  if (driver.flush?.whole !== undefined) {
    io.phase = LAST;
    return over(node, io, driver.flush.whole(world, node, io));
  }
  return go(world, node, driver, io, 0);
}

/** A stage or a child's flush has finished. */
export function continueFlush(world: BlockWorld, node: Node, io: Io, ret: number): number {
  return go(world, node, driverOf(node), io, ret);
}

/** Each stage runs until one waits; an error of a stage ends the flush, an error of a child is kept. */
function go(world: BlockWorld, node: Node, driver: Driver, io: Io, outcome: number): number {
  let ret = outcome;
  for (;;) {
    switch (io.phase) {
      case TO_OS:
        if (node.primary !== NONE) hear(world, node.primary, 'flush_to_os');
        io.phase = TO_DISK;
        ret = driver.flush?.toOs?.(world, node, io) ?? 0;
        break;
      case TO_DISK:
        if (ret < 0) return over(node, io, ret);
        io.phase = CHILDREN;
        if (!io.plan || node.cacheNoFlush) break;
        if (node.primary !== NONE) hear(world, node.primary, 'flush_to_disk');
        ret = driver.flush?.toDisk?.(world, node, io) ?? 0;
        break;
      case CHILDREN:
        if (ret < 0) return over(node, io, ret);
        io.phase = LAST;
        if (node.primary === NONE) return over(node, io, 0);
        ret = submitChild(world, io, node.primary);
        break;
      default:
        return over(node, io, ret);
    }
    if (ret === PENDING) return PENDING;
  }
}

function over(node: Node, io: Io, ret: number): number {
  if (ret < 0 && io.plan) node.unflushed = true;
  return ret;
}

/** Lets the flush that has waited longest begin, unless another has begun meanwhile. */
export function startNextFlush(world: BlockWorld, nodeId: number): void {
  const node = world.nodes.get(nodeId);
  if (node === undefined || node.flushing || node.flushHead === NONE) return;
  const io = world.ios.at(node.flushHead);
  node.flushHead = io.next;
  if (io.next === NONE) node.flushTail = NONE;
  io.next = NONE;
  const ret = begin(world, node, driverOf(node), io);
  if (ret !== PENDING) finish(world, io, ret);
}

/** Raises a blkdebug event on a node (4.2): only that node hears it. */
export function hear(world: BlockWorld, nodeId: number, event: string): void {
  const node = world.nodes.at(nodeId);
  driverOf(node).hear?.(world, node, event);
}
