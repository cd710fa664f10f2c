import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Deviations, fewestDeviations } from '../../src/explore/deviations.ts';
import { Exploration, explore } from '../../src/explore/explore.ts';
import type { Model } from '../../src/explore/model.ts';
import { properties, propertyNamed, propertyNames } from '../../src/explore/properties/index.ts';
import type { Property } from '../../src/explore/properties/property.ts';
import { DepthFirst } from '../../src/explore/search.ts';
import { defineRecord, Store, text } from '../../src/kernel/index.ts';
import type { Machine } from '../../src/machine.ts';
import { profiles } from '../../src/profile/index.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { playUnhurried } from '../../src/scenario/play.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { modelOf, qemu } from '../support/explored.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { shipped } from '../support/shipped.ts';
import { sends, story, writes } from '../support/stories.ts';

const Word = defineRecord('deviations test word', { letters: text() });

/** Words of `a`, which is the unhurried letter, and `b`. */
class Words implements Model {
  readonly store = new Store();
  private readonly word = this.store.table(Word).take();
  private readonly length: number;
  private readonly bad: readonly string[];
  private muted = 0;

  constructor(length: number, bad: readonly string[] = []) {
    this.length = length;
    this.bad = bad;
  }

  moves(list: number[], at: number): number {
    if (this.word.letters.length === this.length) return at;
    list[at] = 0;
    list[at + 1] = 1;
    return at + 2;
  }
  play(move: number): void {
    this.word.letters += move === 0 ? 'a' : 'b';
  }
  label = String;
  fingerprint(lanes: Int32Array): void {
    this.store.fingerprintInto(lanes, 0);
  }
  rush = () => -1;
  private says(words: readonly string[]): number {
    return words.reduce((bits, word, i) => (word === this.word.letters ? bits | (1 << i) : bits), 0) & ~this.muted;
  }
  wrong = () => (this.word.letters.length === this.length ? 0 : this.says(this.bad));
  wrongAtEnd = () => this.says(this.bad);
  mute(bits: number): void {
    this.muted |= bits;
  }
}

const spelt = (path: readonly number[]): string => path.map((move) => 'ab'[move]).join('');

describe('a search by deviations', () => {
  test('sees the unhurried run first, then what differs from it once, twice, ...', () => {
    const run = new Deviations(new Words(3));
    expect(run.seen).toBe(-1);
    const states = [0, 1, 2, 3].map((most) => {
      while (run.advance(1, most) === undefined);
      return [run.advance(1, most), run.seen, run.states];
    });
    // The words of at most 3 letters with at most so many of them `b`: 15 in all.
    expect(states).toEqual([
      ['bound', 0, 4],
      ['bound', 1, 10],
      ['bound', 2, 14],
      ['exhausted', 3, 15],
    ]);
    expect(run.advance(1, 0)).toBe('exhausted');
    expect(run.transitions).toBe(14);
  });

  test('finds what is broken where fewest deviations lead, there and at ends, and goes on', () => {
    const run = new Deviations(new Words(4, ['bb', 'aaba', 'aabb', 'a']));
    const found: [number, string][] = [];
    for (let ended: unknown; ended !== 'exhausted'; ended = run.advance(1)) {
      if (run.wrong === 0) continue;
      found.push([run.round, spelt(run.path)]);
      run.goOn();
    }
    expect(found).toEqual([
      [0, 'a'],
      [1, 'aaba'],
      [2, 'bb'],
      [2, 'aabb'],
    ]);
    expect(run.states).toBe(31);
  });

  test('does not tell what it has been told', () => {
    const run = new Deviations(new Words(3, ['bb', 'ab']));
    run.learn(1);
    while (run.advance(1) === undefined);
    expect([run.wrong, spelt(run.path)]).toEqual([2, 'ab']);
    run.learn(2);
    while (run.advance(1) === undefined);
    expect([run.wrong, run.states]).toEqual([0, 15]);
  });

  test('knows the order with the fewest, if it is near enough', () => {
    const options = { maxStates: 1000, eager: true };
    expect(spelt(fewestDeviations(new Words(3, ['bbb']), options) ?? [])).toBe('bbb');
    expect(fewestDeviations(new Words(3, ['c']), options)).toBeUndefined();
    expect(fewestDeviations(new Words(20, ['b'.repeat(20)]), options)).toBeUndefined();
  });

  test('leaves the machine where it was when everything is taken back', () => {
    const model = new Words(3);
    const before = model.store.dump();
    const mark = model.store.mark();
    const run = new Deviations(model);
    while (run.advance(1) === undefined);
    model.store.undo(mark);
    expect(model.store.dump()).toEqual(before);
  });
});

/** With how many deviations each property is broken first, in a machine that is small enough; undefined if it is not. */
function brokenWith(scenario: Scenario, version: string, eager: boolean, maxStates: number) {
  const run = new Deviations(modelOf(scenario, qemu(version), propertyNames), { eager });
  const broken = new Map<string, number>();
  for (;;) {
    const ended = run.advance(64);
    if (ended === 'exhausted') return new Map([...broken].sort());
    if (run.states > maxStates) return undefined;
    if (ended === undefined) continue;
    for (const [i, { name }] of properties.entries()) if ((run.wrong & (1 << i)) !== 0) broken.set(name, run.round);
    run.goOn();
  }
}

function brokenInAnyOrder(scenario: Scenario, version: string): string[] {
  const run = new DepthFirst(modelOf(scenario, qemu(version), propertyNames));
  let broken = 0;
  for (let ended: unknown; ended !== 'exhausted'; ended = run.advance(4096)) {
    broken |= run.wrong;
    if (run.wrong !== 0) run.goOn();
  }
  return propertyNames.filter((_, i) => (broken & (1 << i)) !== 0).sort();
}

describe('of a machine it comes to the same', () => {
  /** @returns how many properties are broken; undefined if the machine is too large */
  function compare(scenario: Scenario, version: string, maxStates: number): number | undefined {
    const all = brokenWith(scenario, version, false, maxStates);
    if (all === undefined) return undefined;
    expect(brokenWith(scenario, version, true, maxStates)).toEqual(all);
    expect([...all.keys()]).toEqual(brokenInAnyOrder(scenario, version));
    return all.size;
  }

  test.each(['racing-cont', 'paused-without-reason', 'quit-in-flight', 'discard-error-pauses', 'two-disks'])(
    'with eager moves as without, and as the depth-first search, as for %s',
    (name) => {
      for (const version of ['7.2.22', '10.0.2', '11.1.3'])
        expect(compare(shipped(name), version, 50_000), version).toBeGreaterThan(-1);
    },
  );

  test('whatever the scenario', () => {
    let [compared, broken] = [0, 0];
    fc.assert(
      fc.property(randomScenario, fc.constantFrom(...profiles), (scenario, { name }) => {
        const found = compare(scenario, name, 3000);
        if (found === undefined) return;
        compared++;
        broken += found;
      }),
      { numRuns: 100, seed: 11 },
    );
    expect(compared).toBeGreaterThan(20);
    expect(broken).toBeGreaterThan(0);
  });
});

/** What clients and guest see of a machine, but when. */
function seenOf(machine: Machine): string[] {
  const seen: string[] = [];
  machine.bus.on('monitor-output', ({ monitor, message }) => {
    const { timestamp: _timestamp, ...rest } = message as Readonly<Record<string, unknown>>;
    if (!('QMP' in rest)) seen.push(`${monitor} ${JSON.stringify(rest)}`);
  });
  machine.bus.on('guest-completed', ({ status }) => seen.push(status));
  return seen;
}

test.each(['paused-without-reason', 'thin-provisioning', 'job-and-guest-stop', 'backup-error-hits-guest'])(
  'the first choice each time makes the run that is played without a search: %s',
  (name) => {
    const story = shipped(name);
    const alone = buildMachine(story, qemu('10.0.13'));
    const expected = seenOf(alone);
    playUnhurried(alone, story.end, 10_000);
    const model = modelOf(story, qemu('10.0.13'), []);
    const found = seenOf(model.machine);
    const list: number[] = [];
    while (found.length < expected.length && model.movesInTime(list, 0) > 0) model.play(list[0] as number);
    expect(found).toEqual(expected);
  },
);

describe('of a machine too large to be seen whole', () => {
  test('a mirror beside a guest: the founding story is two deviations away', () => {
    const story = shipped('job-and-guest-stop');
    const verdict = (version: string) => {
      const [property] = properties.filter(({ name }) => name === 'stop-has-io-error');
      return explore(story, qemu(version), { properties: property === undefined ? [] : [property], deviations: 2 });
    };
    expect(verdict('10.0.13')).toMatchObject({
      exhausted: false,
      deviations: 2,
      properties: [{ verdict: 'undecided' }],
    });
    const { properties: told } = verdict('10.0.2');
    expect(told).toMatchObject([{ verdict: 'violated', counterexample: { device: [{ id: 'vd0' }] } }]);
    expect(told[0]?.counterexample?.steps.length).toBeLessThan(story.steps.length);
  });

  test('what a search has seen so is told with it', () => {
    const story = shipped('mirror-never-converges');
    const { exhausted, deviations } = explore(story, qemu('11.1.3'), { maxStates: 20_000 });
    expect({ exhausted, deviations }).toEqual({ exhausted: false, deviations: expect.any(Number) });
    expect(explore(story, qemu('11.1.3'), { maxStates: 5000 }).deviations).toBeUndefined();
  });
});

describe('a bound that is beyond all orders', () => {
  test('is none', () => {
    const report = explore(shipped('quit-in-flight'), qemu('11.1.3'), { deviations: 100 });
    expect(report.exhausted).toBe(true);
    expect(report.deviations).toBeUndefined();
    expect(report.properties.some(({ verdict }) => verdict === 'undecided')).toBe(false);
  });

  test('forgets nothing that was found before', () => {
    const run = new Exploration(shipped('racing-cont'), qemu('10.0.13'), { deviations: 50 });
    const broken: number[] = [];
    while (run.advance(20) === undefined) broken.push(run.broken.length);
    expect(broken).toEqual(broken.toSorted());
    expect([run.broken, run.report().exhausted]).toEqual([['no-request-stranded'], true]);
  });
});

test('what a run without an end may break is not said to hold', () => {
  const cont = { on: { event: 'STOP' }, after: 50, send: { execute: 'cont' } };
  const full = { event: 'none', iotype: 'write', errno: 28 };
  const again = story([full], [writes(0, 'w0'), sends(700, 'query-status'), sends(900, 'query-status')], {
    clients: [{ name: 'main', reactions: [cont] }],
  });
  const served = (deviations: number) =>
    explore(again, qemu('11.1.3'), { properties: [propertyNamed('guest-served') as Property], deviations });
  expect(served(0)).toMatchObject({ deviations: 0, properties: [{ verdict: 'undecided', unjudged: true }] });
  expect(served(100)).toMatchObject({ properties: [{ verdict: 'violated' }] });
  const stranded = explore(shipped('racing-cont'), qemu('10.0.13'), {
    properties: [propertyNamed('no-request-stranded') as Property],
    deviations: 0,
  });
  expect(stranded.properties[0]?.unjudged).toBeUndefined();
});

test('ends as soon as everything is found', () => {
  const only = { properties: [propertyNamed('no-request-stranded') as Property], deviations: 9 };
  const run = new Exploration(shipped('racing-cont'), qemu('10.0.13'), only);
  while (run.advance(1) === undefined);
  expect(run.states).toBeLessThan(250);
});

describe('two searches by turns', () => {
  test('one learns what the other has found before it began', () => {
    const names = ['stop-has-io-error', 'no-lost-write'];
    const asked = names.map((name) => propertyNamed(name) as Property);
    const run = new Exploration(shipped('backup-error-hits-guest'), qemu('10.0.2'), { properties: asked });
    while (run.advance(4096) === undefined);
    expect(run.broken).toEqual(['stop-has-io-error']);
    expect(run.report()).toMatchObject({
      exhausted: true,
      properties: [{ verdict: 'violated' }, { verdict: 'holds' }],
    });
  });
});

/** How the unhurried run goes on tells states apart, so states that are the same must agree. */
test.each(['one-resumes-one-watches', 'resumes-at-once', 'resumes-with-back-off', 'two-managers-resume'])(
  'the unhurried move follows from the state: %s',
  (name) => {
    const model = modelOf(shipped(`managers/${name}`), qemu('10.0.2'), []);
    model.store.watch({ fingerprint: true });
    const [first, lanes, list] = [new Map<string, string>(), new Int32Array(2), [] as number[]];
    const start = model.store.mark();
    let again = 0;
    for (let seed = 1; seed <= 150; seed++) {
      for (let step = 0, at = seed; step < 300; step++, at = (at * 16807) % 2147483647) {
        const count = model.movesInTime(list, 0);
        if (count === 0) break;
        model.fingerprint(lanes);
        const label = model.label(list[0] as number);
        again += first.has(lanes.join()) ? 1 : 0;
        expect(first.get(lanes.join()) ?? label).toBe(label);
        first.set(lanes.join(), label);
        model.play(list[at % count] as number);
      }
      model.store.undo(start);
    }
    expect(again).toBeGreaterThan(100);
  },
);

test.each([Number.NaN, -1, 1.5, Number.NEGATIVE_INFINITY, 'x', null] as number[])(
  'a bound of %s is refused',
  (deviations) => {
    expect(() => explore(shipped('quit-in-flight'), qemu('11.1.3'), { deviations })).toThrow(
      `deviations: expected a whole number from 0 on, found ${deviations}`,
    );
  },
);
