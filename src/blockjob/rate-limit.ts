/** The speed limit of a job (1.5): bytes in slices of 100 ms; what exceeds a slice is paid for afterwards. */
import { MILLISECOND, now } from '../kernel/index.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

export const SLICE = 100 * MILLISECOND;

/** How long to wait, in nanoseconds, after `bytes` more were dispatched. */
export function rateDelay(world: JobWorld, job: Job, bytes: number): number {
  if (job.speed === 0) return 0;
  const quota = Math.max(1, Math.floor(job.speed / 10));
  const at = now(world);
  // On a real clock the end of a slice is past by the time somebody looks.
  if (job.sliceEnd <= at) {
    job.sliceEnd = at + SLICE;
    job.sliceLength = SLICE;
    job.dispatched = 0;
  }
  job.dispatched += bytes;
  if (job.dispatched < quota) return 0;
  const begun = job.sliceEnd - job.sliceLength;
  job.sliceLength = Math.floor((SLICE * job.dispatched) / quota);
  job.sliceEnd = begun + job.sliceLength;
  return job.sliceEnd - at;
}

/** Notes that `bytes` were dispatched, to be paid for at the next sleep. */
export function charge(world: JobWorld, job: Job, bytes: number): void {
  const delay = rateDelay(world, job, bytes);
  if (!world.profile.job.strictRateLimit) job.delay = delay;
}

/** How long the job's next sleep for its speed lasts. Before 8.1 only what the last turn dispatched counts. */
export function owedDelay(world: JobWorld, job: Job): number {
  if (world.profile.job.strictRateLimit) return rateDelay(world, job, 0);
  const { delay } = job;
  job.delay = 0;
  return delay;
}
