/** How virtual time passes in a live machine. */

/** `wall`: with the wall clock; `virtual`: jumps to the next thing that is due; `stepped`: only when told. */
export type ClockMode = 'wall' | 'virtual' | 'stepped';

/** What real time is taken from; a test may have its own. */
export interface RealTime {
  /** Nanoseconds since some fixed moment. */
  now(): number;
  /** Calls back once, after so many nanoseconds; the result takes that back. */
  after(nanoseconds: number, callback: () => void): () => void;
  /** Calls back once everything that has arrived meanwhile was heard. */
  soon(callback: () => void): void;
}

const MILLISECOND = 1e6;
/** setTimeout's longest wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

export const hostTime: RealTime = {
  now: () => performance.now() * MILLISECOND,
  after(nanoseconds, callback) {
    const timer = setTimeout(callback, Math.min(Math.ceil(nanoseconds / MILLISECOND), LONGEST));
    return () => clearTimeout(timer);
  },
  soon: (callback) => void setImmediate(callback),
};

/** Says up to which virtual time a machine may go now. Times in nanoseconds, whole microseconds. */
export class LiveClock {
  private current: ClockMode;
  private readonly real: RealTime;
  /** wall: virtual time at the real time `since`; stepped: how far it may go */
  private base = 0;
  private since: number;

  constructor(mode: ClockMode, real: RealTime) {
    this.current = mode;
    this.real = real;
    this.since = real.now();
  }

  get mode(): ClockMode {
    return this.current;
  }

  /** Changes the mode at virtual time `now`; nothing is caught up. */
  setMode(mode: ClockMode, now: number): void {
    this.current = mode;
    this.base = now;
    this.since = this.real.now();
  }

  /** Virtual time may come up to here. */
  limit(): number {
    if (this.current === 'virtual') return Number.POSITIVE_INFINITY;
    if (this.current === 'stepped') return this.base;
    return this.base + Math.max(0, Math.floor((this.real.now() - this.since) / 1000) * 1000);
  }

  /** The virtual time of something that arrives now. */
  arrival(now: number): number {
    return this.current === 'virtual' ? now : Math.max(now, this.limit());
  }

  /** Allows `nanoseconds` more (stepped), or moves the wall clock's reckoning on by them. */
  advance(nanoseconds: number): void {
    this.base += nanoseconds;
  }
}
