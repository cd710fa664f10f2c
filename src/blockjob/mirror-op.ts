/** One operation of a mirror: a stretch that is copied, zeroed or discarded at the target. */
import { release, submitFromCoroutine } from '../block/backend.ts';
import { DirtyBitmap, exclude, include, setDirty } from '../block/bitmaps.ts';
import { MAY_UNMAP, PENDING } from '../block/driver.ts';
import type { Extents } from '../block/extents.ts';
import { resume, startAt } from '../block/io.ts';
import type { Io } from '../block/records.ts';
import { down, up } from '../block/rounding.ts';
import { goOn as goOnRequest } from '../block/serve.ts';
import type { ErrorAction } from '../block/world.ts';
import { handler, next, type Outcome, suspend, without } from '../kernel/index.ts';
import { clusterOf } from './cluster.ts';
import { jobError } from './error-action.ts';
import { goOn } from './job.ts';
import { nodeRequest } from './job-io.ts';
import {
  type MirrorJob,
  MirrorJob as MirrorJobKind,
  MirrorOp,
  type MirrorOpKind,
  type Waiter,
} from './mirror-records.ts';
import type { JobWorld } from './world.ts';

/** The most bytes of one operation, unless the buffer allows more. */
const MOST_BYTES = 1024 * 1024;
export const MOST_OPERATIONS = 16;
/** A copy gathers at most this many chunks of the buffer. */
const MOST_CHUNKS = 1024;

export const bitmapOf = (world: JobWorld, mirror: MirrorJob): DirtyBitmap =>
  world.store.table(DirtyBitmap).at(mirror.bitmap);

export const mostBytes = (mirror: MirrorJob): number =>
  Math.max(Math.floor(mirror.bufSize / MOST_OPERATIONS), MOST_BYTES);

/** Tells of a failed request, whose policy decides; a report ends the job. */
export function mirrorError(world: JobWorld, mirror: MirrorJob, operation: 'read' | 'write', ret: number): ErrorAction {
  mirror.activelySynced = false;
  const { readyAgain } = world.profile.job;
  if (readyAgain === 'after-errors' || (readyAgain === 'after-target-errors' && operation === 'write'))
    mirror.synced = false;
  const policy = operation === 'read' ? mirror.onSourceError : mirror.onTargetError;
  const action = jobError(world, world.jobs.at(mirror.job), policy, operation, -ret);
  if (action === 'report' && mirror.failed === 0) mirror.failed = ret;
  return action;
}

export const chunksOf = (mirror: MirrorJob, offset: number, bytes: number): readonly [number, number] => [
  down(offset, mirror.granularity),
  up(offset + bytes, mirror.granularity),
];

/** An operation at the end of the list. */
export function addOp(world: JobWorld, mirror: MirrorJob, kind: MirrorOpKind, offset: number, bytes: number): MirrorOp {
  const op = world.store.table(MirrorOp).add({ mirror: mirror.id, does: kind, offset, bytes });
  mirror.ops = [...mirror.ops, op.id];
  return op;
}

/** Takes an operation off the list and wakes who waited for it, in order. */
export function removeOp(world: JobWorld, mirror: MirrorJob, op: MirrorOp): void {
  const { waiters } = op;
  mirror.ops = without(mirror.ops, op.id);
  world.store.table(MirrorOp).remove(op);
  for (const waiter of waiters) wakeWaiter(world, waiter);
}

function wakeWaiter(world: JobWorld, { kind, id }: Waiter): void {
  if (kind === 'job') goOn(world, world.jobs.at(id));
  else if (kind === 'op') startCopy(world, world.store.table(MirrorOp).at(id));
  else {
    const io = world.ios.at(id);
    resume(world, io, goOnRequest(world, io, 0));
  }
}

export const waitFor = (op: MirrorOp, waiter: Waiter): void => {
  op.waiters = [...op.waiters, waiter];
};

/** The job waits for the oldest operation that holds one of the places. */
export function waitForPlace(world: JobWorld, mirror: MirrorJob, then: string): Outcome {
  const op = oldestInFlight(world, mirror);
  if (op === undefined) return next(then);
  waitFor(op, { kind: 'job', id: mirror.job });
  return suspend(then);
}

function oldestInFlight(world: JobWorld, mirror: MirrorJob): MirrorOp | undefined {
  for (const id of mirror.ops) {
    const op = world.store.table(MirrorOp).at(id);
    if (takesPlace(op)) return op;
  }
  return undefined;
}

/** Whether it counts against the limit of operations. */
const takesPlace = (op: MirrorOp): boolean => op.inFlight && op.does !== 'claim' && op.does !== 'active';

/** What all operations that count against the limit add up to. */
function sumInFlight(world: JobWorld, mirror: MirrorJob, of: (op: MirrorOp) => number): number {
  let sum = 0;
  for (const id of mirror.ops) {
    const op = world.store.table(MirrorOp).at(id);
    if (takesPlace(op)) sum += of(op);
  }
  return sum;
}

export const inFlight = (world: JobWorld, mirror: MirrorJob): number => sumInFlight(world, mirror, () => 1);

export const bytesInFlight = (world: JobWorld, mirror: MirrorJob): number =>
  sumInFlight(world, mirror, ({ bytes }) => bytes);

/** Chunks of the copy buffer that no copy holds. */
export const freeBuffers = (world: JobWorld, mirror: MirrorJob): number =>
  mirror.bufSize / mirror.granularity -
  sumInFlight(world, mirror, ({ does, bytes }) => (does === 'copy' ? Math.ceil(bytes / mirror.granularity) : 0));

export interface Performed {
  /** how much was dealt with, which for a copy may differ from what was asked */
  readonly bytes: number;
  /** nothing had to be written */
  readonly skipped: boolean;
}

/** Starts an operation. */
export function perform(
  world: JobWorld,
  mirror: MirrorJob,
  kind: 'copy' | 'zero' | 'discard',
  offset: number,
  bytes: number,
): Performed {
  const op = addOp(world, mirror, kind, offset, bytes);
  if (kind !== 'zero' && mirror.knowsZeroes) mirror.zeroes = exclude(mirror.zeroes, chunksOf(mirror, offset, bytes));
  if (kind === 'copy') return { bytes: prepareCopy(world, mirror, op), skipped: false };
  op.inFlight = true;
  const skipped = kind === 'zero' && isKnownZero(mirror, op);
  if (skipped) {
    written(world, mirror, op, 0);
    return { bytes, skipped };
  }
  const flags = kind === 'zero' && mirror.unmap ? MAY_UNMAP : 0;
  send(world, mirror, op, kind === 'zero' ? 'write-zeroes' : 'discard', flags, null);
  return { bytes, skipped };
}

function isKnownZero(mirror: MirrorJob, op: MirrorOp): boolean {
  const [start, end] = chunksOf(mirror, op.offset, op.bytes);
  return mirror.knowsZeroes && mirror.zeroes.some((range) => range[0] <= start && end <= range[1]);
}

/** Cuts or widens a copy to what the buffer and the target can take. @returns how much of what was asked it covers */
function prepareCopy(world: JobWorld, mirror: MirrorJob, op: MirrorOp): number {
  op.bytes = Math.min(mirror.bufSize, MOST_CHUNKS * mirror.granularity, op.bytes);
  let covered = op.bytes;
  if (mirror.aligned) covered += widen(world, mirror, op);
  startCopy(world, op);
  return covered;
}

/** Without a backing file of its own the target cannot fill a cluster that is written in part. */
function widen(world: JobWorld, mirror: MirrorJob, op: MirrorOp): number {
  const cluster = clusterOf(world, world.nodes.at(mirror.target));
  const { size } = world.nodes.at(mirror.source);
  const before = op.offset + op.bytes;
  const [start, end] = chunksOf(mirror, op.offset, op.bytes);
  const has = (at: number) => mirror.copied.some((range) => range[0] <= at && at < range[1]);
  const fromStart = has(start) ? op.offset : down(op.offset, cluster);
  const toEnd = has(end - 1) ? before : Math.min(up(before, cluster), size);
  if (toEnd - fromStart > mirror.bufSize) return 0;
  op.offset = fromStart;
  op.bytes = toEnd - fromStart;
  return toEnd - before;
}

/** Begins to read, once the buffer has room. */
function startCopy(world: JobWorld, op: MirrorOp): void {
  const mirror = mirrorAt(world, op);
  if (freeBuffers(world, mirror) < Math.ceil(op.bytes / mirror.granularity)) {
    const other = oldestInFlight(world, mirror);
    if (other !== undefined) {
      waitFor(other, { kind: 'op', id: op.id });
      return;
    }
  }
  op.inFlight = true;
  const io = nodeRequest(world, mirror.source, { op: 'read', offset: op.offset, bytes: op.bytes });
  io.onDone = READ_DONE;
  io.arg = op.id;
  const ret = startAt(world, io);
  if (ret !== PENDING) READ_DONE.run(world as never, io.id, ret);
}

const READ_DONE = handler<JobWorld>(
  'mirror has read',
  (world, id, ret) => {
    const io = world.ios.at(id);
    const op = world.store.table(MirrorOp).at(io.arg);
    const mirror = mirrorAt(world, op);
    const { content } = io;
    world.ios.remove(io);
    if (ret >= 0) {
      send(world, mirror, op, 'write', 0, content);
      return;
    }
    setDirty(bitmapOf(world, mirror), op.offset, op.bytes);
    mirrorError(world, mirror, 'read', ret);
    finish(world, mirror, op, ret);
  },
  () => 'mirror has read',
);

function send(
  world: JobWorld,
  mirror: MirrorJob,
  op: MirrorOp,
  operation: 'write' | 'write-zeroes' | 'discard',
  flags: number,
  content: Extents | null,
): void {
  const { offset, bytes } = op;
  const backend = world.backends.at(mirror.backend);
  const request = { op: operation, offset, bytes, flags, content };
  const { io, ret } = submitFromCoroutine(world, backend, request, WRITE_DONE, op.id);
  if (ret === PENDING) return;
  release(world, io);
  written(world, mirror, op, ret);
}

const WRITE_DONE = handler<JobWorld>(
  'mirror has written',
  (world, id, ret) => {
    const op = world.store.table(MirrorOp).at(id);
    written(world, mirrorAt(world, op), op, ret);
  },
  () => 'mirror has written',
);

/** The operation whose last request this is, as it stands at its first node; undefined if it is none of a mirror's. */
export const endsOperation = (world: JobWorld, { whom, arg }: Io): MirrorOp | undefined =>
  whom === WRITE_DONE ? world.store.table(MirrorOp).at(arg) : undefined;

/** The mirror of an operation. */
export const mirrorAt = (world: JobWorld, op: MirrorOp): MirrorJob => world.store.table(MirrorJobKind).at(op.mirror);

function written(world: JobWorld, mirror: MirrorJob, op: MirrorOp, ret: number): void {
  if (ret < 0) {
    setDirty(bitmapOf(world, mirror), op.offset, op.bytes);
    mirrorError(world, mirror, 'write', ret);
  } else if (op.does === 'zero' && mirror.knowsZeroes)
    mirror.zeroes = include(mirror.zeroes, chunksOf(mirror, op.offset, op.bytes));
  finish(world, mirror, op, ret);
}

/** The operation is over: its place and its chunks are free, and the job has moved on if it went well. */
function finish(world: JobWorld, mirror: MirrorJob, op: MirrorOp, ret: number): void {
  const chunks = chunksOf(mirror, op.offset, op.bytes);
  mirror.claimed = exclude(mirror.claimed, chunks);
  if (ret >= 0) {
    if (mirror.aligned) mirror.copied = include(mirror.copied, chunks);
    if (!mirror.zeroing) world.jobs.at(mirror.job).current += op.bytes;
  }
  removeOp(world, mirror, op);
}
