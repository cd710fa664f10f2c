/**
 * A strict JSON reader that says where and what in one sentence, refuses members given twice and bounds the depth.
 * `JSON.parse` does none of the three.
 */
import { DEEPEST, type Place, shorten, TextRefusal, TOO_DEEP } from './refusal.ts';

/** Told of each value and each member's name: where in the text it starts. */
export type JsonSpy = (place: Place, offset: number, isName: boolean) => void;

interface Cursor {
  readonly text: string;
  at: number;
  readonly place: (string | number)[];
  readonly spy: JsonSpy | undefined;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a text must not hold any
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const WORD = /[^\s,:[\]{}"]+/y;

/** Reads one JSON value that is the whole text. Throws TextRefusal. */
export function readJson(text: string, spy?: JsonSpy): unknown {
  const cursor: Cursor = { text, at: 0, place: [], spy };
  skipSpace(cursor);
  const value = readValue(cursor);
  skipSpace(cursor);
  if (cursor.at < text.length) throw expected(cursor, 'the end of the file');
  return value;
}

function match(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  return pattern.exec(cursor.text)?.[0] ?? '';
}

function skipSpace(cursor: Cursor): void {
  cursor.at += match(cursor, SPACE).length;
}

function expected(cursor: Cursor, what: string): TextRefusal {
  if (cursor.at >= cursor.text.length) return new TextRefusal(`expected ${what}, found the end of the file`, cursor.at);
  const word = match(cursor, WORD) || String.fromCodePoint(cursor.text.codePointAt(cursor.at) ?? 0);
  return new TextRefusal(`expected ${what}, found ${shorten(JSON.stringify(word))}`, cursor.at);
}

function readValue(cursor: Cursor): unknown {
  cursor.spy?.(cursor.place, cursor.at, false);
  const first = cursor.text[cursor.at];
  if (first === '{') return readObject(cursor);
  if (first === '[') return readList(cursor);
  if (first === '"') return readString(cursor);
  const number = match(cursor, NUMBER);
  if (number !== '') return readNumber(cursor, number);
  const word = match(cursor, WORD);
  if (word !== 'true' && word !== 'false' && word !== 'null') throw expected(cursor, 'a value');
  cursor.at += word.length;
  return word === 'null' ? null : word === 'true';
}

function readNumber(cursor: Cursor, number: string): number {
  const word = match(cursor, WORD);
  if (word !== number) throw expected(cursor, 'a number');
  cursor.at += number.length;
  return Number(number);
}

function readString(cursor: Cursor): string {
  const start = cursor.at;
  for (cursor.at++; ; ) {
    cursor.at += match(cursor, PLAIN).length;
    const next = cursor.text[cursor.at];
    if (next === '"') break;
    if (next === undefined) throw new TextRefusal('a text that starts here has no closing quote', start);
    // the text's own escapes are read below, in one go
    if (next !== '\\')
      throw new TextRefusal('a text that starts here has a line end or control character in it', start);
    cursor.at += 2;
  }
  cursor.at++;
  const literal = cursor.text.slice(start, cursor.at);
  if (!literal.includes('\\')) return literal.slice(1, -1);
  const bad = /\\(?:u(?![0-9a-fA-F]{4})|[^"\\/bfnrtu])/.exec(literal.replaceAll('\\\\', '\\/'));
  if (bad !== null) throw new TextRefusal(`a text has the unknown escape ${shorten(bad[0])}`, start + bad.index);
  return JSON.parse(literal) as string;
}

function enter(cursor: Cursor): void {
  if (cursor.place.length >= DEEPEST) throw new TextRefusal(TOO_DEEP, cursor.at);
  cursor.at++;
  skipSpace(cursor);
}

function readList(cursor: Cursor): unknown[] {
  enter(cursor);
  const list: unknown[] = [];
  if (cursor.text[cursor.at] === ']') {
    cursor.at++;
    return list;
  }
  for (;;) {
    cursor.place.push(list.length);
    list.push(readValue(cursor));
    cursor.place.pop();
    if (endsAfterItem(cursor, ']', 'a list')) return list;
  }
}

function readObject(cursor: Cursor): Record<string, unknown> {
  enter(cursor);
  const object: Record<string, unknown> = {};
  if (cursor.text[cursor.at] === '}') {
    cursor.at++;
    return object;
  }
  for (;;) {
    if (cursor.text[cursor.at] !== '"') throw expected(cursor, "a member's name in double quotes");
    const start = cursor.at;
    const name = readString(cursor);
    if (Object.hasOwn(object, name)) {
      throw new TextRefusal(`the member ${shorten(JSON.stringify(name))} is given twice`, start);
    }
    cursor.place.push(name);
    cursor.spy?.(cursor.place, start, true);
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== ':') throw expected(cursor, "':' after a member's name");
    cursor.at++;
    skipSpace(cursor);
    const value = readValue(cursor);
    // an assignment to __proto__ would not make a member
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    cursor.place.pop();
    if (endsAfterItem(cursor, '}', 'an object')) return object;
  }
}

function endsAfterItem(cursor: Cursor, close: string, inside: string): boolean {
  skipSpace(cursor);
  const next = cursor.text[cursor.at];
  if (next !== ',' && next !== close) throw expected(cursor, `',' or '${close}' in ${inside}`);
  cursor.at++;
  if (next === close) return true;
  skipSpace(cursor);
  return false;
}
