/**
 * Several threads that search one model together: each has a model of its own and all share the table of states.
 * Whoever runs out of work takes some from another, who gives away the untried moves nearest to the first state.
 */
import type { Model } from './model.ts';
import { DepthFirst } from './search.ts';
import { SharedStateTable, TableFull } from './shared-table.ts';
import type { UnfulfilledMoves } from './unfulfilled.ts';

/** What the threads share. It can be sent to a worker thread. */
export interface CrewMemory {
  readonly table: SharedArrayBuffer;
  readonly control: SharedArrayBuffer;
  readonly offer: SharedArrayBuffer;
}

// Places of `control`.
const THREADS = 0;
const IDLE = 1;
const STOP = 2;
const OFFER = 3;
const KNOWN = 4;
const STATES = 5;
const PLACES = 6;

// What OFFER says of the offered work.
const NONE = 0;
const WRITING = 1;
const THERE = 2;
const READING = 3;

/** Longest offer: a path and some moves. */
const OFFER_LENGTH = 1 << 16;
/** Moves between two looks at what the others need. */
const SLICE = 512;
/** How long an idle thread waits before it looks again, in milliseconds. */
const NAP = 1;

export function crewMemory(threads: number, maxStates: number): CrewMemory {
  const control = new SharedArrayBuffer(4 * PLACES);
  new Int32Array(control)[THREADS] = threads;
  return { table: SharedStateTable.memory(maxStates), control, offer: new SharedArrayBuffer(4 * OFFER_LENGTH) };
}

/** Everybody stops at the next occasion. */
export const stopCrew = (memory: CrewMemory): void => {
  Atomics.store(new Int32Array(memory.control), STOP, 1);
};

/** How many states all threads have seen, as of their last look. */
export const crewStates = (memory: CrewMemory): number => Atomics.load(new Int32Array(memory.control), STATES);

export interface CrewFound {
  readonly wrong: number;
  readonly path: readonly number[];
}

/** What a thread has found out, or all of them together. */
export interface CrewReport {
  readonly states: number;
  readonly transitions: number;
  /** each time by the thread that was the first to find it */
  readonly found: readonly CrewFound[];
  /** the moves that leave properties unfulfilled */
  readonly unfulfilled: UnfulfilledMoves['noted'];
  /** nothing was left to do; false: stopped, the table was full, or a path too long */
  readonly exhausted: boolean;
}

export interface CrewOptions {
  readonly eager?: boolean;
  /** as many properties are watched: the search ends when all are broken */
  readonly properties: number;
}

/**
 * One thread's part, until all have come to the end. Exactly one thread, whose `number` is 0, begins with the first
 * state. Blocks the thread that calls it.
 */
export function workInCrew(model: Model, memory: CrewMemory, number: number, options: CrewOptions): CrewReport {
  return new Hand(model, memory, number, options).work();
}

class Hand {
  private readonly search: DepthFirst;
  private readonly control: Int32Array;
  private readonly offer: Int32Array;
  private readonly all: number;
  private readonly found: CrewFound[] = [];
  private told = 0;
  private busy: boolean;
  /** a path was too long to be followed */
  private cut = false;

  constructor(model: Model, memory: CrewMemory, number: number, { properties, ...options }: CrewOptions) {
    this.control = new Int32Array(memory.control);
    this.offer = new Int32Array(memory.offer);
    this.all = (1 << properties) - 1;
    this.busy = number === 0;
    const table = new SharedStateTable(memory.table, number);
    this.search = new DepthFirst(model, { ...options, table, begin: this.busy });
  }

  work(): CrewReport {
    try {
      while (Atomics.load(this.control, STOP) === 0) {
        if (this.busy) this.searchOn();
        else if (!this.findWork()) break;
      }
    } catch (error) {
      Atomics.store(this.control, STOP, 1);
      if (!(error instanceof TableFull)) throw error;
    }
    const { states, transitions, unfulfilled } = this.search;
    const exhausted = Atomics.load(this.control, STOP) === 0 && !this.cut;
    return { states, transitions, found: this.found, unfulfilled: unfulfilled.noted, exhausted };
  }

  private searchOn(): void {
    const { search, control } = this;
    const ended = search.advance(SLICE);
    Atomics.add(control, STATES, search.states - this.told);
    this.told = search.states;
    if (ended === 'exhausted' || ended === 'bound') {
      this.cut ||= ended === 'bound';
      this.busy = false;
      return;
    }
    if (ended === 'wrong') this.tell(search.wrong, search.path);
    search.learn(Atomics.load(control, KNOWN));
    if (ended === 'wrong') search.goOn();
    if (Atomics.load(control, IDLE) > 0 && Atomics.load(control, OFFER) === NONE) this.offerWork();
  }

  private tell(wrong: number, path: readonly number[]): void {
    const before = Atomics.or(this.control, KNOWN, wrong);
    const fresh = wrong & ~before;
    if (fresh !== 0) this.found.push({ wrong: fresh, path });
    if ((before | wrong) === this.all) Atomics.store(this.control, STOP, 1);
  }

  private offerWork(): void {
    const { control, offer } = this;
    if (Atomics.compareExchange(control, OFFER, NONE, WRITING) !== NONE) return;
    const work = this.search.giveAway(OFFER_LENGTH - 2);
    if (work === undefined) {
      Atomics.store(control, OFFER, NONE);
      return;
    }
    offer[0] = work.path.length;
    offer[1] = work.moves.length;
    offer.set(work.path, 2);
    offer.set(work.moves, 2 + work.path.length);
    Atomics.store(control, OFFER, THERE);
    Atomics.notify(control, OFFER);
  }

  /** @returns false when nobody has anything to do any more */
  private findWork(): boolean {
    const { control, offer } = this;
    Atomics.add(control, IDLE, 1);
    for (;;) {
      if (Atomics.load(control, STOP) !== 0) return false;
      if (Atomics.compareExchange(control, OFFER, THERE, READING) === THERE) {
        Atomics.sub(control, IDLE, 1);
        const [paths, moves] = [offer[0] as number, offer[1] as number];
        const work = {
          path: [...offer.subarray(2, 2 + paths)],
          moves: [...offer.subarray(2 + paths, 2 + paths + moves)],
        };
        Atomics.store(control, OFFER, NONE);
        this.search.learn(Atomics.load(control, KNOWN));
        this.search.takeOn(work);
        this.busy = true;
        return true;
      }
      // Offers are made by busy threads alone: with all of them idle and none made, the search is over.
      if (Atomics.load(control, IDLE) === Atomics.load(control, THREADS) && Atomics.load(control, OFFER) === NONE) {
        Atomics.notify(control, OFFER);
        return false;
      }
      Atomics.wait(control, OFFER, NONE, NAP);
    }
  }
}
