/**
 * The monitor's streaming JSON parser (M-2, 4.3): bytes in, in chunks of any size, values and parse errors out.
 *
 * A pure function over a plain-data state: the state may be kept in a store, saved as JSON and restored. Time is linear
 * in the bytes whatever the chunks, and what is kept is bounded by the limits of the message reader.
 */
import type { JsonDialect } from './json-dialect.ts';
import { inString, type LexerState, type TokenKind, type Verdict, verdict } from './json-lexer.ts';
import { type JsonItem, MAX_TOKEN_BYTES, MessageReader, type MessageState, NO_MESSAGE } from './json-message.ts';
import { byteText } from './json-text.ts';

export type { JsonItem } from './json-message.ts';

/** Everything a parser remembers between two chunks. Immutable, plain. */
export interface JsonParserState {
  readonly lexer: LexerState;
  /** byte text of the unfinished token, in pieces of falling length */
  readonly token: readonly string[];
  readonly tokenLength: number;
  readonly message: MessageState;
  /** where the next byte and the current token are; counted only in dialects that tell positions */
  readonly line: number;
  readonly column: number;
  readonly tokenLine: number;
  readonly tokenColumn: number;
}

const NEW_PARSER: JsonParserState = {
  lexer: 'start',
  token: [],
  tokenLength: 0,
  message: NO_MESSAGE,
  line: 1,
  column: 0,
  tokenLine: 1,
  tokenColumn: 1,
};

/** The state of a parser at the start of a connection (M-5). */
export function startParser(): JsonParserState {
  return NEW_PARSER;
}

export interface Fed {
  readonly state: JsonParserState;
  /** values and errors in the order in which they became known */
  readonly items: readonly JsonItem[];
  /** how many bytes were read */
  readonly used: number;
}

/**
 * Reads a chunk.
 * @param enough stop after the byte that made this many items known (one byte can make more than one: M-10 wants 1)
 */
export function feed(
  state: JsonParserState,
  bytes: Uint8Array,
  dialect: JsonDialect,
  enough = Number.POSITIVE_INFINITY,
): Fed {
  const items: JsonItem[] = [];
  const reader = new ByteReader(state, bytes, dialect, (item) => items.push(item));
  while (reader.at < bytes.length && items.length < enough) reader.step();
  return { state: reader.state(), items, used: reader.at };
}

class ByteReader {
  at = 0;
  private readonly before: JsonParserState;
  private readonly bytes: Uint8Array;
  private readonly positions: boolean;
  private readonly message: MessageReader;
  private lexer: LexerState;
  /** the part of the current token that came in earlier chunks, and where it goes on in this one */
  private earlier: readonly string[];
  private earlierLength: number;
  private tokenAt = 0;
  private line: number;
  private column: number;
  private tokenLine: number;
  private tokenColumn: number;

  constructor(state: JsonParserState, bytes: Uint8Array, dialect: JsonDialect, emit: (item: JsonItem) => void) {
    this.before = state;
    this.bytes = bytes;
    this.positions = dialect.positions;
    this.message = new MessageReader(state.message, dialect, emit);
    this.lexer = state.lexer;
    this.earlier = state.token;
    this.earlierLength = state.tokenLength;
    this.line = state.line;
    this.column = state.column;
    this.tokenLine = state.tokenLine;
    this.tokenColumn = state.tokenColumn;
  }

  state(): JsonParserState {
    if (this.at === 0) return this.before;
    const rest = byteText(this.bytes, this.tokenAt, this.at);
    const state: JsonParserState = {
      lexer: this.lexer,
      token: rest === '' ? this.earlier : withPiece(this.earlier, rest),
      tokenLength: this.earlierLength + rest.length,
      message: this.message.state(),
      line: this.line,
      column: this.column,
      tokenLine: this.tokenLine,
      tokenColumn: this.tokenColumn,
    };
    const idle = state.lexer === 'start' && state.message === NO_MESSAGE && !this.positions;
    return idle ? NEW_PARSER : state;
  }

  /** Reads a byte, or as many bytes as a string goes on without anything special. */
  step(): void {
    if (this.lexer === 'dq-string') this.skipText(0x22);
    else if (this.lexer === 'sq-string') this.skipText(0x27);
    if (this.at === this.bytes.length) return;
    const byte = this.bytes[this.at]!;
    this.advance(byte);
    let consumed = false;
    while (!consumed) consumed = this.apply(verdict(this.lexer, byte));
    this.checkLength();
  }

  private skipText(quote: number): void {
    const { bytes } = this;
    const from = this.at;
    // The byte after these may make the token too long, and must be looked at.
    const end = Math.min(bytes.length, from + MAX_TOKEN_BYTES - this.tokenLength());
    let at = from;
    while (at < end && bytes[at] !== quote && bytes[at] !== 0x5c && inString(bytes[at]!)) at++;
    this.at = at;
    if (this.positions) this.column += at - from;
  }

  private advance(byte: number): void {
    this.at++;
    if (!this.positions) return;
    this.column++;
    if (byte !== 0x0a) return;
    this.line++;
    this.column = 0;
  }

  /** @returns whether the byte is used up */
  private apply(what: Verdict): boolean {
    if ('to' in what) {
      this.lexer = what.to;
      if (what.to === 'start' || what.to === 'recovery') this.dropToken();
      return true;
    }
    if ('resume' in what) {
      this.lookAgain();
      return false;
    }
    if ('ends' in what) {
      this.send(what.ends, this.at);
      this.endToken(what.ends === 'stray' ? 'recovery' : 'start');
      return true;
    }
    this.send(what.before, this.at - 1);
    this.lookAgain();
    return false;
  }

  private send(kind: TokenKind, end: number): void {
    const { tokenAt, earlier } = this;
    const length = this.earlierLength + end - tokenAt;
    const text = () => earlier.join('') + byteText(this.bytes, tokenAt, end);
    this.message.token(kind, length, text, { line: this.tokenLine, column: this.tokenColumn });
  }

  private endToken(next: LexerState): void {
    this.lexer = next;
    this.dropToken();
  }

  /** The byte just read is looked at afresh. */
  private lookAgain(): void {
    this.endToken('start');
    this.tokenAt = this.at - 1;
  }

  /** The next token is taken to begin after this byte, even if it begins with it: so QEMU counts columns (4.3). */
  private dropToken(): void {
    this.earlier = [];
    this.earlierLength = 0;
    this.tokenAt = this.at;
    this.tokenLine = this.line;
    this.tokenColumn = this.column + 1;
  }

  private tokenLength(): number {
    return this.earlierLength + this.at - this.tokenAt;
  }

  private checkLength(): void {
    if (this.tokenLength() <= MAX_TOKEN_BYTES) return;
    this.message.overlong();
    // What follows counts as a new token, but not as one at a new place.
    const { tokenLine, tokenColumn } = this;
    this.endToken('start');
    this.tokenLine = tokenLine;
    this.tokenColumn = tokenColumn;
  }
}

/** Adds a piece, joining pieces so that there are few and each byte is copied a logarithmic number of times. */
function withPiece(pieces: readonly string[], piece: string): readonly string[] {
  const kept = [...pieces];
  let last = piece;
  while (kept.length > 0 && kept.at(-1)!.length <= last.length) last = [kept.pop(), last].join('');
  return [...kept, last];
}
