/**
 * Flushing a node (2.5): one flush at a time a node, stages to_os and to_disk, the latter only if something was written
 * before this flush was asked for and after the last successful one; then the children that are written to.
 */
import { NONE } from '../kernel/index.ts';
import { type Driver, driverOf, PENDING } from './driver.ts';
import { finish, submitChild } from './io.ts';
import { writesTo } from './permissions.ts';
import type { Io, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const OS_EVENT = 0;
const TO_OS = 1;
const DISK_EVENT = 2;
const TO_DISK = 3;
const CHILD = 4;
const TARGET = 5;
const LAST = 6;

interface Plan {
  /** something was written that this flush must put on disk */
  readonly needed: boolean;
  /** the first error of a child */
  readonly failed: number;
}

/** Starts a flush, or queues it behind the one that runs. */
export function startFlush(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  if (node.readOnly) {
    io.phase = LAST;
    return 0;
  }
  // The writes that this flush covers are those made so far.
  io.plan = { needed: node.unflushed, failed: 0 } satisfies Plan;
  node.unflushed = false;
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
  if (node.flushFailed) io.plan = { needed: true, failed: 0 } satisfies Plan;
  io.phase = OS_EVENT;
  return go(world, node, driver, io, 0);
}

/** A stage or a child's flush has finished. */
export function continueFlush(world: BlockWorld, node: Node, io: Io, ret: number): number {
  return go(world, node, driverOf(node), io, ret);
}

/** Each stage runs until one waits; an error of a stage ends the flush, an error of a child is kept. */
function go(world: BlockWorld, node: Node, driver: Driver, io: Io, outcome: number): number {
  let ret = outcome;
  const { needed } = io.plan as Plan;
  for (;;) {
    switch (io.phase) {
      case OS_EVENT:
        io.phase = TO_OS;
        if (node.primary !== NONE && hear(world, node.primary, 'flush_to_os', io.id)) return PENDING;
        break;
      case TO_OS:
        io.phase = DISK_EVENT;
        ret = driver.flush?.toOs?.(world, node, io) ?? 0;
        break;
      case DISK_EVENT:
        if (ret < 0) return over(node, io, ret);
        io.phase = needed && !node.cacheNoFlush ? TO_DISK : CHILD;
        if (io.phase === TO_DISK && node.primary !== NONE && hear(world, node.primary, 'flush_to_disk', io.id))
          return PENDING;
        break;
      case TO_DISK:
        io.phase = CHILD;
        ret = driver.flush?.toDisk?.(world, node, io) ?? 0;
        break;
      case CHILD:
        if (ret < 0) return over(node, io, ret);
        io.phase = TARGET;
        if (node.primary !== NONE && writesTo(world, node)) ret = submitChild(world, io, node.primary);
        break;
      case TARGET:
        io.plan = { needed, failed: ret } satisfies Plan;
        io.phase = LAST;
        if (node.target === NONE) return over(node, io, ret);
        ret = submitChild(world, io, node.target);
        break;
      default:
        return over(node, io, (io.plan as Plan).failed < 0 ? (io.plan as Plan).failed : ret);
    }
    if (ret === PENDING) return PENDING;
  }
}

function over(node: Node, io: Io, ret: number): number {
  if (ret === PENDING) return PENDING;
  if ((io.plan as Plan).needed) node.flushFailed = ret < 0;
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

/**
 * Raises a blkdebug event on a node (4.2): only that node hears it.
 * @returns whether a breakpoint holds the request that raised it
 */
export function hear(world: BlockWorld, nodeId: number, event: string, request: number): boolean {
  const node = world.nodes.at(nodeId);
  return driverOf(node).hear?.(world, node, event, request) ?? false;
}
