/** Jobs that complete together or not at all (1.6, 1.8; tests/unit/test-blockjob-txn.c). */
import { beforeEach, describe, expect, test } from 'vitest';
import { CANCEL } from '../../src/blockjob/finish.ts';
import { type Job, JobGroup } from '../../src/blockjob/records.ts';
import { startJob } from '../../src/blockjob/start.ts';
import { callOnMain } from '../../src/kernel/index.ts';
import { JobLab, pair } from '../support/job-lab.ts';
import { type TestJobOptions, testJob, wasAborted, wasCommitted } from '../support/test-job.ts';

const EIO = 5;
const ECANCELED = 125;

let lab: JobLab;
beforeEach(() => {
  lab = new JobLab('10.0.13', { blockdev: pair() });
});

/** Jobs in one group, kept after their end so that one can see what became of them. */
function group(...options: TestJobOptions[]): Job[] {
  const together = lab.machine.store.table(JobGroup).take();
  return options.map((more, i) => {
    const job = testJob(lab.machine, { name: `j${i}`, autoDismiss: false, group: together, ...more });
    if (typeof job === 'string') throw new Error(job);
    return job;
  });
}

function run(jobs: Job[], meanwhile: () => void = () => {}): number[] {
  for (const job of jobs) startJob(lab.machine, job);
  meanwhile();
  lab.advance(50);
  return jobs.map((job) => job.ret);
}

const cancel = (job: Job | undefined, force = false) => {
  callOnMain(lab.machine, CANCEL, { job: job?.id ?? -1, force });
};

describe('one job', () => {
  test('that returns 0 reports 0, one that fails its error, one that is cancelled ECANCELED', () => {
    expect(run(group({ turns: 1 }))).toEqual([0]);
    expect(run(group({ name: 'fails', turns: 1, ret: -EIO }))).toEqual([-EIO]);
    const cancelled = group({ name: 'cancelled', turns: 5 });
    expect(run(cancelled, () => cancel(cancelled[0]))).toEqual([-ECANCELED]);
  });

  test('whose prepare fails reports that, after it was pending (8 of the reference)', () => {
    const jobs = group({ turns: 1, prepareRet: -EIO });
    lab.told.length = 0;
    expect(run(jobs)).toEqual([-EIO]);
    expect(lab.told.join(' ')).toBe(
      'S:running:j0 S:waiting:j0 S:pending:j0 S:aborting:j0 COMPLETED("Input/output error"):j0 S:concluded:j0',
    );
  });
});

describe.each([
  [1, 2],
  [2, 1],
  [3, 3],
])('two jobs of %i and %i turns', (a, b) => {
  test('both succeed', () => {
    const jobs = group({ turns: a }, { turns: b });
    expect(run(jobs)).toEqual([0, 0]);
    expect(jobs.map((job) => wasCommitted(lab.machine, job))).toEqual([true, true]);
  });

  test('if one fails the other reports ECANCELED, whoever ends first', () => {
    expect(run(group({ turns: a, ret: -EIO }, { turns: b }))).toEqual([-EIO, -ECANCELED]);
    expect(run(group({ name: 'a', turns: a }, { name: 'b', turns: b, ret: -EIO }))).toEqual([-ECANCELED, -EIO]);
  });

  test.each([0, 1])('if job %i is cancelled both report ECANCELED, and nothing is committed', (which) => {
    const jobs = group({ turns: a }, { turns: b });
    expect(run(jobs, () => cancel(jobs[which]))).toEqual([-ECANCELED, -ECANCELED]);
    expect(jobs.map((job) => wasCommitted(lab.machine, job))).toEqual([false, false]);
    expect(jobs.map((job) => wasAborted(lab.machine, job))).toEqual([true, true]);
  });
});

test('a job that is done waits for its partner, and is aborted with it', () => {
  const jobs = group({ turns: 1 }, { turns: -1 });
  for (const job of jobs) startJob(lab.machine, job);
  lab.advance(20);
  expect(jobs.map((job) => job.status)).toEqual(['waiting', 'running']);
  cancel(jobs[1]);
  lab.advance(5);
  expect(jobs.map((job) => [job.ret, wasCommitted(lab.machine, job)])).toEqual([
    [-ECANCELED, false],
    [-ECANCELED, false],
  ]);
});

test('a cancel that meets the end of the partner, before the main loop has run, cancels both', () => {
  const jobs = group({ turns: 1 }, { turns: -1 });
  for (const job of jobs) startJob(lab.machine, job);
  while (jobs[0]?.deferred === false) if (!lab.step()) lab.tick(1);
  cancel(jobs[1]);
  lab.advance(5);
  expect(jobs.map((job) => job.ret)).toEqual([-ECANCELED, -ECANCELED]);
});

test('one member that is finalized by hand holds the group; only it says so, and any member finalizes all', () => {
  const jobs = group({ turns: 1, autoFinalize: false }, { turns: 2 });
  run(jobs);
  expect(jobs.map((job) => job.status)).toEqual(['pending', 'pending']);
  expect(lab.told.filter((line) => line.startsWith('PENDING'))).toEqual(['PENDING:j0']);
  expect(lab.run('job-finalize', { id: 'j1' })).toBe('COMPLETED:j1 S:concluded:j1 COMPLETED:j0 S:concluded:j0 R');
});
