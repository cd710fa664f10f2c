/**
 * JSON as QEMU prints it: `", "` and `": "` between things, ASCII only, and object members in the order of a
 * 512-bucket hash table, the newest first within a bucket (M-20).
 */
import { bucketOf, inBucketOrder, keysInBucketOrder } from '../kernel/bucket.ts';
import { isValidCodePoint } from './json-text.ts';
import { floatValue, isFloat, type JsonValue } from './json-value.ts';

export { bucketOf, inBucketOrder };

/** What can be written: JSON values, and objects with members that may be undefined, which are left out. */
export type Writable = JsonValue | readonly Writable[] | { readonly [key: string]: Writable | undefined };

/** One line, without the line end. */
export function writeJson(value: Writable): string {
  if (typeof value !== 'object' || value === null) return scalar(value);
  if (Array.isArray(value)) {
    let text = '';
    for (const item of value as readonly Writable[]) text += text === '' ? writeJson(item) : `, ${writeJson(item)}`;
    return `[${text}]`;
  }
  if (isFloat(value as JsonValue)) return floatText(floatValue(value as never));
  const object = value as { readonly [key: string]: Writable | undefined };
  let text = '';
  for (const key of keysInBucketOrder(object)) {
    const member = object[key];
    if (member !== undefined) text += `${text === '' ? '' : ', '}${quotedKey(key)}: ${writeJson(member)}`;
  }
  return `{${text}}`;
}

/** Several lines, ended by CR LF as everywhere on the wire, with 4-space indentation: `pretty=on` (M-2). */
export function writePrettyJson(value: Writable): string {
  const out: string[] = [];
  writePretty(value, '\r\n', out);
  return out.join('');
}

function writePretty(value: Writable, newline: string, out: string[]): void {
  if (typeof value !== 'object' || value === null || isFloat(value as JsonValue)) {
    out.push(writeJson(value));
    return;
  }
  const isList = Array.isArray(value);
  const members: readonly [string, Writable][] = isList
    ? value.map((item: Writable) => ['', item])
    : presentMembers(value as { readonly [key: string]: Writable | undefined });
  const inner = `${newline}    `;
  out.push(isList ? '[' : '{');
  for (const [i, [key, member]] of members.entries()) {
    out.push(i > 0 ? `,${inner}` : inner);
    if (!isList) out.push(quoted(key), ': ');
    writePretty(member, inner, out);
  }
  out.push(newline, isList ? ']' : '}');
}

function presentMembers(object: { readonly [key: string]: Writable | undefined }): [string, Writable][] {
  return inBucketOrder(object).filter((member): member is [string, Writable] => member[1] !== undefined);
}

function scalar(value: null | boolean | number | bigint | string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : floatText(value);
  return String(value);
}

/** As C's %.17g. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const { digits, exponent } = significant(Math.abs(value));
  if (exponent < -4 || exponent >= 17) {
    const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
    return `${sign}${withoutTrailingZeros(`${digits[0]}.${digits.slice(1)}`)}e${power}`;
  }
  const padded = exponent < 0 ? '0'.repeat(-exponent) + digits : digits;
  const whole = Math.max(exponent, 0) + 1;
  return sign + withoutTrailingZeros(`${padded.slice(0, whole)}.${padded.slice(whole)}`);
}

/** 17 significant digits, an exact half rounded to even as C does (JavaScript rounds it up). */
function significant(value: number): { digits: string; exponent: number } {
  const [exact, power] = value.toExponential(60).split('e') as [string, string];
  const rest = exact.slice(18);
  const [rounded, roundedPower] = value.toExponential(16).split('e') as [string, string];
  const isHalf = /^50*$/.test(rest) && Number(exact[17]) % 2 === 0;
  const [mantissa, exponent] = isHalf ? [exact.slice(0, 18), power] : [rounded, roundedPower];
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0*$/, '') : text;
}

const SHORT: { readonly [character: string]: string } = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const SPECIAL = /["\\\x00-\x1F\x7F]|[^\x00-\x7F]/gu;

/** Keys met so far. Clients choose those of an `id`, so the table is not let grow without bound. */
const keys = new Map<string, string>();
const MOST_KEYS = 4096;

function quotedKey(key: string): string {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = quoted(key);
  if (keys.size < MOST_KEYS) keys.set(key, text);
  return text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters
const HAS_SPECIAL = /["\\\x00-\x1F\x7F]|[^\x00-\x7F]/;

function quoted(text: string): string {
  return HAS_SPECIAL.test(text) ? `"${text.replace(SPECIAL, escaped)}"` : `"${text}"`;
}

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const codePoint = character.codePointAt(0)!;
  const shown = isValidCodePoint(codePoint) ? character : '\uFFFD';
  return Array.from({ length: shown.length }, (_, i) => hexEscape(shown.charCodeAt(i))).join('');
}

function hexEscape(unit: number): string {
  return `\\u${unit.toString(16).toUpperCase().padStart(4, '0')}`;
}
