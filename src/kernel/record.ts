/**
 * Kinds of records: what a world is made of. A record looks like an ordinary object (`backend.ioStatus = 'nospace'`),
 * but each write is seen by the store it lives in, which can undo it and keep a fingerprint of the whole.
 *
 * Values of a field are numbers, booleans, texts, handlers, or immutable plain data (`json`): to change the latter,
 * assign a new value. Records refer to each other by id.
 */
import { bug } from './bug.ts';
import type { Handler } from './handler.ts';
import type { Store } from './store.ts';

/** The id that refers to nothing. */
export const NONE = -1;

export type FieldKind = 'plain' | 'handler' | 'json' | 'time';

export interface Field<T> {
  readonly kind: FieldKind;
  readonly initial: T;
  /** false: does not influence what happens next, so it stays out of the fingerprint */
  readonly hashed: boolean;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export interface RecordBase {
  readonly id: number;
}

export type RecordOf<K> = K extends RecordKind<infer F> ? RecordBase & Values<F> : never;
export type Initial<K> = K extends RecordKind<infer F> ? Partial<Values<F>> : never;

const plain = <T>(initial: T): Field<T> => ({ kind: 'plain', initial, hashed: true });

export const number = (initial = 0): Field<number> => plain(initial);
/** The id of another record. */
export const ref = (): Field<number> => plain(NONE);
export const flag = (initial = false): Field<boolean> => plain(initial);
export const text = <T extends string = string>(initial: T | '' = ''): Field<T> => plain(initial as T);
export const choice = <T extends string>(initial: T): Field<T> => plain(initial);
/** Immutable plain data. */
export const json = <T>(initial: T): Field<T> => ({ kind: 'json', initial, hashed: true });
export const callback = (): Field<Handler | null> => ({ kind: 'handler', initial: null, hashed: true });
/** An absolute time in nanoseconds, NONE if none; the fingerprint takes it relative to now. */
export const time = (): Field<number> => ({ kind: 'time', initial: NONE, hashed: true });
/** The same field, left out of the fingerprint: statistics, sequence numbers, what was already delivered. */
export const unhashed = <T>(field: Field<T>): Field<T> => ({ ...field, hashed: false });

/** A record as the store sees it. */
export interface RawRecord extends RecordBase {
  readonly kind: RecordKind;
  live: boolean;
  reset(): void;
  [key: `_${string}`]: unknown;
}

export interface RecordKind<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly names: readonly string[];
  /** the raw property of each field, in the order of `names` */
  readonly keys: readonly `_${string}`[];
  readonly list: readonly Field<unknown>[];
  readonly hasTime: boolean;
  make(store: Store, id: number): RawRecord;
}

/**
 * Defines a kind of record. The class is written as source text so that each accessor is code of its own: the engine
 * then reads and writes a field as fast as in a class written by hand, which a shared closure does not reach.
 */
export function defineRecord<F extends Fields>(name: string, fields: F): RecordKind<F> {
  const names = Object.keys(fields);
  for (const field of names) if (!/^[a-zA-Z]+\d*$/.test(field) || field === 'id') bug(`record ${name}: field ${field}`);
  const list = names.map((field) => fields[field] as Field<unknown>);
  const source = [
    `return class ${name.replace(/[^a-zA-Z]/g, '_')} {`,
    `constructor(store, id) { this.id = id; this.store = store; this.live = false; ${names.map((n, i) => `this._${n} = initial[${i}];`).join(' ')} }`,
    `reset() { ${names.map((n, i) => `this._${n} = initial[${i}];`).join(' ')} }`,
    ...names.map(
      (n, i) =>
        `get ${n}() { return this._${n}; }
set ${n}(value) { const old = this._${n}; if (old === value) return; if (this.store.watching) this.store.note(this, ${i}, old, value); this._${n} = value; }`,
    ),
    '}',
  ].join('\n');
  const Made = new Function('initial', source)(list.map((f) => f.initial)) as new (
    store: Store,
    id: number,
  ) => RawRecord;
  const kind: RecordKind<F> = {
    name,
    fields,
    names,
    keys: names.map((n) => `_${n}` as const),
    list,
    hasTime: list.some((f) => f.kind === 'time' && f.hashed),
    make: (store, id) => new Made(store, id),
  };
  Object.defineProperty(Made.prototype, 'kind', { value: kind });
  return kind;
}
