/**
 * Waiting for a client that asks one thing after the other: for a moment after an answer the process goes on looking
 * for the next request before it sleeps, because to be woken takes longer than to answer. As with the `poll-max-ns` of
 * QEMU's iothreads, it does so only while that is worth it.
 */
import { ServeRefusal } from './address.ts';
import { hostTime, type RealTime } from './clock.ts';

/** How long the process looks out after an answer, in nanoseconds of real time. */
const POLL_MAX_NS = 100_000;

export class Vigil {
  private readonly longest: number;
  private readonly time: Pick<RealTime, 'now' | 'soon'>;
  private answered = Number.NEGATIVE_INFINITY;
  private worth = false;
  private watching = false;

  /** @param longest nanoseconds; 0: it never looks out */
  constructor(longest = POLL_MAX_NS, time: Pick<RealTime, 'now' | 'soon'> = hostTime) {
    this.longest = longest;
    this.time = time;
  }

  /** The client has sent something: had it been worth it to look out for that? */
  heard(): void {
    this.worth = this.longest > 0 && this.time.now() - this.answered < this.longest;
  }

  /** The client was sent something. */
  said(): void {
    if (this.longest <= 0) return;
    this.answered = this.time.now();
    if (!this.worth || this.watching) return;
    this.watching = true;
    this.time.soon(this.watch);
  }

  /** The client has left, or was not in time. */
  end(): void {
    this.worth = false;
  }

  /** While something is to be done soon, the process looks at its sockets and does not sleep. */
  private readonly watch = (): void => {
    if (this.worth && this.time.now() - this.answered < this.longest) {
      this.time.soon(this.watch);
      return;
    }
    this.worth = false;
    this.watching = false;
  };
}

/** Another time than {@link POLL_MAX_NS}, from the environment. @throws ServeRefusal */
export function pollMaxFrom({ BLOCKSIM_POLL_MAX_NS: text = '' }: NodeJS.ProcessEnv): number | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new ServeRefusal(`BLOCKSIM_POLL_MAX_NS: '${text}' is no number of nanoseconds, expected 0 to 999999999`);
  return Number(text);
}
