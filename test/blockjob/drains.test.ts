/** Jobs in drained sections (1.12; the job parts of tests/unit/test-bdrv-drain.c). */
import { beforeEach, describe, expect, test } from 'vitest';
import { beginDrainAll, DRAIN_ALL, endDrain, endDrainAll } from '../../src/block/drain.ts';
import { jobNamed } from '../../src/blockjob/job.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../src/blockjob/node-drain.ts';
import type { Job } from '../../src/blockjob/records.ts';
import { startJob } from '../../src/blockjob/start.ts';
import { callOnMain, NONE, type Procedure } from '../../src/kernel/index.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { chain, JobLab, REAL } from '../support/job-lab.ts';
import { finish, testJob, wasCommitted } from '../support/test-job.ts';

let lab: JobLab;

/** Source and target of a job, and what is below its source; one disk is the guest's. */
function world(iothread: boolean): JobLab {
  return new JobLab('10.0.13', {
    object: [{ 'qom-type': 'iothread', id: 'io0' }],
    blockdev: [
      { driver: 'null-co', 'node-name': 'backing' },
      { driver: 'raw', 'node-name': 'source', file: 'backing' },
      { driver: 'null-co', 'node-name': 'target' },
    ],
    device: [{ driver: 'virtio-blk-pci', id: 'vd0', drive: 'source', ...(iothread ? { iothread: 'io0' } : {}) }],
  }).settle();
}

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

describe.each([
  ['in the main loop', false],
  ['in an iothread', true],
])('with its source %s', (_where, iothread) => {
  beforeEach(() => {
    lab = world(iothread);
  });

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

  test('while everything is drained each of its two nodes is a reason, and the end takes both back', () => {
    const running = job();
    beginDrainAll(lab.machine);
    lab.settle();
    expect([running.status, running.pauseCount]).toEqual(['paused', 2]);
    endDrainAll(lab.machine);
    lab.settle();
    expect([running.status, running.pauseCount]).toEqual(['running', 0]);
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

  test('a job whose run ends as a section does is committed right after it, not inside it', () => {
    const running = job({ detaches: 'source', autoDismiss: false });
    begin('backing');
    finish(lab.machine, running);
    lab.advance(50);
    expect([running.status, wasCommitted(lab.machine, running)]).toEqual(['paused', false]);
    // The end of the section wakes the job, whose run is over at once; the node's parents are being told meanwhile.
    endDrain(lab.machine, lab.node('backing'));
    expect([running.deferred, wasCommitted(lab.machine, running)]).toEqual([true, false]);
    lab.settle();
    expect([running.status, wasCommitted(lab.machine, running)]).toEqual(['concluded', true]);
    expect(['backing', 'source', 'target'].map((name) => lab.node(name).quiesce)).toEqual([0, 0, 0]);
    expect(lab.node('source').primary).toBe(NONE);
  });
});

describe.each(REAL)('%s', (profile) => {
  test('the layers below a job are dropped: it rests until that is done, then ends well', () => {
    const overlay = { driver: 'qcow2', 'node-name': 'other', file: { driver: 'file', filename: '@DIR@/other.qcow2' } };
    const { images = [], blockdev = [] } = chain();
    const image = {
      name: 'other.qcow2',
      format: 'qcow2',
      size: 4 << 20,
      backing: 'mid.qcow2',
      backing_format: 'qcow2',
    };
    const siblings = new JobLab(profile, {
      images: [...images, { ...image, write: [] }] as Scenario['images'],
      blockdev: [...blockdev, { ...overlay, backing: 'mid' }],
    });
    const beside = testJob(siblings.machine, { name: 'k', nodes: ['other'], autoDismiss: false });
    if (typeof beside === 'string') throw new Error(beside);
    startJob(siblings.machine, beside);
    siblings.settle().send('block-commit', { 'job-id': 'j', device: 'top', 'top-node': 'mid', 'base-node': 'base' });
    siblings.until(() => jobNamed(siblings.machine, 'j')?.status === 'pending');
    const base = siblings.node('base').id;
    siblings.told.length = 0;
    // Both headers are written with the overlays on the base already.
    siblings.until(() => siblings.node('other').backing === base);
    while (jobNamed(siblings.machine, 'j')?.status === 'pending') {
      if (siblings.node('base').quiesce > 0) expect(beside.pauseCount).toBeGreaterThan(0);
      siblings.one();
    }
    expect(siblings.told.filter((line) => line.endsWith(':k'))).toContain('S:paused:k');
    finish(siblings.machine, beside);
    siblings.advance(50);
    expect([beside.status, beside.ret]).toEqual(['concluded', 0]);
  });

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

  /** Where the lock drains for itself, its drained section ends before it: who reads the graph then waits for it. */
  test('a stopped backup whose group fails copies nothing more if the graph lock of the failed one resumes it', () => {
    const nodes = (name: string, errno: number) => [
      { driver: 'blkdebug', 'node-name': `src${name}`, image: { driver: 'null-co', size: 1048576 } },
      {
        driver: 'blkdebug',
        'node-name': `dst${name}`,
        image: { driver: 'null-co', size: 1048576, 'read-zeroes': true },
        'inject-error': [{ event: 'none', errno, iotype: 'write', once: true }],
      },
    ];
    const backup = (name: string, policy: string) => ({
      type: 'blockdev-backup',
      data: { 'job-id': name, device: `src${name}`, target: `dst${name}`, sync: 'full', 'on-target-error': policy },
    });
    const copied = (...policies: string[]) => {
      const both = new JobLab(profile, { blockdev: [...nodes('a', 28), ...nodes('b', 5)] });
      const offsets: Record<string, unknown> = {};
      both.machine.bus.on('block-job-cancelled', ({ name, offset }) => {
        offsets[name] = offset;
      });
      const actions = policies.map((policy, i) => backup(i === 0 ? 'a' : 'b', policy));
      both.run('transaction', { actions, properties: { 'completion-mode': 'grouped' } });
      both.advance(50);
      if (!policies.includes('report')) both.run('job-cancel', { id: 'a' });
      both.advance(50);
      return offsets;
    };
    const locked = profile.startsWith('10.0') ? 0 : 1048576;
    // The one that fails was added last, and ends first; its end takes the lock.
    expect(copied('stop', 'report')).toEqual({ a: locked });
    // Who is cancelled before anything else ends goes on at once, and copies what it can.
    expect(copied('report', 'stop')).toEqual({ b: 1048576 });
    expect(copied('stop')).toEqual({ a: 1048576 });
  });
});
