/** The parser's complaints in both dialects, its limits, its patience (4.3, M-2). All texts are real QEMUs'. */
import { describe, expect, test } from 'vitest';
import { JSON_DIALECTS } from '../../src/monitor/json-dialect.ts';
import { feed, startParser } from '../../src/monitor/json-stream.ts';
import { jsonFloat } from '../../src/monitor/json-value.ts';
import { bytes, type DialectName, parse, parsed, said, utf8 } from './json-helpers.ts';

const P = 'JSON parse error, ';

describe('complaints', () => {
  // [input, classic, with positions]
  test.each<[string, string[], string[]]>([
    ['foo ', ["invalid keyword 'foo'"], ["1:1 invalid keyword 'foo'"]],
    ['foo}', ["invalid keyword 'foo'", 'expecting value'], ["1:1 invalid keyword 'foo'", '1:5 expecting value']],
    ['foo1 ', ["invalid keyword 'foo'", 'value'], ["1:1 invalid keyword 'foo'", 'value']],
    ['True ', ["stray 'T'"], ["1:1 stray 'T'"]],
    ['@@ x\n', ["stray '@'"], ["1:1 stray '@'"]],
    ['{"a":1,}', ['expecting value'], ['1:8 expecting key']],
    ['{5:1}', ['key is not a string in object'], ['1:2 expecting key']],
    ['{null:1}', ['key is not a string in object'], ['1:2 expecting key']],
    ['{[1,2]:1}', ['key is not a string in object'], ['1:2 expecting key']],
    ['{[1 2]:1}', ['expected separator in list'], ['1:2 expecting key']],
    ['{foo:1}', ["invalid keyword 'foo'"], ['1:2 expecting key']],
    ['{,}', ['expecting value'], ['1:2 expecting key']],
    ['{"a" 1}', ['missing : in object pair'], ["1:6 expecting ':'"]],
    ['{"a"}', ['missing : in object pair'], ["1:5 expecting ':'"]],
    ['{"a":1 "b":2}', ['expected separator in dict'], ["1:8 expected ',' or '}'"]],
    ['{"a":1:2}', ['expected separator in dict'], ["1:8 expected ',' or '}'"]],
    ['[1 2]', ['expected separator in list'], ["1:4 expected ',' or ']'"]],
    ['[1:2]', ['expected separator in list'], ["1:4 expected ',' or ']'"]],
    ['{"a":}', ['expecting value'], ['1:6 expecting value']],
    ['[1,]', ['expecting value'], ['1:4 expecting value']],
    ['}', ['expecting value'], ['1:1 expecting value']],
    [']', ['expecting value'], ['1:1 expecting value']],
    [',', ['expecting value'], ['1:1 expecting value']],
    [':', ['expecting value'], ['1:1 expecting value']],
    ['{"a":1,"a":2}', ['duplicate key'], ['1:12 duplicate key']],
    ['{"a":1,"\\u0061":{"b":1}}', ['duplicate key'], ['1:24 duplicate key']],
    ['["\\q"]', ['invalid escape sequence in string'], ['1:2 invalid escape sequence in string']],
    ['["\\u12"]', ['\\u12" is not a valid Unicode character'], ['1:2 \\u12" is not a valid Unicode character']],
    ['["\\uD800"]', ['\\uD800 is not a valid Unicode character'], ['1:2 \\uD800 is not a valid Unicode character']],
    ['["\\uD83D\\n"]', ['\\uD83D is not a valid Unicode character'], ['1:2 \\uD83D is not a valid Unicode character']],
    ['["\\uFDD0"]', ['\\uFDD0 is not a valid Unicode character'], ['1:2 \\uFDD0 is not a valid Unicode character']],
    ['["\\u00\xC3\xA9"]', ['\\u00é is not a valid Unicode character'], ['1:2 \\u00é is not a valid Unicode character']],
    ['["\xC3("]', ['invalid UTF-8 sequence in string'], ['1:2 invalid UTF-8 sequence in string']],
    ['["\xED\xA0\x80"]', ['invalid UTF-8 sequence in string'], ['1:2 invalid UTF-8 sequence in string']],
    ['["\xEF\xBF\xBF"]', ['invalid UTF-8 sequence in string'], ['1:2 invalid UTF-8 sequence in string']],
    ['01 ', ["stray '01'"], ["1:1 stray '01'"]],
    ['- ', ["stray '- '"], ["1:1 stray '- '"]],
    ['1.x ', ["stray '1.x'"], ["1:1 stray '1.x'"]],
    ['1e+ ', ["stray '1e+ '"], ["1:1 stray '1e+ '"]],
    ['0e9 ', ['value', "invalid keyword 'e'", 'value'], ['value', "1:3 invalid keyword 'e'", 'value']],
    ['%d ', ["stray '%'"], ["1:1 stray '%'"]],
    ['["a\nb"]', ["stray '\"a\n'", 'expecting value'], ["1:2 stray '\"a\n'", '2:4 expecting value']],
    ['["\xFF"]', ["stray '\"\uFFFD'", 'expecting value'], ["1:2 stray '\"\uFFFD'", '1:6 expecting value']],
    ['\xFF\xFF', ["stray '\uFFFD'", "stray '\uFFFD'"], ["1:1 stray '\uFFFD'", "1:3 stray '\uFFFD'"]],
    ['"a\0b\x01', ["stray '\"a'", "stray '\x01'"], ["1:1 stray '\"a'", "1:6 stray '\x01'"]],
    ['"\xC0\x80\x01', ["stray '\"\0\x01'"], ["1:1 stray '\"\0\x01'"]],
    ['"\xE2\x82x\xFD\x80\x01', ["stray '\"\uFFFDx\uFFFD\x01'"], ["1:1 stray '\"\uFFFDx\uFFFD\x01'"]],
    ['{[}]', ['expecting value'], ['1:2 expecting key']],
    ['[}]', ['expecting value', 'expecting value'], ['1:2 expecting value', '1:3 expecting value']],
    ['{1 @ }', ["stray '@'", 'expecting value'], ['1:2 expecting key', '1:7 expecting value']],
    ['[1 2 "\\q" foo]', ['expected separator in list'], ["1:4 expected ',' or ']'"]],
  ])('%j', (input, classic, positions) => {
    const full = (text: string) =>
      text === 'value' ? text : text.replace(/^(\d+:\d+ )?/, (at) => at.replace(' ', ': ') + P);
    expect(said('classic', input)).toEqual(classic.map(full));
    expect(said('positions', input)).toEqual(positions.map(full));
  });

  test('only the newer parser speaks before the message is over, and both wait for its end', () => {
    expect(said('classic', '[1 2, {"x')).toEqual([]);
    expect(said('positions', '[1 2, {"x')).toEqual(["1:4: JSON parse error, expected ',' or ']'"]);
    expect(said('positions', '[1 2, {"x": 3}, foo] 5 ')).toEqual([
      "1:4: JSON parse error, expected ',' or ']'",
      'value',
    ]);
  });

  test('positions count from the start of the connection', () => {
    expect(said('positions', '{"execute":"stop"}\n\n\t 7 bad \n')).toEqual([
      'value',
      'value',
      "3:5: JSON parse error, invalid keyword 'bad'",
    ]);
  });
});

describe('values', () => {
  test.each([
    ['5', 5],
    ['-0', 0],
    ['9007199254740992', 9007199254740992n],
    ['18446744073709551615', 18446744073709551615n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551616', jsonFloat(2 ** 64)],
    ['-9223372036854775809', jsonFloat(-(2 ** 63))],
    ['5.0', jsonFloat(5)],
    ['1e3', jsonFloat(1000)],
    ['-0.0', jsonFloat(-0)],
    ['1e400', jsonFloat(Number.POSITIVE_INFINITY)],
    ["'it\\'s \"so\"'", 'it\'s "so"'],
    ['"\\u0000\\uD83D\\uDE00\\/\\b\\f\\n\\r\\t é😀"', '\0😀/\b\f\n\r\t é😀'],
    ['[null, true, false, [], {}]', [null, true, false, [], {}]],
    ['{"__proto__": {"a": 1}, "b": [2]}', JSON.parse('{"__proto__": {"a": 1}, "b": [2]}')],
  ])('%s', (text, value) => expect(parsed(text)).toEqual(value));

  test('an integer is told from a float of the same value', () => {
    expect(parsed('5')).not.toEqual(parsed('5.0'));
  });

  test('a bare scalar is complete when something follows it, a bracket at once (M-2)', () => {
    expect(said('classic', '5')).toEqual([]);
    expect(said('classic', '5 ')).toEqual(['value']);
    expect(said('classic', '"s"')).toEqual(['value']);
    expect(said('classic', '[5]')).toEqual(['value']);
  });

  test('reading can stop after the byte that made an item known (M-10)', () => {
    const input = bytes('[1]5}[2]');
    const first = feed(startParser(), input, JSON_DIALECTS.classic, 1);
    expect(first).toMatchObject({ items: [{ value: [1] }], used: 3 });
    // The brace ends the 5 and is an error itself: one byte, two items.
    const second = feed(first.state, input.subarray(3), JSON_DIALECTS.classic, 1);
    expect(second).toMatchObject({ items: [{ value: 5 }, { error: `${P}expecting value` }], used: 2 });
  });

  test('an idle parser is in its first state, and no state is changed by feeding', () => {
    const half = feed(startParser(), bytes('{"a": [1, '), JSON_DIALECTS.classic).state;
    const before = JSON.stringify(half);
    const one = feed(half, bytes('2]}'), JSON_DIALECTS.classic);
    const other = feed(half, bytes('"x"], "b": 3}'), JSON_DIALECTS.classic);
    expect(JSON.stringify(half)).toBe(before);
    expect([...one.items, ...other.items]).toEqual([{ value: { a: [1, 2] } }, { value: { a: [1, 'x'], b: 3 } }]);
    expect(one.state).toEqual(startParser());
  });
});

describe('limits', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

  test('1024 levels are allowed, braces and brackets counted together', () => {
    expect(said('classic', nested(1024))).toEqual(['value']);
    expect(said('positions', `${'{"a":['.repeat(512)}${']}'.repeat(512)}`)).toEqual(['value']);
  });

  test('more: the older parser starts afresh in the middle, the newer one skips the message', () => {
    const rest = Array(1025).fill(`${P}expecting value`);
    expect(said('classic', nested(1025))).toEqual(['JSON nesting depth limit exceeded', ...rest]);
    expect(said('positions', `${nested(1025)}[]`)).toEqual(['JSON nesting depth limit exceeded', 'value']);
  });

  test('100,000 levels', () => {
    expect(said('positions', nested(100_000))).toEqual(['JSON nesting depth limit exceeded']);
  });

  /** What the dialect makes of the rest, with this much of the message already read. */
  const resumed = (name: DialectName, start: string, earlier: object, rest: string) => {
    const { state } = feed(startParser(), bytes(start), JSON_DIALECTS[name]);
    const grown = { ...state, message: { ...state.message, ...earlier } };
    return feed(grown, bytes(rest), JSON_DIALECTS[name]).items.map((item) => ('error' in item ? item.error : 'value'));
  };

  test('two million tokens, and one more', () => {
    const tokens = 2 * 1024 * 1024 - 4;
    const exceeded = 'JSON token count limit exceeded';
    expect(resumed('classic', '[1', { tokens }, ',1]')).toEqual(['value']);
    expect(resumed('classic', '[1', { tokens: tokens + 1 }, ',1]')).toEqual([exceeded]);
    expect(resumed('classic', '[1', { tokens: tokens + 2 }, ',1]')).toEqual([exceeded, `${P}expecting value`]);
    expect(resumed('positions', '[1', { tokens: tokens + 1 }, ',1,[2]]7 ')).toEqual([exceeded, 'value']);
  });

  test('64 MiB of tokens', () => {
    const tokenBytes = 64 * 1024 * 1024 - 5;
    const exceeded = 'JSON token size limit exceeded';
    expect(resumed('classic', '[1', { tokenBytes }, ',2]')).toEqual(['value']);
    expect(resumed('classic', '[1', { tokenBytes }, ',23]')).toEqual([exceeded]);
    expect(resumed('classic', '[1', { tokenBytes }, ',234]')).toEqual([exceeded, `${P}expecting value`]);
    expect(resumed('positions', '[1', { tokenBytes }, ',234,[2]]7 ')).toEqual([exceeded, 'value']);
  });

  test('a token of 64 MiB is cut off, and what follows is read as something new', () => {
    const { state } = feed(startParser(), bytes('"a'), JSON_DIALECTS.classic);
    const long = { ...state, tokenLength: 64 * 1024 * 1024 };
    expect(feed(long, bytes('aaa '), JSON_DIALECTS.classic).items).toEqual([
      { error: 'JSON token size limit exceeded' },
      { error: `${P}invalid keyword 'aa'` },
    ]);
    expect(feed(long, bytes('aaa '), JSON_DIALECTS.positions).items).toEqual([
      { error: 'JSON token size limit exceeded' },
      { error: `1:1: ${P}invalid keyword 'aa'` },
    ]);
    const inList = feed(startParser(), bytes('["a'), JSON_DIALECTS.positions).state;
    const longInList = { ...inList, tokenLength: 64 * 1024 * 1024 };
    expect(feed(longInList, bytes('aaa]7 '), JSON_DIALECTS.positions).items).toEqual([
      { error: 'JSON token size limit exceeded' },
      { value: 7 },
    ]);
    expect(feed({ ...long, tokenLength: long.tokenLength - 1 }, bytes('"'), JSON_DIALECTS.classic).items).toEqual([
      { error: 'JSON token size limit exceeded' },
    ]);
  });

  test.each([
    ['a string', `"${'a'.repeat(100_000)}"`],
    ['an array', `[${'1,'.repeat(30_000)}1]`],
    ['an object', `{${Array.from({ length: 5_000 }, (_, i) => `"key${i}":${i}`).join()}}`],
    ['a deep array', `${'['.repeat(1000)}${'1,'.repeat(20_000)}1${']'.repeat(1000)}`],
  ])('%s that comes byte by byte takes no more than linear time', (_what, text) => {
    let state = startParser();
    const items = [];
    for (const byte of bytes(text)) {
      const fed = feed(state, Uint8Array.of(byte), JSON_DIALECTS.positions);
      state = fed.state;
      items.push(...fed.items);
    }
    expect(items).toEqual(parse('positions', utf8(text)));
  });
});
