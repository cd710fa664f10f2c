/**
 * Lines that clients send again and again are parsed once. A search plays the same command in thousands of orders, and
 * parsing is most of what a command costs.
 */
import type { JsonDialect } from './json-dialect.ts';
import { NO_MESSAGE } from './json-message.ts';
import { type Fed, feed, type JsonParserState, startParser } from './json-stream.ts';

interface Remembered {
  readonly dialect: JsonDialect;
  readonly fed: Fed;
}

const lines = new WeakMap<Uint8Array, Remembered>();

/** Between two messages, at the beginning of a line. */
const isFresh = (state: JsonParserState): boolean =>
  state.lexer === 'start' && state.tokenLength === 0 && state.message === NO_MESSAGE && state.column === 0;

/**
 * Like {@link feed}, for bytes that come again as the same array: whole lines that hold values without errors are
 * remembered. What they hold does not depend on where they stand.
 */
export function feedAgain(state: JsonParserState, bytes: Uint8Array, dialect: JsonDialect): Fed {
  if (!isFresh(state)) return feed(state, bytes, dialect);
  const known = lines.get(bytes);
  if (known !== undefined && known.dialect === dialect) return { ...known.fed, state: moved(state, known.fed.state) };
  const fed = feed(startParser(), bytes, dialect);
  if (!isFresh(fed.state) || fed.items.some((item) => 'error' in item)) return feed(state, bytes, dialect);
  lines.set(bytes, { dialect, fed });
  return { ...fed, state: moved(state, fed.state) };
}

/** Where the parser is after lines that were read from `state` on and not from the start. */
function moved(state: JsonParserState, after: JsonParserState): JsonParserState {
  if (after.line === 1) return state;
  const line = state.line + after.line - 1;
  return { ...after, line, tokenLine: line };
}
