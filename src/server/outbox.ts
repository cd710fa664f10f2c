/** Writing to one client: whole lines in order, what one turn says in one go, however slowly the client reads. */
import type { Writable } from 'node:stream';

/**
 * So many bytes may wait for a client that does not read. QEMU has no such bound (M-17); here a client that passes it
 * is cut off, and loses what it has not read, but never a line in the middle of others.
 */
export const LARGEST_BACKLOG = 256 * 1024 * 1024;

export class Outbox {
  private readonly stream: Writable;
  private readonly limit: number;
  private readonly cutOff: () => void;
  private corked = false;

  constructor(stream: Writable, cutOff: () => void, limit = LARGEST_BACKLOG) {
    this.stream = stream;
    this.cutOff = cutOff;
    this.limit = limit;
  }

  /** Sends whole lines, together with what else this turn sends. Lines for a stream that is closed are dropped. */
  send(text: string): void {
    if (!this.stream.writable) return;
    if (!this.corked) {
      this.corked = true;
      this.stream.cork();
      process.nextTick(() => {
        this.corked = false;
        this.stream.uncork();
      });
    }
    this.stream.write(text, 'latin1');
    if (this.stream.writableLength > this.limit) this.cutOff();
  }
}
