/** What a mirror keeps (4.2): its parameters, what is dirty, and the operations under way. */
import type { Ranges } from '../block/bitmaps.ts';
import { deadline, defineRecord, flag, json, now, number, type RecordOf, ref, text } from '../kernel/index.ts';
import type { JobArgs } from './driver.ts';
import type { JobErrorPolicy } from './error-action.ts';
import { SLICE } from './rate-limit.ts';
import type { JobWorld } from './world.ts';

export type CopyMode = 'background' | 'write-blocking';

export const MirrorJob = defineRecord('mirror-job', {
  job: ref(),
  /** what is copied, below the filter */
  source: ref(),
  filter: ref(),
  target: ref(),
  backend: ref(),
  sync: text<'full' | 'top' | 'none'>('full'),
  /** the lowest image whose contents are copied; NONE: none is */
  overlay: ref(),
  /** bytes */
  granularity: number(),
  bufSize: number(),
  onSourceError: text<JobErrorPolicy>('report'),
  onTargetError: text<JobErrorPolicy>('report'),
  unmap: flag(),
  copyMode: text<CopyMode>('background'),
  /** the target holds unknown data, which a full copy must overwrite with zeroes */
  zeroTarget: flag(),
  /** the user says that the target reads as zeroes */
  targetIsZero: flag(),
  /** a target that is too small is made larger (active commit) */
  growsTarget: flag(),
  /** the target was read-only before, and is again if the job fails */
  readOnly: flag(),
  /** name of the node that the target replaces in the end; empty: the source */
  replaces: text(),
  /** that node, once it was looked up */
  replaced: ref(),
  /** what is done about the target's backing file in the end */
  backing: text<'keep' | 'source' | 'open'>('keep'),
  /** for `source`: what becomes the target's backing file */
  backingNode: ref(),
  bitmap: ref(),
  /** where the search for dirty chunks goes on */
  cursor: number(),
  /** dirty bytes at the last look */
  count: number(),
  activeBytes: number(),
  activeWrites: number(),
  /** every operation, the oldest first */
  ops: json<readonly number[]>([]),
  /** chunks that an operation or a guest's write has claimed */
  claimed: json<Ranges>([]),
  /** the first error that ends the job */
  failed: number(),
  /** when its turn, which began when it last let others run, has taken more than a slice of time */
  turnEnds: deadline(),
  shouldComplete: flag(),
  /** ready; before 2.12 an error took that back */
  synced: flag(),
  activelySynced: flag(),
  /** guests' writes may be copied at once from now on */
  initialized: flag(),
  zeroing: flag(),
  /** chunks of the target known to read as zeroes (10.1+) */
  knowsZeroes: flag(),
  zeroes: json<Ranges>([]),
  /** chunks of the target that it has allocated, if it cannot fill the rest of a cluster by itself */
  aligned: flag(),
  copied: json<Ranges>([]),
  inDrain: flag(),
  /** its end has been prepared, for good or ill */
  prepared: flag(),
});
export type MirrorJob = RecordOf<typeof MirrorJob>;

export type MirrorOpKind = 'copy' | 'zero' | 'discard' | 'claim' | 'active';

/** Who waits for an operation to end: the job itself, another operation, or a guest's request at the filter. */
export type Waiter = { readonly kind: 'job' | 'op' | 'request'; readonly id: number };

export const MirrorOp = defineRecord('mirror-op', {
  mirror: ref(),
  does: text<MirrorOpKind>('copy'),
  offset: number(),
  bytes: number(),
  /** has begun */
  inFlight: flag(),
  /** a guest's write that waits for another operation */
  waiting: flag(),
  waiters: json<readonly Waiter[]>([]),
});
export type MirrorOp = RecordOf<typeof MirrorOp>;

export const mirrorOf = (world: JobWorld, { job }: JobArgs): MirrorJob =>
  world.store.table(MirrorJob).at(world.jobs.at(job).stateId);

/** It has just let others run. */
export function beginTurn(world: JobWorld, mirror: MirrorJob): void {
  mirror.turnEnds = now(world) + SLICE + 1;
}

export const opsOf = (world: JobWorld, mirror: MirrorJob): MirrorOp[] =>
  mirror.ops.map((id) => world.store.table(MirrorOp).at(id));
