/** Commands about jobs that exist (1.3, 5.3). */
import type { Refusal as BlockRefusal } from '../../block/refusal.ts';
import {
  changeByUser,
  checkVerb,
  completeByUser,
  pauseByUser,
  resumeByUser,
  setSpeedByUser,
} from '../../blockjob/control.ts';
import { jobDriver } from '../../blockjob/driver.ts';
import { CANCEL, DISMISS, FINALIZE_GROUP } from '../../blockjob/finish.ts';
import { isReady, jobNamed, jobsNewestFirst } from '../../blockjob/job.ts';
import type { Job } from '../../blockjob/records.ts';
import { type Arguments, type Blocking, blocking, defineCommand, OK, type Reply, refuse } from '../command.ts';
import type { MonitorWorld } from '../world.ts';

/** A refusal of the floors below, or success. */
export const replyOf = (refusal: BlockRefusal | undefined): Reply => (refusal === undefined ? OK : { error: refusal });

type WithJob = (world: MonitorWorld, job: Job, args: Arguments) => Reply | Blocking;

/** Only block jobs, under the argument called `device`, or `id` for the verbs that came later. */
function blockJobCommand(verb: string, argument: 'device' | 'id', run: WithJob): void {
  defineCommand(`block-job-${verb}`, (world, args) => {
    const name = String(args[argument]);
    const job = jobNamed(world, name);
    if (job === undefined || !job.blockJob) return refuse(`Block job '${name}' not found`, 'DeviceNotActive');
    return run(world, job, args);
  });
}

function jobCommand(verb: string, run: WithJob): void {
  defineCommand(`job-${verb}`, (world, args) => {
    const job = jobNamed(world, String(args.id));
    return job === undefined ? refuse('Job not found') : run(world, job, args);
  });
}

/** Both families with the same behaviour. */
function bothCommands(verb: string, argument: 'device' | 'id', run: WithJob): void {
  blockJobCommand(verb, argument, run);
  jobCommand(verb, run);
}

/** A pause of a paused job, a resume of one that is not. */
const isRepeated = (world: MonitorWorld, asked: boolean, job: Job): boolean =>
  world.profile.job.repeatedPause === 'accepted' && job.userPaused === asked;

bothCommands('pause', 'device', (world, job) => (isRepeated(world, true, job) ? OK : replyOf(pauseByUser(world, job))));
bothCommands('resume', 'device', (world, job) =>
  isRepeated(world, false, job) ? OK : replyOf(resumeByUser(world, job)),
);
bothCommands('complete', 'device', (world, job) =>
  job.userPaused && !world.profile.job.completeWhilePaused
    ? refuse(`The active block job '${job.name}' cannot be completed`)
    : replyOf(completeByUser(world, job)),
);
bothCommands('finalize', 'id', (_world, job) => {
  const refusal = checkVerb(job, 'finalize');
  return refusal === undefined ? blocking(FINALIZE_GROUP, { job: job.id }) : { error: refusal };
});
bothCommands('dismiss', 'id', (_world, job) => {
  const refusal = checkVerb(job, 'dismiss');
  return refusal === undefined ? blocking(DISMISS, { job: job.id }) : { error: refusal };
});

function cancel(job: Job, force: boolean): Reply | Blocking {
  const refusal = checkVerb(job, 'cancel');
  return refusal === undefined ? blocking(CANCEL, { job: job.id, force }) : { error: refusal };
}

blockJobCommand('cancel', 'device', (world, job, args) => {
  const force = args.force === true;
  if (job.userPaused && !force) return refuse(`The block job for device '${job.name}' is currently paused`);
  // Force was only a way past the pause once.
  return cancel(job, force && world.profile.job.forceWhenReady === 'aborts');
});
jobCommand('cancel', (_world, job) => cancel(job, true));

blockJobCommand('set-speed', 'device', (world, job, args) => replyOf(setSpeedByUser(world, job, Number(args.speed))));
blockJobCommand('change', 'id', (world, job, args) => replyOf(changeByUser(world, job, args)));

defineCommand('query-jobs', (world) => ({
  return: jobsNewestFirst(world)
    .filter((job) => job.name !== '')
    .map((job) => ({
      id: job.name,
      type: job.type,
      status: job.status,
      'current-progress': job.current,
      'total-progress': job.total,
      ...(job.error === '' ? {} : { error: job.error }),
    })),
}));

/** What a version tells of a block job (1.10). */
function blockJobInfo(world: MonitorWorld, job: Job): Readonly<Record<string, unknown>> {
  const { info } = world.profile.job;
  const hasStatus = info.includes('status');
  return {
    type: job.type,
    device: job.name,
    len: job.total,
    offset: job.current,
    ...(info.includes('pause') ? { busy: job.busy, paused: hasStatus ? job.pauseCount > 0 : job.userPaused } : {}),
    speed: job.speed,
    ...(info.includes('pause') ? { 'io-status': job.ioStatus } : {}),
    ...(info.includes('ready') ? { ready: isReady(job) } : {}),
    ...(hasStatus ? statusInfo(world, job) : {}),
  };
}

const statusInfo = (world: MonitorWorld, job: Job): Readonly<Record<string, unknown>> => ({
  status: job.status,
  'auto-finalize': job.autoFinalize,
  'auto-dismiss': job.autoDismiss,
  ...(job.ret === 0 ? {} : { error: job.error }),
  ...jobDriver(job).query?.(world, job),
});

defineCommand('query-block-jobs', (world) => ({
  return: jobsNewestFirst(world)
    .filter((job) => job.name !== '' && job.blockJob)
    .map((job) => blockJobInfo(world, job)),
}));
