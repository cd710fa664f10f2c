/** Starting jobs. */
import { createCoroutine, enterCoroutine } from '../kernel/index.ts';
import { setStatus } from './job.ts';
import type { Job } from './records.ts';
import { ENTRY } from './steps.ts';
import type { JobWorld } from './world.ts';

/** Starts a created job: its coroutine runs at once up to where it waits first. */
export function startJob(world: JobWorld, job: Job): void {
  const coroutine = createCoroutine(world, `${job.type} ${job.name}`, ENTRY, { job: job.id });
  job.coroutine = coroutine.id;
  job.started = true;
  job.pauseCount--;
  job.busy = true;
  job.parked = false;
  setStatus(world, job, 'running');
  enterCoroutine(world, coroutine);
}
