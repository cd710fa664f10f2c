/** A job's lane in the timeline: its status, how far it is, and what fails. */
import { errnoName } from '../block/errno.ts';
import type { Job } from '../blockjob/records.ts';
import type { JobStatus } from '../blockjob/states.ts';
import type { Machine } from '../machine.ts';
import type { Column, Style } from './timeline-row.ts';
import { bytesText } from './timeline-steps.ts';

const STYLES: Readonly<Partial<Record<JobStatus, Style>>> = {
  ready: 'good',
  paused: 'warn',
  standby: 'warn',
  aborting: 'bad',
};

/** Where it matters how far the job has come. */
const WITH_PROGRESS: readonly JobStatus[] = ['paused', 'ready', 'standby', 'waiting', 'aborting'];

/** `1.5/4 MiB`; nothing if the job does not know yet how much there is to do. */
function progress({ blockJob, current, total }: Job): string {
  if (!blockJob || total === 0) return '';
  const [all, unit] = bytesText(total).split(' ') as [string, string];
  const [done, doneUnit] = bytesText(current).split(' ') as [string, string];
  return done === '0' || doneUnit === unit ? ` ${done}/${all} ${unit}` : ` ${done} ${doneUnit}/${all} ${unit}`;
}

/** Subscribes to what jobs with an id do. */
export function tellJobs(machine: Machine, add: (column: Column, text: string, style?: Style) => void): void {
  machine.bus
    .on('job-status-changed', ({ job, name, status }) => {
      const far = WITH_PROGRESS.includes(status) ? progress(machine.jobs.at(job)) : '';
      add(`job ${name}`, `${status}${far}`, STYLES[status]);
    })
    .on('block-job-error', ({ name, operation, action, errno }) =>
      add(`job ${name}`, `${operation} ${errnoName(errno)}: ${action}`, 'bad'),
    )
    .on('job-io-status-changed', ({ job }) => {
      const { name, ioStatus } = machine.jobs.at(job);
      add(`job ${name}`, `status ${ioStatus}`, ioStatus === 'ok' ? 'good' : 'warn');
    });
}
