import { describe, expect, test } from 'vitest';
import { type CrewMemory, crewMemory, crewStates, stopCrew, workInCrew } from '../../src/explore/crew.ts';
import { DepthFirst } from '../../src/explore/search.ts';
import { SharedStateTable, TableFull } from '../../src/explore/shared-table.ts';
import { TinyModel } from '../support/tiny-model.ts';

describe('the shared table', () => {
  test('knows what was added, by whatever thread', () => {
    const memory = SharedStateTable.memory(1000);
    const [one, other] = [new SharedStateTable(memory, 0), new SharedStateTable(memory, 1)];
    const states = Array.from({ length: 700 }, (_, i) => [Math.imul(i, 0x9e3779b1), i % 3 === 0 ? 0 : i * 7] as const);
    for (const [i, [low, high]] of states.entries()) expect((i % 2 ? one : other).add(low, high)).toBe(true);
    for (const [i, [low, high]] of states.entries()) {
      expect(one.add(low, high) || other.add(low, high)).toBe(false);
      expect([one.knownToOthers, other.knownToOthers]).toEqual(i % 2 ? [false, true] : [true, false]);
    }
    expect([one.size, other.size]).toEqual([350, 350]);
  });

  test('says when it is full', () => {
    const table = new SharedStateTable(SharedStateTable.memory(100), 0);
    expect(() => {
      for (let i = 0; i < 1000; i++) table.add(i, i);
    }).toThrow(TableFull);
  });

  test('says so too when several threads fill it', () => {
    const memory = SharedStateTable.memory(100);
    const tables = [new SharedStateTable(memory, 0), new SharedStateTable(memory, 1)];
    expect(() => {
      for (let i = 0; i < 1000; i++) tables[i % 2]?.add(i, i);
    }).toThrow(TableFull);
  });
});

describe('work that is given away', () => {
  test('is seen by whoever takes it on, and nothing is seen twice', () => {
    const options = { R: 2, C: 1, J: 0 };
    const table = (thread: number) => new SharedStateTable(memory, thread);
    const memory = SharedStateTable.memory(10_000);
    const giver = new DepthFirst(new TinyModel(options), { eager: false, table: table(0) });
    const taker = new DepthFirst(new TinyModel(options), { eager: false, table: table(1), begin: false });
    let gave = 0;
    for (let [over, idle] = [false, true]; !over || !idle; idle = taker.advance(20) === 'exhausted') {
      over = giver.advance(20) === 'exhausted';
      const work = idle ? giver.giveAway() : undefined;
      if (work === undefined) continue;
      gave++;
      taker.takeOn(work);
    }
    expect(gave).toBeGreaterThan(0);
    expect(giver.states + taker.states).toBe(3257);
    expect(taker.states).toBeGreaterThan(100);
  });

  test('leads to what is broken by its whole path', () => {
    const options = { R: 1, C: 2, J: 0, buggy: true };
    const giver = new DepthFirst(new TinyModel(options));
    giver.advance(3);
    const taker = new DepthFirst(new TinyModel(options), { begin: false });
    taker.takeOn(giver.giveAway() ?? expect.fail('nothing to give'));
    expect(taker.advance(Number.POSITIVE_INFINITY)).toBe('wrong');
    const model = new TinyModel(options);
    for (const move of taker.path) model.play(move);
    expect(model.wrong()).toBe(1);
  });
});

describe('a crew of one', () => {
  const work = (memory: CrewMemory, buggy = false) =>
    workInCrew(new TinyModel({ R: 2, C: 1, J: 0, buggy }), memory, 0, { eager: false, properties: 1 });

  test('sees what a search sees', () => {
    const memory = crewMemory(1, 10_000);
    expect(work(memory)).toMatchObject({ states: 3257, found: [], exhausted: true });
    expect(crewStates(memory)).toBe(3257);
  });

  test('stops when the table is full', () => {
    expect(work(crewMemory(1, 100))).toMatchObject({ exhausted: false, found: [] });
  });

  test('stops when everything is decided, or when it is told to', () => {
    const broken = work(crewMemory(1, 100_000), true);
    expect(broken).toMatchObject({ found: [{ wrong: 1 }], exhausted: false });
    const memory = crewMemory(1, 10_000);
    stopCrew(memory);
    expect(work(memory)).toMatchObject({ exhausted: false, found: [] });
  });
});
