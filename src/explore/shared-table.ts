/**
 * The set of states seen, for several threads at once: open addressing on shared memory, a place claimed by one
 * compare-and-exchange. It does not grow.
 */
import type { Seen } from './state-table.ts';

/** The table is full: the search has seen as many states as it may. */
export class TableFull extends Error {
  override readonly name = 'TableFull';
}

/** Two lanes of four bytes each, and whose it is. */
const BYTES = 9;

export class SharedStateTable implements Seen {
  private readonly cells: Int32Array;
  /** by place: the number of the thread that has added the state */
  private readonly owners: Uint8Array;
  private readonly thread: number;
  private readonly capacity: number;
  private readonly limit: number;
  private count = 0;
  /** of the state that was there already when it was added last */
  private there = 0;

  /** Memory for so many states. */
  static memory(states: number): SharedArrayBuffer {
    return new SharedArrayBuffer(BYTES * Math.ceil(states / 0.8));
  }

  /** @param thread number of the thread that adds states through this object, less than 256 */
  constructor(memory: SharedArrayBuffer, thread: number) {
    this.capacity = memory.byteLength / BYTES;
    this.cells = new Int32Array(memory, 0, 2 * this.capacity);
    this.owners = new Uint8Array(memory, 8 * this.capacity);
    this.thread = thread;
    this.limit = Math.floor(this.capacity * 0.9);
  }

  /** How many states were added through this object. */
  get size(): number {
    return this.count;
  }

  get bytes(): number {
    return BYTES * this.capacity;
  }

  get knownToOthers(): boolean {
    return this.owners[this.there] !== this.thread;
  }

  /** @throws TableFull */
  add(low: number, high: number): boolean {
    const { cells, capacity } = this;
    // Both lanes of a state are other than 0: that marks a free place, and one that is being written.
    const first = low === 0 ? 1 : low;
    const second = high === 0 ? 1 : high;
    let at = 2 * Math.floor(((high >>> 0) / 0x1_0000_0000) * capacity);
    for (let left = capacity; left > 0; left--) {
      let there = cells[at] as number;
      if (there === 0) {
        there = Atomics.compareExchange(cells, at, 0, first);
        if (there === 0) {
          // Whoever sees the second lane sees whose the state is.
          this.owners[at >> 1] = this.thread;
          Atomics.store(cells, at + 1, second);
          if (++this.count >= this.limit) throw new TableFull();
          return true;
        }
      }
      if (there === first && this.secondAt(at + 1) === second) {
        this.there = at >> 1;
        return false;
      }
      at += 2;
      if (at === cells.length) at = 0;
    }
    throw new TableFull();
  }

  /** Whoever has claimed the place writes this right after. */
  private secondAt(at: number): number {
    for (;;) {
      const value = Atomics.load(this.cells, at);
      if (value !== 0) return value;
    }
  }
}
