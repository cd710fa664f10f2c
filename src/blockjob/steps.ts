/** What a job's coroutine is made of, whatever the job does: its entry, its pause points and its sleeps (1.4, 1.5). */
import {
  armTimer,
  call,
  done,
  handler,
  mainContext,
  NONE,
  next,
  now,
  type Procedure,
  procedure,
  schedule,
  suspend,
} from '../kernel/index.ts';
import { type JobArgs, jobDriver } from './driver.ts';
import { EXIT } from './exit.ts';
import { enterJob, isReady, setStatus, shouldPause } from './job.ts';
import { owedDelay } from './rate-limit.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

const jobAt = (world: JobWorld, { job }: JobArgs): Job => world.jobs.at(job);

/** The whole coroutine: a pause point before the first instruction, the work, and the way out through the main loop. */
export const ENTRY: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('job', {
  begin: (_world, args) => call(PAUSE_POINT, args, 'run'),
  run: (world, args) => call(jobDriver(jobAt(world, args)).run, args, 'over'),
  over(world, args, frame) {
    const job = jobAt(world, args);
    job.ret = typeof frame.result === 'number' ? frame.result : 0;
    job.deferred = true;
    job.busy = true;
    job.coroutine = NONE;
    schedule(world, mainContext(world), EXIT, job.id);
    return done();
  },
});

/** Parks the job while there is a reason to be paused, unless it is being cancelled. */
export const PAUSE_POINT: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('pause point', {
  look(world, args) {
    const job = jobAt(world, args);
    if (!shouldPause(job) || job.forceCancel) return done();
    const { pause } = jobDriver(job);
    return pause === undefined ? next('park') : call(pause, args, 'park');
  },
  park(world, args) {
    const job = jobAt(world, args);
    if (!shouldPause(job) || job.forceCancel) return done();
    setStatus(world, job, isReady(job) ? 'standby' : 'paused');
    job.parked = true;
    job.busy = false;
    return suspend('go on');
  },
  'go on'(world, args) {
    const job = jobAt(world, args);
    job.parked = false;
    setStatus(world, job, isReady(job) ? 'ready' : 'running');
    return done();
  },
});

const AWAKE = handler<JobWorld>(
  'job wakes',
  (world, id) => {
    const job = world.jobs.at(id);
    job.timer = NONE;
    enterJob(world, job);
  },
  (world, id) => `job ${world.jobs.get(id)?.name ?? ''} wakes`,
);

interface Sleep extends JobArgs {
  /** nanoseconds; NONE: until somebody enters the job */
  readonly ns: number;
}

/** Gives up the processor for a time, then passes a pause point. Whoever enters the job ends the sleep early. */
export const SLEEP: Procedure<Sleep> = procedure<JobWorld, Sleep>('job sleeps', {
  begin(world, args) {
    const job = jobAt(world, args);
    if (job.forceCancel) return done();
    if (shouldPause(job)) return next('awake');
    if (args.ns !== NONE) job.timer = armTimer(world, mainContext(world), now(world) + args.ns, AWAKE, job.id).id;
    job.busy = false;
    return suspend('awake');
  },
  awake: (_world, { job }) => call(PAUSE_POINT, { job }, 'end'),
  end: () => done(),
});

/**
 * Sleeps as long as the speed limit asks, and at least once for no time at all: where pauses, drains and cancels take
 * effect. From 8.1 on the whole time passes even if somebody wakes the job (1.5).
 */
export const RATE_SLEEP: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('job keeps to its speed', {
  sleep(world, args) {
    const ns = owedDelay(world, jobAt(world, args));
    return call(SLEEP, { job: args.job, ns }, ns > 0 && world.profile.job.strictRateLimit ? 'again' : 'end');
  },
  again: (world, args) => (jobAt(world, args).forceCancel ? done() : next('sleep')),
  end: () => done(),
});
