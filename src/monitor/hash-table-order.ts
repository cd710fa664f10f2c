/**
 * Of several unexpected arguments QEMU names the one its hash table finds first. The table is GLib's: open addressing
 * with a size of a power of two, so the order follows from the keys and from the order in which they came and went.
 */
import { modifiedUtf8 } from './json-text.ts';

/** the largest primes below the table sizes 2^3, 2^4, ... */
const PRIMES = [
  7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573,
];
const SMALLEST_SHIFT = 3;

const EMPTY = Symbol('empty');
const GONE = Symbol('gone');
type Slot = string | typeof EMPTY | typeof GONE;

/**
 * The key a table holds first after keys were put in and some taken out again.
 * @param keys in the order of insertion
 * @param removed in the order of removal
 */
export function firstInHashTable(keys: readonly string[], removed: ReadonlySet<string>): string | undefined {
  const left = keys.filter((key) => !removed.has(key));
  if (left.length < 2) return left[0];
  const table = new KeyTable();
  for (const key of keys) table.insert(key);
  for (const key of removed) table.remove(key);
  return table.first();
}

/** All keys of a table in the order in which it is walked, after they were put in one by one. */
export function hashTableOrder(keys: readonly string[]): string[] {
  const table = new KeyTable();
  for (const key of keys) table.insert(key);
  return table.all();
}

class KeyTable {
  private slots: Slot[] = new Array(1 << SMALLEST_SHIFT).fill(EMPTY);
  private shift = SMALLEST_SHIFT;
  private live = 0;
  /** slots that are not empty, those of removed keys among them */
  private occupied = 0;

  insert(key: string): void {
    const slot = this.find(key);
    if (this.slots[slot] === EMPTY) this.occupied++;
    this.slots[slot] = key;
    this.live++;
    this.resizeIfDue();
  }

  remove(key: string): void {
    const slot = this.find(key);
    if (this.slots[slot] !== key) return;
    this.slots[slot] = GONE;
    this.live--;
    this.resizeIfDue();
  }

  first(): string | undefined {
    return this.slots.find((slot): slot is string => typeof slot === 'string');
  }

  all(): string[] {
    return this.slots.filter((slot): slot is string => typeof slot === 'string');
  }

  /** where a key is, or where it would go */
  private find(key: string): number {
    const size = this.slots.length;
    let at = this.home(key);
    let grave = -1;
    for (let step = 1; ; step++) {
      const slot = this.slots[at]!;
      if (slot === key) return at;
      if (slot === EMPTY) return grave < 0 ? at : grave;
      if (slot === GONE && grave < 0) grave = at;
      at = (at + step) & (size - 1);
    }
  }

  private home(key: string): number {
    return ((hash(key) * 11) >>> 0) % PRIMES[this.shift - SMALLEST_SHIFT]!;
  }

  private resizeIfDue(): void {
    const size = this.slots.length;
    const tooLarge = size > this.live * 4 && size > 1 << SMALLEST_SHIFT;
    if (!tooLarge && size > this.occupied + Math.floor(this.occupied / 16)) return;
    this.resize();
  }

  /** In place: a key that lands on one not yet moved drives it out, and that one is moved next. */
  private resize(): void {
    const oldSize = this.slots.length;
    this.shift = Math.max(SMALLEST_SHIFT, 32 - Math.clz32(Math.floor(this.live * 1.333)));
    const size = 1 << this.shift;
    while (this.slots.length < size) this.slots.push(EMPTY);
    const settled = new Set<number>();
    for (let i = 0; i < oldSize; i++) {
      if (settled.has(i)) continue;
      let moving = this.slots[i]!;
      this.slots[i] = EMPTY;
      while (typeof moving === 'string') moving = this.settle(moving, size, settled);
    }
    this.slots.length = size;
    this.occupied = this.live;
  }

  /** @returns what was in the slot the key went to */
  private settle(key: string, size: number, settled: Set<number>): Slot {
    let at = this.home(key);
    for (let step = 1; settled.has(at); step++) at = (at + step) & (size - 1);
    settled.add(at);
    const before = this.slots[at]!;
    this.slots[at] = key;
    return before;
  }
}

/** djb2; the two smallest values are taken. */
function hash(key: string): number {
  let value = 5381;
  for (const byte of modifiedUtf8(key)) value = (Math.imul(value, 33) + ((byte << 24) >> 24)) | 0;
  return Math.max(value >>> 0, 2);
}
