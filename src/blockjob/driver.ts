/** Job drivers: what each kind of job does. Shared code asks the driver and never the kind. */
import type { Refusal } from '../block/refusal.ts';
import { bug, type Procedure } from '../kernel/index.ts';
import type { GraphChange } from '../profile/profile.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

export interface JobArgs {
  readonly job: number;
}

export interface JobDriver {
  readonly name: string;
  /** as clients know it */
  readonly type: string;
  readonly blockJob: boolean;
  /** The work, in the job's coroutine. Returns 0 or a negative errno; sets `error` if it has words of its own. */
  readonly run: Procedure<JobArgs>;
  /** Before a pause is entered: stops what is in flight. In the coroutine. */
  readonly pause?: Procedure<JobArgs>;
  /** The end (1.6), each on the main thread: prepare may still fail and returns 0 or a negative errno. */
  readonly prepare?: Procedure<JobArgs>;
  readonly commit?: Procedure<JobArgs>;
  readonly abort?: Procedure<JobArgs>;
  readonly clean?: Procedure<JobArgs>;
  /** the change of the graph that it is to forget a job of this kind, beside `job-free` */
  readonly freeing?: GraphChange;
  /** Lets go of its own record. */
  free?(world: JobWorld, job: Job): void;
  /** `block-job-complete`; absent: the kind has no such thing. */
  complete?(world: JobWorld, job: Job): Refusal | undefined;
  /** May turn a soft cancel into a forced one; absent: every cancel is forced. */
  cancel?(world: JobWorld, job: Job, force: boolean): boolean;
  setSpeed?(world: JobWorld, job: Job): void;
  change?(world: JobWorld, job: Job, options: Readonly<Record<string, unknown>>): Refusal | undefined;
  /** Whether a drain waits for a job that is busy; absent: it does. */
  drainWaits?(world: JobWorld, job: Job): boolean;
  /** What query-block-jobs tells beside the common members. */
  query?(world: JobWorld, job: Job): Readonly<Record<string, unknown>>;
}

const drivers = new Map<string, JobDriver>();

/** Registers a driver; called at module level. */
export function defineJobDriver(driver: JobDriver): JobDriver {
  if (drivers.has(driver.name)) bug(`two job drivers are called ${driver.name}`);
  drivers.set(driver.name, driver);
  return driver;
}

export const jobDriver = (job: Job): JobDriver =>
  drivers.get(job.driver) ?? bug(`no job driver is called ${job.driver}`);
