/** What becomes of a failed request of a job (3.1, 3.2). */
import { ERRNO } from '../block/errno.ts';
import { ioStatusAfter } from '../block/error-policy.ts';
import type { ErrorAction } from '../block/world.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

export type JobErrorPolicy = 'report' | 'ignore' | 'stop' | 'enospc' | 'auto';

/** The action of a policy: `auto` means enospc for jobs. */
export function jobErrorAction(policy: JobErrorPolicy, errno: number): ErrorAction {
  if (policy === 'enospc' || policy === 'auto') return errno === ERRNO.ENOSPC ? 'stop' : 'report';
  return policy;
}

/**
 * Commit before 2.7 (section 6): stop and report both end it, enospc ends it for want of room, else tries again.
 */
function oldCommitAction(policy: JobErrorPolicy, errno: number): ErrorAction {
  if (policy === 'enospc') return errno === ERRNO.ENOSPC ? 'report' : 'ignore';
  return policy === 'ignore' ? 'ignore' : 'report';
}

/**
 * Tells of a failed request and decides. With stop the job counts as paused by the user from now on; it parks at its
 * next pause point. The first error sets io-status, until it is reset; in the RFC of 2012 the worse one (3.2).
 * @param operation `write`: at the target, where the job has one
 * @param errno positive
 */
export function jobError(
  world: JobWorld,
  job: Job,
  policy: JobErrorPolicy,
  operation: 'read' | 'write',
  errno: number,
): ErrorAction {
  const { errors, commitErrors } = world.profile.job;
  // In the first version with jobs an error ends the job without a word (section 6).
  if (!errors) return 'report';
  if (job.driver === 'commit' && commitErrors === 'own') return oldCommitAction(policy, errno);
  const action = jobErrorAction(policy, errno);
  if (job.name !== '') world.bus.say('block-job-error', { job: job.id, name: job.name, operation, action, errno });
  if (action === 'report') job.reported = true;
  if (action !== 'stop') return action;
  if (!job.userPaused) {
    job.pauseCount++;
    job.userPaused = true;
  }
  setIoStatus(world, job, operation === 'write', errno);
  return action;
}

/** The job's own, and where a version keeps it the target's (3.2). */
function setIoStatus(world: JobWorld, job: Job, atTarget: boolean, errno: number): void {
  const { job: behaviour, block } = world.profile;
  const { targetErrorSets: whose } = behaviour;
  if (atTarget && whose !== 'job') job.targetIoStatus = ioStatusAfter(job.targetIoStatus, errno, block.ioStatusRule);
  if (atTarget && whose === 'target') return;
  const status = ioStatusAfter(job.ioStatus, errno, block.ioStatusRule);
  if (status === job.ioStatus) return;
  job.ioStatus = status;
  world.bus.say('job-io-status-changed', { job: job.id });
}
