/**
 * The set of states seen: fingerprints of two 32-bit lanes in one open-addressing table. At most 24 bytes a state, also
 * while it grows.
 */

/** A set of states that were seen. */
export interface Seen {
  /** what it occupies, in bytes */
  readonly bytes: number;
  /** of the state that was there already when it was added last: another thread had added it */
  readonly knownToOthers: boolean;
  /** Adds a state. @returns false if it was there already */
  add(low: number, high: number): boolean;
}

/** Full to this share, the table grows. */
const FULL = 0.85;
/** By this factor: old and new table together then hold 23 bytes a state. */
const GROWTH = 1.4;

/** Half a megabyte: small tables would be built anew again and again. */
const SMALLEST = 1 << 16;

export class StateTable implements Seen {
  readonly knownToOthers = false;
  private capacity: number;
  private cells: Int32Array;
  private limit: number;
  private count = 0;

  /** @param expected how many states are expected; the table grows beyond */
  constructor(expected = 0) {
    this.capacity = Math.max(SMALLEST, Math.ceil(expected / FULL));
    this.cells = new Int32Array(2 * this.capacity);
    this.limit = Math.floor(this.capacity * FULL);
  }

  /** How many states it holds. */
  get size(): number {
    return this.count;
  }

  /** What it occupies, in bytes. */
  get bytes(): number {
    return this.cells.byteLength;
  }

  /** Adds a state. @returns false if it was there already */
  add(low: number, high: number): boolean {
    const { cells } = this;
    // The lane that is stored first is never 0: that marks a free cell.
    const first = low === 0 ? 1 : low;
    let at = 2 * Math.floor(((high >>> 0) / 0x1_0000_0000) * this.capacity);
    for (;;) {
      const there = cells[at];
      if (there === 0) break;
      if (there === first && cells[at + 1] === high) return false;
      at += 2;
      if (at === cells.length) at = 0;
    }
    cells[at] = first;
    cells[at + 1] = high;
    if (++this.count >= this.limit) this.grow();
    return true;
  }

  /** All are different, and come in the order of their places: no comparison, and memory is gone through once. */
  private grow(): void {
    const old = this.cells;
    const capacity = Math.ceil(this.capacity * GROWTH);
    const cells = new Int32Array(2 * capacity);
    for (let i = 0; i < old.length; i += 2) {
      const first = old[i] as number;
      if (first === 0) continue;
      const high = old[i + 1] as number;
      let at = 2 * Math.floor(((high >>> 0) / 0x1_0000_0000) * capacity);
      while (cells[at] !== 0) at = at + 2 === cells.length ? 0 : at + 2;
      cells[at] = first;
      cells[at + 1] = high;
    }
    this.cells = cells;
    this.capacity = capacity;
    this.limit = Math.floor(capacity * FULL);
  }
}

/** 53 bits of a fingerprint as one number, by which maps of states are kept. */
export const printOf = (low: number, high: number): number => (low >>> 0) * 0x20_0000 + (high & 0x1f_ffff);
