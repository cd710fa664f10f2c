/** Runs that never end: which of them count, and what they break. */
import { describe, expect, test } from 'vitest';
import { type EndlessModel, findEndless } from '../../src/explore/endless.ts';
import { explore } from '../../src/explore/explore.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import { type Property, property } from '../../src/explore/properties/property.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { stronglyConnected } from '../../src/explore/strongly-connected.ts';
import { defineRecord, number, Store } from '../../src/kernel/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { Run } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { qemu } from '../support/explored.ts';
import { FULL_ONCE, sends, story, writes } from '../support/stories.ts';

test('sets of states that lead to one another', () => {
  const graph: Record<number, number[]> = { 0: [1], 1: [2, 3], 2: [0], 3: [4], 4: [3], 5: [5], 6: [] };
  const sets = stronglyConnected(Object.keys(graph).map(Number), (state) => graph[state] as number[]);
  expect(sets.map((set) => [...set].sort())).toEqual([[3, 4], [0, 1, 2], [5]]);
});

const Place = defineRecord('endless test place', { at: number() });

/** A graph whose edges are `from, to, mover`; nothing is fulfilled but in the states that are named. */
class Graph implements EndlessModel {
  readonly store = new Store();
  readonly time = 9;
  private readonly place = this.store.table(Place).take();
  private readonly edges: readonly (readonly [number, number, number])[];
  private readonly fulfilled: readonly number[];
  private readonly waiting: boolean;
  constructor(edges: readonly (readonly [number, number, number])[], fulfilled: readonly number[], waiting = false) {
    this.edges = edges;
    this.fulfilled = fulfilled;
    this.waiting = waiting;
  }
  moves(list: number[], at: number): number {
    let end = at;
    for (const [i, [from]] of this.edges.entries()) if (from === this.place.at) list[end++] = i;
    return end;
  }
  play(move: number): void {
    this.place.at = (this.edges[move] as readonly [number, number, number])[1];
  }
  label = String;
  fingerprint(lanes: Int32Array): void {
    this.store.fingerprintInto(lanes, 0);
  }
  rush = () => -1;
  wrong = () => 0;
  unfulfilled = () => (this.fulfilled.includes(this.place.at) ? 0 : 1);
  moverOf = (move: number) => (this.edges[move] as readonly [number, number, number])[2];
  waitsForTime = () => this.waiting;
}

describe('a circle', () => {
  const circle = [
    [0, 1, 0],
    [1, 2, 0],
    [2, 1, 0],
  ] as const;

  test('that never fulfils anything is found, with the way to it', () =>
    expect(findEndless(new Graph(circle, []), 100)).toEqual({ stem: [0], loop: [1, 2] }));

  test('that fulfils it now and then is none', () => expect(findEndless(new Graph(circle, [2]), 100)).toBeUndefined());

  test('in which somebody waits all the way round who could move is none', () => {
    const out = [
      [1, 3, 5],
      [2, 3, 5],
    ] as const;
    expect(findEndless(new Graph([...circle, ...out], [3]), 100)).toBeUndefined();
    // Who may move now and then only may be overlooked.
    expect(findEndless(new Graph([...circle, ...out.slice(1)], [3]), 100)?.loop).toEqual([1, 2]);
  });

  test('goes through the moves of all who could move', () => {
    const both = [
      [0, 0, 1],
      [0, 0, 2],
    ] as const;
    expect(findEndless(new Graph(both, []), 100)?.loop.toSorted()).toEqual([0, 1]);
  });

  test('that keeps the clock from getting anywhere is none', () => {
    expect(findEndless(new Graph(circle, [], true), 100)).toBeUndefined();
    const passing = [...circle.slice(0, 2), [2, 1, 9]] as const;
    expect(findEndless(new Graph(passing, [], true), 100)?.loop).toEqual([1, 2]);
  });
});

/** Where the guest's request gets no answer. */
const answered: Property = property<{ readonly asked: number }>({
  name: 'answered',
  kind: 'eventually',
  sentence: 'the guest gets an answer to whatever it asks for',
  initial: { asked: 0 },
  hears: {
    'guest-submitted': ({ asked }) => ({ asked: asked + 1 }),
    'guest-completed': ({ asked }) => ({ asked: asked - 1 }),
  },
  atEnd: ({ asked }) => (asked === 0 ? undefined : 'a request has no answer'),
});

const resuming = (after: number, rules: readonly object[]): Scenario =>
  story(rules, [writes(0, 'w0')], {
    clients: [{ name: 'main', reactions: [{ on: { event: 'STOP' }, send: { execute: 'cont' }, after }] }],
  });

const FULL = { event: 'none', iotype: 'write', errno: 28 };

describe('a manager that resumes at once, for ever', () => {
  test.each(['7.2.22', '10.0.2', '11.1.3'])('leaves a request without an answer for ever on %s', (version) => {
    const { exhausted, properties } = explore(resuming(50, [FULL]), qemu(version), { properties: [answered] });
    expect(exhausted).toBe(true);
    expect(properties).toMatchObject([{ verdict: 'violated' }]);
    const [{ sentence, counterexample } = {}] = properties;
    expect(sentence).toMatch(
      /^a request has no answer; the last \d+ moves lead back to where they began, and so on for/,
    );
    const { repeats = 0, order = [], description } = counterexample as Scenario;
    expect(order.length).toBeGreaterThan(repeats);
    expect(description).toContain('for ever');
    const labels = order.slice(-repeats);
    expect(labels.some((label) => label.startsWith('client main reacts: sends cont'))).toBe(true);
    expect(labels.some((label) => label.startsWith('time passes'))).toBe(true);
  });

  test('strands none: each is tried again', () => {
    const stranded = propertyNamed('no-request-stranded') as Property;
    const report = explore(resuming(50, [FULL]), qemu('11.1.3'), { properties: [stranded] });
    expect(report).toMatchObject({ exhausted: true, properties: [{ verdict: 'holds' }] });
  });

  test('gets there when the disk has room again', () =>
    expect(
      explore(resuming(50, [FULL_ONCE, FULL_ONCE]), qemu('11.1.3'), { properties: [answered] }).properties,
    ).toMatchObject([{ verdict: 'holds' }]));

  test('makes a story that plays to where it begins again', () => {
    const { properties } = explore(resuming(50, [FULL]), qemu('11.1.3'), { properties: [answered] });
    const text = writeScenario(properties[0]?.counterexample as Scenario);
    const { scenario } = parseScenario(text, 'endless.json');
    const { repeats = 0, order = [] } = scenario as Scenario;
    const watch = watchProperties([answered]);
    const prints: string[] = [];
    const run = new Run(scenario as Scenario, qemu('11.1.3'), {
      observers: [watch, { move: ({ machine }) => void prints.push(print(machine)) }],
    });
    run.machine.store.watch({ fingerprint: true });
    const print = (machine: Run['machine']) => machine.store.fingerprint(run.time * 1e6).join();
    expect(run.advance()).toBe('end');
    expect(run.moves).toBe(order.length);
    expect(print(run.machine)).toBe(prints[order.length - repeats]);
    expect(watch.violations).toHaveLength(1);
  });
});

/** A mirror that is ready wakes up ten times a second, so that no state of its machine is the last one. */
test.each(['7.2.22', '10.0.13', '11.1.3'])(
  'beside a mirror that stays ready a request is found stranded on %s',
  (version) => {
    const nodes = [
      { driver: 'null-co', 'node-name': 'disk', size: 1048576, 'read-zeroes': true },
      { driver: 'blkdebug', 'node-name': 'thin', image: 'disk', 'inject-error': [FULL_ONCE] },
      { driver: 'null-co', 'node-name': 'source', size: 65536, 'read-zeroes': true },
      { driver: 'null-co', 'node-name': 'target', size: 65536, 'read-zeroes': true },
    ];
    const mirror = { 'job-id': 'copy', device: 'source', target: 'target', sync: 'full' };
    const steps = [
      { at: 0, client: 'other', qmp: { execute: 'blockdev-mirror', arguments: mirror } },
      writes(100, 'w0'),
      sends(100, 'cont'),
    ];
    const scenario = story([], steps, { blockdev: nodes, clients: [{ name: 'other' }] });
    const properties = [propertyNamed('no-request-stranded') as Property];
    const { exhausted, properties: told } = explore(scenario, qemu(version), { properties });
    expect(exhausted).toBe(true);
    expect(told).toMatchObject([
      {
        verdict: 'violated',
        sentence:
          "the VM runs and write 'w0' in vd0 stays parked; the last 2 moves lead back to where they began, and so on for ever",
        counterexample: { repeats: 2 },
      },
    ]);
  },
);
