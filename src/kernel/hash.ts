/** Small, fast, deterministic hashes for the fingerprint of a world. All results are signed 32-bit integers. */

/** Mixes two 32-bit integers into one (the finalizer is the one of MurmurHash3). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 13);
}

const texts = new Map<string, number>();

/** FNV-1a over UTF-16 code units; short texts are remembered. */
export function hashText(text: string): number {
  const known = texts.get(text);
  if (known !== undefined) return known;
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = mix(h, text.length);
  if (text.length <= 64 && texts.size < 65_536) texts.set(text, h);
  return h;
}

/** Hash of any finite number; integers of 32 bits are the fast case. */
export function hashNumber(value: number): number {
  const int = value | 0;
  if (int === value) return mix(0x51ed270b, int);
  const high = Math.floor(value / 0x1_0000_0000);
  const low = value - high * 0x1_0000_0000;
  return Number.isInteger(value) ? mix(mix(0x2545f491, high | 0), low | 0) : hashText(String(value));
}
