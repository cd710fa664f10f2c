/** Backup (4.4): its workers and chunks, what it promises of guests' writes, and what becomes of bitmaps. */
import { describe, expect, test } from 'vitest';
import { DirtyBitmap } from '../../src/block/bitmaps.ts';
import type { Io } from '../../src/block/records.ts';
import { completeWorkerRequest } from '../../src/block/workers.ts';
import { freezeStorage, thawStorage } from '../../src/scenario/host-steps.ts';
import type { JsonObject } from '../../src/scenario/scenario.ts';
import { SIZE } from '../support/happenings.ts';
import { REAL } from '../support/job-lab.ts';
import type { JobLife } from '../support/job-life.ts';
import { disks, layers } from '../support/job-stories.ts';

const K64 = 1 << 16;
const whole = [{ offset: 0, bytes: SIZE }];
const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full', 'auto-dismiss': false };

const freeze = (lab: JobLife, image: string) => freezeStorage(lab.machine, { freeze: { image } });
const thaw = (lab: JobLife) => thawStorage(lab.machine, { thaw: true });
const write = (lab: JobLife, offset: number, bytes = 4096) => lab.live([{ kind: 'guest', op: 'write', offset, bytes }]);
const onTheirWay = (lab: JobLife): Io[] => [...lab.machine.ios].filter((io) => io.worker === 'busy');

describe.each(REAL)('%s', (profile) => {
  const full = () =>
    disks({ profile, werror: 'report', source: whole, target: [], format: 'raw', targetFormat: 'raw' });

  test.each([
    [{}, [SIZE]],
    [{ 'max-chunk': 2 * K64 }, Array(8).fill(2 * K64)],
    [{ 'max-chunk': K64, 'max-workers': 3 }, Array(3).fill(K64)],
  ])('with %j its requests have these sizes: %j', (limits, sizes) => {
    const lab = full();
    freeze(lab, 's.img');
    lab.run('blockdev-backup', { ...args, 'x-perf': limits });
    expect(onTheirWay(lab).map(({ bytes }) => bytes)).toEqual(sizes);
  });

  test('what is zero is not read, and written as zeroes', () => {
    const lab = disks({ profile, werror: 'report', source: [], target: [], format: 'qcow2', targetFormat: 'raw' });
    freeze(lab, 't.img');
    lab.run('blockdev-backup', args);
    expect(onTheirWay(lab).map(({ op }) => op)).toEqual(['write-zeroes']);
  });

  test('its speed is not the guest’s: what a write needs is copied at once, and is progress', () => {
    const lab = full();
    lab.run('blockdev-backup', { ...args, speed: 1, 'x-perf': { 'max-chunk': K64 } });
    const before = lab.job().current;
    write(lab, 9 * K64);
    lab.settle();
    expect([lab.completed(), lab.job().current - before, lab.job().total]).toEqual([['g0 ok'], K64, SIZE]);
  });

  test('length stays what it is while all goes well, and is reached', () => {
    const lab = full();
    lab.run('blockdev-backup', { ...args, speed: SIZE, 'x-perf': { 'max-chunk': K64 } });
    for (let i = 0; i < 5; i++) {
      expect(lab.job().total).toBe(SIZE);
      lab.wait(100);
    }
    lab.wait(1000);
    expect([lab.job().status, lab.job().current, lab.job().total]).toEqual(['concluded', SIZE, SIZE]);
  });

  test('the task that fails first gives its error', () => {
    const lab = full();
    freeze(lab, 's.img');
    for (const [errno, offset] of [
      ['EIO', 0],
      ['ENOSPC', K64],
    ] as const)
      lab.break({ image: 's.img', ops: ['read'], errno, where: { offset, bytes: K64 }, times: 1 });
    lab.run('blockdev-backup', { ...args, 'x-perf': { 'max-chunk': K64, 'max-workers': 2 } });
    for (const io of onTheirWay(lab).reverse()) {
      completeWorkerRequest(lab.machine, io);
      lab.settle();
    }
    expect([lab.job().status, lab.job().error]).toEqual(['concluded', 'No space left on device']);
  });

  test('a pause waits for what is on its way', () => {
    const lab = full();
    freeze(lab, 't.img');
    lab.run('blockdev-backup', { ...args, 'x-perf': { 'max-chunk': K64, 'max-workers': 2 } });
    expect(lab.run('block-job-pause', { device: 'j' })).toBe('R');
    thaw(lab);
    expect(lab.wait(10)).toBe('S:paused');
    // The two, and the one that had its stretch and waited for a place.
    expect(lab.job().current).toBe(3 * K64);
  });

  test('sync=top copies what the top image has, in whole clusters', () => {
    const top = [3, 4, 12].map((at) => ({ offset: at * K64 + 4096, bytes: 4096 }));
    const lab = layers({ profile, werror: 'report', base: whole, mid: [], top });
    lab.run('blockdev-add', { driver: 'null-co', 'node-name': 'dst', size: SIZE });
    lab.whole('blockdev-backup', { ...args, device: 'top', sync: 'top' });
    expect([lab.job().status, lab.job().current, lab.job().total]).toEqual(['concluded', 3 * K64, 3 * K64]);
  });

  describe('a bitmap', () => {
    const clusters = (lab: JobLife): number[] => {
      const bitmap = lab.machine.store.table(DirtyBitmap).find(({ name }) => name === 'b');
      return (bitmap?.ranges ?? []).flatMap(([start, end]) =>
        Array.from({ length: (end - start) / K64 }, (_, i) => start / K64 + i),
      );
    };

    /** Clusters 0 and 2 are dirty when the job starts; 5 is written while it runs. Copying 2 may fail. */
    function play(more: JsonObject, fails: boolean): JobLife {
      const lab = full();
      lab.run('block-dirty-bitmap-add', { node: 'src', name: 'b' });
      for (const at of [0, 2]) {
        write(lab, at * K64);
        lab.settle();
      }
      if (fails)
        lab.break({ image: 't.img', ops: ['write'], errno: 'EIO', where: { offset: 2 * K64, bytes: 1 }, times: 1 });
      freeze(lab, 't.img');
      lab.run('blockdev-backup', { ...args, sync: 'bitmap', bitmap: 'b', ...more });
      write(lab, 5 * K64);
      lab.settle();
      thaw(lab);
      lab.wait(100);
      expect([lab.job().status, lab.job().ret]).toEqual(['concluded', fails ? -5 : 0]);
      return lab;
    }

    test.each([
      ['on-success', [5], [0, 2, 5]],
      ['always', [5], [2, 5]],
      ['never', [0, 2, 5], [0, 2, 5]],
    ])('%s: after success %j are dirty, after an error %j, and it goes on recording', (mode, success, failure) => {
      for (const [fails, expected] of [
        [false, success],
        [true, failure],
      ] as const) {
        const lab = play({ 'bitmap-mode': mode }, fails);
        expect(clusters(lab)).toEqual(expected);
        write(lab, 9 * K64);
        lab.settle();
        expect(clusters(lab)).toEqual([...expected, 9]);
        expect(lab.run('block-dirty-bitmap-clear', { node: 'src', name: 'b' })).toBe('R');
      }
    });

    test('only what it says is copied', () => {
      const lab = play({ 'bitmap-mode': 'never' }, false);
      expect([lab.job().current, lab.job().total]).toEqual([2 * K64, 2 * K64]);
      const at = [0, 1, 2, 5].map((cluster) =>
        lab
          .contents('dst')
          .some(
            (e) =>
              e.offset <= cluster * K64 && cluster * K64 < e.offset + e.length && !(e.kind === 'zero' || e.value === 0),
          ),
      );
      expect(at).toEqual([true, false, true, false]);
    });
  });
});

test.each(['10.0.13', '11.1.3'])('%s: discard-source gives back what was copied, and no more', (profile) => {
  for (const fails of [false, true]) {
    const lab = disks({ profile, werror: 'report', source: whole, target: [], format: 'raw', targetFormat: 'raw' });
    const where = { offset: 4 * K64, bytes: K64 };
    if (fails) lab.break({ image: 't.img', ops: ['write'], errno: 'EIO', where, times: 1 });
    lab.whole('blockdev-backup', { ...args, 'discard-source': true, 'x-perf': { 'max-chunk': K64 } });
    const left = lab.contents('src').filter(({ kind }) => kind !== 'zero');
    const kept = left.map(({ offset, length }) => [offset, length]);
    if (!fails) expect(kept).toEqual([]);
    else expect(kept).toContainEqual([where.offset, where.bytes]);
  }
});
