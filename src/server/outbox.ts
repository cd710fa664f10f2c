/**
 * Writing to one client: whole lines in order, what one turn says in one go, however slowly the client reads. Lines
 * that wait are kept in large pieces, so that they take little more memory than their bytes.
 */
import type { Writable } from 'node:stream';

/**
 * So many bytes may wait for a client that does not read. QEMU has no such bound (M-17); here a client that passes it
 * is cut off, and loses what it has not read, but never a line in the middle of others.
 */
const LARGEST_BACKLOG = 64 * 1024 * 1024;

/** Lines that wait are put together to pieces of about so many bytes. */
const PIECE = 64 * 1024;

export class Outbox {
  private readonly stream: Writable;
  private readonly limit: number;
  private readonly cutOff: () => void;
  private readonly pieces: Buffer[] = [];
  private pieceBytes = 0;
  /** what is not in a piece yet */
  private said = '';
  /** somebody will come back for what is said: the end of this turn, or the stream when it has room again */
  private awaited = false;

  constructor(stream: Writable, cutOff: () => void, limit = LARGEST_BACKLOG) {
    this.stream = stream;
    this.cutOff = cutOff;
    this.limit = limit;
  }

  /** Sends whole lines, together with what else this turn sends. Lines for a stream that is closed are dropped. */
  send(text: string): void {
    const { stream } = this;
    if (!stream.writable) return;
    this.said += text;
    if (this.said.length >= PIECE) this.closePiece();
    if (!this.awaited) {
      this.awaited = true;
      process.nextTick(() => this.go());
    }
    if (stream.writableLength + this.pieceBytes + this.said.length > this.limit) this.cutOff();
  }

  /** Hands the stream everything at once: it is going to be ended. */
  finish(): void {
    if (!this.stream.writable) return;
    for (const piece of this.pieces.splice(0)) this.stream.write(piece);
    this.pieceBytes = 0;
    this.writeSaid();
  }

  private go(): void {
    const { stream, pieces } = this;
    this.awaited = false;
    if (!stream.writable) return;
    while (!stream.writableNeedDrain) {
      const piece = pieces.shift();
      if (piece === undefined) {
        this.writeSaid();
        return;
      }
      this.pieceBytes -= piece.length;
      stream.write(piece);
    }
    this.awaited = true;
    stream.once('drain', () => this.go());
  }

  private writeSaid(): void {
    if (this.said === '') return;
    const text = this.said;
    this.said = '';
    this.stream.write(text, 'latin1');
  }

  private closePiece(): void {
    const piece = Buffer.from(this.said, 'latin1');
    this.said = '';
    this.pieces.push(piece);
    this.pieceBytes += piece.length;
  }
}
