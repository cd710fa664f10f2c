/** Events for who waits for them: each is found once, whether it came before or after somebody asked. */

/** An event as a client gets it; its time counts from the beginning of 2026 (M-15). */
export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly timestamp: { readonly seconds: number; readonly microseconds: number };
}

/** An event's name, or a function that knows it. */
export type Wanted = string | ((event: QmpEvent) => boolean);

interface Waiter {
  readonly fits: (event: QmpEvent) => boolean;
  readonly settle: (event: QmpEvent | Error) => void;
}

/** Events that nobody waits for are kept, but not more than so many. */
const MOST = 10_000;

export class EventLog {
  private kept: QmpEvent[] = [];
  private waiters: Waiter[] = [];
  private over = false;

  add(event: QmpEvent): void {
    const at = this.waiters.findIndex((waiter) => waiter.fits(event));
    if (at >= 0) {
      this.kept = [];
      this.waiters.splice(at, 1)[0]?.settle(event);
      return;
    }
    this.kept.push(event);
    if (this.kept.length > MOST) this.kept = this.kept.slice(MOST / 2);
  }

  /** Real time in milliseconds. `state` says in words how things are, for who waited in vain. */
  until(wanted: Wanted, timeout: number, state: () => string): Promise<QmpEvent> {
    const fits = typeof wanted === 'string' ? (event: QmpEvent) => event.event === wanted : wanted;
    const what = typeof wanted === 'string' ? wanted : 'such event';
    const at = this.kept.findIndex(fits);
    const found = this.kept[at];
    if (found !== undefined) {
      this.kept = this.kept.slice(at + 1);
      return Promise.resolve(found);
    }
    if (this.over) return Promise.reject(new Error(`no ${what} came before the machine ended`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters = this.waiters.filter((other) => other !== waiter);
        const names = this.kept.slice(-5).map((event) => event.event);
        const seen = names.length === 0 ? 'none other either' : `the last ones were ${names.join(', ')}`;
        reject(new Error(`no ${what} came within ${timeout} ms (${seen}); ${state()}`));
      }, timeout);
      const waiter: Waiter = {
        fits,
        settle: (result) => {
          clearTimeout(timer);
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      };
      this.waiters.push(waiter);
    });
  }

  /** Nothing comes any more. */
  end(): void {
    this.over = true;
    for (const waiter of this.waiters.splice(0)) waiter.settle(new Error('the machine has ended'));
  }
}
