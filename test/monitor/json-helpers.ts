/** Feeding text to the parser, and telling what came out. */
import { JSON_DIALECTS } from '../../src/monitor/json-dialect.ts';
import { feed, type JsonItem, type JsonParserState, startParser } from '../../src/monitor/json-stream.ts';

export type DialectName = keyof typeof JSON_DIALECTS;

/** Text to bytes; `\xFF` forms below U+0100 stand for single bytes. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Through JSON and back, as a saved world would keep it. */
export function savedAndRestored(state: JsonParserState): JsonParserState {
  const text = JSON.stringify(state, (_key, value) => (typeof value === 'bigint' ? { $bigint: String(value) } : value));
  return JSON.parse(text, (_key, value) => (value?.$bigint === undefined ? value : BigInt(value.$bigint)));
}

/** Everything a fresh parser makes of the chunks; the state is saved and restored between them. */
export function parse(dialect: DialectName, ...chunks: Uint8Array[]): readonly JsonItem[] {
  let state = startParser();
  const items: JsonItem[] = [];
  for (const chunk of chunks) {
    const fed = feed(savedAndRestored(state), chunk, JSON_DIALECTS[dialect]);
    state = fed.state;
    items.push(...fed.items);
  }
  return items;
}

/** The texts of the errors, `value` for each value. */
export function said(dialect: DialectName, text: string | Uint8Array): readonly string[] {
  const chunk = typeof text === 'string' ? bytes(text) : text;
  return parse(dialect, chunk).map((item) => ('error' in item ? item.error : 'value'));
}

/** The one value of a text. */
export function parsed(text: string) {
  const [item] = parse('classic', utf8(`${text} `));
  if (item === undefined || 'error' in item) throw new Error(`not one value: ${JSON.stringify(item)}`);
  return item.value;
}
