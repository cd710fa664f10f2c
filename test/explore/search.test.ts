import { describe, expect, test } from 'vitest';
import { crewMemory, workInCrew } from '../../src/explore/crew.ts';
import { Deviations, fewestDeviations } from '../../src/explore/deviations.ts';
import type { Model } from '../../src/explore/model.ts';
import { DepthFirst, LONGEST_PATH, searchShortest } from '../../src/explore/search.ts';
import { SharedStateTable } from '../../src/explore/shared-table.ts';
import { walk } from '../../src/explore/walk.ts';
import { defineRecord, number, Store } from '../../src/kernel/index.ts';
import { search } from '../support/search.ts';
import { TinyModel, type TinyOptions } from '../support/tiny-model.ts';

const states = (options: TinyOptions, eager: boolean) => {
  const found = search(new TinyModel(options), { eager });
  expect(found.ended).toBe('exhausted');
  return found.states;
};

/** Plays a path and says what it was, move by move. */
function labels(model: Model, path: readonly number[]): string[] {
  return path.map((move) => {
    const label = model.label(move);
    model.play(move);
    return label;
  });
}

/** The states in which nothing can move, by what they hold, with the requests of a disk in any order. */
function ends(options: TinyOptions, eager: boolean): Set<string> {
  const model = new TinyModel(options);
  const found = new Set<string>();
  model.wrongAtEnd = () => {
    found.add(model.contents());
    return 0;
  };
  expect(search(model, { eager }).ended).toBe('exhausted');
  return found;
}

describe('a depth-first search of the tiny machine', () => {
  // R, C, J; all orders; eager moves; interchangeable requests merged too
  test.each([
    [1, 1, 0, 185, 76, 76],
    [2, 1, 0, 3_257, 916, 402],
    [1, 2, 2, 8_548, 2_024, 2_024],
    [2, 2, 0, 5_667, 1_464, 643],
    [3, 2, 0, 73_788, 14_338, 1_956],
    [2, 2, 8, 561_820, 79_618, 35_238],
  ])('R=%i C=%i J=%i has exactly %i states, %i, %i', (R, C, J, all, eager, symmetric) => {
    expect(states({ R, C, J }, false)).toBe(all);
    expect(states({ R, C, J }, true)).toBe(eager);
    expect(states({ R, C, J, symmetric: true }, true)).toBe(symmetric);
  });

  test.each([
    { R: 2, C: 2, J: 0 },
    { R: 1, C: 2, J: 2 },
    { R: 2, C: 1, J: 2, JF: 2 },
  ])('reaches the same ends with reductions as without: %o', (options) => {
    const unreduced = ends(options, false);
    expect(unreduced.size).toBeGreaterThan(1);
    expect(ends(options, true)).toEqual(unreduced);
    expect(ends({ ...options, symmetric: true }, false)).toEqual(unreduced);
    expect(ends({ ...options, symmetric: true }, true)).toEqual(unreduced);
  });

  test('holds in at most 24 bytes a state', () => {
    const { states: count, tableBytes } = search(new TinyModel({ R: 3, C: 2, J: 0 }), { eager: false });
    expect(tableBytes / count).toBeLessThanOrEqual(24);
  });

  test('leaves the model in its first state', () => {
    const model = new TinyModel({ R: 2, C: 1, J: 0 });
    const before = model.store.dump();
    search(model);
    expect(model.store.dump()).toEqual(before);
  });

  test('finds a path to the broken property that can be played', () => {
    const { ended, path } = search(new TinyModel({ R: 1, C: 1, J: 0, buggy: true }));
    expect(ended).toBe('wrong');
    const model = new TinyModel({ R: 1, C: 1, J: 0, buggy: true });
    for (const move of path) {
      expect(model.wrong()).toBe(0);
      model.play(move);
    }
    expect(model.wrong()).toBe(1);
  });

  test('stops at maxStates, at maxSeconds and when told to', () => {
    const model = () => new TinyModel({ R: 3, C: 2, J: 0 });
    const bounded = search(model(), { maxStates: 1000 });
    expect(bounded.ended).toBe('bound');
    expect(bounded.states).toBeGreaterThanOrEqual(1000);
    expect(bounded.states).toBeLessThan(6000);
    let now = 0;
    expect(search(model(), { clock: () => (now += 1000), maxSeconds: 2 }).ended).toBe('bound');
    const seen: number[] = [];
    expect(search(model(), { progress: (at) => seen.push(at.transitions) >= 2 }).ended).toBe('bound');
    expect(seen).toEqual([4096, 8192]);
  });

  test('is not begun with a limit that nothing reaches', () => {
    const model = new TinyModel({ R: 1, C: 1, J: 0 });
    expect(() => search(model, { maxStates: Number.NaN })).toThrow('expected numbers, found NaN');
    expect(() => search(model, { maxSeconds: Number('soon') })).toThrow('expected numbers, found NaN');
  });

  test('can be made piece by piece', () => {
    const run = new DepthFirst(new TinyModel({ R: 1, C: 1, J: 0 }));
    let pieces = 0;
    while (run.advance(10) === undefined) pieces++;
    expect(run.states).toBe(76);
    expect(pieces).toBeGreaterThan(5);
  });
});

describe('the shortest path', () => {
  test('to the broken property of the tiny machine has 16 moves', () => {
    const options = { R: 3, C: 2, J: 8, buggy: true };
    const { path, ended } = searchShortest(new TinyModel(options), { eager: false });
    expect(ended).toBe('wrong');
    expect(path).toHaveLength(16);
    const model = new TinyModel(options);
    const told = labels(model, path);
    expect(told.filter((label) => label === 'vmstop')).toHaveLength(2);
    expect(model.wrong()).toBe(1);
  });

  test('sees every state if nothing is broken', () => {
    expect(searchShortest(new TinyModel({ R: 2, C: 1, J: 0 }), { eager: false })).toMatchObject({
      ended: 'exhausted',
      states: 3257,
    });
  });
});

describe('a random walk', () => {
  test('finds what is badly broken, the same way for the same seed', () => {
    const options = { R: 2, C: 2, J: 0, buggy: true };
    const first = walk(new TinyModel(options), { seed: 7 });
    expect(first.wrong).toBe(1);
    expect(walk(new TinyModel(options), { seed: 7 })).toEqual(first);
    expect(walk(new TinyModel(options), { seed: 8 }).path).not.toEqual(first.path);
  });

  test('finds nothing where nothing is broken', () => {
    const { wrong, walks } = walk(new TinyModel({ R: 2, C: 2, J: 0 }), { walks: 20 });
    expect({ wrong, walks }).toEqual({ wrong: 0, walks: 20 });
  });
});

describe('an eager move that leads round in a circle', () => {
  const Counter = defineRecord('search test counter', { spin: number(), left: number(3) });

  /** Move 0 spins for ever and is called eager; move 1 counts down. */
  class Spinner implements Model {
    readonly store = new Store();
    private readonly counter = this.store.table(Counter).take();
    moves(list: number[], at: number): number {
      list[at] = 0;
      if (this.counter.left === 0) return at + 1;
      list[at + 1] = 1;
      return at + 2;
    }
    play(move: number): void {
      if (move === 0) this.counter.spin = (this.counter.spin + 1) % 5;
      else this.counter.left--;
    }
    label = String;
    fingerprint(lanes: Int32Array): void {
      this.store.fingerprintInto(lanes, 0);
    }
    rush(): number {
      this.play(0);
      return 0;
    }
    wrong = () => (this.counter.left === 0 ? 1 : 0);
  }

  test('does not keep the others waiting for ever', () => {
    expect(search(new Spinner()).ended).toBe('wrong');
    expect(searchShortest(new Spinner()).ended).toBe('wrong');
    const path = fewestDeviations(new Spinner(), { maxStates: 100, eager: true });
    expect(path?.filter((move) => move === 1)).toHaveLength(3);
  });

  test('does not either where another thread is half-way round', () => {
    const memory = SharedStateTable.memory(100);
    const other = new SharedStateTable(memory, 1);
    const model = new Spinner();
    const lanes = new Int32Array(2);
    model.store.watch({ fingerprint: true });
    model.rush();
    model.fingerprint(lanes);
    other.add(lanes[0] as number, lanes[1] as number);
    const run = new DepthFirst(new Spinner(), { table: new SharedStateTable(memory, 0) });
    expect(run.advance(100)).toBe('wrong');
  });
});

describe('a machine without bounds', () => {
  const Height = defineRecord('search test height', { steps: number(), over: number() });

  /** Move 0 climbs, move 1 ends it all; at a height of 3 something is broken. */
  class Stairs implements Model {
    readonly store = new Store();
    private readonly height = this.store.table(Height).take();
    moves(list: number[], at: number): number {
      if (this.height.over === 1) return at;
      list[at] = 0;
      list[at + 1] = 1;
      return at + 2;
    }
    play(move: number): void {
      if (move === 0) this.height.steps++;
      else this.height.over = 1;
    }
    label = String;
    fingerprint(lanes: Int32Array): void {
      this.store.fingerprintInto(lanes, 0);
    }
    rush = () => -1;
    wrong = () => (this.height.steps === 3 ? 1 : 0);
  }

  test('is seen as far as a path is followed, and not called exhausted', () => {
    for (const run of [new DepthFirst(new Stairs(), { longest: 50 }), new Deviations(new Stairs(), { longest: 50 })]) {
      while (run.advance(10) === undefined);
      expect([run.wrong, run.path.length]).toEqual([1, 3]);
      run.goOn();
      while (run.advance(10) === undefined);
      expect(run.advance(10)).toBe('bound');
      expect(run.states).toBeGreaterThan(50);
      expect(run.states).toBeLessThan(110);
    }
  });

  test('is not by several threads either', () => {
    const { states, exhausted } = workInCrew(new Stairs(), crewMemory(1, 10_000_000), 0, { properties: 2 });
    expect(states).toBeGreaterThan(LONGEST_PATH);
    expect(exhausted).toBe(false);
  });
});
