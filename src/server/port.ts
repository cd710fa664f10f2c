/**
 * A monitor's port: one client at a time (M-5). Others may connect meanwhile; they are not read, and the first of them
 * is greeted when the client before it has left.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Outbox } from './outbox.ts';
import { Vigil } from './vigil.ts';

/** What a port tells the machine. */
export interface PortEars {
  connected(): void;
  received(bytes: Buffer): void;
  disconnected(): void;
}

export interface PortOptions {
  /** How many bytes may wait for a client that does not read. */
  readonly largestBacklog?: number | undefined;
  /** How long to look out for the client's next request before sleeping; see {@link Vigil}. */
  readonly pollMaxNs?: number | undefined;
}

/** So many bytes are read from a client in a row before the others are heard again. */
const PIECE = 64 * 1024;

export class Port {
  private readonly ears: PortEars;
  private readonly options: PortOptions;
  private readonly waiting: Duplex[] = [];
  private current: Duplex | undefined;
  private outbox: Outbox | undefined;
  private readonly vigil: Vigil;
  private closed = false;
  private first: () => void = () => {};
  /** Settles when somebody has connected. */
  readonly firstClient: Promise<void>;

  constructor(ears: PortEars, options: PortOptions = {}) {
    this.ears = ears;
    this.options = options;
    this.vigil = new Vigil(options.pollMaxNs);
    this.firstClient = new Promise((resolve) => {
      this.first = resolve;
    });
  }

  /** A client has connected; its stream is paused. */
  accept(stream: Socket | Duplex): void {
    stream.on('error', () => {});
    if (this.closed) {
      stream.destroy();
      return;
    }
    this.first();
    this.waiting.push(stream);
    stream.once('close', () => this.forget(stream));
    this.nextClient();
  }

  /** Sends whole lines to the client, if one is there. */
  send(text: string): void {
    if (this.outbox === undefined) return;
    this.outbox.send(text);
    this.vigil.said();
  }

  /** The client is sent away once it was sent all that was said to it. */
  hangUp(): void {
    const { current } = this;
    if (current === undefined) return;
    this.release();
    current.end();
    destroyLater(current);
    this.nextClient();
  }

  /** Nobody is served any more. */
  close(): void {
    this.closed = true;
    for (const stream of this.waiting.splice(0)) stream.destroy();
    this.hangUp();
  }

  /** The client is not read for a while, because more has come in than can be taken in. */
  pause(): void {
    this.current?.pause();
  }

  resume(): void {
    this.current?.resume();
  }

  private nextClient(): void {
    if (this.current !== undefined || this.closed) return;
    const stream = this.waiting.shift();
    if (stream === undefined) return;
    if (stream.destroyed) {
      this.nextClient();
      return;
    }
    this.current = stream;
    this.outbox = new Outbox(stream, () => stream.destroy(), this.options.largestBacklog);
    this.ears.connected();
    if (this.current !== stream) return;
    stream.on('data', (bytes: Buffer) => this.hear(stream, bytes));
    stream.once('end', () => this.leave(stream));
    stream.resume();
  }

  private hear(stream: Duplex, bytes: Buffer): void {
    this.vigil.heard();
    for (let at = 0; at < bytes.length && this.current === stream; at += PIECE)
      this.ears.received(bytes.subarray(at, at + PIECE));
  }

  /** The client has left: gone, or done with sending, which is the same to QEMU. */
  private leave(stream: Duplex): void {
    if (this.current !== stream) return;
    this.release();
    this.ears.disconnected();
    stream.end();
    destroyLater(stream);
    this.nextClient();
  }

  private forget(stream: Duplex): void {
    const at = this.waiting.indexOf(stream);
    if (at >= 0) this.waiting.splice(at, 1);
    this.leave(stream);
  }

  private release(): void {
    this.vigil.end();
    this.outbox?.finish();
    this.current?.removeAllListeners('data');
    this.current = undefined;
    this.outbox = undefined;
  }
}

/** How long a client that was sent away may still take to read what it was sent. */
const PATIENCE = 5000;

/**
 * A stream that is ended closes when all was written and the other side has closed; one that never reads is cut off.
 */
function destroyLater(stream: Duplex): void {
  // What else the client sends is of no interest, but its end must be noticed.
  stream.resume();
  const timer = setTimeout(() => stream.destroy(), PATIENCE);
  timer.unref();
  stream.once('close', () => clearTimeout(timer));
}
