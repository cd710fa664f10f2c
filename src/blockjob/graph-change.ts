/**
 * What a change of the block graph costs (1.12). Before 8.2 only the nodes concerned are drained. Later a lock keeps
 * everybody else out: taking it drains everything, and giving it back runs the bottom halves that are due. How often
 * one operation takes the lock is data of the profile.
 */
import { anyBusy, beginDrainAll, endDrainAll } from '../block/drain.ts';
import {
  Coroutine,
  call,
  done,
  enterCoroutine,
  next,
  type Procedure,
  poll,
  procedure,
  runHalves,
} from '../kernel/index.ts';
import type { GraphChange } from '../profile/profile.ts';
import { jobLayer } from './job.ts';
import { DRAIN_BEGIN, DRAIN_END } from './node-drain.ts';
import type { JobWorld } from './world.ts';

export interface Lock {
  readonly change: GraphChange;
  /** what is drained where there is no lock */
  readonly nodes?: readonly number[];
  /** the change is made so often */
  readonly times?: number;
}

const timesOf = (world: JobWorld, { change, times = 1 }: Lock): number =>
  times * (world.profile.job.graphChanges[change] ?? 0);

/** Whether the lock has to wait: for requests alone, or for jobs to park too. */
function mustWait(world: JobWorld): boolean {
  if (world.profile.job.graphLockWaits === 'jobs') return anyBusy(world);
  for (const node of world.nodes) if (node.inFlight > 0) return true;
  return false;
}

interface Locking extends Lock {
  readonly left?: number;
}

/** Everything is still when this returns, so that the graph may change. Ends with {@link GRAPH_UNLOCK}. */
export const GRAPH_LOCK: Procedure<Locking> = procedure<JobWorld, Locking>('graph lock', {
  begin(world, args, frame) {
    const left = timesOf(world, args);
    if (left === 0) return args.nodes === undefined ? done() : call(DRAIN_BEGIN, { nodes: args.nodes }, 'locked');
    frame.locals = { ...args, left };
    return next('lock');
  },
  lock(world) {
    beginDrainAll(world);
    return next('wait');
  },
  wait(world, args, frame) {
    if (mustWait(world)) return poll('wait');
    const left = (args.left ?? 1) - 1;
    if (left === 0) return done();
    // The operation takes the lock several times; only the last time matters.
    frame.locals = { ...args, left };
    return call(UNLOCK, null, 'between');
  },
  between: () => runHalves('lock'),
  locked: () => done(),
});

/**
 * Enters a coroutine that reads the graph: at once, or, if whoever starts it was resumed while the lock is held, when
 * the lock is given back. The starter goes on in either case.
 */
export function enterReader(world: JobWorld, coroutine: Coroutine): void {
  const layer = jobLayer(world);
  if (layer.graphLocked) layer.graphReaders = [...layer.graphReaders, coroutine.id];
  else enterCoroutine(world, coroutine);
}

/** The drained section of the lock ends before the lock itself does. */
function resumeLocked(world: JobWorld): void {
  const layer = jobLayer(world);
  layer.graphLocked = true;
  endDrainAll(world);
  layer.graphLocked = false;
  const readers = layer.graphReaders;
  layer.graphReaders = [];
  for (const id of readers) enterCoroutine(world, world.store.table(Coroutine).at(id));
}

/** Where taking the lock drains by itself, those who wait for it go on before the bottom halves run, else after. */
const UNLOCK: Procedure<null> = procedure<JobWorld, null>('graph unlock', {
  begin(world) {
    if (world.profile.job.graphLockWaits === 'jobs') return runHalves('let go');
    resumeLocked(world);
    return runHalves('end');
  },
  'let go'(world) {
    endDrainAll(world);
    return done();
  },
  end: () => done(),
});

export const GRAPH_UNLOCK: Procedure<Lock> = procedure<JobWorld, Lock>('graph change over', {
  begin(world, args) {
    if (timesOf(world, args) > 0) return call(UNLOCK, null, 'end');
    return args.nodes === undefined ? done() : call(DRAIN_END, { nodes: args.nodes }, 'end');
  },
  end: () => done(),
});

/** The lock taken and given back, with nothing done in between that anybody sees. */
export const GRAPH_TOUCHED: Procedure<Lock> = procedure<JobWorld, Lock>('graph touched', {
  lock: (_world, args) => call(GRAPH_LOCK, args, 'unlock'),
  unlock: (_world, args) => call(GRAPH_UNLOCK, args, 'end'),
  end: () => done(),
});
