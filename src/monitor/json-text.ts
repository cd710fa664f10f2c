/**
 * Bytes, QEMU's modified UTF-8, and JavaScript strings. Bytes of an unfinished token are kept as a string with a
 * character a byte ("byte text"), which unlike a byte array is a plain JSON value.
 */

export { modifiedUtf8 } from '../kernel/bucket.ts';

const REPLACEMENT = '\uFFFD';
const SMALLEST = [0x80, 0x800, 0x10000, 0x200000, 0x4000000];

/** Byte text of a piece of a chunk. */
export function byteText(bytes: Uint8Array, from: number, to: number): string {
  if (to - from <= 64) {
    let text = '';
    for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!);
    return text;
  }
  const parts: string[] = [];
  for (let at = from; at < to; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, to))));
  }
  return parts.join('');
}

export function hasByteBeyondAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is about bytes
  return /[^\x00-\x7F]/.test(text);
}

/**
 * The code point that starts at a byte, as QEMU's modified UTF-8 has it: NUL may be C0 80, other overlong forms,
 * surrogates and noncharacters are malformed.
 * @returns the code point or -1, and the number of bytes it took
 */
export function codePointAt(text: string, at: number): { codePoint: number; length: number } {
  const first = text.charCodeAt(at);
  if (first < 0x80) return { codePoint: first, length: 1 };
  if (first >= 0xfe || first < 0xc0) return { codePoint: -1, length: 1 };
  const size = Math.clz32(~(first << 24));
  let codePoint = first & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const next = at + i < text.length ? text.charCodeAt(at + i) : 0;
    if ((next & 0xc0) !== 0x80) return { codePoint: -1, length: i };
    codePoint = codePoint * 64 + (next & 0x3f);
  }
  const overlong = codePoint < SMALLEST[size - 2]! && !(codePoint === 0 && size === 2);
  return { codePoint: overlong || !isValidCodePoint(codePoint) ? -1 : codePoint, length: size };
}

/** False for surrogates, noncharacters and what is beyond Unicode. */
export function isValidCodePoint(codePoint: number): boolean {
  if (codePoint > 0x10ffff || (codePoint & 0xfffe) === 0xfffe) return false;
  return !(codePoint >= 0xd800 && codePoint <= 0xdfff) && !(codePoint >= 0xfdd0 && codePoint <= 0xfdef);
}

/** Byte text as a string, up to a NUL byte, malformed sequences replaced: how QEMU prints foreign bytes. */
export function printable(text: string): string {
  const nul = text.indexOf('\0');
  const shown = nul < 0 ? text : text.slice(0, nul);
  if (!hasByteBeyondAscii(shown)) return shown;
  const parts: string[] = [];
  for (let at = 0; at < shown.length; ) {
    const { codePoint, length } = codePointAt(shown, at);
    parts.push(codePoint < 0 ? REPLACEMENT : String.fromCodePoint(codePoint));
    at += length;
  }
  return parts.join('');
}
