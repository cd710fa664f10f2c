/** blockdev-create (3.4). */
import { type CreateOptions, createCreate } from '../../blockjob/create.ts';
import { startJob } from '../../blockjob/start.ts';
import { defineCommand, OK } from '../command.ts';

defineCommand('blockdev-create', (world, args) => {
  const job = createCreate(world, String(args['job-id']), args.options as CreateOptions);
  if (job.refusal !== undefined) return { error: job.refusal };
  startJob(world, job.value);
  return OK;
});
