/** What holds for any input: chunks make no difference, nothing throws, what is written is read back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isValidCodePoint } from '../../src/monitor/json-text.ts';
import { type JsonValue, jsonFloat } from '../../src/monitor/json-value.ts';
import { writeJson, writePrettyJson } from '../../src/monitor/json-writer.ts';
import { bytes, type DialectName, parse, utf8 } from './json-helpers.ts';

/** Pieces of JSON and of near-JSON: closer to the edges than random bytes. */
const piece = fc.constantFrom(
  ...'{ } [ ] , : " \' \\ 1 -1 0 01 1.5 1e3 1. - true null foo @ \0 \x01 \n \t \xFF \xFE \xC3\xA9 \xC3 \x80 \\n \\uD83D \\uDE00'
    .split(' ')
    .concat([' ', '"a"', '"a":1', '"b":', "'c'", '{"a":1,', '[[', ']]', '18446744073709551615']),
);
const nearJson = fc.array(piece, { maxLength: 40 }).map((pieces) => bytes(pieces.join('')));
const anyBytes = fc.oneof(nearJson, fc.uint8Array({ maxLength: 60 }));
const dialect = fc.constantFrom<DialectName>('classic', 'positions');

/** Noncharacters cannot be sent (4.3). */
const isSendable = (text: string) => [...text].every((character) => isValidCodePoint(character.codePointAt(0)!));

const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
    fc.string({ unit: 'binary' }).filter(isSendable),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
})).value;

describe('the parser', () => {
  test('bytes cut anywhere give the same items', () => {
    fc.assert(
      fc.property(dialect, anyBytes, fc.nat(), fc.nat(), (name, input, a, b) => {
        const [first, second] = [a % (input.length + 1), b % (input.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const cut = [input.subarray(0, first), input.subarray(first, second), input.subarray(second)];
        expect(parse(name, ...cut)).toEqual(parse(name, input));
      }),
      { numRuns: 500 },
    );
  });

  test('bytes that come one by one give the same items', () => {
    fc.assert(
      fc.property(dialect, anyBytes, (name, input) => {
        const single = Array.from(input, (_byte, i) => input.subarray(i, i + 1));
        expect(parse(name, ...single)).toEqual(parse(name, input));
      }),
      { numRuns: 200 },
    );
  });

  test('0xFF brings it back to the start, whatever came before', () => {
    fc.assert(
      fc.property(dialect, anyBytes, (name, input) => {
        const items = parse(name, input, bytes('\xFF\xFF{"execute":"stop"}'));
        expect(items.at(-1)).toEqual({ value: { execute: 'stop' } });
      }),
      { numRuns: 500 },
    );
  });

  test('its complaints are all of the kinds there are', () => {
    const kinds = /^(\d+:\d+: )?JSON parse error, (stray|invalid|expect|missing|key|duplicate|\\u)/;
    fc.assert(
      fc.property(dialect, anyBytes, (name, input) => {
        for (const item of parse(name, input)) if ('error' in item) expect(item.error).toMatch(kinds);
      }),
    );
  });
});

describe('writer and parser', () => {
  test.each([
    ['in one line', writeJson],
    ['in several', writePrettyJson],
  ])('%s: what is written is read back', (_how, write) => {
    fc.assert(
      fc.property(dialect, value, (name, written) => {
        expect(parse(name, utf8(`${write(written)} `))).toEqual([{ value: written }]);
      }),
    );
  });

  test('17 digits are enough for any float', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(Number(writeJson(jsonFloat(number)))).toBe(number);
      }),
    );
  });
});
