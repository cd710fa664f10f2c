import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JSON_DIALECTS } from '../../src/monitor/json-dialect.ts';
import { feed, startParser } from '../../src/monitor/json-stream.ts';
import { feedAgain } from '../../src/monitor/line-memory.ts';

const line = fc.oneof(
  fc.json().map((text) => `${text}\n`),
  fc.constantFrom(
    '{"execute": "cont"}\n',
    '{"execute":\n"stop"}\n',
    '{"a": [1, }\n',
    '{"b": ',
    '}\n',
    "'",
    '\n',
    'x\n',
  ),
);

test('remembered lines give what parsing them gives', () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom(...Object.values(JSON_DIALECTS)),
      (texts, dialect) => {
        const known = new Map(texts.map((text) => [text, encoder.encode(text)]));
        let plain = startParser();
        let remembered = startParser();
        for (const text of [...texts, ...texts]) {
          const bytes = known.get(text) as Uint8Array;
          const expected = feed(plain, bytes, dialect);
          const found = feedAgain(remembered, bytes, dialect);
          expect(found).toEqual(expected);
          plain = expected.state;
          remembered = found.state;
        }
      },
    ),
    { numRuns: 500 },
  );
});
