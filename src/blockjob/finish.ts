/** From the end of a job's run to its disappearance (1.6), for the job and its whole group. All on the main thread. */
import { ERRNO, strerror } from '../block/errno.ts';
import { call, done, next, type Procedure, poll, procedure } from '../kernel/index.ts';
import type { GraphChange } from '../profile/profile.ts';
import { type JobArgs, jobDriver } from './driver.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK } from './graph-change.ts';
import { enterJob, freeJob, leaveGroup, resetIoStatus, setStatus, told } from './job.ts';
import { type Job, JobGroup } from './records.ts';
import { isCompletedStatus } from './states.ts';
import type { JobWorld } from './world.ts';

const groupOf = (world: JobWorld, job: Job): JobGroup => world.store.table(JobGroup).at(job.group);
const membersOf = (world: JobWorld, job: Job): Job[] => groupOf(world, job).members.map((id) => world.jobs.at(id));

/** A late cancel is a failure, and a failure means aborting. @returns whether the job has failed */
function settle(world: JobWorld, job: Job): boolean {
  if (job.ret === 0 && job.forceCancel) job.ret = -ERRNO.ECANCELED;
  if (job.ret === 0) return false;
  if (job.error === '') job.error = strerror(-job.ret);
  setStatus(world, job, 'aborting');
  return true;
}

/** The run is over. Success waits for the group; a failure takes the group with it. */
export const COMPLETED: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('job completed', {
  begin(world, args) {
    const job = world.jobs.at(args.job);
    if (settle(world, job)) return call(ABORT_GROUP, args, 'end');
    setStatus(world, job, 'waiting');
    const members = membersOf(world, job);
    if (members.some((member) => !isCompletedStatus(member.status))) return done();
    for (const member of members) {
      setStatus(world, member, 'pending');
      if (!member.autoFinalize && member.blockJob && member.name !== '')
        world.bus.say('block-job-pending', { job: member.id, name: member.name, type: member.type });
    }
    if (members.some((member) => !member.autoFinalize)) return done();
    return call(FINALIZE_GROUP, args, 'end');
  },
  end: () => done(),
});

interface Group extends JobArgs {
  /** members still to be dealt with */
  readonly left?: readonly number[];
}

/** Prepares every member, then ends each; the first that cannot be prepared aborts the group. */
export const FINALIZE_GROUP: Procedure<Group> = procedure<JobWorld, Group>('finalize jobs', {
  begin(world, args, frame) {
    frame.locals = { ...args, left: groupOf(world, world.jobs.at(args.job)).members };
    return next('prepare');
  },
  prepare(world, { left = [] }) {
    const job = world.jobs.get(left[0] ?? -1);
    if (job === undefined) return next('collect');
    const { prepare } = jobDriver(job);
    return prepare === undefined ? next('prepared') : call(prepare, { job: job.id }, 'note');
  },
  note(world, { left = [] }, frame) {
    const job = world.jobs.at(left[0] ?? -1);
    if (job.ret === 0) job.ret = typeof frame.result === 'number' ? frame.result : 0;
    return next('prepared');
  },
  prepared(world, args, frame) {
    const [first, ...rest] = args.left ?? [];
    const job = world.jobs.at(first ?? -1);
    if (settle(world, job)) return call(ABORT_GROUP, { job: job.id }, 'end');
    frame.locals = { ...args, left: rest };
    return next('prepare');
  },
  collect(world, args, frame) {
    frame.locals = { ...args, left: groupOf(world, world.jobs.at(args.job)).members };
    return next('finalize');
  },
  finalize(_world, args, frame) {
    const [first, ...rest] = args.left ?? [];
    if (first === undefined) return done();
    frame.locals = { ...args, left: rest };
    return call(FINALIZE_ONE, { job: first }, 'finalize');
  },
  end: () => done(),
});

/** The last word of the driver, the events, and the end of the job unless it is to be dismissed by hand. */
export const FINALIZE_ONE: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('finalize job', {
  begin(world, args) {
    const job = world.jobs.at(args.job);
    const driver = jobDriver(job);
    const end = settle(world, job) ? driver.abort : driver.commit;
    return end === undefined ? next('clean') : call(end, args, 'clean');
  },
  clean(world, args) {
    const { clean } = jobDriver(world.jobs.at(args.job));
    return clean === undefined ? next('tell') : call(clean, args, 'tell');
  },
  tell(world, args) {
    const job = world.jobs.at(args.job);
    if (job.started && job.blockJob && job.name !== '') {
      const cancelled = job.forceCancel || (job.reported && world.profile.job.reportEnds === 'cancelled');
      if (cancelled) world.bus.say('block-job-cancelled', told(job));
      else world.bus.say('block-job-completed', { ...told(job), error: job.ret < 0 ? job.error : '' });
    }
    leaveGroup(world, job);
    setStatus(world, job, 'concluded');
    return job.autoDismiss || !job.started ? call(DISMISS, args, 'end') : done();
  },
  end: () => done(),
});

/** A concluded job goes. */
interface Dismiss extends JobArgs {
  readonly freeing?: GraphChange | undefined;
}

export const DISMISS: Procedure<Dismiss> = procedure<JobWorld, Dismiss>('dismiss job', {
  begin(world, args) {
    const job = world.jobs.at(args.job);
    job.busy = job.parked = false;
    job.deferred = true;
    setStatus(world, job, 'null');
    return job.blockJob ? call(GRAPH_LOCK, { change: 'job-free' }, 'free') : next('free');
  },
  free(world, args, frame) {
    const job = world.jobs.at(args.job);
    const { freeing } = jobDriver(job);
    const locked = job.blockJob;
    freeJob(world, job);
    frame.locals = { ...args, freeing } satisfies Dismiss;
    return locked ? call(GRAPH_UNLOCK, { change: 'job-free' }, 'freed') : done();
  },
  freed: (_world, { freeing }) => (freeing === undefined ? done() : call(GRAPH_TOUCHED, { change: freeing }, 'end')),
  end: () => done(),
});

/** Once a group: cancels every other member, then ends all, head first, as each completes. */
export const ABORT_GROUP: Procedure<JobArgs & { readonly group?: number }> = procedure<
  JobWorld,
  JobArgs & { readonly group?: number }
>('abort jobs', {
  begin(world, args, frame) {
    const job = world.jobs.at(args.job);
    const group = groupOf(world, job);
    if (group.aborting) return done();
    group.aborting = true;
    for (const id of group.members) if (id !== job.id) requestCancel(world, world.jobs.at(id), true);
    frame.locals = { ...args, group: group.id };
    return next('head');
  },
  head(world, { group: id = -1 }) {
    const group = world.store.table(JobGroup).at(id);
    const first = group.members[0];
    if (first !== undefined) return call(WAIT_COMPLETED, { job: first }, 'finalize');
    world.store.table(JobGroup).remove(group);
    return done();
  },
  finalize(world, { group: id = -1 }) {
    const first = world.store.table(JobGroup).at(id).members[0];
    return first === undefined ? next('head') : call(FINALIZE_ONE, { job: first }, 'head');
  },
});

/** Runs the loop until a job has completed, waking it whenever it sleeps. */
export const WAIT_COMPLETED: Procedure<JobArgs> = procedure<JobWorld, JobArgs>('wait for job', {
  look(world, args) {
    const job = world.jobs.get(args.job);
    if (job === undefined || isCompletedStatus(job.status)) return done();
    enterJob(world, job);
    return poll('look');
  },
});

/** Notes a cancel: its driver may make a soft one forced; a pause that the user or an error caused ends (1.7). */
export function requestCancel(world: JobWorld, job: Job, wanted: boolean): void {
  const { cancel } = jobDriver(job);
  const force = cancel === undefined ? true : cancel(world, job, wanted);
  if (job.userPaused) {
    resetIoStatus(world, job);
    job.userPaused = false;
    job.pauseCount--;
  }
  // A soft cancel of a job whose run is over comes too late.
  if (!force && job.deferred) return;
  job.cancelled = true;
  if (force) job.forceCancel = true;
}

interface Cancel extends JobArgs {
  readonly force: boolean;
}

/** Cancels a job (1.7): it ends by itself soon, or at once if it never ran or has already ended its run. */
export const CANCEL: Procedure<Cancel> = procedure<JobWorld, Cancel>('cancel job', {
  begin(world, { job: id, force }) {
    const job = world.jobs.at(id);
    if (job.status === 'concluded') return call(DISMISS, { job: id }, 'end');
    requestCancel(world, job, force);
    if (!job.started) return call(COMPLETED, { job: id }, 'end');
    if (!job.deferred) enterJob(world, job);
    else if (job.forceCancel) return call(ABORT_GROUP, { job: id }, 'end');
    return done();
  },
  end: () => done(),
});
