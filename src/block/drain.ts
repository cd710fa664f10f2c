/**
 * Drained sections (2.3): whoever uses a node is told to submit nothing more, then the loop runs until nothing is in
 * flight at the node or above it. Children are neither quiesced nor polled.
 */
import { done, handler, NONE, next, poll, procedure } from '../kernel/index.ts';
import { releaseQueued } from './backend.ts';
import { driverOf, PENDING } from './driver.ts';
import { parentBackends, parentNodes } from './graph.ts';
import { startAt } from './io.ts';
import { backendsInOrder, blockLayer, nodesInOrder } from './layer.ts';
import type { Backend, Node } from './records.ts';
import { disableLimits, enableLimits, memberAt } from './throttle-group.ts';
import type { BlockWorld } from './world.ts';

/** Quiets a node and all that uses it. Does not wait: see {@link isBusy}. */
export function beginDrain(world: BlockWorld, node: Node): void {
  if (node.quiesce++ > 0) return;
  for (const backend of parentBackends(world, node)) beginBackend(world, backend);
  for (const parent of parentNodes(world, node)) beginDrain(world, parent);
  driverOf(node).drainBegin?.(world, node);
  for (const participant of world.drainParticipants) participant.begin(node.id);
}

export function endDrain(world: BlockWorld, node: Node): void {
  if (--node.quiesce > 0) return;
  driverOf(node).drainEnd?.(world, node);
  for (const participant of world.drainParticipants) participant.end(node.id);
  for (const parent of parentNodes(world, node)) endDrain(world, parent);
  for (const backend of parentBackends(world, node)) endBackend(world, backend);
}

/** A backend's root is drained: its device is told, and what waits in its throttle group goes. */
export function beginBackend(world: BlockWorld, backend: Backend): void {
  if (backend.quiesce++ > 0) return;
  backend.onDrainBegin?.run(world as never, backend.device, 0);
  if (backend.throttleMember !== NONE) disableLimits(world, memberAt(world, backend.throttleMember));
}

export function endBackend(world: BlockWorld, backend: Backend): void {
  if (--backend.quiesce > 0) return;
  if (backend.throttleMember !== NONE) enableLimits(memberAt(world, backend.throttleMember));
  backend.onDrainEnd?.run(world as never, backend.device, 0);
  releaseQueued(world, backend);
}

/** Whether a drain of this node has to go on polling. */
export function isBusy(world: BlockWorld, node: Node): boolean {
  if (node.inFlight > 0) return true;
  for (const participant of world.drainParticipants) if (participant.busy(node.id)) return true;
  const { id } = node;
  for (const backend of world.backends.live()) if (backend.root === id && backend.inFlight > 0) return true;
  for (const other of world.nodes.live())
    if ((other.primary === id || other.backing === id || other.target === id) && isBusy(world, other)) return true;
  return false;
}

/** Quiets every node; a node that is made later starts out quiet while this lasts. */
export function beginDrainAll(world: BlockWorld): void {
  blockLayer(world).drainAll++;
  for (const node of nodesInOrder(world)) beginDrain(world, node);
}

export function endDrainAll(world: BlockWorld): void {
  blockLayer(world).drainAll--;
  for (const node of nodesInOrder(world)) endDrain(world, node);
}

export function anyBusy(world: BlockWorld): boolean {
  for (const node of world.nodes.live()) if (isBusy(world, node)) return true;
  for (const backend of world.backends.live()) if (backend.inFlight > 0) return true;
  return false;
}

/** bdrv_drain_all: begin, wait, end. */
export const DRAIN_ALL = procedure<BlockWorld, null>('drain all', {
  begin(world) {
    beginDrainAll(world);
    return next('wait');
  },
  wait: (world) => (anyBusy(world) ? poll('wait') : next('end')),
  end(world) {
    endDrainAll(world);
    return done();
  },
});

interface OfBackend {
  readonly backend: number;
  /** what was its root when it began */
  readonly root?: number;
}

/** blk_drain: quiet one backend's root, wait for its requests. A job may give it another root meanwhile. */
export const DRAIN_BACKEND = procedure<BlockWorld, OfBackend>('drain', {
  begin(world, { backend }, frame) {
    const root = world.nodes.get(world.backends.at(backend).root);
    if (root !== undefined) beginDrain(world, root);
    frame.locals = { backend, root: root?.id ?? NONE } satisfies OfBackend;
    return next('wait');
  },
  wait(world, { backend, root: id = NONE }) {
    const root = world.nodes.get(id);
    const busy = world.backends.at(backend).inFlight > 0 || (root !== undefined && isBusy(world, root));
    return busy ? poll('wait') : next('end');
  },
  end(world, { root: id = NONE }) {
    const root = world.nodes.get(id);
    if (root !== undefined && root.quiesce > 0) endDrain(world, root);
    return done();
  },
});

interface FlushAll {
  /** nodes still to flush */
  readonly left: readonly number[];
  /** the flush that runs */
  readonly io: number;
}

/** Flushes each node that a backend or the monitor holds, one after the other; errors are kept quiet (2.4). */
export const FLUSH_ALL = procedure<BlockWorld, FlushAll>('flush all', {
  collect(world, _locals, frame) {
    const left: number[] = [];
    for (const { root } of backendsInOrder(world)) if (root !== NONE && !left.includes(root)) left.push(root);
    if (world.profile.block.flushAllReaches === 'monitor-nodes-too')
      for (const { id, monitorOwned } of nodesInOrder(world)) if (monitorOwned && !left.includes(id)) left.push(id);
    frame.locals = { left, io: NONE };
    return next('flush');
  },
  flush(world, { left }, frame) {
    const first = left[0];
    if (first === undefined) return done();
    frame.locals = { left: left.slice(1), io: flushNode(world, first) };
    return next('wait');
  },
  wait(world, { io }) {
    if (io === NONE) return next('flush');
    const flush = world.ios.at(io);
    if (flush.arg === 0) return poll('wait');
    world.ios.remove(flush);
    return next('flush');
  },
});

const FLUSHED = handler<BlockWorld>('flush of a node done', (world, id) => {
  world.ios.at(id).arg = 1;
});

function flushNode(world: BlockWorld, nodeId: number): number {
  if (world.nodes.get(nodeId) === undefined) return NONE;
  const io = world.ios.take();
  io.op = 'flush';
  io.node = nodeId;
  io.onDone = FLUSHED;
  const ret = startAt(world, io);
  if (ret === PENDING) return io.id;
  world.ios.remove(io);
  return NONE;
}
