import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBreakpoint,
  armedRule,
  BLKDEBUG_EVENTS,
  type BlkdebugBehaviour,
  type BlkdebugIoType,
  type BlkdebugOptions,
  type BlkdebugState,
  blkdebugLimitsError,
  checkRequest,
  hasSuspended,
  isSuspended,
  openBlkdebug,
  raiseEvent,
  removeBreakpoint,
  resumeRequest,
} from '../../src/block/blkdebug-rules.ts';

const NEW: BlkdebugBehaviour = { errnoZeroConsumed: true, delayNs: true };
const OLD: BlkdebugBehaviour = { errnoZeroConsumed: false, delayNs: false };
const SECTOR = 512;

/** A node and what its requests get: 0 for ok, else the error number. */
class Disk {
  state: BlkdebugState;
  readonly behaviour: BlkdebugBehaviour;
  constructor(options: BlkdebugOptions, behaviour: BlkdebugBehaviour = NEW) {
    this.state = openBlkdebug(options);
    this.behaviour = behaviour;
  }
  check(iotype: BlkdebugIoType, offset = 0, bytes = SECTOR): number {
    const hit = checkRequest(this.state, iotype, offset, bytes, this.behaviour);
    if (hit !== undefined) this.state = hit.state;
    return hit?.fault.errno ?? 0;
  }
  raise(event: string): void {
    this.state = raiseEvent(this.state, event);
  }
  read = (offset = 0, bytes = SECTOR) => this.check('read', offset, bytes);
  flush = () => this.check('flush', 0, 0);
  /** A write as the block layer plays it: the event, the request, the event after it. */
  write(offset = 0, bytes = SECTOR): number {
    this.raise('pwritev');
    const errno = this.check('write', offset, bytes);
    this.raise('pwritev_done');
    return errno;
  }
}

describe('what arms rules, and for how long', () => {
  test('an event arms: reads pass until the first write, and then everything fails', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'pwritev', errno: 5 }] });
    expect([disk.read(), disk.flush()]).toEqual([0, 0]);
    expect(disk.write()).toBe(5);
    expect([disk.read(), disk.flush(), disk.write()]).toEqual([5, 5, 5]);
  });

  test('rules of `none` are armed from the start', () => {
    expect(new Disk({ 'inject-error': [{ event: 'none', errno: 28 }] }).read()).toBe(28);
  });

  test('the first other event that arms a rule disarms those of `none` for good', () => {
    const disk = new Disk({
      'inject-error': [
        { event: 'none', errno: 28, iotype: 'read' },
        { event: 'pwritev', errno: 5, iotype: 'flush' },
      ],
    });
    expect(disk.read()).toBe(28);
    expect(disk.write()).toBe(0);
    expect([disk.read(), disk.flush()]).toEqual([0, 5]);
  });

  test('an event without rules disarms nothing', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'none', errno: 28, iotype: 'read' }] });
    disk.write();
    expect(disk.read()).toBe(28);
  });

  test('pwritev_done arms after the write: that one passes, later ones fail', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'pwritev_done' }] });
    expect([disk.write(), disk.write(), disk.write()]).toEqual([0, 5, 5]);
  });

  test('leaving the state does not disarm', () => {
    const disk = new Disk({
      'inject-error': [{ event: 'pwritev', state: 2 }],
      'set-state': [
        { event: 'pwritev', state: 1, new_state: 2 },
        { event: 'pwritev', state: 2, new_state: 3 },
      ],
    });
    expect([disk.write(), disk.write(), disk.write(), disk.write()]).toEqual([0, 5, 5, 5]);
    expect(disk.state.state).toBe(3);
  });

  test('a rule of `none` for another state than 1 never fires', () => {
    const disk = new Disk({
      'inject-error': [{ event: 'none', state: 2 }],
      'set-state': [{ event: 'pwritev', new_state: 2 }],
    });
    expect([disk.read(), disk.write(), disk.read()]).toEqual([0, 0, 0]);
  });

  test('one state, once, then another: exactly one request fails', () => {
    const disk = new Disk({
      'inject-error': [{ event: 'flush_to_disk', state: 1, once: true, immediately: false }],
      'set-state': [{ event: 'flush_to_disk', state: 1, new_state: 2 }],
    });
    const flush = () => {
      disk.raise('flush_to_disk');
      return disk.flush();
    };
    expect([flush(), flush(), flush()]).toEqual([5, 0, 0]);
  });
});

describe('which rule hits', () => {
  test('of two that match, the one defined first', () => {
    const disk = new Disk({
      'inject-error': [
        { event: 'none', errno: 28 },
        { event: 'none', errno: 5 },
      ],
    });
    expect(disk.read()).toBe(28);
  });

  test('a sector rule hits requests that cover the sector, and never a flush', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'none', sector: 4 }] });
    expect(disk.read(4 * SECTOR)).toBe(5);
    expect(disk.read(0, 5 * SECTOR)).toBe(5);
    expect(disk.read(0, 4 * SECTOR)).toBe(0);
    expect(disk.read(5 * SECTOR)).toBe(0);
    expect(disk.flush()).toBe(0);
  });

  test('sector -1 is any sector', () => {
    expect(new Disk({ 'inject-error': [{ event: 'none', sector: -1 }] }).flush()).toBe(5);
  });

  test('without iotype everything but block-status is hit', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'none' }] });
    const all: BlkdebugIoType[] = ['read', 'write', 'write-zeroes', 'discard', 'flush'];
    expect(all.map((iotype) => disk.check(iotype))).toEqual([5, 5, 5, 5, 5]);
    expect(disk.check('block-status')).toBe(0);
  });

  test('an iotype hits only its own kind', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'none', iotype: 'write' }] });
    expect([disk.check('write'), disk.check('write-zeroes'), disk.check('read'), disk.flush()]).toEqual([5, 0, 0, 0]);
    expect(new Disk({ 'inject-error': [{ event: 'none', iotype: 'block-status' }] }).check('block-status')).toBe(5);
  });

  test('once hits once, and an event cannot arm it again', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'pwritev', once: true }] });
    expect([disk.write(), disk.write(), disk.read()]).toEqual([5, 0, 0]);
  });

  test('once uncovers the next rule', () => {
    const disk = new Disk({
      'inject-error': [
        { event: 'none', errno: 28, once: true },
        { event: 'none', errno: 5 },
      ],
    });
    expect([disk.read(), disk.read(), disk.read()]).toEqual([28, 5, 5]);
  });

  test('looking at the armed rule changes nothing', () => {
    const disk = new Disk({ 'inject-error': [{ event: 'none', once: true }] });
    expect(armedRule(disk.state, 'read', 0, SECTOR)?.errno).toBe(5);
    expect(disk.read()).toBe(5);
    expect(armedRule(disk.state, 'read', 0, SECTOR)).toBeUndefined();
  });
});

describe('state changes', () => {
  test('all rules of an event see the state before it', () => {
    const disk = new Disk({
      'inject-error': [{ event: 'pwritev', state: 1 }],
      'set-state': [{ event: 'pwritev', state: 1, new_state: 2 }],
    });
    expect(disk.write()).toBe(5);
  });

  test('of two changes, the one defined first wins', () => {
    const disk = new Disk({
      'set-state': [
        { event: 'pwritev', new_state: 7 },
        { event: 'pwritev', new_state: 8 },
      ],
    });
    disk.write();
    expect(disk.state.state).toBe(7);
  });
});

describe('errno 0 and delays, which versions treat differently', () => {
  const shield: BlkdebugOptions = {
    'inject-error': [
      { event: 'none', errno: 0, once: true },
      { event: 'none', errno: 5 },
    ],
  };

  test('at first a rule with errno 0 shields all after it, for ever', () => {
    const disk = new Disk(shield, OLD);
    expect([disk.read(), disk.read(), disk.read()]).toEqual([0, 0, 0]);
    expect(disk.state.active).toHaveLength(2);
  });

  test('later it is consumed', () => {
    const disk = new Disk(shield, NEW);
    expect([disk.read(), disk.read()]).toEqual([0, 5]);
  });

  test('an answer says whether it is immediate, and how late', () => {
    const node = (delay: number, immediately: boolean) =>
      openBlkdebug({ 'inject-error': [{ event: 'none', errno: 28, immediately, 'delay-ns': delay }] });
    expect(checkRequest(node(500, true), 'read', 0, SECTOR, NEW)?.fault).toMatchObject({
      errno: 28,
      immediately: true,
      delayNs: 500,
    });
    expect(checkRequest(node(500, false), 'read', 0, SECTOR, OLD)?.fault).toMatchObject({
      errno: 28,
      immediately: false,
      delayNs: 0,
    });
  });

  test('a request that is only delayed proceeds to the image', () => {
    const state = openBlkdebug({ 'inject-error': [{ event: 'none', errno: 0, 'delay-ns': 9 }] });
    expect(checkRequest(state, 'read', 0, SECTOR, NEW)?.fault).toMatchObject({ errno: 0, delayNs: 9 });
    expect(checkRequest(state, 'read', 0, SECTOR, OLD)).toBeUndefined();
  });
});

describe('breakpoints', () => {
  const opened = openBlkdebug();
  const broken = addBreakpoint(opened, 'flush_to_os', 'A')!;

  test('the request that raises the event sleeps until its tag is resumed', () => {
    const asleep = raiseEvent(broken, 'flush_to_os', 7);
    expect(isSuspended(asleep, 7)).toBe(true);
    expect(hasSuspended(asleep, 'A')).toBe(true);
    const resumed = resumeRequest(asleep, 'A')!;
    expect(resumed.woken).toEqual([7]);
    expect(isSuspended(resumed.state, 7)).toBe(false);
  });

  test('a breakpoint holds one request, not the next', () => {
    const asleep = raiseEvent(broken, 'flush_to_os', 7);
    expect(raiseEvent(asleep, 'flush_to_os', 8)).toBe(asleep);
    expect(isSuspended(asleep, 8)).toBe(false);
  });

  test('a request that met two breakpoints goes on when both are resumed', () => {
    const twice = raiseEvent(addBreakpoint(broken, 'flush_to_os', 'B')!, 'flush_to_os', 7);
    const first = resumeRequest(twice, 'A')!;
    expect(first.woken).toEqual([]);
    expect(resumeRequest(first.state, 'B')?.woken).toEqual([7]);
  });

  test('an unknown event, and a tag under which nothing sleeps, are refused', () => {
    expect(addBreakpoint(opened, 'bogus', 'A')).toBeUndefined();
    expect(resumeRequest(broken, 'A')).toBeUndefined();
    expect(removeBreakpoint(broken, 'B')).toBeUndefined();
  });

  test('removing a breakpoint disarms it, and wakes all who sleep under its tag', () => {
    const second = addBreakpoint(raiseEvent(broken, 'flush_to_os', 7), 'pwritev', 'A')!;
    const removed = removeBreakpoint(second, 'A')!;
    expect(removed.woken).toEqual([7]);
    expect(isSuspended(raiseEvent(removed.state, 'pwritev', 9), 9)).toBe(false);
  });

  test('an event still arms rules while it suspends', () => {
    const state = openBlkdebug({ 'inject-error': [{ event: 'pwritev' }] });
    const asleep = raiseEvent(addBreakpoint(state, 'pwritev', 'A')!, 'pwritev', 7);
    expect(armedRule(asleep, 'write', 0, SECTOR)?.errno).toBe(5);
  });
});

test('nothing that matches, nothing new: the same state comes back', () => {
  const state = openBlkdebug({ 'inject-error': [{ event: 'none', iotype: 'write' }] });
  expect(raiseEvent(state, 'pwritev')).toBe(state);
  expect(raiseEvent(state, 'none')).toBe(state);
  expect(checkRequest(state, 'read', 0, SECTOR, NEW)).toBeUndefined();
  expect(checkRequest(state, 'write', 0, SECTOR, NEW)?.state).toBe(state);
});

test('states are plain data and never changed in place', () => {
  const event = fc.constantFrom('none', 'pwritev', 'flush_to_os');
  const rule = fc.record({ event, state: fc.nat(2), once: fc.boolean(), errno: fc.constantFrom(0, 5, 28) });
  const change = fc.record({ event, state: fc.nat(2), new_state: fc.integer({ min: 1, max: 3 }) });
  fc.assert(
    fc.property(fc.array(rule), fc.array(change), fc.array(event), (inject, set, events) => {
      let state = openBlkdebug({ 'inject-error': inject, 'set-state': set });
      for (const raised of events) {
        const before = structuredClone(state);
        const next = raiseEvent(state, raised);
        const hit = checkRequest(next, 'write', 0, SECTOR, NEW);
        expect(state).toEqual(before);
        state = hit?.state ?? next;
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }
    }),
  );
});

test('there are as many events as the real one has', () => {
  expect(new Set(BLKDEBUG_EVENTS).size).toBe(BLKDEBUG_EVENTS.length);
  expect(BLKDEBUG_EVENTS).toHaveLength(48);
});

test.each([
  [{ align: 3 }, 'Cannot meet constraints with align 3'],
  [{ align: 512, 'max-transfer': 100 }, 'Cannot meet constraints with max-transfer 100'],
  [{ 'opt-write-zero': 4096, 'max-write-zero': 6144 }, 'Cannot meet constraints with max-write-zero 6144'],
  [{ align: 4096, 'opt-discard': 512 }, 'Cannot meet constraints with opt-discard 512'],
  [{ align: 4096, 'max-transfer': 65536 }, undefined],
  [{}, undefined],
])('limits %j: %s', (limits, error) => {
  expect(blkdebugLimitsError(limits)).toBe(error);
});
