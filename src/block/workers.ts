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
  without,
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

/** Ids of the requests at files that their workers have not told of yet, oldest first. */
export const untoldRequests = (world: BlockWorld): readonly number[] => blockLayer(world).workers;

/** Whether a worker still has the request, also one that the storage holds back, which may thaw at any time. */
export const isUnfinished = (io: Io): boolean => io.worker === 'busy';

/** Whether a completion move may choose the request: a worker has it, and the storage does not hold it back. */
export const canComplete = (world: BlockWorld, io: Io): boolean =>
  isUnfinished(io) && !(anyFrozen(world) && isHeldBack(world, io));

/** The requests that a completion move may choose from, oldest first. */
export const workerRequests = (world: BlockWorld): readonly Io[] =>
  untoldRequests(world)
    .map((id) => world.ios.at(id))
    .filter((io) => canComplete(world, io));

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
  const layer = blockLayer(world);
  layer.workers = without(layer.workers, id);
  resume(world, io, io.ret);
});

/** Tells every finished request, the one that was submitted last first. */
const WORKERS_DONE = handler<BlockWorld>(
  'worker threads tell',
  (world) => {
    const layer = blockLayer(world);
    const { workers } = layer;
    layer.workers = workers.filter((id) => !isDoneInMain(world, world.ios.at(id)));
    for (let i = workers.length - 1; i >= 0; i--) {
      const io = world.ios.at(workers[i] as number);
      if (isDoneInMain(world, io)) resume(world, io, io.ret);
    }
  },
  () => 'worker threads tell what is done',
);

const isDoneInMain = (world: BlockWorld, io: Io): boolean =>
  io.worker === 'done' && world.nodes.at(io.node).context === MAIN_CONTEXT;

/** A request with the workers in words, for the label of a move. */
export const describeWorkerRequest = (world: BlockWorld, io: Io): string => {
  const node = world.nodes.at(io.node);
  return `${node.name} completes ${io.op}${io.op === 'flush' ? '' : ` ${io.offset}+${io.bytes}`}`;
};
