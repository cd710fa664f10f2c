import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Exploration } from '../../src/explore/explore.ts';
import { MachineModel } from '../../src/explore/machine-model.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import { type Property, property } from '../../src/explore/properties/property.ts';
import { DepthFirst } from '../../src/explore/search.ts';
import { stronglyConnected } from '../../src/explore/strongly-connected.ts';
import { UnfulfilledMoves } from '../../src/explore/unfulfilled.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { qemu } from '../support/explored.ts';
import { shipped } from '../support/shipped.ts';

/** Moves between states 0, 1, 2 ... that leave the properties of some bits unfulfilled. */
const noted = (...moves: readonly (readonly [from: number, to: number, bits: number])[]): UnfulfilledMoves => {
  const all = new UnfulfilledMoves();
  for (const [from, to, bits] of moves) all.note(from, -from, to, -to, bits);
  return all;
};

describe('moves that leave a property unfulfilled', () => {
  test('make a circle when they lead back', () => {
    expect(noted([0, 1, 1], [1, 2, 1]).circles(1)).toBe(0);
    expect(noted([0, 1, 1], [1, 2, 1], [2, 1, 1]).circles(1)).toBe(1);
  });

  test('make one where a state leads to itself', () => expect(noted([3, 3, 1]).circles(1)).toBe(1));

  test('make none where another property closes it', () => {
    const both = noted([0, 1, 3], [1, 0, 2]);
    expect([both.circles(1), both.circles(2), both.circles(3)]).toEqual([0, 2, 2]);
  });

  const state = fc.nat(7);
  const moves = fc.array(fc.tuple(state, state, fc.constantFrom(1, 2, 3)), { maxLength: 14 });
  test('make one exactly where states can be reached from one another', () =>
    fc.assert(
      fc.property(moves, (all) => {
        const circles = [1, 2].filter((bit) => {
          const from = (one: number) => all.flatMap(([a, b, bits]) => (a === one && (bits & bit) !== 0 ? b : []));
          return stronglyConnected([0, 1, 2, 3, 4, 5, 6, 7], from).length > 0;
        });
        expect(noted(...all).circles(3)).toBe(circles.reduce((bits, bit) => bits | bit, 0));
      }),
    ));

  test('of several threads make it together', () => {
    const [one, other] = [noted([0, 1, 1]), noted([1, 0, 1])];
    expect(new UnfulfilledMoves([...one.noted, ...other.noted]).circles(1)).toBe(1);
  });

  test('are supposed to when there are too many to keep', () => {
    const many = new UnfulfilledMoves([], 10);
    for (let i = 0; i < 10; i++) many.note(i, 0, i + 1, 0, 1);
    expect(many.circles(1)).toBe(0);
    many.note(10, 0, 11, 0, 1);
    expect(many.circles(1)).toBe(1);
  });
});

/** Whether the guest has asked for as much as it got: what arrives changes that. */
const answered: Property = property<{ readonly open: number }>({
  name: 'answered',
  kind: 'eventually',
  sentence: 'the guest gets an answer',
  initial: { open: 0 },
  hears: {
    'guest-submitted': ({ open }) => ({ open: open + 1 }),
    'guest-completed': ({ open }) => ({ open: open - 1 }),
  },
  atEnd: ({ open }) => (open === 0 ? undefined : 'one is open'),
});

test('a reduced search takes a property that arrivals could fulfil for unfulfilled everywhere', () => {
  const modelOf = () =>
    new MachineModel(buildMachine(shipped('two-disks'), qemu('11.1.3'), { apart: true }), [answered]);
  const moves = (eager: boolean): number => {
    const run = new DepthFirst(modelOf(), { eager });
    while (run.advance(4096) === undefined);
    return eager ? run.transitions - run.unfulfilled.noted.length / 3 : run.unfulfilled.noted.length / 3;
  };
  expect(moves(true)).toBe(0);
  expect(modelOf().unfulfilled(false)).toBe(0);
  expect(moves(false)).toBeGreaterThan(0);
});

test('a search cut short while it looks for runs without an end has decided what must always hold', () => {
  const names = ['stop-has-io-error', 'no-request-stranded', 'guest-served'];
  const exploration = new Exploration(shipped('managers/resumes-at-once'), qemu('11.1.3'), {
    properties: names.flatMap((name) => propertyNamed(name) ?? []),
  });
  const verdicts = () => exploration.report().properties.map(({ verdict }) => verdict);
  while (!exploration.report().exhausted) {
    expect(verdicts()).not.toContain('holds');
    exploration.advance(50);
  }
  expect(verdicts()).toEqual(['holds', 'holds', 'undecided']);
  while (exploration.advance(50) === undefined);
  expect(verdicts()).toEqual(['holds', 'holds', 'holds']);
});
