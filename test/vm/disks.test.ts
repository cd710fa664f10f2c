/** What each kind of disk does with a kick, a failure, a restart and a reset (sections 2.2, 2.4, 3.1 to 3.4). */
import { describe, expect, test } from 'vitest';
import { failing, Lab } from '../support/lab.ts';

const EIO = 5;
const ENOSPC = 28;
const REAL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];

describe.each(REAL)('%s: virtio-blk', (profile) => {
  const disk = (more = {}) => new Lab(profile, [{ werror: 'stop', rerror: 'stop', ...more }]);

  test('completions that need no waiting come last-submitted first (2.2)', () => {
    const lab = disk().io(['vd0', 'read', 0, 'a'], ['vd0', 'read', 4096, 'b'], ['vd0', 'read', 8192, 'c']);
    expect(lab.completed()).toEqual(['c ok', 'b ok', 'a ok']);
  });

  test('errors of blkdebug come in the order of submission, sorted by sector within a batch (2.2, 3.1)', () => {
    const lab = disk({ rules: [failing(EIO)], werror: 'report' });
    lab.io(['vd0', 'write', 100 * 512, 'a'], ['vd0', 'write', 300 * 512, 'b'], ['vd0', 'write', 50 * 512, 'c']);
    expect(lab.completed()).toEqual(['c ioerr', 'a ioerr', 'b ioerr']);
  });

  test('adjacent requests are merged, and all fail with the one that fails (3.1)', () => {
    const lab = disk({ rules: [failing(EIO, 'write', { sector: 9 })], werror: 'report' });
    lab.io(['vd0', 'write', 4096, 'b', 4096], ['vd0', 'write', 0, 'a', 4096], ['vd0', 'write', 65536, 'far', 4096]);
    expect(lab.completed().sort()).toEqual(['a ioerr', 'b ioerr', 'far ok']);
    expect(lab.seen().filter((line) => line === 'E write report vd0').length).toBe(profile === '7.2.22' ? 2 : 1);
  });

  test('a batch holds 32 requests at most, so that 40 neighbours become two (2.2)', () => {
    const writes = Array.from({ length: 40 }, (_, i) => ['vd0', 'write', i * 512, `t${i}`] as const);
    const [{ stats }] = disk()
      .io(...writes)
      .ask('query-blockstats') as [{ stats: object }];
    expect(stats).toMatchObject({ wr_operations: 40, wr_merged: 31 + 7 });
  });

  test('a change of direction ends a batch', () => {
    const lab = disk({ rules: [failing(EIO, 'write', { sector: 9 })], werror: 'report' });
    lab.io(['vd0', 'write', 0, 'a', 4096], ['vd0', 'read', 65536, 'r'], ['vd0', 'write', 4096, 'b', 4096]);
    expect(lab.completed().sort()).toEqual(['a ok', 'b ioerr', 'r ok']);
  });

  test('out of range: an error for the guest, no event, no policy (1.7)', () => {
    const lab = disk().io(['vd0', 'write', 1 << 20, 'a']);
    expect([lab.completed(), lab.seen(), lab.state]).toEqual([['a ioerr'], [], 'running']);
  });

  test('ignore: the event, then success', () => {
    const lab = disk({ rules: [failing(EIO)], werror: 'ignore' }).io(['vd0', 'write', 0, 'a']);
    expect(lab.all).toEqual(['E write ignore vd0', 'a ok']);
  });

  test('report: the completion, then the event', () => {
    const lab = disk({ rules: [failing(EIO)], werror: 'report' }).io(['vd0', 'write', 0, 'a']);
    expect(lab.all).toEqual(['a ioerr', 'E write report vd0']);
  });

  test('enospc stops on ENOSPC and reports the rest (1.3)', () => {
    const full = disk({ rules: [failing(ENOSPC)], werror: 'enospc' }).io(['vd0', 'write', 0, 'a']);
    expect(full.seen()).toEqual(['E write stop vd0', 'STOP']);
    const broken = disk({ rules: [failing(EIO)], werror: 'enospc' }).io(['vd0', 'write', 0, 'a']);
    expect(broken.seen()).toEqual(['E write report vd0']);
  });

  test('a flush obeys werror and is told as a write; the first on a clean disk reaches no rule (2.5)', () => {
    const lab = disk({ rules: [failing(EIO, 'flush')] }).io(['vd0', 'flush', 0, 'clean']);
    expect([lab.completed(), lab.seen()]).toEqual([['clean ok'], []]);
    lab.io(['vd0', 'write', 0, 'w'], ['vd0', 'flush', 0, 'f']);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
    expect(lab.completed()).toEqual(['w ok']);
  });

  test('retry order of kept requests: newest failure first before 9.0, oldest first since (3.1)', () => {
    const rules = [failing(EIO, 'read'), failing(EIO, 'write')];
    const lab = disk({ rules });
    lab.io(['vd0', 'write', 51200, 'w1'], ['vd0', 'read', 102400, 'r2'], ['vd0', 'write', 25600, 'w3']);
    lab.all.length = 0;
    lab.qmp('cont');
    const retried = lab.all.filter((line) => line.startsWith('retry'));
    const inOrder = ['retry w1', 'retry r2', 'retry w3'];
    expect(retried).toEqual(profile === '7.2.22' ? inOrder.reverse() : inOrder);
  });

  test('a reset drops kept requests silently, and a cont retries nothing', () => {
    const lab = disk({ rules: [failing(EIO)] }).io(['vd0', 'write', 0, 'a']);
    lab.qmp('system_reset').qmp('cont');
    expect(lab.completed()).toEqual([]);
    expect(lab.all).not.toContain('retry a');
  });

  test('realizing reads the first sector and uses up a rule that fires once (2.5)', () => {
    const lab = disk({ rules: [failing(EIO, 'read', { once: true })] }).io(['vd0', 'read', 0, 'a']);
    expect(lab.completed()).toEqual(['a ok']);
  });
});

describe.each(REAL)('%s: scsi-hd', (profile) => {
  const disk = (more = {}) => new Lab(profile, [{ driver: 'scsi-hd', werror: 'stop', rerror: 'stop', ...more }]);

  test.each([
    [28, '7/27/07'],
    [12, '4/44/00'],
    [22, '5/24/00'],
    [61, '3/11/00'],
    [5, 'b/00/06'],
    [110, 'b/00/06'],
  ])('report of errno %d gives sense %s', (errno, sense) => {
    const lab = disk({ rules: [failing(errno)], werror: 'report' }).io(['vd0', 'write', 0, 'a']);
    expect(lab.completed()).toEqual([`a ioerr response=0 status=0x2 sense=${sense}`]);
    // Announced first, then completed (1.4).
    expect(lab.all[0]).toBe('E write report vd0');
  });

  test('retry order of kept requests: oldest first before 9.0, newest first since (3.2)', () => {
    const lab = disk({ rules: [failing(EIO)] });
    lab.io(['vd0', 'write', 0, 'a'], ['vd0', 'write', 4096, 'b'], ['vd0', 'write', 8192, 'c']);
    lab.all.length = 0;
    lab.qmp('cont');
    const retried = lab.all.filter((line) => line.startsWith('retry'));
    const inOrder = ['retry a', 'retry b', 'retry c'];
    expect(retried).toEqual(profile === '7.2.22' ? inOrder : inOrder.reverse());
  });

  test('a reset aborts kept commands, in the order of a retry', () => {
    const lab = disk({ rules: [failing(EIO)] }).io(['vd0', 'write', 0, 'a'], ['vd0', 'write', 4096, 'b']);
    lab.qmp('system_reset');
    const inOrder = ['a ioerr response=2 status=0x0', 'b ioerr response=2 status=0x0'];
    expect(lab.completed()).toEqual(profile === '7.2.22' ? inOrder : inOrder.reverse());
  });

  test('ignore completes GOOD', () => {
    const lab = disk({ rules: [failing(EIO)], werror: 'ignore' }).io(['vd0', 'write', 0, 'a']);
    expect(lab.completed()).toEqual(['a ok response=0 status=0x0']);
  });
});

describe.each(REAL)('%s: ide-hd', (profile) => {
  const disk = (more = {}) => new Lab(profile, [{ driver: 'ide-hd', werror: 'stop', rerror: 'stop', ...more }]);

  test('a stopped write is redone by itself after cont', () => {
    const lab = disk({ rules: [failing(EIO, 'write', { once: true })] }).io(['vd0', 'write', 0, 'a']);
    expect([lab.seen(), lab.completed()]).toEqual([['E write stop vd0', 'STOP'], []]);
    lab.qmp('cont');
    expect(lab.completed()).toEqual(['a ok status=0x50']);
  });

  test('a stopped flush is retried by itself and ends without error', () => {
    const lab = disk({ rules: [failing(EIO, 'flush', { once: true })] });
    lab.io(['vd0', 'write', 0, 'w']).io(['vd0', 'flush', 0, 'f']);
    expect(lab.state).toBe('io-error');
    lab.qmp('cont');
    expect(lab.completed()).toEqual(['w ok status=0x50', 'f ok status=0x50']);
  });

  test('a reset does not clear the kept operation: after cont it runs as a transfer of nothing (3.3)', () => {
    const lab = disk({ rules: [failing(EIO, 'write', { sector: 0 })] }).io(['vd0', 'write', 0, 'a']);
    lab.seen();
    lab.qmp('system_reset').qmp('cont');
    expect(lab.all).toContain('retry a');
    expect(lab.seen()).toEqual(['RESET', 'ret', 'RESUME', 'ret']);
  });

  test('report: ready and error, then the event', () => {
    const lab = disk({ rules: [failing(EIO)], werror: 'report' }).io(['vd0', 'write', 0, 'a']);
    expect(lab.all).toEqual(['a ioerr status=0x41 error=0x04', 'E write report vd0']);
  });
});

describe('statistics (1.7)', () => {
  type Stats = Record<string, number>;
  const stats = (lab: Lab): Stats => (lab.ask('query-blockstats') as { stats: Stats }[])[0]?.stats ?? {};
  const run = (driver: string, policy: string, op: 'read' | 'write' | 'flush', once = false) => {
    const rules = [failing(EIO, op, once ? { once: true } : {})];
    const lab = new Lab('10.0.13', [
      {
        driver,
        rules: driver === 'virtio-blk-device' || op !== 'read' ? rules : [{ ...rules[0], sector: 8 }],
        werror: policy,
        rerror: policy,
      },
    ]);
    if (op === 'flush') lab.io(['vd0', 'write', 0, 'w']);
    const before = stats(lab);
    lab.io(['vd0', op, 4096, 'a']);
    if (once) lab.qmp('cont');
    const after = stats(lab);
    const name = { read: 'rd', write: 'wr', flush: 'flush' }[op];
    const grown = (key: string) => (after[key] ?? 0) - (before[key] ?? 0);
    return { done: grown(`${name}_operations`), failed: grown(`failed_${name}_operations`) };
  };

  test.each([
    ['virtio-blk-device', 'report', 0, 1],
    ['virtio-blk-device', 'ignore', 1, 0],
    ['virtio-blk-device', 'stop', 0, 0],
    ['scsi-hd', 'report', 0, 1],
    ['scsi-hd', 'ignore', 0, 1],
    ['scsi-hd', 'stop', 0, 1],
    ['ide-hd', 'report', 0, 1],
    ['ide-hd', 'ignore', 1, 0],
    ['ide-hd', 'stop', 0, 0],
  ])('%s, %s: a failed write counts %d times as done, %d times as failed', (driver, policy, done, failed) => {
    expect(run(driver, policy, 'write')).toEqual({ done, failed });
  });

  test.each([
    ['virtio-blk-device', 'stop', 0, 0],
    ['scsi-hd', 'stop', 0, 0],
    ['scsi-hd', 'ignore', 1, 0],
    ['scsi-hd', 'report', 0, 1],
  ])('%s, %s: a failed flush counts %d times as done, %d times as failed', (driver, policy, done, failed) => {
    expect(run(driver, policy, 'flush')).toEqual({ done, failed });
  });

  test('a retry that succeeds counts once', () => {
    expect(run('virtio-blk-device', 'stop', 'write', true)).toEqual({ done: 1, failed: 0 });
    expect(run('scsi-hd', 'stop', 'write', true)).toEqual({ done: 1, failed: 1 });
  });

  test('merged and invalid requests have counters of their own', () => {
    const lab = new Lab('10.0.13', [{}]);
    lab.io(['vd0', 'write', 0, 'a', 4096], ['vd0', 'write', 4096, 'b', 4096], ['vd0', 'read', 1 << 20, 'c']);
    expect(stats(lab)).toMatchObject({ wr_operations: 2, wr_bytes: 8192, wr_merged: 1, invalid_rd_operations: 1 });
  });
});
