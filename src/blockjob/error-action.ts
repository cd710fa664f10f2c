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
 * Tells of a failed request and decides. With stop the job counts as paused by the user from now on; it parks at its
 * next pause point. The first error sets io-status, until it is reset; in the RFC of 2012 the worse one (3.2).
 * @param errno positive
 */
export function jobError(
  world: JobWorld,
  job: Job,
  policy: JobErrorPolicy,
  operation: 'read' | 'write',
  errno: number,
): ErrorAction {
  // In the first version with jobs an error ends the job without a word (section 6).
  if (!world.profile.job.errors) return 'report';
  const action = jobErrorAction(policy, errno);
  if (job.name !== '') world.bus.say('block-job-error', { job: job.id, name: job.name, operation, action, errno });
  if (action !== 'stop') return action;
  if (!job.userPaused) {
    job.pauseCount++;
    job.userPaused = true;
  }
  const status = ioStatusAfter(job.ioStatus, errno, world.profile.block.ioStatusRule);
  if (status !== job.ioStatus) {
    job.ioStatus = status;
    world.bus.say('job-io-status-changed', { job: job.id });
  }
  return action;
}
