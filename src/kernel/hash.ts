/** Small, fast, deterministic hashes for the fingerprint of a world. All results are signed 32-bit integers. */
import { onceEach } from './once.ts';

/** Mixes two 32-bit integers into one (the finalizer is the one of MurmurHash3). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 13);
}

/** Texts that were hashed lately, each at the place that its length and three of its characters give. */
const PLACES = 4096;
const texts: string[] = new Array<string>(PLACES).fill('');
const hashes = new Int32Array(PLACES);

/** FNV-1a over UTF-16 code units. */
export function hashText(text: string): number {
  const { length } = text;
  if (length === 0) return EMPTY;
  const at = placeOf(text.charCodeAt(0), text.charCodeAt(length >> 1), text.charCodeAt(length - 1), length);
  if (texts[at] === text) return hashes[at] as number;
  let h = 0x811c9dc5;
  for (let i = 0; i < length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = mix(h, length);
  if (length <= 64) {
    texts[at] = text;
    hashes[at] = h;
  }
  return h;
}

const EMPTY = mix(0x811c9dc5, 0);

const placeOf = (first: number, middle: number, last: number, length: number): number =>
  (first + middle * 37 + last * 331 + length * 1021) & (PLACES - 1);

/** Hash of any finite number; integers of 32 bits are the fast case, and no two of them have the same hash. */
export function hashNumber(value: number): number {
  const int = value | 0;
  if (int === value) {
    const h = Math.imul(int, 0x9e3779b1);
    return h ^ (h >>> 15);
  }
  const high = Math.floor(value / 0x1_0000_0000);
  const low = value - high * 0x1_0000_0000;
  return Number.isInteger(value) ? mix(mix(0x2545f491, high | 0), low | 0) : hashText(String(value));
}

/** Shorter lists are hashed afresh: that costs less than remembering them. */
const WORTH_REMEMBERING = 8;

/** Hash of plain data: equal data, equal hash. Members that are undefined count as absent. */
export function hashData(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return hashNumber(value);
    case 'string':
      return hashText(value);
    case 'boolean':
      return value ? 0x3c6ef373 : 0x1f83d9ab;
    case 'object':
      return value === null ? 0x2c1b3c6d : hashObject(value);
    case 'undefined':
      return 0x5f356495;
    default:
      return hashText(typeof value + String(value));
  }
}

function hashObject(value: object): number {
  if (Array.isArray(value)) return value.length < WORTH_REMEMBERING ? hashList(value) : hashLongList(value);
  let h = 0x51ed270b;
  let size = 0;
  // The order of members is of no meaning.
  for (const member in value) {
    const inner = (value as Record<string, unknown>)[member];
    if (inner === undefined) continue;
    size++;
    const name = hashText(member);
    h = (h + Math.imul(name ^ hashData(inner), name | 1)) | 0;
  }
  return mix(h, size);
}

function hashList(list: readonly unknown[]): number {
  let h = 0x51ed270b;
  for (let i = 0; i < list.length; i++) h = (Math.imul(h, 0x85ebca6b) ^ hashData(list[i])) + i;
  return mix(h, list.length);
}

const hashLongList = onceEach(hashList);

/** The same as {@link hashData} for data that comes again and again as the same object: worked out once. */
export const hashOnce: (data: object) => number = onceEach(hashData);
