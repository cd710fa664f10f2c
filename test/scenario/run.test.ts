import { describe, expect, test } from 'vitest';
import { properties } from '../../src/explore/properties/index.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { profiles } from '../../src/profile/index.ts';
import { BuildRefusal } from '../../src/scenario/build.ts';
import { labelOf } from '../../src/scenario/move-label.ts';
import type { Move } from '../../src/scenario/moves.ts';
import { OrderRefusal } from '../../src/scenario/policy.ts';
import { type Observer, Run, runScenario } from '../../src/scenario/run.ts';
import { chain } from '../support/job-lab.ts';
import { FULL_ONCE, profile, received, sends, story, writes } from '../support/stories.ts';

const failing = story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')]);
const V10 = profile('10.0.13');

/** Writes down the label of every move. */
class Labels implements Observer {
  readonly labels: string[] = [];
  move(run: Run, move: Move): void {
    this.labels.push(labelOf(run.machine, move));
  }
}

describe('a run', () => {
  test('ends when the scenario does', () => {
    const { ended, time, reason } = runScenario(failing, V10);
    expect({ ended, time, reason }).toEqual({ ended: 'end', time: 700, reason: undefined });
  });

  test('ends with the process', () => {
    const { ended, time, transcript } = runScenario(story([], [sends(100, 'quit')], { end: 5000 }), V10);
    expect({ ended, time }).toEqual({ ended: 'exited', time: 100 });
    expect(received(transcript)).toEqual(['SHUTDOWN', 'return']);
  });

  test('stops at a bound and says what repeats', () => {
    const reads = story(
      [{ event: 'none', iotype: 'write', errno: 28 }],
      [writes(0, 'w'), ...Array.from({ length: 200 }, (_, i) => sends(10 + 10 * i, 'cont'))],
    );
    const { ended, moves, reason } = runScenario(reads, V10, { maxMoves: 2000 });
    expect({ ended, moves }).toEqual({ ended: 'bound', moves: 2000 });
    expect(reason).toMatch(/^stopped after 2000 moves at \d+ of 2300 ms: (STOP|RESUME|BLOCK_IO_ERROR) came \d+ times/);
  });

  test('is the same played at once and in pieces', () => {
    const run = new Run(failing, V10);
    while (run.advance(3) === undefined);
    expect(run.result().transcript).toBe(runScenario(failing, V10).transcript);
  });

  test('refuses a machine that QEMU would refuse', () => {
    const wrong = story([FULL_ONCE], [], { drive: [{ id: 'd', format: 'raw', file: { driver: 'nosuch' } }] });
    expect(() => runScenario(wrong, V10)).toThrow(BuildRefusal);
  });

  test.each([
    [
      { driver: 'null-co', 'read-only': 'on' },
      "blockdev[0]: Invalid parameter type for 'read-only', expected: boolean",
    ],
    [{ driver: 'null-co', size: 'much' }, "blockdev[0]: Invalid parameter type for 'size', expected: integer"],
    [
      { driver: 'null-co', 'detect-zeroes': 'yes' },
      "blockdev[0]: Parameter 'detect-zeroes' does not accept value 'yes'",
    ],
  ])('refuses the node %j as blockdev-add does', (options, sentence) => {
    const wrong = story([FULL_ONCE], [], { blockdev: [{ 'node-name': 'n', ...options }], device: [] });
    expect(() => runScenario(wrong, V10)).toThrow(sentence);
  });

  test.each(profiles.map((each) => each.name))('on %s tells the error and the STOP', (name) => {
    expect(received(runScenario(failing, profile(name)).transcript).slice(0, 2)).toEqual(['BLOCK_IO_ERROR', 'STOP']);
  });
});

describe('a seed', () => {
  const together = story([FULL_ONCE], [writes(100, 'w0'), writes(100, 'w1'), sends(100, 'cont'), sends(100, 'cont')]);
  const play = (seed: number) => runScenario(together, V10, { seed }).transcript;

  test('gives the same run each time', () => expect(play(7)).toBe(play(7)));

  test('gives another run than another seed, sooner or later', () => {
    const runs = new Set(Array.from({ length: 20 }, (_, seed) => play(seed)));
    expect(runs.size).toBeGreaterThan(1);
  });

  // 2.2: a mirror's two reads lie in two files. Whichever is over first is written first, and meets the error.
  test('decides which of two requests of a job meets an error that comes once', () => {
    const commit = { at: 0, qmp: { execute: 'block-commit', arguments: { 'job-id': 'j', device: 'top' } } };
    const committing = story([], [commit], { ...chain([{ errno: 5, iotype: 'write', once: true }]), device: [] });
    const offset = (seed: number) =>
      /BLOCK_JOB_COMPLETED.*?"offset": (\d+)/.exec(runScenario(committing, V10, { seed }).transcript)?.[1];
    const offsets = new Set(Array.from({ length: 20 }, (_, seed) => offset(seed)));
    expect(offsets).toEqual(new Set(['1048576', '524288']));
  });
});

describe('an order', () => {
  const play = (order: readonly string[]) => {
    const labels = new Labels();
    const { transcript, ended } = runScenario(failing, V10, { order, observers: [labels] });
    return { transcript, ended, labels: labels.labels };
  };
  const unhurried = play([]);

  test('that was recorded plays again', () => expect(play(unhurried.labels)).toEqual(unhurried));

  test('that stops early goes on without hurry', () => expect(play(unhurried.labels.slice(0, 5))).toEqual(unhurried));

  test('may let things happen in another order', () => {
    // The guest has asked, and before it kicks its device the client is faster.
    const together = story([FULL_ONCE], [writes(100, 'w0'), sends(100, 'query-status')]);
    const early = ['time passes to 100 ms', 'guest of vd0 asks for write w0', 'client main sends query-status'];
    expect(runScenario(together, V10, { order: early }).transcript).toContain('"status": "running"');
    expect(runScenario(together, V10, { order: [] }).transcript).toContain('"status": "io-error"');
  });

  test('comes from the scenario too', () => {
    const wrong = { ...failing, order: ['time passes to 100 ms', 'nobody does this'] };
    expect(() => runScenario(wrong, V10)).toThrow(/^order\[1\]: 'nobody does this' cannot happen here, expected /);
    expect(runScenario(wrong, V10, { seed: 1 }).ended).toBe('end');
  });

  test('names the nearest move', () => {
    expect(() => runScenario(failing, V10, { order: ['time passes to 10 ms'] })).toThrow(
      "order[0]: 'time passes to 10 ms' cannot happen here, did you mean 'time passes to 100 ms'?",
    );
  });

  test('that is longer than the run is refused', () => {
    const order = [...unhurried.labels, 'one more'];
    expect(() => runScenario(failing, V10, { order })).toThrow(OrderRefusal);
  });
});

describe('properties on a run', () => {
  const twice = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont'), sends(2500, 'cont')]);
  const broken = (name: string) => {
    const { violations } = runScenario(twice, profile(name), { observers: [watchProperties(properties)] });
    return violations.map(({ property, time, line }) => ({ property, time, line }));
  };

  test('a STOP whose reason is held back is found where it happens', () => {
    expect(broken('10.0.2')).toEqual([{ property: 'stop-has-io-error', time: 400, line: 8 }]);
    const lines = runScenario(twice, profile('10.0.2')).transcript.split('\n');
    expect(lines[7]).toContain('"event": "STOP"');
  });

  test('nothing is found where the fix is in', () => expect(broken('10.0.13')).toEqual([]));

  test('a run that was cut off says nothing about what happens eventually', () => {
    const stranded = [watchProperties(properties)];
    const { violations } = runScenario(twice, V10, { maxMoves: 10, observers: stranded });
    expect(violations).toEqual([]);
  });

  test('observers change nothing', () => {
    const watched = runScenario(twice, V10, { observers: [watchProperties(properties), new Labels()] });
    expect(watched.transcript).toBe(runScenario(twice, V10).transcript);
  });
});
