/** Rules of stopping, starting and telling for more than one disk, client or job (vm-and-monitor 1, 4.4, 5.5, 8). */
import { describe, expect, test } from 'vitest';
import { clockOf, MILLISECOND, runMain } from '../../src/kernel/index.ts';
import { receive } from '../../src/monitor/session.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { kick, submitGuest } from '../../src/vm/guest.ts';
import { JobLab } from '../support/job-lab.ts';
import { failing, Lab } from '../support/lab.ts';

const ENOSPC = 28;
const EIO = 5;
const NEWER = ['10.0.2', '10.0.13', '11.1.3'];
const REAL = ['7.2.22', ...NEWER];
/** Delays of blkdebug are known to these only. */
const DELAYED = ['10.0.13', '11.1.3'];
const slowly = (errno: number, milliseconds: number) =>
  failing(errno, 'write', { 'delay-ns': milliseconds * MILLISECOND });

describe.each(DELAYED)('%s', (profile) => {
  test('an error inside the stop is told and fills the slot again; there is one STOP, and the state stays (R-23)', () => {
    const lab = new Lab(profile, [
      { rules: [failing(EIO)], werror: 'stop', driver: 'ide-hd' },
      { rules: [slowly(ENOSPC, 300)], werror: 'stop', driver: 'ide-hd' },
    ]);
    lab.io(['vd1', 'write', 0, 'late']).io(['vd0', 'write', 0, 'now']);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
    lab.advance(300);
    expect([lab.seen(), lab.state]).toEqual([['E write stop vd1'], 'io-error']);
    expect([lab.ioStatus('vd0'), lab.ioStatus('vd1')]).toEqual(['failed', 'nospace']);
    lab.advance(1000);
    expect(lab.seen()).toEqual([]);
  });

  test('a cont while such an error is unread discards it, and restarts both (R-43)', () => {
    const rules = [failing(EIO, 'write', { once: true })];
    const lab = new Lab(profile, [
      { rules, werror: 'stop', driver: 'ide-hd' },
      { rules: [{ ...slowly(ENOSPC, 300), once: true }], werror: 'stop', driver: 'ide-hd' },
    ]);
    lab.io(['vd1', 'write', 0, 'late']).io(['vd0', 'write', 0, 'now']).send('cont').advance(300);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP', 'E write stop vd1', 'RESUME', 'ret']);
    expect(lab.completed().sort()).toEqual(['late ok status=0x50', 'now ok status=0x50']);
    expect(lab.state).toBe('running');
  });

  test('while a drain waits, commands of the queue wait and those out of band do not (R-25, L-7, trace 7)', () => {
    const lab = new Lab(profile, [{ rules: [slowly(ENOSPC, 400)], werror: 'stop' }], { raw_negotiation: true });
    lab.qmp('qmp_capabilities', { enable: ['oob'] }).io(['vd0', 'write', 0, 'a']);
    lab.seen();
    lab.send('stop').send('query-status').line('{"exec-oob": "query-yank"}').advance(399);
    expect(lab.seen()).toEqual(['ret']);
    lab.advance(1);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP', 'ret', 'ret']);
  });

  test('an event that is due while the main thread drains comes after STOP and before the answer (5.5 g)', () => {
    const rules = [failing(EIO, 'read'), slowly(EIO, 1800)];
    const lab = new Lab(profile, [
      { rules, werror: 'report', driver: 'ide-hd' },
      { rules, driver: 'ide-hd' },
    ]);
    lab.io(['vd1', 'read', 0, 'a']).advance(100).io(['vd1', 'read', 0, 'b']).advance(100);
    lab.io(['vd0', 'write', 0, 'slow']);
    lab.seen();
    lab.send('stop').advance(1799);
    expect(lab.seen()).toEqual(['STOP']);
    lab.advance(1);
    expect(lab.seen()).toEqual(['E write report vd0', 'E read report vd1', 'ret']);
  });
});

describe('jobs in a stop (R-27)', () => {
  const MIRROR: Partial<Scenario> = {
    blockdev: [
      { driver: 'null-co', 'node-name': 'source', size: 1 << 20, 'read-zeroes': true },
      { driver: 'null-co', 'node-name': 'target', size: 1 << 20 },
      ...[0, 1].map((i) => ({ driver: 'null-co', 'node-name': `dbg${i}`, size: 1 << 20 })),
    ],
    device: [0, 1].map((i) => ({ driver: 'virtio-blk-device', id: `vd${i}`, drive: `dbg${i}` })),
  };
  const mirroring = (profile: string): Lab => {
    const lab = new Lab(profile, [], MIRROR);
    lab.qmp('blockdev-mirror', { 'job-id': 'j', device: 'source', target: 'target', sync: 'full' }).advance(1000);
    lab.seen();
    return lab;
  };
  const pairs = (count: number): string[] => Array.from({ length: 2 * count }, () => 'JOB_STATUS_CHANGE');

  test.each(['7.2.22', '10.0.2', '10.0.13'])(
    '%s: one pause after STOP, and one when there was nothing to stop',
    (profile) => {
      const lab = mirroring(profile).qmp('stop');
      expect(lab.seen()).toEqual(['STOP', ...pairs(1), 'ret']);
      lab.qmp('stop');
      expect(lab.seen()).toEqual([...pairs(1), 'ret']);
      lab.qmp('cont');
      expect(lab.seen()).toEqual(['RESUME', 'ret']);
    },
  );

  test('11.1.3: each of two virtio-blk disks pauses it too, before STOP and after RESUME', () => {
    const lab = mirroring('11.1.3').qmp('stop');
    expect(lab.seen()).toEqual([...pairs(2), 'STOP', ...pairs(1), 'ret']);
    lab.qmp('cont');
    expect(lab.seen()).toEqual(['RESUME', ...pairs(2), 'ret']);
  });
});

describe.each(REAL)('%s: ends', (profile) => {
  test('the state at the end is shutdown, and no STOP is told (R-29)', () => {
    const lab = new Lab(profile, [{}]).qmp('quit');
    expect([lab.seen(), lab.state]).toEqual([['SHUTDOWN', 'ret'], 'shutdown']);
  });

  test('what was held back is lost with the process (R-60)', () => {
    const lab = new Lab(profile, [{ rules: [failing(EIO)], werror: 'report' }]);
    lab.io(['vd0', 'write', 0, 'a']).io(['vd0', 'write', 0, 'b']);
    lab.seen();
    lab.qmp('quit').advance(3000);
    expect(lab.seen()).toEqual(['SHUTDOWN', 'ret']);
  });

  test('a reset is told before it is answered (R-55)', () => {
    const lab = new Lab(profile, [{}]).qmp('stop').qmp('system_reset');
    expect([lab.seen(), lab.state]).toEqual([['STOP', 'ret', 'RESET', 'ret'], 'prelaunch']);
  });
});

describe('who hears what', () => {
  const messages = (lab: Lab, client: string): Record<string, unknown>[] => {
    const found: Record<string, unknown>[] = [];
    lab.machine.bus.on('monitor-output', ({ monitor, message }) => {
      if (lab.machine.monitors.at(monitor).name === client) found.push(message as Record<string, unknown>);
    });
    return found;
  };
  const disk = { rules: [failing(ENOSPC)], werror: 'stop' };

  test('a second client in command mode gets the same bytes, one that negotiates gets none (M-13, N7, trace 8)', () => {
    const lab = new Lab('11.1.3', [disk], {
      clients: [{ name: 'quiet', reactions: [], negotiate: false, connected: true }],
    });
    lab.connect('other');
    const [main, other, quiet] = ['main', 'other', 'quiet'].map((name) => messages(lab, name));
    lab.io(['vd0', 'write', 0, 'a']).qmp('cont');
    expect(main?.filter((message) => 'event' in message)).toEqual(other);
    expect(other).toHaveLength(5);
    expect(quiet).toEqual([]);
  });

  test('an error that nobody hears opens its window all the same (M-13)', () => {
    const lab = new Lab('10.0.2', [disk], { raw_negotiation: true }).io(['vd0', 'write', 0, 'a']);
    lab.qmp('qmp_capabilities').qmp('cont');
    expect(lab.seen()).toEqual(['ret', 'RESUME', 'ret', 'STOP']);
    lab.advance(1000);
    expect(lab.seen()).toEqual(['E write stop vd0']);
  });

  test('a delayed event has the time at which it was made, and STOP does not wait for it (M-15, T-5, 5.5 e)', () => {
    const rules = [failing(ENOSPC, 'write', { sector: 0 })];
    const lab = new Lab('10.0.2', [{ rules, werror: 'stop' }]);
    const got = messages(lab, 'main');
    lab.io(['vd0', 'write', 0, 'a']).advance(900).qmp('cont');
    const wire = lab.seen();
    expect(wire).toEqual(['E write stop vd0', 'STOP', 'RESUME', 'ret', 'STOP']);
    lab.advance(100);
    expect(lab.seen()).toEqual(['E write stop vd0']);
    const stamp = (message: Record<string, unknown> | undefined): number => {
      const { seconds = 0, microseconds = 0 } = (message?.timestamp ?? {}) as Record<string, number>;
      return seconds * 1e6 + microseconds;
    };
    const events = got.filter((message) => 'event' in message);
    const [first, , , second, late] = events;
    expect(stamp(late)).toBeGreaterThanOrEqual(stamp(first) + 900_000);
    expect(stamp(late)).toBeLessThanOrEqual(stamp(second));
  });

  test('an error at 1001 ms, when the entry is gone, is told at once (5.5 e)', () => {
    const rules = [failing(ENOSPC, 'write', { sector: 0, once: true }), failing(EIO, 'write', { sector: 8 })];
    const lab = new Lab('10.0.2', [{ rules, werror: 'stop' }]).io(['vd0', 'write', 0, 'a']).advance(300).qmp('cont');
    expect(lab.completed()).toEqual(['a ok']);
    lab.advance(701);
    lab.seen();
    lab.io(['vd0', 'write', 4096, 'b']);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
  });
});

describe('a command between the error and its STOP (N1)', () => {
  /** Lets a command run after the slot was filled and before the exit check. */
  const race = (command: string): Lab => {
    for (let steps = 0; steps < 4; steps++) {
      const lab = new Lab('10.0.13', [{ rules: [failing(EIO)], werror: 'stop' }]);
      submitGuest(lab.machine, lab.device('vd0'), { op: 'write', offset: 0, bytes: 512, tag: 'a' });
      lab.send(command);
      for (let i = 0; i < steps; i++) runMain(lab.machine);
      kick(lab.machine, lab.device('vd0'));
      let met = false;
      lab.machine.bus.on('vm-stopped', () => {
        met ||= lab.machine.vm.slot !== '';
      });
      const running = () => lab.machine.dispatcher.command === command && lab.machine.vm.slot !== '';
      for (let i = 0; i < 1000 && runMain(lab.machine); i++) met ||= running() && lab.machine.vm.state === 'running';
      lab.settle();
      if (met) return lab;
    }
    return expect.fail('the command never met the moment');
  };

  test('stop: paused, one STOP, and the slot comes to nothing', () => {
    const lab = race('stop');
    expect(lab.seen().filter((line) => line === 'STOP')).toHaveLength(1);
    expect(lab.state).toBe('paused');
    expect(lab.machine.vm.slot).toBe('');
  });

  test('query-status: still running', () => {
    const lab = race('query-status');
    expect(lab.wire).toContain('STOP');
    expect(lab.state).toBe('io-error');
  });

  test('system_reset: RESET comes before STOP', () => {
    const lab = race('system_reset');
    const wire = lab.seen();
    expect(wire.indexOf('RESET')).toBeLessThan(wire.indexOf('STOP'));
    expect(lab.state).toBe('io-error');
  });

  test('quit: no STOP at all', () => {
    const lab = race('quit');
    expect(lab.seen()).toEqual(['E write stop vd0', 'SHUTDOWN', 'ret']);
  });
});

describe('kicks while a disk is drained (block-and-devices 2.3)', () => {
  /** A read that takes 100 ms, a resize that waits for it, two writes of neighbours, each with a kick of its own. */
  const resized = (profile: string): Lab => {
    const lab = new Lab(profile, [{ latency: 100, driver: 'virtio-blk-device' }]).io(['vd0', 'read', 0, 'slow']);
    lab.send('block_resize', { 'node-name': 'dbg0', size: 1 << 20 }).settle();
    lab.io(['vd0', 'write', 0, 'a']).io(['vd0', 'write', 512, 'b']).advance(300);
    expect(lab.completed().sort()).toEqual(['a ok', 'b ok', 'slow ok']);
    return lab;
  };
  const merged = (lab: Lab): unknown => {
    const [{ stats }] = lab.ask('query-blockstats') as [{ stats: Record<string, unknown> }];
    return stats.wr_merged;
  };

  test.each(NEWER)('%s: nobody looks at the ring until the end, so they are merged', (profile) =>
    expect(merged(resized(profile))).toBe(1),
  );

  test('7.2.22: each is taken and waits in the backend', () => expect(merged(resized('7.2.22'))).toBe(0));
});

test('out-of-band commands overtake what is queued, answers in band keep their order (N9, M-11)', () => {
  const lab = new Lab('11.1.3', [{}], { raw_negotiation: true }).qmp('qmp_capabilities', { enable: ['oob'] });
  lab.seen();
  const ids: unknown[] = [];
  lab.machine.bus.on('monitor-output', ({ message }) => ids.push(message.id));
  const lines = [
    '{"execute": "query-name", "id": 1}',
    '{"execute": "query-name", "id": 2}',
    '{"exec-oob": "query-yank", "id": 3}',
  ];
  receive(lab.machine, lab.machine.monitors.at(0), new TextEncoder().encode(lines.join('\n')));
  expect(ids).toEqual([3]);
  lab.settle();
  expect(ids).toEqual([3, 1, 2]);
  expect(clockOf(lab.machine).now).toBe(0);
});

test.each([
  ['10.0.13', []],
  ['11.1.3', ['S:standby', 'S:ready']],
])('%s: the first kick that meets a stopped virtio-blk disk shows a job as %j', (version, seen) => {
  const lab = new JobLab(version, {
    blockdev: ['src', 'dst'].map((name) => ({ driver: 'null-co', 'node-name': name, size: 1 << 20 })),
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'src' }],
  });
  lab.run('blockdev-mirror', { 'job-id': 'j', device: 'src', target: 'dst', sync: 'none' });
  lab.wait(200);
  lab.run('stop');
  for (const expected of [seen, []]) {
    lab.io(['vd0', 'read', 0, 'a']);
    expect(lab.told.splice(0)).toEqual(expected);
  }
});
