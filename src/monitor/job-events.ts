/** What clients hear of jobs (1.10). */
import type { JobFacts, JobTold } from '../blockjob/world.ts';
import type { Bus } from '../kernel/index.ts';
import { emitEvent } from './event-from-fact.ts';
import type { MonitorWorld } from './world.ts';

/** Subscribes what tells clients of a fact. */
const tell =
  <K extends keyof JobFacts>(name: K, teller: (world: MonitorWorld, fact: JobFacts[K]) => void) =>
  (world: MonitorWorld): void => {
    (world.bus as Bus<JobFacts>).on(name, (fact) => teller(world, fact));
  };

const ended = ({ name, len, offset, speed, type }: JobTold) => ({ type, device: name, len, offset, speed });

/** One line a fact that clients are told of; `machine.ts` subscribes them all. */
export const jobEventTellers: readonly ((world: MonitorWorld) => void)[] = [
  tell('job-status-changed', (world, { name, status }) => {
    if (world.profile.job.statusEvents) emitEvent(world, 'JOB_STATUS_CHANGE', { id: name, status });
  }),
  tell('block-job-error', (world, { name, operation, action }) =>
    emitEvent(world, 'BLOCK_JOB_ERROR', { device: name, operation, action }),
  ),
  tell('block-job-ready', (world, fact) => emitEvent(world, 'BLOCK_JOB_READY', ended(fact))),
  tell('block-job-completed', (world, fact) =>
    emitEvent(world, 'BLOCK_JOB_COMPLETED', fact.error === '' ? ended(fact) : { ...ended(fact), error: fact.error }),
  ),
  tell('block-job-cancelled', (world, fact) => emitEvent(world, 'BLOCK_JOB_CANCELLED', ended(fact))),
  tell('block-job-pending', (world, { name, type }) => {
    if (world.profile.job.statusEvents) emitEvent(world, 'BLOCK_JOB_PENDING', { type, id: name });
  }),
];
