/** The rate limit of events: rules T-1 to T-7, the worked timelines of 5.5, the defect of 5.4. */
import { describe, expect, test } from 'vitest';
import { clockOf, MILLISECOND, now, runMain } from '../../src/kernel/index.ts';
import { Machine, nextTimer } from '../../src/machine.ts';
import { emitEvent } from '../../src/monitor/event-from-fact.ts';
import { openSession } from '../../src/monitor/session.ts';
import { profileNamed } from '../../src/profile/index.ts';

type Error = readonly [at: number, device: string, action: 'stop' | 'report' | 'ignore'];

/** A machine whose one client is told of these errors, each made at `at` milliseconds; then it is left alone. */
function play(profile: string, errors: readonly Error[], until = 10_000) {
  const machine = new Machine(profileNamed(profile) ?? expect.fail(profile));
  openSession(machine, 'main').commandMode = true;
  const delivered: string[] = [];
  const afterFree: string[] = [];
  const ms = (ns: number) => Math.round(ns / MILLISECOND);
  machine.bus.on('event-delivered', ({ data, stamp }) => {
    const made = Math.round(stamp / 1000);
    const at = ms(now(machine));
    delivered.push(`${data?.device}@${at}${made === at ? '' : `(${made})`} ${data?.action}`);
  });
  machine.bus.on('use-after-free', ({ operation, created }) =>
    afterFree.push(`${operation} at ${ms(now(machine))} touches ${ms(created)}`),
  );
  const goTo = (time: number) => {
    for (;;) {
      while (runMain(machine));
      const due = nextTimer(machine);
      if (due > time) break;
      clockOf(machine).now = due;
    }
    clockOf(machine).now = time;
  };
  for (const [at, device, action] of errors) {
    goTo(at * MILLISECOND);
    emitEvent(machine, 'BLOCK_IO_ERROR', { device, 'qom-path': `/${device}`, operation: 'write', action });
  }
  goTo(until * MILLISECOND);
  const left = { entries: machine.throttleEntries.size, nodes: machine.throttleNodes.size };
  return { delivered, afterFree, left };
}

const stops = (...times: number[]): Error[] => times.map((at) => [at, 'vd0', 'stop']);
const reports = (...times: number[]): Error[] => times.map((at) => [at, 'vd0', 'report']);

describe('one device, reported errors at 0, 200, 400, 1200, 3500 (5.5 c)', () => {
  const errors = reports(0, 200, 400, 1200, 3500);

  test.each(['1.1', '2.2', '7.2.22'])('%s delivers each at once', (profile) => {
    const each = ['vd0@0', 'vd0@200', 'vd0@400', 'vd0@1200', 'vd0@3500'].map((text) => `${text} report`);
    expect(play(profile, errors).delivered).toEqual(each);
  });

  test.each(['rfc-2014-rate-limit', '10.0.2', 'patch-2026-02-withdrawn', 'patch-2026-03', '10.0.13', '11.1.3'])(
    '%s holds back, keeps the newest (T-1), and loses the one of 200',
    (profile) => {
      const each = ['vd0@0', 'vd0@1000(400)', 'vd0@2000(1200)', 'vd0@3500'].map((text) => `${text} report`);
      expect(play(profile, errors).delivered).toEqual(each);
    },
  );
});

describe('one device, stopping errors at 0, 100, 400, 700 (5.5 b)', () => {
  const errors = stops(0, 100, 400, 700);

  test.each(['2.2', '7.2.22', '10.0.13', '11.1.3', 'patch-2026-03', 'patch-2026-02-withdrawn'])(
    '%s delivers each at once',
    (profile) => {
      expect(play(profile, errors).delivered).toEqual(
        ['vd0@0', 'vd0@100', 'vd0@400', 'vd0@700'].map((text) => `${text} stop`),
      );
    },
  );

  test.each(['10.0.2', 'rfc-2014-rate-limit'])('%s delivers the first, and the last one late', (profile) => {
    expect(play(profile, errors).delivered).toEqual(['vd0@0 stop', 'vd0@1000(700) stop']);
  });
});

describe('two devices, reported errors: vd0 at 0 and 400, vd1 at 0 and 200 (5.5 d)', () => {
  const errors: Error[] = [
    [0, 'vd0', 'report'],
    [0, 'vd1', 'report'],
    [200, 'vd1', 'report'],
    [400, 'vd0', 'report'],
  ];

  test.each(['10.0.2', '10.0.13'])('%s keeps a window each, ending in the order of their beginning', (profile) => {
    expect(play(profile, errors).delivered).toEqual(
      ['vd0@0', 'vd1@0', 'vd0@1000(400)', 'vd1@1000(200)'].map((text) => `${text} report`),
    );
  });

  test('one state for all devices loses both events of vd1', () => {
    const { delivered } = play('rfc-2014-rate-limit', errors);
    expect(delivered).toEqual(['vd0@0 report', 'vd0@1000(400) report']);
  });
});

describe('mixed policies (T-6, T-7, 5.5 f)', () => {
  const errors: Error[] = [
    [0, 'vd0', 'report'],
    [400, 'vd0', 'stop'],
    [700, 'vd0', 'report'],
  ];

  test.each(['10.0.2', 'patch-2026-02-withdrawn'])('%s: the stop event is replaced and never seen', (profile) => {
    expect(play(profile, errors).delivered).toEqual(['vd0@0 report', 'vd0@1000(700) report']);
  });

  test.each(['10.0.13', '11.1.3', 'patch-2026-03'])('%s: the stop passes by the table', (profile) => {
    expect(play(profile, errors).delivered).toEqual(['vd0@0 report', 'vd0@400 stop', 'vd0@1000(700) report']);
  });

  test('a stop creates no window', () => {
    expect(play('10.0.13', [...stops(0), ...reports(100)]).delivered).toEqual(['vd0@0 stop', 'vd0@100 report']);
  });
});

describe('an entry lives one quiet window more (T-2, N6)', () => {
  test('an event 1001 ms after a lonely one is immediate', () => {
    expect(play('10.0.2', stops(0, 1001)).delivered).toEqual(['vd0@0 stop', 'vd0@1001 stop']);
  });

  test('constant errors give one event a second', () => {
    const { delivered } = play('10.0.2', reports(...Array.from({ length: 41 }, (_, i) => i * 100)), 4_500);
    expect(delivered.map((line) => line.replace(/\(.*/, ''))).toEqual(
      ['vd0@0', 'vd0@1000', 'vd0@2000', 'vd0@3000', 'vd0@4000'].map((text, i) => (i === 0 ? `${text} report` : text)),
    );
  });

  test.each(['7.2.22', '10.0.2', '10.0.13'])('%s: when events cease the table is empty', (profile) => {
    expect(play(profile, [...reports(0, 100), ...stops(300)]).left).toEqual({ entries: 0, nodes: 0 });
  });
});

describe('the withdrawn patch (5.4)', () => {
  test('stop errors at 0, 100, 400, 700 touch freed entries as the table says', () => {
    const { afterFree, left } = play('patch-2026-02-withdrawn', stops(0, 100, 400, 700));
    expect(afterFree).toEqual([
      'remove at 1100 touches 0',
      'remove at 1400 touches 0',
      'remove at 1400 touches 100',
      'remove at 1700 touches 0',
      'remove at 1700 touches 100',
      'remove at 1700 touches 400',
    ]);
    expect(left).toEqual({ entries: 0, nodes: 4 });
  });

  test('any later error of that device touches all of them, twice', () => {
    const { afterFree } = play('patch-2026-02-withdrawn', stops(0, 100, 3000), 3_500);
    expect(afterFree.filter((line) => line.includes('at 3000'))).toEqual([
      'lookup at 3000 touches 0',
      'lookup at 3000 touches 100',
      'add at 3000 touches 0',
      'add at 3000 touches 100',
    ]);
  });

  test('one isolated stop error only leaks its place', () => {
    expect(play('patch-2026-02-withdrawn', stops(0))).toMatchObject({ afterFree: [], left: { nodes: 1 } });
  });

  test('devices with another path are not touched', () => {
    const errors: Error[] = [
      [0, 'vd0', 'stop'],
      [50, 'vd1', 'stop'],
      [1500, 'vd2', 'stop'],
    ];
    expect(play('patch-2026-02-withdrawn', errors).afterFree).toEqual([]);
  });
});
