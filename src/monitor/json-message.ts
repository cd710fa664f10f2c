/** From tokens to messages: the grammar, its complaints, and the limits (4.3). */
import type { JsonDialect } from './json-dialect.ts';
import { type Frame, OpenFrame } from './json-frames.ts';
import type { TokenKind } from './json-lexer.ts';
import { decodeString } from './json-string.ts';
import { printable } from './json-text.ts';
import { integerLiteral, type JsonValue, jsonFloat } from './json-value.ts';

/** what the parser hands out: a complete value, or the text of a parse error */
export type JsonItem = { readonly value: JsonValue } | { readonly error: string };

export const MAX_TOKEN_BYTES = 64 * 1024 * 1024;
const MAX_TOKENS = 2 * 1024 * 1024;
const MAX_NESTING = 1024;

/** What is known of an unfinished message; plain data. */
export interface MessageState {
  readonly frame: Frame | null;
  readonly braces: number;
  readonly brackets: number;
  readonly tokens: number;
  readonly tokenBytes: number;
  /** the error this message will end with, or has been answered with */
  readonly failure: string | null;
}

export const NO_MESSAGE: MessageState = {
  frame: null,
  braces: 0,
  brackets: 0,
  tokens: 0,
  tokenBytes: 0,
  failure: null,
};

/** where a token begins, 1-based */
export interface Place {
  readonly line: number;
  readonly column: number;
}

type Parsed = { readonly value: JsonValue } | { readonly error: string };

export class MessageReader {
  private readonly dialect: JsonDialect;
  private readonly emit: (item: JsonItem) => void;
  private frame: OpenFrame | null;
  private braces: number;
  private brackets: number;
  private tokens: number;
  private tokenBytes: number;
  private failure: string | null;
  private result: JsonValue | undefined;

  constructor(state: MessageState, dialect: JsonDialect, emit: (item: JsonItem) => void) {
    this.dialect = dialect;
    this.emit = emit;
    this.frame = OpenFrame.reopen(state.frame);
    this.braces = state.braces;
    this.brackets = state.brackets;
    this.tokens = state.tokens;
    this.tokenBytes = state.tokenBytes;
    this.failure = state.failure;
  }

  state(): MessageState {
    if (this.tokens === 0) return NO_MESSAGE;
    return {
      frame: this.frame?.frozen() ?? null,
      braces: this.braces,
      brackets: this.brackets,
      tokens: this.tokens,
      tokenBytes: this.tokenBytes,
      failure: this.failure,
    };
  }

  /** @param text byte text of the token; a getter, since most tokens of a failed message are never looked at */
  token(kind: TokenKind, length: number, text: () => string, place: Place): void {
    if (kind === 'stray') {
      if (this.failure === null || this.dialect.told === 'message-end') {
        this.emit({ error: this.worded(`stray '${printable(text())}'`, place) });
      }
      this.reset();
      return;
    }
    if (kind === 'punctuation') this.count(text());
    const limit = this.limitAt(length);
    if (limit !== undefined) this.exceeded(limit);
    else {
      this.tokens++;
      this.tokenBytes += length;
      if (this.failure === null) this.parse(kind, text(), place);
    }
    this.finishIfBalanced();
  }

  /** A token grew beyond all bounds. */
  overlong(): void {
    this.exceeded('JSON token size limit exceeded');
    this.finishIfBalanced();
  }

  private count(bracket: string): void {
    if (bracket === '{') this.braces++;
    else if (bracket === '}') this.braces--;
    else if (bracket === '[') this.brackets++;
    else if (bracket === ']') this.brackets--;
  }

  private limitAt(length: number): string | undefined {
    if (this.tokenBytes + length + 1 > MAX_TOKEN_BYTES) return 'JSON token size limit exceeded';
    if (this.tokens + 1 > MAX_TOKENS) return 'JSON token count limit exceeded';
    return this.braces + this.brackets > MAX_NESTING ? 'JSON nesting depth limit exceeded' : undefined;
  }

  private exceeded(error: string): void {
    if (this.dialect.told === 'message-end') {
      this.emit({ error });
      this.reset();
    } else {
      if (this.failure === null) this.emit({ error });
      this.fail(error);
    }
  }

  private fail(error: string): void {
    this.failure = error;
    this.frame = null;
  }

  /** A message is over when no bracket is open, or when more were closed than opened. */
  private finishIfBalanced(): void {
    const { braces, brackets } = this;
    if ((braces > 0 || brackets > 0) && braces >= 0 && brackets >= 0) return;
    this.finish();
  }

  private finish(): void {
    if (this.failure === null && this.result !== undefined) this.emit({ value: this.result });
    else if (this.failure !== null && this.dialect.told === 'message-end') this.emit({ error: this.failure });
    this.reset();
  }

  private reset(): void {
    this.frame = null;
    this.braces = 0;
    this.brackets = 0;
    this.tokens = 0;
    this.tokenBytes = 0;
    this.failure = null;
    this.result = undefined;
  }

  private parse(kind: TokenKind, text: string, place: Place): void {
    const error = this.accept(kind, text);
    if (error === undefined) return;
    const worded = this.worded(error, place);
    if (this.dialect.told === 'at-once') this.emit({ error: worded });
    this.fail(worded);
  }

  private worded(error: string, place: Place): string {
    const said = `JSON parse error, ${error}`;
    return this.dialect.positions ? `${place.line}:${place.column}: ${said}` : said;
  }

  /** One token against the innermost open bracket. @returns what is wrong with it */
  private accept(kind: TokenKind, text: string): string | undefined {
    const frame = this.frame;
    if (frame !== null && this.closes(frame, text)) return this.close(frame);
    if (frame?.expect === 'separator') return this.separate(frame, text);
    if (frame?.expect === 'colon') {
      if (text !== ':') return this.dialect.texts.missingColon;
      frame.expect = 'value';
      return undefined;
    }
    const isKey = frame?.kind === 'object' && frame.expect !== 'value';
    if (isKey && this.dialect.keys === 'string' && kind !== 'string') return this.dialect.texts.badKey;
    if (text === '{' || text === '[') {
      this.frame = new OpenFrame(text === '{' ? 'object' : 'list', frame);
      return undefined;
    }
    if (kind === 'punctuation') return isKey ? this.dialect.texts.missingKey : 'expecting value';
    const parsed = scalar(kind, text);
    return 'error' in parsed ? parsed.error : this.deliver(frame, parsed.value);
  }

  private closes(frame: OpenFrame, text: string): boolean {
    if (frame.expect !== 'first' && frame.expect !== 'separator') return false;
    return text === (frame.kind === 'object' ? '}' : ']');
  }

  private close(frame: OpenFrame): string | undefined {
    this.frame = OpenFrame.reopen(frame.parent);
    return this.deliver(this.frame, frame.finished());
  }

  private separate(frame: OpenFrame, text: string): string | undefined {
    const { objectSeparator, listSeparator } = this.dialect.texts;
    if (text !== ',') return frame.kind === 'object' ? objectSeparator : listSeparator;
    frame.expect = 'item';
    return undefined;
  }

  private deliver(frame: OpenFrame | null, value: JsonValue): string | undefined {
    if (frame === null) {
      this.result = value;
      return undefined;
    }
    if (frame.kind === 'object' && frame.expect !== 'value') {
      if (typeof value !== 'string') return this.dialect.texts.badKey;
      frame.key = value;
      frame.expect = 'colon';
      return undefined;
    }
    if (!frame.add(value)) return 'duplicate key';
    frame.expect = 'separator';
    return undefined;
  }
}

function scalar(kind: TokenKind, text: string): Parsed {
  switch (kind) {
    case 'string':
      return decodeString(text);
    case 'integer':
      return { value: integerLiteral(text) };
    case 'float':
      return { value: jsonFloat(Number(text)) };
    default:
      return keyword(text);
  }
}

function keyword(text: string): Parsed {
  if (text === 'true') return { value: true };
  if (text === 'false') return { value: false };
  return text === 'null' ? { value: null } : { error: `invalid keyword '${text}'` };
}
