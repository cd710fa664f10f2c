/** What a string token says: its escapes and its UTF-8 (4.3). */
import { codePointAt, hasByteBeyondAscii, isValidCodePoint, printable } from './json-text.ts';

const SIMPLE: { readonly [letter: string]: string } = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** a run of bytes that mean themselves; below 128 KiB a piece, so that the engine's stack is no limit */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about bytes
const PLAIN = /[\x00-\x5B\x5D-\x7F]{1,65536}/y;

/**
 * @param token byte text of the token with its quotes
 * @returns the string, or what is wrong with it
 */
export function decodeString(token: string): { value: string } | { error: string } {
  if (!token.includes('\\') && !hasByteBeyondAscii(token)) return { value: token.slice(1, -1) };
  const end = token.length - 1;
  const parts: string[] = [];
  let at = 1;
  while (at < end) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(token)?.[0];
    if (plain !== undefined) {
      const taken = at + plain.length > end ? plain.slice(0, end - at) : plain;
      parts.push(taken);
      at += taken.length;
      continue;
    }
    const next = token[at] === '\\' ? decodeEscape(token, at + 1) : decodeSequence(token, at);
    if ('error' in next) return next;
    parts.push(next.text);
    at = next.at;
  }
  return { value: parts.join('') };
}

type Piece = { text: string; at: number } | { error: string };

function decodeSequence(token: string, at: number): Piece {
  const { codePoint, length } = codePointAt(token, at);
  if (codePoint < 0) return { error: 'invalid UTF-8 sequence in string' };
  return { text: String.fromCodePoint(codePoint), at: at + length };
}

function decodeEscape(token: string, at: number): Piece {
  const letter = token[at] ?? '';
  if (letter === 'u') return decodeUnicode(token, at + 1);
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  return simple === undefined ? { error: 'invalid escape sequence in string' } : { text: simple, at: at + 1 };
}

function decodeUnicode(token: string, at: number): Piece {
  const first = hexAt(token, at);
  let codePoint = first;
  let next = at + 4;
  if (first >= 0xd800 && first <= 0xdbff && token.startsWith('\\u', next)) {
    const second = hexAt(token, next + 2);
    if (second >= 0xdc00 && second <= 0xdfff) {
      codePoint = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
      next += 6;
    }
  }
  if (codePoint < 0 || !isValidCodePoint(codePoint)) {
    return { error: `\\u${printable(token.slice(at, next))} is not a valid Unicode character` };
  }
  return { text: String.fromCodePoint(codePoint), at: next };
}

function hexAt(token: string, at: number): number {
  const digits = token.slice(at, at + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}
