/** Copying what is dirty from a source to a target (4.4): calls, each of which runs tasks beside each other. */
import { nextDirty } from '../block/bitmaps.ts';
import { ERRNO } from '../block/errno.ts';
import { down, up } from '../block/rounding.ts';
import { blockStatus } from '../block/status.ts';
import {
  armTimer,
  type Coroutine,
  cancelTimer,
  createCoroutine,
  done,
  enterCoroutine,
  handler,
  mainContext,
  NONE,
  next,
  now,
  type Outcome,
  procedure,
  type RunningFrame,
  suspend,
  Timer,
} from '../kernel/index.ts';
import { CopyCall, type CopyTask } from './copy-records.ts';
import {
  claimTask,
  copyBitmap,
  copyCall,
  copyState,
  copyTask,
  endOf,
  endTask,
  enterCall,
  shrinkTask,
  startTask,
} from './copy-task.ts';
import { rateDelay } from './rate-limit.ts';
import type { JobWorld } from './world.ts';

/**
 * Begins a call in a coroutine of its own. It may have finished when this returns; `onEnd` was called then. A call of
 * a job that was resumed while the graph lock is held waits for the lock; `enter` says who enters the coroutine.
 */
export function beginCall(
  world: JobWorld,
  values: Partial<CopyCall>,
  enter: (world: JobWorld, coroutine: Coroutine) => void = enterCoroutine,
): CopyCall {
  const call = world.store.table(CopyCall).add(values);
  const coroutine = createCoroutine(world, 'block copy', COPY, { call: call.id });
  call.coroutine = coroutine.id;
  enter(world, coroutine);
  return call;
}

/** Asks a call to end soon: no new tasks, no more sleep. */
export function cancelCall(world: JobWorld, call: CopyCall): void {
  call.cancelled = true;
  wakeCall(world, call);
}

/** Ends a call's sleep, so that it looks at its speed limit again. */
export function wakeCall(world: JobWorld, call: CopyCall): void {
  const timer = world.store.table(Timer).get(call.timer);
  if (timer === undefined) return;
  cancelTimer(world, timer);
  call.timer = NONE;
  enterCall(world, call);
}

const AWAKE = handler<JobWorld>('block copy wakes', (world, id) => {
  const call = copyCall(world, id);
  call.timer = NONE;
  enterCall(world, call);
});

interface Turn {
  readonly call: number;
  readonly at?: number;
  readonly task?: number;
  /** something was dirty in this turn */
  readonly found?: boolean;
}

const COPY = procedure<JobWorld, Turn>('block copy', {
  turn(world, { call: id }, frame) {
    const call = copyCall(world, id);
    call.turn = 0;
    frame.locals = { call: id, at: call.offset, found: false } satisfies Turn;
    return next('task');
  },
  task(world, args, frame) {
    const call = copyCall(world, args.call);
    const { at = call.offset } = args;
    if (at >= endOf(call) || call.turn < 0 || call.cancelled) return next('gather');
    const task = claimTask(world, call, at);
    if (task === undefined) return next('gather');
    frame.locals = { ...args, found: true, task: task.id };
    return look(world, call, task, frame);
  },
  place(world, args) {
    const call = copyCall(world, args.call);
    if (call.busy >= call.maxWorkers) return waitForTask(call, 'place');
    const task = copyTask(world, args.task ?? NONE);
    if (call.turn === 0) startTask(world, task);
    else endTask(world, task, -ERRNO.ECANCELED);
    return next('task');
  },
  gather(world, args) {
    const call = copyCall(world, args.call);
    if (call.busy > 0) return waitForTask(call, 'gather');
    if (call.turn < 0 || call.cancelled) return over(world, call);
    if (args.found) return next('turn');
    const other = inTheWay(world, call);
    if (other !== undefined) {
      other.waiters = [...other.waiters, call.id];
      return suspend('turn');
    }
    // A task of another call may have failed since.
    const bitmap = copyBitmap(world, copyState(world, call.state));
    return nextDirty(bitmap, call.offset, endOf(call)) === undefined ? over(world, call) : next('turn');
  },
});

function over(world: JobWorld, call: CopyCall): Outcome {
  call.finished = true;
  const { onEnd, arg, turn } = call;
  onEnd?.run(world as never, arg, turn);
  return done();
}

function waitForTask(call: CopyCall, then: string): Outcome {
  call.waits = true;
  return suspend(then);
}

/** A task of another call that overlaps this one's range. */
function inTheWay(world: JobWorld, call: CopyCall): CopyTask | undefined {
  return copyState(world, call.state)
    .tasks.map((id) => copyTask(world, id))
    .find((task) => task.offset < endOf(call) && call.offset < endOf(task));
}

/** Cuts a task to what is stored alike, and waits for the speed limit before it starts. */
function look(world: JobWorld, call: CopyCall, task: CopyTask, frame: RunningFrame): Outcome {
  const state = copyState(world, call.state);
  const { allocated, zero, bytes } = stored(world, task);
  const args = frame.locals as Turn;
  shrinkTask(world, task, bytes);
  const end = endOf(task);
  if (state.skipUnallocated && !allocated) {
    endTask(world, task, 0);
    frame.locals = { ...args, at: end };
    return next('task');
  }
  if (zero) task.does = 'zero';
  const job = world.jobs.get(state.job);
  if (job !== undefined) {
    const delay = call.ignoreRate ? 0 : rateDelay(world, job, 0);
    if (delay > 0) {
      endTask(world, task, -ERRNO.EAGAIN);
      call.timer = armTimer(world, mainContext(world), now(world) + delay, AWAKE, call.id).id;
      return suspend('task');
    }
    rateDelay(world, job, task.bytes);
  }
  frame.locals = { ...args, at: end };
  return next('place');
}

/** How a task's stretch is stored at the source, in whole clusters; a query that fails counts as a cluster of data. */
function stored(world: JobWorld, task: CopyTask): { allocated: boolean; zero: boolean; bytes: number } {
  const state = copyState(world, task.state);
  const source = world.nodes.at(state.source);
  const base = state.skipUnallocated ? world.nodes.get(source.backing) : undefined;
  const status = blockStatus(world, source, task.offset, task.bytes, base);
  if (typeof status === 'number' || status.bytes < state.cluster)
    return { allocated: true, zero: false, bytes: state.cluster };
  const atEnd = task.offset + status.bytes === state.size;
  const bytes = atEnd ? up(status.bytes, state.cluster) : down(status.bytes, state.cluster);
  return { allocated: status.allocated, zero: status.zero, bytes };
}
