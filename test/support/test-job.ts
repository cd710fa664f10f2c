/** A job that does what the test wants: runs until it is told how to end, gets ready, ends with any result. */
import { nodeNamed, setChild } from '../../src/block/graph.ts';
import { defineJobDriver, type JobArgs } from '../../src/blockjob/driver.ts';
import { addEdge } from '../../src/blockjob/edges.ts';
import { becomeReady, createJob, enterJob, isReady, type JobOptions } from '../../src/blockjob/job.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { PAUSE_POINT, SLEEP } from '../../src/blockjob/steps.ts';
import type { JobWorld } from '../../src/blockjob/world.ts';
import { call, defineRecord, done, flag, NONE, next, number, procedure, ref } from '../../src/kernel/index.ts';

const TestJob = defineRecord('test-job', {
  /** turns still to go; negative: until told */
  turns: number(-1),
  ret: number(),
  prepareRet: number(),
  /** to be ready */
  converge: flag(),
  finish: flag(),
  /** a node that loses its child when the job is committed */
  detaches: ref(),
  committed: flag(),
  aborted: flag(),
});

const of = (world: JobWorld, job: Job) => world.store.table(TestJob).at(job.stateId);

const RUN = procedure<JobWorld, JobArgs>('test job', {
  turn(world, args) {
    const job = world.jobs.at(args.job);
    const state = of(world, job);
    if (state.converge && !isReady(job)) becomeReady(world, job);
    if (job.forceCancel) return done(0);
    if (state.turns === 0 || state.finish || (isReady(job) && job.cancelled)) return done(state.ret);
    if (state.turns > 0) state.turns--;
    return call(SLEEP, { ...args, ns: state.turns >= 0 ? 0 : 1_000_000 }, 'point');
  },
  point: (_world, args) => call(PAUSE_POINT, args, 'again'),
  again: () => next('turn'),
});

const PREPARE = procedure<JobWorld, JobArgs>('test job prepares', {
  begin: (world, args) => done(of(world, world.jobs.at(args.job)).prepareRet),
});
const COMMIT = procedure<JobWorld, JobArgs>('test job commits', {
  begin(world, args) {
    const state = of(world, world.jobs.at(args.job));
    state.committed = true;
    const node = world.nodes.get(state.detaches);
    if (node !== undefined) setChild(world, node, 'primary', undefined);
    return done();
  },
});
const ABORT = procedure<JobWorld, JobArgs>('test job aborts', {
  begin(world, args) {
    of(world, world.jobs.at(args.job)).aborted = true;
    return done();
  },
});

const TEST_JOB = defineJobDriver({
  name: 'test-job',
  type: 'test',
  blockJob: true,
  run: RUN,
  prepare: PREPARE,
  commit: COMMIT,
  abort: ABORT,
  cancel: (_world, job, force) => force || !isReady(job),
  complete(world, job) {
    of(world, job).finish = true;
    if (!job.parked) enterJob(world, job);
    return undefined;
  },
});

export interface TestJobOptions extends Partial<Omit<JobOptions, 'driver'>> {
  readonly turns?: number;
  readonly ret?: number;
  readonly prepareRet?: number;
  readonly nodes?: readonly string[];
  readonly detaches?: string;
}

/** A created test job, or why it was refused. */
export function testJob(world: JobWorld, options: TestJobOptions): Job | string {
  const created = createJob(world, { ...options, driver: TEST_JOB });
  if (created.refusal !== undefined) return created.refusal.desc;
  const job = created.value;
  const { turns = -1, ret = 0, prepareRet = 0, detaches = '' } = options;
  const detached = nodeNamed(world, detaches)?.id ?? NONE;
  job.stateId = world.store.table(TestJob).add({ turns, ret, prepareRet, detaches: detached }).id;
  for (const name of options.nodes ?? []) {
    const node = world.nodes.find((other) => other.name === name);
    if (node !== undefined) addEdge(world, job, node, { child: name });
  }
  return job;
}

/** Lets it be ready at its next turn. */
export const converge = (world: JobWorld, job: Job): void => {
  of(world, job).converge = true;
};

/** Lets it end at its next turn. */
export const finish = (world: JobWorld, job: Job): void => {
  of(world, job).finish = true;
};

export const wasCommitted = (world: JobWorld, job: Job): boolean => of(world, job).committed;
export const wasAborted = (world: JobWorld, job: Job): boolean => of(world, job).aborted;
