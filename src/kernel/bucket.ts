/**
 * The order in which QEMU visits the members of a dictionary: a hash table of 512 buckets, the newest first within a
 * bucket (M-20). It shows in replies and in file names that are options written as JSON.
 */

/** Buckets of the keys met so far. Clients choose the keys of an `id`, so the table is not let grow without bound. */
const buckets = new Map<string, number>();
const MOST_BUCKETS = 4096;

/** Which of the 512 buckets a key is in (M-20). */
export function bucketOf(key: string): number {
  const known = buckets.get(key);
  if (known !== undefined) return known;
  const bucket = computeBucket(key);
  if (buckets.size < MOST_BUCKETS) buckets.set(key, bucket);
  return bucket;
}

function computeBucket(key: string): number {
  const bytes = modifiedUtf8(key);
  let hash = Math.imul(0x238f13af, bytes.length);
  for (const [i, byte] of bytes.entries()) hash = (hash + (byte << ((5 * i) % 24))) | 0;
  return (Math.imul(hash, 1103515243) + 12345) & 511;
}

/** An object's members in the order in which QEMU visits and prints them (M-20). */
export function inBucketOrder<T>(object: { readonly [key: string]: T }): [string, T][] {
  return keysInBucketOrder(object).map((key) => [key, object[key] as T]);
}

/** Their keys in that order. */
export function keysInBucketOrder(object: object): string[] {
  const keys = Object.keys(object);
  if (keys.length > FEW) return keys.reverse().sort((a, b) => bucketOf(a) - bucketOf(b));
  // Most objects have few members; each goes before those that are older, unless their bucket is lower.
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as string;
    const bucket = bucketOf(key);
    let to = i;
    while (to > 0 && bucketOf(keys[to - 1] as string) >= bucket) {
      keys[to] = keys[to - 1] as string;
      to--;
    }
    keys[to] = key;
  }
  return keys;
}

const FEW = 8;

/** A string's bytes as QEMU holds it: UTF-8, but NUL is C0 80. Lone surrogates become U+FFFD. */
export function modifiedUtf8(text: string): readonly number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (codePoint > 0 && codePoint < 0x80) bytes.push(codePoint);
    else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), continuation(codePoint, 0));
    else if (codePoint < 0x10000) {
      const shown = codePoint >= 0xd800 && codePoint <= 0xdfff ? 0xfffd : codePoint;
      bytes.push(0xe0 | (shown >> 12), continuation(shown, 6), continuation(shown, 0));
    } else {
      const low = [continuation(codePoint, 12), continuation(codePoint, 6), continuation(codePoint, 0)];
      bytes.push(0xf0 | (codePoint >> 18), ...low);
    }
  }
  return bytes;
}

function continuation(codePoint: number, shift: number): number {
  return 0x80 | ((codePoint >> shift) & 0x3f);
}
