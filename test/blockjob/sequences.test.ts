/** The recorded sequences of the reference (its section 2), on every release that was recorded. */
import { describe, expect, test } from 'vitest';
import { firstDifference } from '../../src/block/extents.ts';
import { completeWorkerRequest } from '../../src/block/workers.ts';
import { freezeStorage, thawStorage } from '../../src/scenario/host-steps.ts';
import { chain, data, JobLab, pair, REAL } from '../support/job-lab.ts';
import { JobLife } from '../support/job-life.ts';
import { disks, layers } from '../support/job-stories.ts';

const EIO = 5;
const ENOSPC = 28;
const M = 1 << 20;

const START = 'S:created S:running R';
const ENDED = 'S:waiting S:pending COMPLETED S:concluded S:null';
const failed = (words: string) => `S:aborting COMPLETED("${words}") S:concluded S:null`;
const EIO_WORDS = failed('Input/output error');

/** Without the reply, where it depends on how fast a disk is. */
const events = (told: string) => told.replace(/ R\b/, '');

describe.each(REAL)('%s', (profile) => {
  describe('stream', () => {
    const stream = (rules: Parameters<typeof chain>[0] = [], top: Parameters<typeof chain>[1] = []) =>
      new JobLab(profile, chain(rules, top));
    const args = { 'job-id': 'j', device: 'top' };
    const BAD = { errno: EIO, iotype: 'read', sector: (3 * M) / 512 };

    test('success (1)', () => {
      const lab = stream();
      expect(lab.whole('block-stream', args)).toBe(`${START} ${ENDED}`);
      expect(lab.node('top').backing).toBe(-1);
    });

    test('a read error under report, ignore and stop (2 to 4)', () => {
      expect(stream([BAD]).whole('block-stream', args)).toBe(`${START} ERR(read,report) ${EIO_WORDS}`);
      expect(stream([BAD]).whole('block-stream', { ...args, 'on-error': 'ignore' })).toBe(
        `${START} ERR(read,ignore) ${EIO_WORDS}`,
      );
      const once = stream([{ ...BAD, once: true }]);
      expect(once.whole('block-stream', { ...args, 'on-error': 'stop' })).toBe(`${START} ERR(read,stop) S:paused`);
      expect([once.job().current, once.job().ioStatus]).toEqual([3 * M, 'failed']);
      expect(once.whole('block-job-resume', { device: 'j' })).toBe(`S:running R ${ENDED}`);
    });

    test('a cancel forgets what has stopped it (3.2)', () => {
      const lab = stream([BAD]);
      lab.whole('block-stream', { ...args, 'on-error': 'stop', 'auto-dismiss': false });
      expect(lab.job().ioStatus).toBe('failed');
      lab.run('block-job-cancel', { device: 'j', force: true });
      expect([lab.job().status, lab.job().ioStatus]).toEqual(['concluded', 'ok']);
    });

    test('ENOSPC stops under enospc and auto, anything else is reported (6)', () => {
      for (const policy of ['enospc', 'auto']) {
        const full = stream([{ ...BAD, errno: ENOSPC }]);
        expect(full.whole('block-stream', { ...args, 'on-error': policy })).toBe(`${START} ERR(read,stop) S:paused`);
        expect(full.job().ioStatus).toBe('nospace');
        const other = stream([BAD]).whole('block-stream', { ...args, 'on-error': policy });
        expect(other).toBe(`${START} ERR(read,report) ${EIO_WORDS}`);
      }
    });

    test('a failing write to the top is told as a read (7)', () => {
      const lab = stream([], [{ errno: EIO, iotype: 'write' }]);
      expect(lab.whole('block-stream', args)).toBe(`${START} ERR(read,report) ${EIO_WORDS}`);
    });

    test('a header that cannot be written fails the job after it was pending, without an error event (8)', () => {
      const lab = stream([], [{ errno: EIO, iotype: 'write', sector: 0 }]);
      expect(lab.whole('block-stream', args)).toBe(
        `${START} S:waiting S:pending S:aborting COMPLETED("Input/output error") S:concluded S:null`,
      );
    });

    test('cancel of a sleeping job, and by hand to the end (9, 10)', () => {
      const slow = stream();
      slow.whole('block-stream', { ...args, speed: 65536 });
      expect(slow.run('block-job-cancel', { device: 'j' })).toBe('S:aborting CANCELLED S:concluded S:null R');
      const manual = stream();
      const byHand = { ...args, 'auto-finalize': false, 'auto-dismiss': false };
      expect(manual.whole('block-stream', byHand)).toBe(`${START} S:waiting S:pending PENDING`);
      expect(manual.run('job-finalize', { id: 'j' })).toBe('COMPLETED S:concluded R');
      expect(manual.run('job-dismiss', { id: 'j' })).toBe('S:null R');
    });

    test('pause and resume (11)', () => {
      const lab = stream();
      lab.whole('block-stream', { ...args, speed: 65536 });
      expect(lab.run('job-pause', { id: 'j' })).toBe('S:paused R');
      expect(lab.run('job-resume', { id: 'j' })).toBe('S:running R');
    });

    test('nothing to do: the whole life before the reply', () => {
      const lab = new JobLab(profile, { blockdev: pair() });
      expect(lab.run('block-stream', { 'job-id': 'j', device: 'src' })).toBe(`S:created S:running ${ENDED} R`);
    });
  });

  describe('mirror', () => {
    const mirror = (src: Parameters<typeof pair>[0] = [], dst: Parameters<typeof pair>[1] = [], zeroes = true) =>
      new JobLab(profile, { blockdev: pair(src, dst, 4 * M, zeroes) });
    const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full' };
    const READY = 'S:created S:running S:ready READY R';

    test('ready, then complete or a soft cancel look alike (12 to 14)', () => {
      for (const end of ['block-job-complete', 'block-job-cancel']) {
        const lab = mirror();
        expect(lab.run('blockdev-mirror', args)).toBe(READY);
        expect(lab.run(end, { device: 'j' })).toBe(`R ${ENDED}`);
      }
    });

    test('ready and cancelled by force (15)', () => {
      const lab = mirror();
      lab.run('blockdev-mirror', args);
      expect(lab.run('job-cancel', { id: 'j' })).toBe('R S:aborting CANCELLED S:concluded S:null');
    });

    test('complete waits for the end of a pause; a forced cancel then wins (17, R5)', () => {
      const lab = mirror();
      lab.run('blockdev-mirror', args);
      expect(lab.run('job-pause', { id: 'j' })).toBe('S:standby R');
      expect(lab.run('job-complete', { id: 'j' })).toBe('R');
      expect(lab.run('job-resume', { id: 'j' })).toBe(`S:ready R ${ENDED}`);
      const other = mirror();
      other.run('blockdev-mirror', args);
      other.run('job-pause', { id: 'j' });
      other.run('job-complete', { id: 'j' });
      expect(other.run('job-cancel', { id: 'j' })).toBe('S:ready R S:aborting CANCELLED S:concluded S:null');
    });

    test('finalized by hand: pending keeps the source still, any cancel there aborts (18, R30)', () => {
      const lab = mirror();
      lab.run('blockdev-mirror', { ...args, 'auto-finalize': false });
      expect(lab.run('job-complete', { id: 'j' })).toBe('R S:waiting S:pending PENDING');
      expect([lab.job().pauseCount > 0, lab.node('src').quiesce > 0]).toEqual([true, true]);
      expect(lab.run('block-job-cancel', { device: 'j' })).toBe('S:aborting CANCELLED S:concluded S:null R');
      expect(lab.node('src').quiesce).toBe(0);
    });

    test('errors before it is ready: reads of the source, writes of the target (19, 20, 22)', () => {
      const once = (iotype: string) => [{ errno: EIO, iotype, once: true }];
      const cases = [
        ['read', 'on-source-error', once('read'), []],
        ['write', 'on-target-error', [], once('write')],
      ] as const;
      for (const [operation, option, src, dst] of cases) {
        const told = (policy: string) =>
          events(new JobLab(profile, data(src, dst)).whole('blockdev-mirror', { ...args, [option]: policy }));
        expect(told('report')).toBe(`S:created S:running ERR(${operation},report) ${EIO_WORDS}`);
        expect(told('stop')).toBe(`S:created S:running ERR(${operation},stop) S:paused`);
        expect(told('ignore')).toBe(`S:created S:running ERR(${operation},ignore) S:ready READY`);
        const lab = new JobLab(profile, data(src, dst));
        lab.whole('blockdev-mirror', { ...args, [option]: 'stop' });
        expect(lab.run('job-complete', { id: 'j' })).toBe(
          "Job 'j' in state 'paused' cannot accept command verb 'complete'",
        );
        expect(events(lab.whole('job-resume', { id: 'j' }))).toBe('S:running S:ready READY');
      }
    });

    test('each of the operations in flight tells of its error, then the job ends (19, 24)', () => {
      const lab = new JobLab(profile, data([{ errno: EIO, iotype: 'read' }]));
      expect(events(lab.whole('blockdev-mirror', args))).toBe(
        `S:created S:running${' ERR(read,report)'.repeat(4)} ${EIO_WORDS}`,
      );
    });

    test('the flush before it is ready fails: stop, resume, ready', () => {
      const lab = new JobLab(profile, data([], [{ errno: EIO, iotype: 'flush', once: true }]));
      expect(lab.whole('blockdev-mirror', { ...args, 'on-target-error': 'stop' })).toBe(
        `${START} ERR(write,stop) S:paused`,
      );
      expect(lab.run('job-resume', { id: 'j' })).toBe('S:running S:ready READY R');
    });

    test('the flush before it leaves fails: report ends it, ignore and stop go on and flush again (3.4)', () => {
      const ready = (policy: string) => {
        const lab = disks({ profile, werror: 'stop', source: [], target: [], format: 'raw', targetFormat: 'raw' });
        lab.whole('blockdev-mirror', { ...args, 'on-target-error': policy });
        // There is something to flush only after a write.
        lab.live([{ kind: 'guest', op: 'write', offset: 0, bytes: 4096 }]);
        lab.wait(200);
        lab.break({ image: 't.img', ops: ['flush'], errno: 'EIO', where: undefined, times: 1 });
        return lab;
      };
      const reported = ready('report');
      expect(reported.whole('job-complete', { id: 'j' })).toBe(`R ERR(write,report) ${EIO_WORDS}`);
      expect(reported.root.name).toBe('src');
      expect(ready('ignore').whole('job-complete', { id: 'j' })).toBe(`R ERR(write,ignore) ${ENDED}`);
      const stopped = ready('stop');
      expect(stopped.whole('job-complete', { id: 'j' })).toBe('R ERR(write,stop) S:standby');
      expect([stopped.job().ioStatus, stopped.node('src').quiesce]).toEqual(['failed', 0]);
      expect(stopped.whole('job-resume', { id: 'j' })).toBe(`S:ready R ${ENDED}`);
    });

    /** Two stretches of data, apart from each other, in a disk of the guest. */
    const apart = () =>
      disks({
        profile,
        werror: 'report',
        source: [0, 1 << 18].map((offset) => ({ offset, bytes: 1 << 16 })),
        target: [],
        format: 'raw',
        targetFormat: 'raw',
      });
    const freeze = (lab: JobLab) => freezeStorage(lab.machine, { freeze: { image: 't.img', ops: ['write'] } });
    const onTheirWay = (lab: JobLab) => [...lab.machine.ios].filter((io) => io.op === 'write' && io.worker === 'busy');
    const thaw = (lab: JobLab) => thawStorage(lab.machine, { thaw: true });

    test.each([
      ['write-blocking', undefined],
      ['background', 4096],
    ])('%s: when the guest hears of its write, the target first differs at %j', (mode, at) => {
      const lab = apart();
      lab.whole('blockdev-mirror', { ...args, 'copy-mode': mode });
      lab.live([{ kind: 'guest', op: 'write', offset: 4096, bytes: 4096 }]);
      lab.until(() => lab.guest.length > 0);
      expect(lab.difference('src', 'dst')).toBe(at);
      lab.wait(200);
      expect(lab.difference('src', 'dst')).toBeUndefined();
    });

    test('write-blocking: what is on its way to the target counts as still to be done', () => {
      const lab = apart();
      lab.whole('blockdev-mirror', { ...args, 'copy-mode': 'write-blocking' });
      const before = lab.job().current;
      freeze(lab);
      lab.live([{ kind: 'guest', op: 'write', offset: 4096, bytes: 4096 }]);
      lab.wait(300);
      expect([lab.job().total - before, lab.job().current - before]).toEqual([4096, 0]);
      thaw(lab);
      lab.wait(300);
      expect([lab.job().total - before, lab.job().current - before]).toEqual([4096, 4096]);
      expect(lab.completed()).toEqual(['g0 ok']);
    });

    test('a pause waits for all that is on its way', () => {
      const lab = apart();
      freeze(lab);
      lab.whole('blockdev-mirror', args);
      expect(lab.run('block-job-pause', { device: 'j' })).toBe('R');
      const [first] = onTheirWay(lab);
      if (first === undefined) throw new Error('nothing is on its way');
      completeWorkerRequest(lab.machine, first);
      expect(lab.wait(10)).toBe('');
      thaw(lab);
      expect(lab.wait(10)).toBe('S:paused');
    });

    test('no more is on its way than the buffer holds', () => {
      const source = [0, 4, 8].map((at) => ({ offset: at << 16, bytes: 2 << 16 }));
      const lab = disks({ profile, werror: 'report', source, target: [], format: 'qcow2', targetFormat: 'raw' });
      freeze(lab);
      lab.whole('blockdev-mirror', { ...args, granularity: 1 << 16, 'buf-size': 3 << 16 });
      expect(onTheirWay(lab)).toHaveLength(1);
    });

    test.each([
      ['background', 'none'],
      ['write-blocking', 'none'],
      ['write-blocking', 'write-zeroes'],
    ] as const)('%s: data and zeroes take turns, and %s fails once: the target has what came last', (mode, broken) => {
      const lab = disks({ profile, werror: 'report', source: [], target: [], format: 'qcow2', targetFormat: 'raw' });
      const more = { granularity: 1 << 16, 'copy-mode': mode, 'on-target-error': 'ignore' };
      lab.whole('blockdev-mirror', { ...args, ...more });
      const zeroed = { kind: 'guest', op: 'write-zeroes', offset: 0, bytes: 2 << 16 } as const;
      for (const happening of [{ kind: 'guest', op: 'write', offset: 1 << 16, bytes: 1 << 16 } as const, zeroed]) {
        if (happening.op === broken)
          lab.break({ image: 't.img', ops: [broken], errno: 'EIO', where: undefined, times: 1 });
        lab.live([happening]);
        lab.wait(300);
        expect(lab.difference('src', 'dst')).toBeUndefined();
      }
    });

    test('a chunk that was written again is copied when the copy on its way is there', () => {
      const lab = apart();
      freeze(lab);
      lab.whole('blockdev-mirror', { ...args, granularity: 1 << 16 });
      const [first] = onTheirWay(lab);
      if (first === undefined) throw new Error('nothing is on its way');
      lab.live([{ kind: 'guest', op: 'write', offset: 3 << 16, bytes: 2 << 16 }]);
      lab.wait(300);
      completeWorkerRequest(lab.machine, first);
      lab.wait(300);
      // The first chunk of the two alone: the second is still on its way as it was.
      const left = onTheirWay(lab).map(({ offset, bytes }) => [offset, bytes]);
      expect(left.toSorted()).toEqual([
        [3 << 16, 1 << 16],
        [4 << 16, 1 << 16],
      ]);
      thaw(lab);
      lab.wait(300);
      expect(lab.difference('src', 'dst')).toBeUndefined();
    });

    test('write-blocking: the guest waits for the copy of its chunk that is on its way', () => {
      const lab = apart();
      freeze(lab);
      lab.whole('blockdev-mirror', { ...args, granularity: 1 << 16, 'copy-mode': 'write-blocking' });
      const before = lab.contents('src');
      lab.live([{ kind: 'guest', op: 'write', offset: 4096, bytes: 4096 }]);
      lab.wait(300);
      expect(lab.contents('src')).toEqual(before);
      thaw(lab);
      lab.wait(300);
      expect([lab.completed(), lab.difference('src', 'dst')]).toEqual([['g0 ok'], undefined]);
    });

    test('what it zeroes before it starts to copy is no progress', () => {
      const source = [0, 4].map((at) => ({ offset: at << 16, bytes: 1 << 16 }));
      const lab = disks({ profile, werror: 'report', source, target: [], format: 'qcow2', targetFormat: 'raw' });
      lab.whole('blockdev-mirror', args);
      expect([lab.job().status, lab.job().current]).toEqual(['ready', 2 << 16]);
    });

    test('a target that gets its backing file later is given whole clusters', () => {
      const image = (name: string, write: object[]) => ({
        ...{ name, format: 'qcow2', size: M, backing: 'base.img', backing_format: 'raw', write },
      });
      const node = (name: string, file: string, backing: string | null) => ({
        ...{ driver: 'qcow2', 'node-name': name, file: { driver: 'file', filename: `@DIR@/${file}` }, backing },
      });
      const base = { name: 'base.img', format: 'raw', size: M, write: [{ offset: 0, bytes: M, pattern: 7 }] };
      const lab = new JobLife(profile, {
        images: [base, image('s.img', [{ offset: 4096, bytes: 4096, pattern: 9 }]), image('t.img', [])] as never,
        blockdev: [
          { driver: 'raw', 'node-name': 'base', file: { driver: 'file', filename: '@DIR@/base.img' } },
          node('src', 's.img', 'base'),
          node('dst', 't.img', null),
        ],
        device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'src' }],
      });
      lab.whole('blockdev-mirror', { ...args, sync: 'top', granularity: 4096 });
      // As a real QEMU 7.2.22 counts: a cluster, a chunk of it that is there by then, another cluster.
      const done = [lab.job().current];
      for (const offset of [3 << 16, (3 << 16) + 8192, (9 << 16) - 4096]) {
        lab.live([{ kind: 'guest', op: 'write', offset, bytes: 4096 }]);
        lab.wait(500);
        done.push(lab.job().current);
      }
      expect(done).toEqual([65536, 131072, 135168, 200704]);
      const [src, dst] = [lab.contents('src'), lab.contents('dst')];
      for (const cluster of [0, 3, 8]) expect(firstDifference(src, dst, cluster << 16, 1 << 16)).toBeUndefined();
      expect(firstDifference(src, dst, 1 << 16, 1 << 16)).toBe(1 << 16);
    });

    test('it is ready when the last request is home, however slow that is', () => {
      const lab = apart();
      freeze(lab);
      lab.whole('blockdev-mirror', args);
      const [first, second] = onTheirWay(lab);
      if (first === undefined || second === undefined) throw new Error('two writes are on their way');
      completeWorkerRequest(lab.machine, first);
      expect(lab.wait(200)).toBe('');
      thaw(lab);
      expect(lab.wait(200)).toBe('S:ready READY');
    });

    test('the target becomes as read-only as the source was', () => {
      const [src = {}, dst = {}] = pair();
      const lab = new JobLab(profile, { blockdev: [{ ...src, 'read-only': true }, dst] });
      lab.whole('blockdev-mirror', args);
      expect(lab.node('dst').readOnly).toBe(false);
      lab.whole('job-complete', { id: 'j' });
      expect(lab.node('dst').readOnly).toBe(true);
    });

    test('a new image that takes over the top alone gets its backing file in the end', () => {
      const base = [{ offset: 0, bytes: M }];
      const lab = layers({ profile, werror: 'report', base, mid: [], top: [{ offset: 1 << 18, bytes: 4096 }] });
      lab.whole('drive-mirror', {
        'job-id': 'j',
        device: 'top',
        target: '@DIR@/new.img',
        sync: 'top',
        format: 'qcow2',
      });
      lab.whole('job-complete', { id: 'j' });
      expect([lab.root.name === 'top', lab.machine.nodes.at(lab.root.backing).name]).toEqual([false, 'mid']);
      expect(lab.wrong()).toBeUndefined();
    });

    test('it is actively synced while both sides are equal, an error takes that back until they are again', () => {
      const lab = apart();
      const synced = () => (lab.ask('query-block-jobs') as { 'actively-synced'?: boolean }[])[0]?.['actively-synced'];
      const known = (value: boolean) => (profile === '7.2.22' ? undefined : value);
      freeze(lab);
      lab.whole('blockdev-mirror', { ...args, 'copy-mode': 'write-blocking', 'on-target-error': 'stop' });
      expect(synced()).toBe(known(false));
      thaw(lab);
      lab.wait(200);
      expect(synced()).toBe(known(true));
      lab.break({ image: 't.img', ops: ['write'], errno: 'EIO', where: undefined, times: 1 });
      lab.live([{ kind: 'guest', op: 'write', offset: 4096, bytes: 4096 }]);
      expect(lab.wait(200)).toBe('ERR(write,stop) S:standby');
      expect([synced(), lab.completed()]).toEqual([known(false), ['g0 ok']]);
      lab.whole('block-job-resume', { device: 'j' });
      expect(synced()).toBe(known(true));
    });

    test('of several errors that are reported it ends with the first', () => {
      const lab = apart();
      lab.break({ image: 't.img', ops: ['write'], errno: 'ENOSPC', where: { offset: 0, bytes: 4096 }, times: 1 });
      lab.break({ image: 't.img', ops: ['write'], errno: 'EIO', where: { offset: 1 << 18, bytes: 4096 }, times: 1 });
      const errors: number[] = [];
      lab.machine.bus.on('block-job-error', ({ errno }) => errors.push(errno));
      freeze(lab);
      lab.whole('blockdev-mirror', args);
      // Both have come home when the job looks.
      for (const io of onTheirWay(lab)) completeWorkerRequest(lab.machine, io);
      expect(lab.wait(10)).toContain(errors[0] === EIO ? EIO_WORDS : failed('No space left on device'));
      expect(errors.toSorted()).toEqual([EIO, ENOSPC].toSorted());
    });

    test('after an error the guest writes on while the last requests of the job end', () => {
      const source = [0, 1 << 18].map((offset) => ({ offset, bytes: 1 << 16 }));
      const lab = disks({ profile, werror: 'report', source, target: [], format: 'qcow2', targetFormat: 'raw' });
      lab.break({ image: 's.img', ops: ['read'], errno: 'EIO', where: { offset: 5 << 16, bytes: 1 << 16 }, times: 1 });
      freeze(lab);
      lab.whole('blockdev-mirror', { ...args, granularity: 1 << 16 });
      lab.live([{ kind: 'guest', op: 'write', offset: 1 << 19, bytes: 4096 }]);
      lab.wait(100);
      expect([lab.completed(), lab.job().status, lab.job().reported]).toEqual([['g0 ok'], 'running', true]);
      thawStorage(lab.machine, { thaw: true });
      expect(lab.wait(100)).toBe(EIO_WORDS);
    });

    test('sizes that differ fail the job, not the command (25)', () => {
      const lab = mirror();
      lab.run('blockdev-add', { driver: 'null-co', 'node-name': 'small', size: 65536 });
      expect(lab.run('blockdev-mirror', { ...args, target: 'small' })).toBe(
        `${START} ${failed('Source and target image have different sizes')}`,
      );
    });

    test('complete twice: the second finds no job; complete after a soft cancel is refused (R2, R3)', () => {
      const lab = mirror();
      lab.run('blockdev-mirror', args);
      lab.send('block-job-cancel', { device: 'j' }).send('block-job-complete', { device: 'j' });
      lab.told.length = 0;
      lab.settle();
      expect(lab.told.join(' ')).toBe(`R ${ENDED} DeviceNotActive Block job 'j' not found`);
    });
  });

  describe('commit', () => {
    const args = { 'job-id': 'j', device: 'top', 'base-node': 'base' };

    test('of a middle layer (27)', () => {
      const lab = new JobLab(profile, chain());
      expect(lab.whole('block-commit', { ...args, 'top-node': 'mid' })).toBe(`${START} ${ENDED}`);
      expect(lab.node('top').backing).toBe(lab.node('base').id);
    });

    test.each([{}, { 'on-error': 'report' }])('a read-only base is read-only again, %j', (more) => {
      const { images = [], blockdev = [] } = chain('on-error' in more ? [{ errno: EIO, iotype: 'write' }] : []);
      const readOnly = blockdev.map((node) => (node['node-name'] === 'base' ? { ...node, 'read-only': true } : node));
      for (const top of ['mid', 'top']) {
        const lab = new JobLab(profile, { images, blockdev: readOnly });
        lab.whole('block-commit', { ...args, 'top-node': top, ...more });
        if (top === 'top' && !('on-error' in more)) {
          expect(lab.node('base').readOnly).toBe(false);
          lab.whole('job-cancel', { id: 'j' });
        }
        expect(lab.node('base').readOnly).toBe(true);
      }
    });

    test('errors of the source are reads, of the base writes; ignore tries again (28)', () => {
      const lab = new JobLab(profile, chain([{ errno: EIO, iotype: 'write', once: true }]));
      expect(lab.whole('block-commit', { ...args, 'top-node': 'mid', 'on-error': 'ignore' })).toBe(
        `${START} ERR(write,ignore) ${ENDED}`,
      );
      const stops = new JobLab(profile, chain([{ errno: EIO, iotype: 'write', once: true }]));
      expect(stops.whole('block-commit', { ...args, 'top-node': 'mid', 'on-error': 'stop' })).toBe(
        `${START} ERR(write,stop) S:paused`,
      );
      expect(stops.whole('job-resume', { id: 'j' })).toBe(`S:running R ${ENDED}`);
    });

    test('of the active layer: ready, then complete makes the base the root (29)', () => {
      const lab = new JobLab(profile, chain());
      expect(lab.whole('block-commit', args)).toBe(`${START} S:ready READY`);
      expect(lab.job().total).toBe(M + M / 2);
      expect(lab.whole('job-complete', { id: 'j' })).toBe(`R ${ENDED}`);
      expect(lab.difference('base', 'top')).toBeUndefined();
    });
  });

  describe('backup', () => {
    const backup = (src: Parameters<typeof pair>[0] = [], dst: Parameters<typeof pair>[1] = [], zeroes = true) =>
      new JobLab(profile, { blockdev: pair(src, dst, 4 * M, zeroes) });
    const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full' };
    const BEGUN = 'S:created S:running S:paused S:running';

    test('starts inside a drained section (30)', () => {
      expect(backup().run('blockdev-backup', args)).toBe(`${BEGUN} ${ENDED} R`);
    });

    test('one error event an attempt, however many workers fail (31)', () => {
      const lab = backup([{ errno: EIO, iotype: 'read' }], [], false);
      expect(lab.run('blockdev-backup', { ...args, 'on-source-error': 'stop' })).toBe(
        `${BEGUN} ERR(read,stop) S:paused R`,
      );
      expect(lab.run('job-resume', { id: 'j' })).toBe('S:running ERR(read,stop) S:paused R');
    });

    test('sync=none runs until somebody cancels (32)', () => {
      const lab = backup();
      expect(lab.whole('blockdev-backup', { ...args, sync: 'none' })).toBe(`${BEGUN} R`);
      expect(lab.run('job-cancel', { id: 'j' })).toBe('S:aborting CANCELLED S:concluded S:null R');
    });
  });

  test('create: never dismissed by itself, no events of block jobs (33)', () => {
    const lab = new JobLab(profile, { blockdev: pair() });
    const file = { driver: 'file', filename: '@DIR@/new.img', size: M };
    expect(lab.run('blockdev-create', { 'job-id': 'j', options: file })).toBe(
      `${START} S:waiting S:pending S:concluded`,
    );
    const bad = { ...file, filename: '/nonexistent/new.img' };
    expect(lab.run('blockdev-create', { 'job-id': 'k', options: bad })).toBe(
      'S:created:k S:running:k S:aborting:k S:concluded:k R',
    );
    expect(lab.job('k').error).toBe("Could not create '/nonexistent/new.img': No such file or directory");
  });

  test('the process ends: running, error-paused and concluded jobs (35)', () => {
    const lab = new JobLab(profile, chain());
    lab.whole('block-stream', { 'job-id': 'j', device: 'top', speed: 65536 });
    const pairs = 'S:paused S:running'.concat(profile === '7.2.22' ? '' : ' S:paused S:running');
    expect(lab.run('quit')).toBe(`SHUTDOWN ${pairs} S:aborting CANCELLED S:concluded S:null R`);
  });
});
