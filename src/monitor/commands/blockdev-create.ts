/** blockdev-create (1.9). */
import { createCreate } from '../../blockjob/create.ts';
import { startJob } from '../../blockjob/start.ts';
import { defineCommand, OK } from '../command.ts';
import { replyOf } from './job-control.ts';

defineCommand('blockdev-create', (world, args) => {
  const job = createCreate(world, String(args['job-id']), args.options as Readonly<Record<string, unknown>>);
  if (job.refusal !== undefined) return replyOf(job.refusal);
  startJob(world, job.value);
  return OK;
});
