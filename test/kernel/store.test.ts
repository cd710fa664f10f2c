import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Bug,
  callback,
  deadline,
  defineRecord,
  flag,
  handler,
  json,
  number,
  Store,
  text,
  unhashed,
} from '../../src/kernel/index.ts';

const STEP = handler('store test step', () => {});
const Thing = defineRecord('thing', {
  size: number(7),
  name: text(),
  on: flag(),
  list: json<readonly number[]>([]),
  due: deadline(),
  seen: unhashed(number()),
  callee: callback(),
});

type Act =
  | { readonly do: 'add' }
  | { readonly do: 'remove'; readonly which: number }
  | { readonly do: 'set'; readonly which: number; readonly field: string; readonly value: unknown };

const change = fc.oneof(
  fc.record({ field: fc.constant('size'), value: fc.integer() }),
  fc.record({ field: fc.constant('name'), value: fc.string({ maxLength: 4 }) }),
  fc.record({ field: fc.constant('on'), value: fc.boolean() }),
  fc.record({ field: fc.constant('list'), value: fc.array(fc.nat(9), { maxLength: 3 }) }),
  fc.record({ field: fc.constant('due'), value: fc.integer({ min: -1, max: 2 ** 40 }) }),
  fc.record({ field: fc.constant('seen'), value: fc.nat() }),
  fc.record({ field: fc.constant('callee'), value: fc.constantFrom(null, STEP) }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>({ do: 'add' }),
  fc.nat(9).map((which): Act => ({ do: 'remove', which })),
  fc.tuple(fc.nat(9), change).map(([which, { field, value }]): Act => ({ do: 'set', which, field, value })),
);

function perform(store: Store, acts: readonly Act[]): void {
  const things = store.table(Thing);
  for (const one of acts) {
    if (one.do === 'add') {
      things.take();
      continue;
    }
    const live = [...things];
    const thing = live[one.which % Math.max(live.length, 1)];
    if (thing === undefined) continue;
    if (one.do === 'remove') things.remove(thing);
    else Object.assign(thing, { [one.field]: one.value });
  }
}

const watched = (): Store => {
  const store = new Store();
  store.table(Thing);
  store.watch({ fingerprint: true });
  return store;
};

describe('the record store', () => {
  test('undo gives back the dump and the fingerprint of the mark', () => {
    fc.assert(
      fc.property(fc.array(act), fc.array(act), (before, after) => {
        const store = watched();
        perform(store, before);
        const dump = store.dump();
        const print = store.fingerprint(0);
        const mark = store.mark();
        perform(store, after);
        store.undo(mark);
        expect(store.dump()).toEqual(dump);
        expect(store.fingerprint(0)).toEqual(print);
      }),
    );
  });

  test('after undo, ids are handed out as if nothing had happened', () => {
    fc.assert(
      fc.property(fc.array(act), fc.array(act), (before, after) => {
        const plain = watched();
        perform(plain, before);
        const store = watched();
        perform(store, before);
        const mark = store.mark();
        perform(store, after);
        store.undo(mark);
        expect(store.table(Thing).take().id).toBe(plain.table(Thing).take().id);
      }),
    );
  });

  test('the fingerprint kept step by step is the one computed afresh', () => {
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const store = watched();
        perform(store, acts);
        const kept = store.fingerprint(5);
        store.watch({ fingerprint: true });
        expect(store.fingerprint(5)).toEqual(kept);
      }),
    );
  });

  test('a dump that is loaded gives the same dump and the same fingerprint', () => {
    fc.assert(
      fc.property(fc.array(act), (acts) => {
        const store = watched();
        perform(store, acts);
        const copy = new Store();
        copy.load(store.dump());
        expect(copy.dump()).toEqual(store.dump());
        copy.watch({ fingerprint: true });
        expect(copy.fingerprint(1)).toEqual(store.fingerprint(1));
      }),
    );
  });

  test('a field is not called like something that every record has for itself', () => {
    const names = ['id', 'kind', 'store', 'born', 'standIn', 'appear', 'lowSum', 'hash0'];
    for (const name of names) expect(() => defineRecord(`named ${name}`, { [name]: number() }), name).toThrow(Bug);
  });

  test('bigints survive a dump', () => {
    const Big = defineRecord('big', { value: json<unknown>(null) });
    const store = new Store();
    store.table(Big).add({ value: { n: 2n ** 63n } });
    const copy = new Store();
    copy.load(JSON.parse(JSON.stringify(store.dump())));
    expect(copy.table(Big).at(0).value).toEqual({ n: 2n ** 63n });
  });

  test('ids are the lowest that are free', () => {
    const things = new Store().table(Thing);
    const made = Array.from({ length: 70 }, () => things.take());
    for (const id of [3, 68, 40]) things.remove(made[id] as (typeof made)[number]);
    expect([things.take().id, things.take().id, things.take().id, things.take().id]).toEqual([3, 40, 68, 70]);
  });
});

describe('the fingerprint', () => {
  const printOf = (change: (thing: { size: number; due: number; seen: number }) => void, now = 0) => {
    const store = watched();
    change(store.table(Thing).take());
    return store.fingerprint(now);
  };

  test('tells states apart', () => {
    expect(printOf((t) => Object.assign(t, { size: 1 }))).not.toEqual(printOf((t) => Object.assign(t, { size: 2 })));
  });

  test('takes times relative to now', () => {
    const early = printOf((t) => Object.assign(t, { due: 1_000 }), 400);
    expect(printOf((t) => Object.assign(t, { due: 5_000_000_001_000 }), 5_000_000_000_400)).toEqual(early);
    expect(printOf((t) => Object.assign(t, { due: 1_001 }), 400)).not.toEqual(early);
  });

  test('takes every deadline that is past as the same', () => {
    const Waiting = defineRecord('store test waiting', { until: deadline() });
    const print = (until: number, now: number) => {
      const store = new Store();
      store.table(Waiting);
      store.watch({ fingerprint: true });
      store.table(Waiting).add({ until });
      return store.fingerprint(now);
    };
    expect(print(10, 50)).toEqual(print(45, 50));
    expect(print(10, 5)).toEqual(print(55, 50));
    expect(print(60, 50)).not.toEqual(print(50, 50));
  });

  test('of interchangeable records looks at what they hold, whoever holds it', () => {
    const Alike = defineRecord('store test alike', { group: number(), size: number() }, { interchangeable: true });
    const values = fc.array(fc.record({ group: fc.nat(2), size: fc.nat(2) }), { maxLength: 6 });
    const print = (all: readonly { group: number; size: number }[], detour: number) => {
      const store = new Store();
      const table = store.table(Alike);
      store.watch({ fingerprint: true });
      for (const one of all) table.add(one);
      const mark = store.mark();
      for (const record of table) record.size += detour;
      const first = table.get(0);
      if (first !== undefined) table.remove(first);
      store.undo(mark);
      for (const record of table) record.size += detour;
      for (const record of table) record.size -= detour;
      const kept = store.fingerprint(0);
      store.watch({ fingerprint: true });
      expect(store.fingerprint(0)).toEqual(kept);
      return kept.join();
    };
    const sorted = (all: readonly object[]) =>
      all
        .map((one) => JSON.stringify(one))
        .sort()
        .join();
    fc.assert(
      fc.property(values, values, fc.nat(5), (a, b, detour) => {
        expect(print(a, 0)).toBe(print([...a].reverse(), detour));
        expect(print(a, 0) === print(b, 0)).toBe(sorted(a) === sorted(b));
      }),
    );
  });

  test('does not depend on the order of the members of data', () => {
    const store = watched();
    const thing = store.table(Thing).take();
    const print = (list: unknown) => {
      Object.assign(thing, { list });
      return store.fingerprint(0);
    };
    expect(print({ a: 1, b: 2 })).toEqual(print({ b: 2, a: 1 }));
    expect(print({ a: 1, b: 2 })).not.toEqual(print({ a: 2, b: 1 }));
    expect(print([1, 2])).not.toEqual(print([2, 1]));
    expect(print([[1], 2])).not.toEqual(print([1, [2]]));
  });

  test('does not look at what is left out', () => {
    expect(printOf((t) => Object.assign(t, { seen: 1 }))).toEqual(printOf((t) => Object.assign(t, { seen: 2 })));
  });
});
