/** What the rate limit of BLOCK_IO_ERROR does to people, and what it is for. */
import { describe, expect, test } from 'vitest';
import { brokenBy, play, seen } from '../support/shipped.ts';

const FIXED = ['10.0.13', '11.1.3', 'patch-2026-03'];
const UNLIMITED = ['2.2', '7.2.22', 'rfc-2014-error-details'];

describe('paused-without-reason', () => {
  const told = [
    '100 write error, stop',
    '100 STOP',
    '400 > cont',
    '400 RESUME',
    '400 done',
    '400 write error, stop',
    '400 STOP',
    '500 > query-status',
    '500 io-error',
    '2500 > cont',
    '2500 RESUME',
    '2500 done',
    '2500 w0 ok',
  ];

  test.each([...FIXED, '7.2.22'])('%s tells each error before its STOP', (version) =>
    expect(seen('paused-without-reason', version)).toEqual(told),
  );

  test('10.0.2 tells the second error 700 ms after its STOP', () => {
    const late = told.filter((_, i) => i !== 5);
    late.splice(late.indexOf('2500 > cont'), 0, '1100 write error, stop');
    expect(seen('paused-without-reason', '10.0.2')).toEqual(late);
  });

  test('the late error has the time at which it was made', () => {
    const { transcript } = play('paused-without-reason', '10.0.2');
    const late = transcript.split('\n').find((line) => line.startsWith('{"time": 1100'));
    expect(late).toMatch(/"microseconds": 4000\d\d}/);
  });
});

describe('worst-case-stop-lost', () => {
  const stops = (version: string) => seen('worst-case-stop-lost', version).filter((each) => each.includes('error'));

  test.each(['10.0.2', 'patch-2026-02-withdrawn'])('%s never tells why the VM was paused', (version) =>
    expect(stops(version)).toEqual(['100 read error, report', '1100 read error, report']),
  );

  test.each(FIXED)('%s tells it at once, and the read error late', (version) =>
    expect(stops(version)).toEqual(['100 read error, report', '490 write error, stop', '1100 read error, report']),
  );

  test.each(UNLIMITED)('%s tells everything at once', (version) =>
    expect(stops(version)).toEqual(['100 read error, report', '490 write error, stop', '790 read error, report']),
  );
});

describe('report-burst', () => {
  const errors = (version: string) =>
    seen('report-burst', version)
      .filter((each) => each.includes('error'))
      .map((each) => Number.parseInt(each, 10));

  test.each(UNLIMITED)('%s tells all five errors', (version) =>
    expect(errors(version)).toEqual([100, 300, 500, 1300, 3600]),
  );

  test.each(['10.0.2', ...FIXED, 'patch-2026-02-withdrawn'])(
    '%s tells the first, then one a second, then the last',
    (version) => expect(errors(version)).toEqual([100, 1100, 2100, 3600]),
  );

  test('the guest hears of each of its five errors', () => {
    const heard = seen('report-burst', '10.0.2').filter((each) => each.endsWith('ioerr'));
    expect(heard).toHaveLength(5);
  });
});

describe('two-disks', () => {
  const errors = (version: string) => seen('two-disks', version).filter((each) => each.includes('error,'));

  test.each(['10.0.2', ...FIXED, ...UNLIMITED])('%s tells both errors at once', (version) =>
    expect(errors(version)).toEqual(['100 write error, stop', '100 write error, stop']),
  );

  test('a limit that knows no devices holds the second one back', () =>
    expect(errors('rfc-2014-rate-limit')).toEqual(['100 write error, stop', '1100 write error, stop']));
});

describe('one-limit-for-all-disks', () => {
  test('the second disk stops the VM without a word', () =>
    expect(brokenBy('one-limit-for-all-disks', 'rfc-2014-rate-limit')).toEqual(['stop-has-io-error']));

  test('the alternative puts reason and message into the event', () => {
    const { transcript } = play('one-limit-for-all-disks', 'rfc-2014-error-details');
    expect(transcript).toContain('"error-details": {"message": "No space left on device", "reason": "enospc"}');
  });
});

describe('resume-livelock', () => {
  const count = (version: string, what: string) =>
    seen('resume-livelock', version).filter((each) => each.endsWith(what)).length;

  test.each(['7.2.22', ...FIXED])('%s tells thirteen errors and thirteen STOPs', (version) => {
    expect([count(version, 'error, stop'), count(version, 'STOP')]).toEqual([13, 13]);
  });

  test('10.0.2 tells thirteen STOPs and two errors', () => {
    expect([count('10.0.2', 'error, stop'), count('10.0.2', 'STOP')]).toEqual([2, 13]);
  });
});

describe('event-after-reset', () => {
  test.each(['10.0.2', ...FIXED])('on %s an error of the former life comes after RESET', (version) => {
    const all = seen('event-after-reset', version);
    expect(all.indexOf('1100 write error, report')).toBeGreaterThan(all.indexOf('500 RESET'));
    expect(all).toContain('500 RESET');
  });

  test('without the limit nothing is late', () => {
    expect(seen('event-after-reset', '7.2.22').at(-1)).toBe('500 done');
  });
});

describe('use-after-free', () => {
  test('the withdrawn patch touches freed memory when the second timer fires', () => {
    const [first] = play('use-after-free', 'patch-2026-02-withdrawn').violations;
    expect(first).toMatchObject({ property: 'no-use-after-free', time: 1200 });
  });

  test('and its table is never empty again', () =>
    expect(brokenBy('use-after-free', 'patch-2026-02-withdrawn')).toContain('throttle-table-drains'));

  test('the patch that was merged does neither', () => expect(brokenBy('use-after-free', 'patch-2026-03')).toEqual([]));
});
