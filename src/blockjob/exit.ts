/** The way from a job's coroutine back to the main loop: its completion is always the main loop's business (1.6). */
import { callOnMain, handler } from '../kernel/index.ts';
import { COMPLETED } from './finish.ts';
import type { JobWorld } from './world.ts';

export const EXIT = handler<JobWorld>(
  'job exit',
  (world, id) => {
    const job = world.jobs.get(id);
    if (job === undefined) return;
    // Not quite idle yet, but whoever drains now must not wait for this.
    job.busy = false;
    callOnMain(world, COMPLETED, { job: id });
  },
  (world, id) => `job ${world.jobs.get(id)?.name ?? ''} exits`,
);
