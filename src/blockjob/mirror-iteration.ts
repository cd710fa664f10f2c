/** One turn of a mirror's copying: the next dirty chunks, split by how the source stores them (4.2). */
import { exclude, include, nextDirty, setClean } from '../block/bitmaps.ts';
import { blockStatus } from '../block/status.ts';
import { call, done, NONE, next, procedure, suspend } from '../kernel/index.ts';
import { clusterOf } from './cluster.ts';
import type { JobArgs } from './driver.ts';
import {
  addOp,
  bitmapOf,
  chunksOf,
  inFlight,
  MOST_OPERATIONS,
  mostBytes,
  perform,
  removeOp,
  waitFor,
  waitForPlace,
} from './mirror-op.ts';
import { type MirrorJob, MirrorOp, mirrorOf, opsOf } from './mirror-records.ts';
import { charge } from './rate-limit.ts';
import { PAUSE_POINT } from './steps.ts';
import type { JobWorld } from './world.ts';
import { unmapsZeroes } from './zeroes.ts';

interface Iteration extends JobArgs {
  readonly offset?: number;
  readonly end?: number;
  /** the operation that claims what has not been started yet */
  readonly claim?: number;
}

const at = ({ job }: JobArgs, offset: number, end = 0, claim = NONE): Iteration => ({ job, offset, end, claim });

export const ITERATION = procedure<JobWorld, Iteration>('mirror iteration', {
  find(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const bitmap = bitmapOf(world, mirror);
    const { size } = world.nodes.at(mirror.source);
    const range = nextDirty(bitmap, mirror.cursor, size) ?? nextDirty(bitmap, 0, size);
    if (range === undefined) return done();
    mirror.cursor = range[0] + mirror.granularity;
    frame.locals = at(args, range[0]);
    return next('conflicts');
  },
  conflicts(world, args) {
    const mirror = mirrorOf(world, args);
    const offset = args.offset ?? 0;
    const claimed = mirror.failed === 0 && mirror.claimed.some((range) => range[0] <= offset && offset < range[1]);
    const op = claimed ? opsOf(world, mirror).find((other) => covers(mirror, other, offset)) : undefined;
    if (op === undefined) return call(PAUSE_POINT, { job: args.job }, 'claim');
    waitFor(op, { kind: 'job', id: args.job });
    return suspend('conflicts');
  },
  claim(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const bitmap = bitmapOf(world, mirror);
    const offset = args.offset ?? 0;
    const { size } = world.nodes.at(mirror.source);
    const { granularity } = mirror;
    let end = offset + granularity;
    const isDirty = (at: number) => nextDirty(bitmap, at, at + 1) !== undefined;
    const isClaimed = (at: number) => mirror.claimed.some((range) => range[0] <= at && at < range[1]);
    while (end - offset < mirror.bufSize && end < size && isDirty(end) && !isClaimed(end)) end += granularity;
    mirror.cursor = end;
    // Cleared before the status is asked for: whatever is written from now on counts again.
    setClean(bitmap, offset, end - offset);
    mirror.claimed = include(mirror.claimed, [offset, end]);
    const claim = addOp(world, mirror, 'claim', offset, end - offset);
    frame.locals = at(args, offset, end, claim.id);
    return next('place');
  },
  place(world, args) {
    const mirror = mirrorOf(world, args);
    const { offset = 0, end = 0 } = args;
    if (offset >= end || offset >= world.nodes.at(mirror.source).size) return next('over');
    return inFlight(world, mirror) >= MOST_OPERATIONS ? waitForPlace(world, mirror, 'place') : next('start');
  },
  start(world, args, frame) {
    const mirror = mirrorOf(world, args);
    const { offset = 0, end = 0 } = args;
    if (mirror.failed < 0) return next('over');
    const piece = nextPiece(world, mirror, offset, end);
    const { bytes, skipped } = perform(world, mirror, piece.kind, offset, piece.bytes);
    const free = skipped || (piece.kind !== 'copy' && unmapsZeroes(world, world.nodes.at(mirror.target)));
    charge(world, world.jobs.at(args.job), free ? 0 : bytes);
    const further = offset + Math.ceil(bytes / mirror.granularity) * mirror.granularity;
    frame.locals = at(args, further, end, args.claim);
    return next('place');
  },
  over(world, args) {
    const mirror = mirrorOf(world, args);
    const { offset = 0, end = 0 } = args;
    // What was not started after all is free again, and still to be copied.
    if (offset < end && mirror.failed < 0) mirror.claimed = exclude(mirror.claimed, [offset, end]);
    const claim = world.store.table(MirrorOp).get(args.claim ?? NONE);
    if (claim !== undefined) removeOp(world, mirror, claim);
    return done();
  },
});

const covers = (mirror: MirrorJob, op: MirrorOp, offset: number): boolean => {
  const [start, end] = chunksOf(mirror, op.offset, op.bytes);
  return start <= offset && offset < end;
};

/** How much from `offset` is dealt with at once, and how: zeroes and holes need not be read. */
function nextPiece(
  world: JobWorld,
  mirror: MirrorJob,
  offset: number,
  end: number,
): { readonly kind: 'copy' | 'zero' | 'discard'; readonly bytes: number } {
  const source = world.nodes.at(mirror.source);
  const { granularity } = mirror;
  const clip = (bytes: number) => Math.min(bytes, source.size - offset);
  const status = blockStatus(world, source, offset, end - offset);
  let bytes = typeof status === 'number' ? Math.min(end - offset, mostBytes(mirror)) : status.bytes;
  if (typeof status !== 'number' && status.data) bytes = Math.min(bytes, mostBytes(mirror));
  bytes = offset + bytes >= source.size ? Math.ceil(bytes / granularity) * granularity : bytes - (bytes % granularity);
  if (bytes < granularity) return { kind: 'copy', bytes: clip(granularity) };
  if (typeof status === 'number' || status.data) return { kind: 'copy', bytes: clip(bytes) };
  const cluster = clusterOf(world, world.nodes.at(mirror.target)) || 1;
  const fits = offset % cluster === 0 && (bytes % cluster === 0 || offset + bytes >= source.size);
  return { kind: fits ? (status.zero ? 'zero' : 'discard') : 'copy', bytes: clip(bytes) };
}
