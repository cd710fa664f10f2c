/** The world as jobs see it. */
import type { BlockFacts, BlockWorld, ErrorAction } from '../block/world.ts';
import type { Bus, Table } from '../kernel/index.ts';
import type { Job } from './records.ts';
import type { JobStatus } from './states.ts';

export interface JobWorld extends BlockWorld {
  readonly bus: Bus<JobFacts & BlockFacts>;
  readonly jobs: Table<Job>;
}

/** What the events of a block job's end and readiness tell. */
export interface JobTold {
  readonly job: number;
  readonly name: string;
  readonly type: string;
  /** bytes */
  readonly len: number;
  readonly offset: number;
  readonly speed: number;
}

export interface JobFacts {
  /** Said of every job with an id whose status changes. */
  'job-status-changed': {
    readonly job: number;
    readonly name: string;
    readonly from: JobStatus;
    readonly status: JobStatus;
  };
  /** A request of a job failed and its policy has decided (3.1). */
  'block-job-error': {
    readonly job: number;
    readonly name: string;
    readonly operation: 'read' | 'write';
    readonly action: ErrorAction;
    readonly errno: number;
  };
  'block-job-ready': JobTold;
  /** `error`: the message of a failure, else empty. */
  'block-job-completed': JobTold & { readonly error: string };
  'block-job-cancelled': JobTold;
  /** Waits to be finalized by hand. */
  'block-job-pending': { readonly job: number; readonly name: string; readonly type: string };
  /** A job's io-status has changed. */
  'job-io-status-changed': { readonly job: number };
}
