/** One task of a block copy (4.4): a claimed stretch that is read and written, or zeroed, at the target. */
import { DirtyBitmap, dirtyBytes, nextDirty, setClean, setDirty } from '../block/bitmaps.ts';
import { PENDING } from '../block/driver.ts';
import { startAt } from '../block/io.ts';
import type { Operation } from '../block/records.ts';
import { up } from '../block/rounding.ts';
import { Coroutine, enterCoroutine, type Handler, handler, without } from '../kernel/index.ts';
import { CopyCall, CopyState, CopyTask } from './copy-records.ts';
import { nodeRequest } from './job-io.ts';
import type { JobWorld } from './world.ts';

const MOST_BYTES = 1024 * 1024;

export const copyState = (world: JobWorld, id: number): CopyState => world.store.table(CopyState).at(id);
export const copyCall = (world: JobWorld, id: number): CopyCall => world.store.table(CopyCall).at(id);
export const copyTask = (world: JobWorld, id: number): CopyTask => world.store.table(CopyTask).at(id);
export const copyBitmap = (world: JobWorld, state: CopyState): DirtyBitmap =>
  world.store.table(DirtyBitmap).at(state.bitmap);

export const endOf = (range: { readonly offset: number; readonly bytes: number }): number => range.offset + range.bytes;

/** Goes on with a call's coroutine. */
export const enterCall = (world: JobWorld, call: CopyCall): void =>
  enterCoroutine(world, world.store.table(Coroutine).at(call.coroutine));

/** Claims the next dirty stretch of a call's range from an offset on; undefined if there is none. */
export function claimTask(world: JobWorld, call: CopyCall, from: number): CopyTask | undefined {
  const state = copyState(world, call.state);
  const bitmap = copyBitmap(world, state);
  const chunk = state.wholeChunks ? Math.min(Math.max(state.cluster, MOST_BYTES), state.maxTransfer) : state.cluster;
  const most = call.maxChunk > 0 ? Math.min(chunk, call.maxChunk) : chunk;
  const range = nextDirty(bitmap, from, endOf(call));
  if (range === undefined) return undefined;
  const offset = range[0];
  const bytes = up(Math.min(range[1] - offset, most), state.cluster);
  setClean(bitmap, offset, bytes);
  state.inFlightBytes += bytes;
  const task = world.store.table(CopyTask).add({ call: call.id, state: state.id, offset, bytes });
  state.tasks = [...state.tasks, task.id];
  return task;
}

/** Gives back the end of what a task has claimed. */
export function shrinkTask(world: JobWorld, task: CopyTask, bytes: number): void {
  if (bytes >= task.bytes) return;
  const state = copyState(world, task.state);
  setDirty(copyBitmap(world, state), task.offset + bytes, task.bytes - bytes);
  state.inFlightBytes -= task.bytes - bytes;
  task.bytes = bytes;
}

/** The stretch is free again, and dirty again if the task failed. Whoever waited for it goes on. */
export function endTask(world: JobWorld, task: CopyTask, ret: number): void {
  const state = copyState(world, task.state);
  const { waiters } = task;
  state.inFlightBytes -= task.bytes;
  if (ret < 0) setDirty(copyBitmap(world, state), task.offset, task.bytes);
  updateLength(world, state);
  state.tasks = without(state.tasks, task.id);
  world.store.table(CopyTask).remove(task);
  for (const id of waiters) {
    const call = world.store.table(CopyCall).get(id);
    if (call !== undefined) enterCall(world, call);
  }
}

/** What is done, dirty and under way together is the length of the job (4.5). */
export function updateLength(world: JobWorld, state: CopyState): void {
  const job = world.jobs.get(state.job);
  if (job !== undefined)
    job.total = job.current + dirtyBytes(copyBitmap(world, state), state.size) + state.inFlightBytes;
}

/** Starts a task beside its call. */
export function startTask(world: JobWorld, task: CopyTask): void {
  copyCall(world, task.call).busy++;
  if (task.does === 'zero') write(world, task);
  else send(world, copyState(world, task.state).source, 'read', READ, task);
}

/** The last cluster may reach beyond the end. */
const lengthOf = (world: JobWorld, task: CopyTask): number =>
  Math.min(task.bytes, copyState(world, task.state).size - task.offset);

function send(world: JobWorld, node: number, op: Operation, then: Handler, task: CopyTask): void {
  const content = op === 'write' ? task.content : null;
  const io = nodeRequest(world, node, { op, offset: task.offset, bytes: lengthOf(world, task), content });
  io.onDone = then;
  io.arg = task.id;
  const ret = startAt(world, io);
  if (ret !== PENDING) then.run(world as never, io.id, ret);
}

const READ = handler<JobWorld>('block copy has read', (world, id, ret) => {
  const io = world.ios.at(id);
  const task = copyTask(world, io.arg);
  task.content = io.content;
  world.ios.remove(io);
  if (ret < 0) taskOver(world, task, ret, true);
  else write(world, task);
});

const write = (world: JobWorld, task: CopyTask): void =>
  send(world, copyState(world, task.state).target, task.does === 'zero' ? 'write-zeroes' : 'write', WRITTEN, task);

const WRITTEN = handler<JobWorld>('block copy has written', (world, id, ret) => {
  const io = world.ios.at(id);
  const task = copyTask(world, io.arg);
  world.ios.remove(io);
  taskOver(world, task, ret, false);
});

/** The first failing task of a call decides its error, and whether it was reading. */
function taskOver(world: JobWorld, task: CopyTask, ret: number, isRead: boolean): void {
  const call = copyCall(world, task.call);
  const state = copyState(world, task.state);
  if (ret < 0 && call.ret === 0) {
    call.ret = ret;
    call.errorIsRead = isRead;
  }
  if (ret < 0 && call.turn === 0) call.turn = ret;
  const job = world.jobs.get(state.job);
  if (ret >= 0 && job !== undefined) job.current += task.bytes;
  const discards = ret >= 0 && state.discardSource;
  const range = { offset: task.offset, bytes: lengthOf(world, task) };
  endTask(world, task, ret);
  if (discards) discard(world, state, range, call);
  else leave(world, call);
}

function leave(world: JobWorld, call: CopyCall): void {
  call.busy--;
  if (!call.waits) return;
  call.waits = false;
  enterCall(world, call);
}

function discard(
  world: JobWorld,
  state: CopyState,
  range: { readonly offset: number; readonly bytes: number },
  call: CopyCall,
): void {
  const io = nodeRequest(world, state.source, { op: 'discard', ...range });
  io.onDone = DISCARDED;
  io.arg = call.id;
  const ret = startAt(world, io);
  if (ret !== PENDING) DISCARDED.run(world as never, io.id, ret);
}

/** Whether the source could be discarded is of no interest. */
const DISCARDED = handler<JobWorld>('source discarded', (world, id) => {
  const io = world.ios.at(id);
  const call = copyCall(world, io.arg);
  world.ios.remove(io);
  leave(world, call);
});
