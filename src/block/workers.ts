/**
 * The worker threads that serve requests at files. A request is with them until a move completes it; what it does to
 * the file happens then. Its outcome is told by one bottom half that tells all finished ones (2.2).
 */
import {
  addBottomHalf,
  BottomHalf,
  handler,
  MAIN_CONTEXT,
  mainContext,
  NONE,
  schedule,
  scheduleBottomHalf,
} from '../kernel/index.ts';
import { driverOf } from './driver.ts';
import { contextOf } from './graph.ts';
import { anyFrozen, isFrozen } from './host-faults.ts';
import { resume } from './io.ts';
import { blockLayer } from './layer.ts';
import type { Io } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Hands a request to the workers. Its driver's `work` says what it does. */
export function toWorkers(world: BlockWorld, io: Io): void {
  const layer = blockLayer(world);
  io.worker = 'busy';
  layer.workers = [...layer.workers, io.id];
}

const NO_REQUESTS: readonly Io[] = [];

/** The requests with the workers, oldest first, also those that the storage holds back, which may thaw at any time. */
export function unfinishedRequests(world: BlockWorld): readonly Io[] {
  const { workers } = blockLayer(world);
  if (workers.length === 0) return NO_REQUESTS;
  const found: Io[] = [];
  for (const id of workers) {
    const io = world.ios.at(id);
    if (io.worker === 'busy') found.push(io);
  }
  return found;
}

/** Those that the storage does not hold back: what a completion move may choose from. */
export function workerRequests(world: BlockWorld): readonly Io[] {
  const all = unfinishedRequests(world);
  return anyFrozen(world) ? all.filter((io) => !isHeldBack(world, io)) : all;
}

/** Whether the main loop is going to look which of its requests are done, whatever else happens. */
export function willTellDone(world: BlockWorld): boolean {
  const { workersDone } = blockLayer(world);
  return workersDone !== NONE && world.store.table(BottomHalf).at(workersDone).scheduled;
}

function isHeldBack(world: BlockWorld, io: Io): boolean {
  const node = world.nodes.at(io.node);
  return isFrozen(world, String(node.options.filename ?? ''), io.op);
}

/** A worker has done a request: the file changes now, whoever waits is told by the main loop. */
export function completeWorkerRequest(world: BlockWorld, io: Io): void {
  const layer = blockLayer(world);
  const node = world.nodes.at(io.node);
  io.ret = driverOf(node).work?.(world, node, io) ?? 0;
  io.worker = 'done';
  if (node.context !== MAIN_CONTEXT) {
    schedule(world, contextOf(world, node), TELL, io.id);
    return;
  }
  if (layer.workersDone === NONE) layer.workersDone = addBottomHalf(world, mainContext(world), WORKERS_DONE, 0).id;
  scheduleBottomHalf(world, world.store.table(BottomHalf).at(layer.workersDone));
}

/** Tells one finished request, in its iothread. */
const TELL = handler<BlockWorld>('worker thread tells', (world, id) => {
  const io = world.ios.at(id);
  takeBack(world, [io]);
  resume(world, io, io.ret);
});

/** Tells every finished request, the one that was submitted last first. */
const WORKERS_DONE = handler<BlockWorld>(
  'worker threads tell',
  (world) => {
    const done = doneInMain(world);
    takeBack(world, done);
    for (const io of done) resume(world, io, io.ret);
  },
  () => 'worker threads tell what is done',
);

/** The requests of the main context that are done, the one that was submitted last first. */
function doneInMain(world: BlockWorld): Io[] {
  const { workers } = blockLayer(world);
  const done: Io[] = [];
  for (let i = workers.length - 1; i >= 0; i--) {
    const io = world.ios.at(workers[i] as number);
    if (io.worker === 'done' && world.nodes.at(io.node).context === MAIN_CONTEXT) done.push(io);
  }
  return done;
}

/** They are not with the workers any more. */
function takeBack(world: BlockWorld, done: readonly Io[]): void {
  for (const io of done) io.worker = '';
  const layer = blockLayer(world);
  layer.workers = layer.workers.filter((id) => world.ios.at(id).worker !== '');
}

/** A request with the workers in words, for the label of a move. */
export const describeWorkerRequest = (world: BlockWorld, io: Io): string => {
  const node = world.nodes.at(io.node);
  return `${node.name} completes ${io.op}${io.op === 'flush' ? '' : ` ${io.offset}+${io.bytes}`}`;
};
