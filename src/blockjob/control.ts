/** What users may do to a job (1.3), each check in its order. A refusal is returned; undefined is success. */
import { type Refusal, refuse } from '../block/refusal.ts';
import { jobDriver } from './driver.ts';
import { pauseJob, resetIoStatus, resumeJob, setSpeed } from './job.ts';
import type { Job } from './records.ts';
import { type JobVerb, verbRefusal } from './states.ts';
import type { JobWorld } from './world.ts';

/** Why the job does not take this verb in its state, or undefined. */
export function checkVerb(job: Job, verb: JobVerb): Refusal | undefined {
  const words = verbRefusal(job.name, job.status, verb);
  return words === undefined ? undefined : refuse(words).refusal;
}

export function pauseByUser(world: JobWorld, job: Job): Refusal | undefined {
  const refusal = checkVerb(job, 'pause');
  if (refusal !== undefined) return refusal;
  if (job.userPaused) return refuse('Job is already paused').refusal;
  job.userPaused = true;
  pauseJob(world, job);
  return undefined;
}

export function resumeByUser(world: JobWorld, job: Job): Refusal | undefined {
  if (!job.userPaused || job.pauseCount <= 0) return refuse("Can't resume a job that was not paused").refusal;
  const refusal = checkVerb(job, 'resume');
  if (refusal !== undefined) return refusal;
  resetIoStatus(world, job);
  job.userPaused = false;
  resumeJob(world, job);
  return undefined;
}

export function completeByUser(world: JobWorld, job: Job): Refusal | undefined {
  const refusal = checkVerb(job, 'complete');
  if (refusal !== undefined) return refusal;
  const { complete } = jobDriver(job);
  if (job.cancelled || complete === undefined)
    return refuse(`The active block job '${job.name}' cannot be completed`).refusal;
  return complete(world, job);
}

export function setSpeedByUser(world: JobWorld, job: Job, speed: number): Refusal | undefined {
  return checkVerb(job, 'set-speed') ?? setSpeed(world, job, speed);
}

export function changeByUser(
  world: JobWorld,
  job: Job,
  options: Readonly<Record<string, unknown>>,
): Refusal | undefined {
  const refusal = checkVerb(job, 'change');
  if (refusal !== undefined) return refusal;
  const { change } = jobDriver(job);
  return change === undefined ? refuse('Job type does not support change').refusal : change(world, job, options);
}
