/** Jobs in drained sections (1.12; the job parts of tests/unit/test-bdrv-drain.c). */
import { beforeEach, describe, expect, test } from 'vitest';
import { DRAIN_ALL } from '../../src/block/drain.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../src/blockjob/node-drain.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { startJob } from '../../src/blockjob/start.ts';
import { callOnMain, type Procedure } from '../../src/kernel/index.ts';
import { JobLab, REAL } from '../support/job-lab.ts';
import { finish, testJob } from '../support/test-job.ts';

let lab: JobLab;
beforeEach(() => {
  lab = new JobLab('10.0.13', {
    blockdev: [
      { driver: 'null-co', 'node-name': 'backing' },
      { driver: 'raw', 'node-name': 'source', file: 'backing' },
      { driver: 'null-co', 'node-name': 'target' },
    ],
  });
});

const perform = <L>(procedure: Procedure<L>, locals: L) => {
  callOnMain(lab.machine, procedure, locals);
  lab.settle();
};
const begin = (node: string) => perform(DRAIN_BEGIN, { nodes: [lab.node(node).id] });
const end = (node: string) => perform(DRAIN_END, { nodes: [lab.node(node).id] });

/** Creates and starts a job that uses source and target. */
function job(options: Parameters<typeof testJob>[1] = {}): Job {
  const made = testJob(lab.machine, { name: 'j', nodes: ['source', 'target'], ...options });
  if (typeof made === 'string') throw new Error(made);
  startJob(lab.machine, made);
  lab.settle();
  return made;
}

describe.each(['source', 'target'])('while its %s is drained', (node) => {
  test('a running job is parked with one reason, and not busy; afterwards it runs with none', () => {
    const running = job();
    lab.told.length = 0;
    begin(node);
    expect([running.status, running.pauseCount, running.busy]).toEqual(['paused', 1, false]);
    end(node);
    expect([running.status, running.pauseCount]).toEqual(['running', 0]);
    expect(lab.told).toEqual(['S:paused', 'S:running']);
  });
});

test('the child of its source being drained pauses it too', () => {
  const running = job();
  begin('backing');
  expect([running.status, running.pauseCount]).toEqual(['paused', 1]);
  end('backing');
  expect(running.status).toBe('running');
});

test('a drain of everything pauses it once for each node, and one pair is seen', () => {
  job();
  lab.told.length = 0;
  perform(DRAIN_ALL, null);
  expect(lab.told).toEqual(['S:paused', 'S:running']);
});

test('nested sections show one pair, and a user pause outlives them', () => {
  const running = job();
  lab.told.length = 0;
  begin('source');
  begin('target');
  end('source');
  expect(running.status).toBe('paused');
  lab.run('job-pause', { id: 'j' });
  end('target');
  expect([running.status, running.pauseCount]).toEqual(['paused', 1]);
  expect(lab.run('job-resume', { id: 'j' })).toBe('S:running R');
});

test('a job that is paused by its user shows nothing of drains', () => {
  job();
  lab.run('job-pause', { id: 'j' });
  lab.told.length = 0;
  perform(DRAIN_ALL, null);
  expect(lab.told).toEqual([]);
});

test('a job that starts on a drained node parks before its first instruction', () => {
  begin('target');
  lab.told.length = 0;
  job();
  expect(lab.told).toEqual(['S:created', 'S:running', 'S:paused']);
});

test('after the section it can be completed; its result and that of prepare are its own', () => {
  for (const [options, ret] of [
    [{}, 0],
    [{ ret: -5 }, -5],
    [{ prepareRet: -5 }, -5],
  ] as const) {
    const running = job({ ...options, autoDismiss: false, name: `j${ret}${Object.keys(options).join('')}` });
    perform(DRAIN_ALL, null);
    finish(lab.machine, running);
    lab.advance(5);
    expect([running.status, running.ret]).toEqual(['concluded', ret]);
  }
});

describe.each(REAL)('%s', (profile) => {
  /** R27 of vm-and-monitor.md: pairs come after STOP and before the reply. */
  test('stop shows a pair after STOP, and without STOP if nothing was live', () => {
    const mirror = new JobLab(profile, {
      blockdev: [
        { driver: 'null-co', 'node-name': 'src', 'read-zeroes': true, size: 1048576 },
        { driver: 'null-co', 'node-name': 'dst', 'read-zeroes': true, size: 1048576 },
      ],
    });
    mirror.run('blockdev-mirror', { device: 'src', target: 'dst', sync: 'none', 'job-id': 'j' });
    expect(mirror.run('stop')).toBe('STOP S:standby S:ready R');
    expect(mirror.run('stop')).toBe('S:standby S:ready R');
  });

  test('blockdev-add and -del of a node above another cost an idle job three pairs and one from 8.2 on', () => {
    const mirror = new JobLab(profile, {
      blockdev: ['x', 'src', 'dst'].map((name) => ({ driver: 'null-co', 'node-name': name, size: 65536 })),
    });
    mirror.run('blockdev-mirror', { device: 'src', target: 'dst', sync: 'none', 'job-id': 'j' });
    const pairs = (count: number) => (profile === '7.2.22' ? '' : 'S:standby S:ready '.repeat(count));
    expect(mirror.run('blockdev-add', { driver: 'raw', 'node-name': 'r', file: 'x' })).toBe(`${pairs(3)}R`);
    expect(mirror.run('blockdev-del', { 'node-name': 'r' })).toBe(`${pairs(1)}R`);
  });
});
