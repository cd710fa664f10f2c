/** What copying clusters before they are overwritten keeps (4.4): shared by a backup job and its filter. */
import type { Extents } from '../block/extents.ts';
import { callback, defineRecord, flag, json, number, type RecordOf, ref, text } from '../kernel/index.ts';

export const CopyState = defineRecord('copy-state', {
  /** whose progress this is; NONE: nobody's */
  job: ref(),
  source: ref(),
  target: ref(),
  /** bytes of the source */
  size: number(),
  cluster: number(),
  /** what is still to be copied */
  bitmap: ref(),
  /** cluster by cluster (compressed), or in larger chunks */
  wholeChunks: flag(true),
  /** the most bytes of one task */
  maxTransfer: number(),
  inFlightBytes: number(),
  /** tasks under way, the oldest first */
  tasks: json<readonly number[]>([]),
  /** only what the source has allocated is copied: while sync=top looks at it */
  skipUnallocated: flag(),
  discardSource: flag(),
});
export type CopyState = RecordOf<typeof CopyState>;

/** One request to copy what is dirty in a range: the job's, or one of the filter's for a guest's write. */
export const CopyCall = defineRecord('copy-call', {
  state: ref(),
  offset: number(),
  bytes: number(),
  maxWorkers: number(64),
  /** bytes; 0: no limit beyond the state's */
  maxChunk: number(),
  /** a guest waits: the speed limit does not hold */
  ignoreRate: flag(),
  cancelled: flag(),
  finished: flag(),
  /** the first error of any of its tasks */
  ret: number(),
  errorIsRead: flag(),
  /** its tasks that run beside it */
  busy: number(),
  /** the first error among those of this turn */
  turn: number(),
  /** it waits for a task to end */
  waits: flag(),
  /** it sleeps for the speed limit */
  timer: ref(),
  coroutine: ref(),
  /** called with `arg` when it has finished */
  onEnd: callback(),
  arg: number(),
});
export type CopyCall = RecordOf<typeof CopyCall>;

export const CopyTask = defineRecord('copy-task', {
  call: ref(),
  state: ref(),
  offset: number(),
  bytes: number(),
  does: text<'copy' | 'zero'>('copy'),
  content: json<Extents | null>(null),
  /** calls that wait for it because it is in their way */
  waiters: json<readonly number[]>([]),
});
export type CopyTask = RecordOf<typeof CopyTask>;
