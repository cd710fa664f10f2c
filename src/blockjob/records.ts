/** What every job has (1.1), whatever it does, and the groups that jobs complete in (1.6). */
import { deadline, defineRecord, flag, json, number, type RecordOf, ref, text } from '../kernel/index.ts';
import type { JobStatus } from './states.ts';

/** A node that a job refers to: drains of it pause the job, and nobody else may use it (op blocker). */
export interface Edge {
  readonly node: number;
}

export const Job = defineRecord('job', {
  /** its id; empty: internal, so without events and not addressable */
  name: text(),
  /** as clients know it: `stream`, `mirror` ... */
  type: text(),
  /** whose steps it runs; see driver.ts */
  driver: text(),
  status: text<JobStatus>('undefined'),
  /** its coroutine runs or waits for I/O it issued; false while it sleeps or is parked */
  busy: flag(),
  /** parked at a pause point; not what clients call paused, which is pauseCount > 0 */
  parked: flag(true),
  pauseCount: number(1),
  userPaused: flag(),
  cancelled: flag(),
  /** the only one that its own steps look at */
  forceCancel: flag(),
  /** its run is over, its completion waits for the main loop */
  deferred: flag(),
  started: flag(),
  /** 0 or a negative errno */
  ret: number(),
  error: text(),
  autoFinalize: flag(true),
  autoDismiss: flag(true),
  /** in bytes */
  current: number(),
  total: number(),
  /** bytes a second; 0 is no limit */
  speed: number(),
  /** when the running slice of its rate limit ends, and how long that was from its start, in nanoseconds */
  sliceEnd: deadline(),
  sliceLength: number(),
  /** bytes in this slice */
  dispatched: number(),
  /** nanoseconds that its last turn has to be paid for with (before 8.1) */
  delay: number(),
  /** has the commands and events of block jobs, and an io-status */
  blockJob: flag(),
  ioStatus: text<'ok' | 'failed' | 'nospace'>('ok'),
  /** of its target, where that is kept apart (3.2) */
  targetIoStatus: text<'ok' | 'failed' | 'nospace'>('ok'),
  /** an error of it was reported */
  reported: flag(),
  edges: json<readonly Edge[]>([]),
  group: ref(),
  coroutine: ref(),
  /** of its sleep */
  timer: ref(),
  /** the record that its driver keeps */
  stateId: ref(),
});
export type Job = RecordOf<typeof Job>;

/** A transaction group: its jobs complete together or not at all. */
export const JobGroup = defineRecord('job-group', {
  /** who was added last comes first */
  members: json<readonly number[]>([]),
  aborting: flag(),
});
export type JobGroup = RecordOf<typeof JobGroup>;

/** The order of all jobs: ids are reused, births are not. */
export const JobLayer = defineRecord('job-layer', {
  /** the newest first */
  jobs: json<readonly number[]>([]),
  /** jobs are being resumed while the graph lock is still held (1.12) */
  graphLocked: flag(),
  /** coroutines that wait until it is given back, the oldest first */
  graphReaders: json<readonly number[]>([]),
});
export type JobLayer = RecordOf<typeof JobLayer>;
