/** How drained sections and jobs meet (1.12), and the end of all jobs with the process. */
import { anyBusy, beginDrainAll, endDrainAll } from '../block/drain.ts';
import type { DrainParticipant } from '../block/world.ts';
import { call, done, next, type Procedure, poll, procedure } from '../kernel/index.ts';
import { jobDriver } from './driver.ts';
import { CANCEL, WAIT_COMPLETED } from './finish.ts';
import { jobsNewestFirst, pauseJob, resumeJob } from './job.ts';
import type { Job } from './records.ts';
import { isCompletedStatus } from './states.ts';
import type { JobWorld } from './world.ts';

/** What drains see of jobs: each reference to a drained node is one reason to be paused. */
export function jobsInDrains(world: JobWorld): DrainParticipant {
  const eachEdge = (node: number, visit: (job: Job) => void): void => {
    for (const job of world.jobs.live()) for (const edge of job.edges) if (edge.node === node) visit(job);
  };
  return {
    begin: (node) => eachEdge(node, (job) => pauseJob(world, job)),
    end: (node) => eachEdge(node, (job) => resumeJob(world, job)),
    busy(node) {
      for (const job of world.jobs.live())
        if (job.edges.some((edge) => edge.node === node) && waitsFor(world, job)) return true;
      return false;
    },
  };
}

/** Who is not busy is parked, or will park before doing anything. */
function waitsFor(world: JobWorld, job: Job): boolean {
  if (!job.busy || isCompletedStatus(job.status)) return false;
  return jobDriver(job).drainWaits?.(world, job) ?? true;
}

/** The process ends: every job is cancelled by force while everything is drained. */
export const END_ALL_JOBS: Procedure<null> = procedure<JobWorld, null>('end all jobs', {
  begin(world) {
    if (world.profile.job.quitDrains !== 'after-stop') return next('cancel');
    beginDrainAll(world);
    return next('wait');
  },
  wait: (world) => (anyBusy(world) ? poll('wait') : next('cancel')),
  cancel(world) {
    const [job] = jobsNewestFirst(world);
    if (job === undefined) {
      if (world.profile.job.quitDrains !== 'no') endDrainAll(world);
      return done();
    }
    return job.status === 'concluded'
      ? call(CANCEL, { job: job.id, force: true }, 'cancel')
      : call(CANCEL_AND_WAIT, { job: job.id }, 'cancel');
  },
});

const CANCEL_AND_WAIT: Procedure<{ readonly job: number }> = procedure<JobWorld, { readonly job: number }>(
  'cancel job and wait',
  {
    begin: (_world, { job }) => call(CANCEL, { job, force: true }, 'wait'),
    wait: (_world, { job }) => call(WAIT_COMPLETED, { job }, 'end'),
    end: () => done(),
  },
);

interface CancelJobs {
  readonly backend: number;
  /** the jobs still to be cancelled */
  readonly left?: readonly number[];
}

/** A drive loses its device: every job on its root is asked to end, softly (R19). */
export const CANCEL_JOBS_OF: Procedure<CancelJobs> = procedure<JobWorld, CancelJobs>('cancel jobs of drive', {
  begin(world, args, frame) {
    const { root } = world.backends.at(args.backend);
    const jobs = jobsNewestFirst(world).filter((job) => job.blockJob && job.edges.some(({ node }) => node === root));
    frame.locals = { ...args, left: jobs.map(({ id }) => id) };
    return next('cancel');
  },
  cancel(world, args, frame) {
    const [first, ...left] = args.left ?? [];
    if (first === undefined) return done();
    frame.locals = { ...args, left };
    return world.jobs.get(first) === undefined ? next('cancel') : call(CANCEL, { job: first, force: false }, 'cancel');
  },
});
