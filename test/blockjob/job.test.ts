/** Jobs as such: ids, the states they go through, pausing and cancelling in each (tests/unit/test-blockjob.c). */
import { beforeEach, describe, expect, test } from 'vitest';
import { changeByUser, completeByUser, pauseByUser, resumeByUser } from '../../src/blockjob/control.ts';
import { CANCEL, DISMISS, FINALIZE_GROUP } from '../../src/blockjob/finish.ts';
import { dropEarly, jobNamed } from '../../src/blockjob/job.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { startJob } from '../../src/blockjob/start.ts';
import type { JobStatus } from '../../src/blockjob/states.ts';
import { callOnMain, type Procedure } from '../../src/kernel/index.ts';
import { JobLab, pair } from '../support/job-lab.ts';
import { converge, finish, type TestJobOptions, testJob } from '../support/test-job.ts';

let lab: JobLab;
beforeEach(() => {
  lab = new JobLab('11.1.3', {
    blockdev: pair(),
    drive: [
      { id: 'drive0', format: 'raw', file: { driver: 'null-co' } },
      { id: 'drive1', format: 'raw', file: { driver: 'null-co' } },
    ],
  });
});

function make(options: TestJobOptions): Job {
  const job = testJob(lab.machine, options);
  if (typeof job === 'string') throw new Error(job);
  return job;
}

const perform = <L>(procedure: Procedure<L>, locals: L) => {
  callOnMain(lab.machine, procedure, locals);
  lab.settle();
};
const rootOf = (drive: string) => lab.machine.backends.find(({ name }) => name === drive)?.root ?? -1;

describe('ids', () => {
  test.each(['', ' ', '0job', '_job', '-job', '.job', '#job', 'a b', 'a#'])('%j is refused', (name) => {
    expect(testJob(lab.machine, { name })).toBe(`Invalid job ID '${name}'`);
    expect(lab.machine.jobs.size).toBe(0);
  });

  test('without an id it takes the name of its backend; a node without one is refused', () => {
    expect(make({ node: rootOf('drive0') }).name).toBe('drive0');
    expect(testJob(lab.machine, { node: lab.node('src').id })).toBe("Invalid job ID ''");
  });

  test('two jobs may work on one node, under different ids', () => {
    make({ name: 'a', node: rootOf('drive0') });
    expect(make({ name: 'b', node: rootOf('drive0') }).name).toBe('b');
  });

  test('an id in use is refused, on any node and as default, until its job has gone', () => {
    const first = make({ name: 'drive1', node: rootOf('drive0') });
    const refusal = "Job ID 'drive1' already in use";
    expect(testJob(lab.machine, { name: 'drive1', node: rootOf('drive0') })).toBe(refusal);
    expect(testJob(lab.machine, { name: 'drive1', node: rootOf('drive1') })).toBe(refusal);
    expect(testJob(lab.machine, { node: rootOf('drive1') })).toBe(refusal);
    expect(make({ name: 'third', node: rootOf('drive1') }).name).toBe('third');
    dropEarly(lab.machine, first);
    expect(make({ node: rootOf('drive1') }).name).toBe('drive1');
  });
});

describe('states', () => {
  const manual = { name: 'j', autoFinalize: false, autoDismiss: false };

  /** Leads a new job to a state. */
  function lead(to: JobStatus): Job {
    const job = make(manual);
    if (to === 'created') return job;
    startJob(lab.machine, job);
    if (to === 'running') return job;
    if (to === 'paused') {
      pauseByUser(lab.machine, job);
      return job;
    }
    converge(lab.machine, job);
    lab.advance(5);
    if (to === 'ready') return job;
    if (to === 'standby') {
      pauseByUser(lab.machine, job);
      return job;
    }
    completeByUser(lab.machine, job);
    lab.settle();
    if (to === 'pending') return job;
    perform(FINALIZE_GROUP, { job: job.id });
    return job;
  }

  test.each(['created', 'running', 'paused', 'ready', 'standby', 'pending', 'concluded'] as const)('%s', (state) => {
    expect(lead(state).status).toBe(state);
  });

  test('a user pause of a running job is paused, of a ready one standby; resume leads back', () => {
    const paused = lead('paused');
    expect(pauseByUser(lab.machine, paused)?.desc).toBe('Job is already paused');
    expect(resumeByUser(lab.machine, paused)).toBeUndefined();
    expect(paused.status).toBe('running');
    expect(resumeByUser(lab.machine, paused)?.desc).toBe("Can't resume a job that was not paused");
  });

  test('complete leaves a ready job ready until the main loop has seen it off', () => {
    const job = lead('ready');
    completeByUser(lab.machine, job);
    expect(job.status).toBe('ready');
    lab.settle();
    expect(job.status).toBe('pending');
  });

  test('complete waits for the end of a pause', () => {
    const job = lead('standby');
    expect(completeByUser(lab.machine, job)).toBeUndefined();
    lab.settle();
    expect(job.status).toBe('standby');
    resumeByUser(lab.machine, job);
    lab.advance(5);
    expect(job.status).toBe('pending');
  });

  test.each(['running', 'paused', 'ready', 'standby', 'pending'] as const)(
    'a forced cancel of a job that is %s concludes it, dismiss ends it',
    (state) => {
      const job = lead(state);
      const { id } = job;
      lab.told.length = 0;
      perform(CANCEL, { job: id, force: true });
      lab.advance(5);
      expect(job.status).toBe('concluded');
      expect(lab.told).toContain('CANCELLED');
      perform(DISMISS, { job: id });
      expect(jobNamed(lab.machine, 'j')).toBeUndefined();
      expect(lab.told.at(-1)).toBe('S:null');
    },
  );

  test('a cancel of a created job ends it altogether, without an end event: it never ran', () => {
    const job = lead('created');
    lab.told.length = 0;
    perform(CANCEL, { job: job.id, force: true });
    expect(lab.told).toEqual(['S:aborting', 'S:concluded', 'S:null']);
  });

  test('a cancel of a concluded job dismisses it', () => {
    const job = lead('concluded');
    perform(CANCEL, { job: job.id, force: false });
    expect(jobNamed(lab.machine, 'j')).toBeUndefined();
  });

  test('a soft cancel of a ready job completes it', () => {
    const job = lead('ready');
    lab.told.length = 0;
    perform(CANCEL, { job: job.id, force: false });
    lab.advance(5);
    expect(lab.told).toEqual(['S:waiting', 'S:pending', 'PENDING']);
  });

  test('a job that does not know change says so', () => {
    expect(changeByUser(lab.machine, lead('running'), {})?.desc).toBe('Job type does not support change');
  });

  test('after its run a soft cancel comes too late, a forced one aborts (R7)', () => {
    for (const force of [false, true]) {
      const job = make({ name: 'j' });
      converge(lab.machine, job);
      startJob(lab.machine, job);
      finish(lab.machine, job);
      lab.tick(2);
      lab.told.length = 0;
      while (!job.deferred) lab.step();
      callOnMain(lab.machine, CANCEL, { job: job.id, force });
      lab.settle();
      expect(lab.told.slice(0, 2)).toEqual(force ? ['S:aborting', 'CANCELLED'] : ['S:waiting', 'S:pending']);
    }
  });
});
