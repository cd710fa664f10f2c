import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allocatedBytes,
  blockStatus,
  type Content,
  discard,
  type Extents,
  empty,
  filled,
  firstDifference,
  firstRunDifference,
  pattern,
  type Run,
  read,
  stamp,
  truncate,
  write,
  ZERO,
  zero,
} from '../../src/block/extents.ts';

const SIZE = 48;
type Model = string[]; // one cell a byte

const cellOf = (kind: Run['kind'], value: number) => (kind === 'hole' || kind === 'zero' ? kind : `${kind} ${value}`);
const cellOfContent = (content: Content) => cellOf(content.kind, content.kind === 'zero' ? 0 : content.value);

function cells(extents: Extents): Model {
  return read(extents, 0, SIZE).flatMap((run) => Array<string>(run.length).fill(cellOf(run.kind, run.value)));
}

const content: fc.Arbitrary<Content> = fc.oneof(
  fc.constant(ZERO),
  fc.constantFrom(pattern(0), pattern(17)),
  fc.constantFrom(stamp(1), stamp(2)),
);
const range = fc
  .tuple(fc.nat(SIZE), fc.nat(SIZE))
  .map(([a, b]) => ({ offset: Math.min(a, b), bytes: Math.abs(a - b) }));

type Change = (extents: Extents, model: Model) => Extents;
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(range, content).map(
    ([{ offset, bytes }, what]): Change =>
      (extents, model) => {
        model.fill(cellOfContent(what), offset, offset + bytes);
        return write(extents, offset, bytes, what);
      },
  ),
  range.map(
    ({ offset, bytes }): Change =>
      (extents, model) => {
        model.fill('hole', offset, offset + bytes);
        return discard(extents, offset, bytes);
      },
  ),
  fc.nat(SIZE).map(
    (size): Change =>
      (extents, model) => {
        model.fill('hole', size);
        return truncate(extents, size);
      },
  ),
);
const contents = fc.array(change, { maxLength: 12 }).map((changes) => {
  const model: Model = Array<string>(SIZE).fill('hole');
  const extents = changes.reduce<Extents>((current, next) => next(current, model), empty());
  return { extents, model };
});

describe('against an array with one cell a byte', () => {
  test('reads give back what was written, byte for byte', () => {
    fc.assert(
      fc.property(contents, ({ extents, model }) => {
        expect(cells(extents)).toEqual(model);
      }),
    );
  });

  test('the list is sorted, without empty extents, and equal neighbours are one', () => {
    fc.assert(
      fc.property(contents, ({ extents }) => {
        for (const [index, extent] of extents.entries()) {
          expect(extent.length).toBeGreaterThan(0);
          const next = extents[index + 1];
          if (next === undefined) continue;
          const end = extent.offset + extent.length;
          expect(next.offset).toBeGreaterThanOrEqual(end);
          if (next.offset === end) expect([next.kind, next.value]).not.toEqual([extent.kind, extent.value]);
        }
      }),
    );
  });

  test('two histories that leave the same bytes leave equal lists', () => {
    fc.assert(
      fc.property(contents, ({ extents, model }) => {
        let rebuilt = empty();
        for (const [offset, cell] of model.entries()) {
          const [kind = '', value = '0'] = cell.split(' ');
          if (kind === 'hole') continue;
          rebuilt = write(
            rebuilt,
            offset,
            1,
            kind === 'zero' ? ZERO : kind === 'stamp' ? stamp(+value) : pattern(+value),
          );
        }
        expect(rebuilt).toEqual(extents);
      }),
    );
  });

  test('a read of a part is that part, in runs without gaps', () => {
    fc.assert(
      fc.property(contents, range, ({ extents, model }, { offset, bytes }) => {
        let at = offset;
        const found: Model = [];
        for (const run of read(extents, offset, bytes)) {
          expect(run.offset).toBe(at);
          at += run.length;
          found.push(...Array<string>(run.length).fill(cellOf(run.kind, run.value)));
        }
        expect(found).toEqual(model.slice(offset, offset + bytes));
      }),
    );
  });

  test('block status and allocation hold exactly as far as they say', () => {
    const statusOf = (cell = 'end') => (cell === 'hole' || cell === 'zero' ? cell : 'data');
    fc.assert(
      fc.property(contents, fc.nat(SIZE - 1), ({ extents, model }, offset) => {
        const rest = model.slice(offset);
        const lengthOf = (same: (cell: string) => boolean) => {
          const end = rest.findIndex((cell) => !same(cell));
          return end === -1 ? rest.length : end;
        };
        const status = statusOf(rest[0]);
        expect(blockStatus(extents, offset, SIZE - offset)).toEqual({
          status,
          length: lengthOf((cell) => statusOf(cell) === status),
        });
      }),
    );
  });

  test('the first difference is where the bytes a guest would read first differ', () => {
    const seen = (cell: string) => (cell === 'hole' || cell === 'zero' ? 'pattern 0' : cell);
    fc.assert(
      fc.property(contents, contents, range, (left, right, { offset, bytes }) => {
        const index = left.model
          .slice(offset, offset + bytes)
          .findIndex((cell, i) => seen(cell) !== seen(right.model[offset + i]!));
        const expected = index === -1 ? undefined : offset + index;
        expect(firstDifference(left.extents, right.extents, offset, bytes)).toBe(expected);
      }),
    );
  });

  test('a filled range reads as its source does, with zeroes for holes and nothing around it', () => {
    fc.assert(
      fc.property(contents, range, (from, { offset, bytes }) => {
        const length = Math.max(0, Math.min(bytes, SIZE - offset));
        const inside = (i: number) => i >= offset && i < offset + length;
        const expected = from.model.map((cell, i) => (!inside(i) ? 'hole' : cell === 'hole' ? 'zero' : cell));
        expect(cells(filled(from.extents, offset, length))).toEqual(expected);
      }),
    );
  });

  test('room is counted in whole clusters, each once', () => {
    fc.assert(
      fc.property(contents, fc.constantFrom(1, 4, 16), ({ extents, model }, cluster) => {
        let expected = 0;
        for (let at = 0; at < SIZE; at += cluster) {
          const used = model.slice(at, at + cluster).some((cell) => cell !== 'hole' && cell !== 'zero');
          if (used) expected += cluster;
        }
        expect(allocatedBytes(extents, cluster)).toBe(expected);
      }),
    );
  });
});

test('a write that changes nothing gives back the very same list', () => {
  const extents = write(empty(), 512, 4096, pattern(17));
  expect(write(extents, 1024, 512, pattern(17))).toBe(extents);
  expect(write(extents, 1024, 0, pattern(18))).toBe(extents);
  expect(discard(extents, 1024, 0)).toBe(extents);
  expect(truncate(extents, 1 << 20)).toBe(extents);
});

test('a list is never changed in place', () => {
  const before = Object.freeze([...write(empty(), 0, 1024, pattern(1))]) as Extents;
  const copy = structuredClone(before);
  zero(before, 512, 512);
  discard(before, 0, 512);
  expect(before).toEqual(copy);
});

test('runs that came through a backing chain can be compared like any others', () => {
  const runs = read(write(empty(), 0, 512, stamp(3)), 0, 1024);
  expect(firstRunDifference(runs, read(empty(), 0, 1024))).toBe(0);
});
