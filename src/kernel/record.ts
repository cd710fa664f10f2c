/**
 * Kinds of records: what a world is made of. A record looks like an ordinary object (`backend.ioStatus = 'nospace'`),
 * but each write is seen by the store it lives in, which can undo it and keep a fingerprint of the whole.
 *
 * Values of a field are numbers, booleans, texts, handlers, or immutable plain data (`json`): to change the latter,
 * assign a new value. Records refer to each other by id.
 */
import { bug } from './bug.ts';
import type { Handler, Named } from './handler.ts';
import { hashText } from './hash.ts';
import { type FieldKind, recordClass } from './record-class.ts';
import type { Store } from './store.ts';

/** The id that refers to nothing. */
export const NONE = -1;

export interface Field<T> {
  readonly kind: FieldKind;
  readonly initial: T;
  /** false: does not influence what happens next, so it stays out of the fingerprint */
  readonly hashed: boolean;
  /** bits of TOUCH (touch.ts) that are noted when the field is read, when it is written */
  readonly reads?: number;
  readonly writes?: number;
  /** these bits are the first of those of the kind's records: see `bitFor` in touch.ts */
  readonly apart?: true;
  /** what of the value counts in the fingerprint; all of it if absent */
  readonly counts?: (value: never) => unknown;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<F extends Fields> = { -readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

export interface RecordBase {
  readonly id: number;
}

export type RecordOf<K> = K extends RecordKind<infer F> ? RecordBase & Values<F> : never;
export type Initial<K> = K extends RecordKind<infer F> ? Partial<Values<F>> : never;

const field = <T>(kind: FieldKind, initial: T): Field<T> => ({ kind, initial, hashed: true });

export const number = (initial = 0): Field<number> => field('number', initial);
/** The id of another record. */
export const ref = (): Field<number> => field('number', NONE);
export const flag = (initial = false): Field<boolean> => field('flag', initial);
export const text = <T extends string = string>(initial: T | '' = ''): Field<T> => field('text', initial as T);
/** Immutable plain data. */
export const json = <T>(initial: T): Field<T> => field('json', initial);
/** Code, which a dump keeps by its name. */
export const code = <T extends Named>(): Field<T | null> => field<T | null>('handler', null);
export const callback = (): Field<Handler | null> => code<Handler>();
/**
 * An absolute time in nanoseconds until which something waits, NONE if nothing does. The fingerprint takes it relative
 * to now, and all that is past as the same: what is overdue happens in the order of the list it stands in, however long
 * it has been due. So nobody may ask how long ago it was, and machines that go round in circles come back to where they
 * were.
 */
export const deadline = (): Field<number> => field('deadline', NONE);
/** The same field, left out of the fingerprint: statistics, sequence numbers, what was already delivered. */
export const unhashed = <T>(of: Field<T>): Field<T> => ({ ...of, hashed: false });
/** The same field, left out of the fingerprint because the rest of the state tells it: counts, ends of lists. */
export const derived = <T>(of: Field<T>): Field<T> => unhashed(of);
/** The same field of data, of which only a part influences what happens next. */
export const counted = <T>(of: Field<T>, counts: (value: T) => unknown): Field<T> => ({ ...of, counts });
/** The same field, shared with what arrives from outside: see touch.ts. */
export const shared = <T>(of: Field<T>, bits: number): Field<T> => ({ ...of, reads: bits, writes: bits });
/** The same, record by record, where reading and writing are told apart: two who only read do not mind each other. */
export const sharedApart = <T>(of: Field<T>, reads: number, writes: number): Field<T> => ({
  ...of,
  reads,
  writes,
  apart: true,
});
/** Only reading it can tell the order in which things arrive. */
export const sharedReads = <T>(of: Field<T>, bits: number): Field<T> => ({ ...of, reads: bits });
/** Only writing it makes a difference to what may arrive. */
export const sharedWrites = <T>(of: Field<T>, bits: number): Field<T> => ({ ...of, writes: bits });

/** A record as the store sees it: see record-class.ts. */
export interface RawRecord extends RecordBase {
  readonly kind: RecordKind;
  /** the object that serves for its id while this one was removed and the journal may bring it back */
  standIn: RawRecord | undefined;
  /** It is taken: all fields have their initial values. `born`: where the journal stands. */
  appear(born: number): void;
  /** All fields to their initial values, unseen by the store. */
  reset(): void;
  /** Sets the fields that are given, as writes. */
  fill(values: object): this;
  /** Works out the hashes that are kept beside fields. */
  rehash(): void;
  /** Works out the sums from the fields. */
  weigh(): void;
  /** Adds to the fingerprint (or takes off it) all that the record brings with it: its being there, and its fields. */
  weighIn(times: 1 | -1): void;
  /** Corrects the store's sums by what the times among the fields add to them, which counted relative to `before`. */
  shiftTimes(before: number, now: number): void;
  [key: `_${string}`]: unknown;
}

export interface RecordKind<F extends Fields = Fields> {
  readonly name: string;
  readonly fields: F;
  readonly names: readonly string[];
  /** the raw property of each field, in the order of `names` */
  readonly keys: readonly `_${string}`[];
  readonly list: readonly Field<unknown>[];
  /** indexes of the fields that hold times and count in the fingerprint */
  readonly times: readonly number[];
  /** records of this kind that hold the same are the same, whatever their ids */
  readonly interchangeable: boolean;
  /** its place in the tables of a store; the number of kinds defined before it */
  readonly slot: number;
  /** of its name */
  readonly hash: number;
  make(store: Store, id: number): RawRecord;
}

export interface KindOptions {
  /**
   * Exchanging two records of this kind leads to the same future, so the fingerprint looks at what they hold and not at
   * their ids: symmetric states are one state. Sound only if no other record refers to them by id and nothing depends
   * on their order.
   */
  readonly interchangeable?: boolean;
}

/** What every record has for itself (record-class.ts), whatever its fields. */
const OWN =
  /^(id|kind|store|born|written|standIn|appear|reset|fill|rehash|weigh|weighIn|shiftTimes|(low|high)(Of|Sum)|hash\d+|constructor)$/;

const known = new Map<string, RecordKind>();

/** The kind of that name; a bug if there is none (a dump of another program). */
export const kindNamed = (name: string): RecordKind => known.get(name) ?? bug(`no record kind is called ${name}`);

/** Defines a kind of record. Called at module level only. */
export function defineRecord<F extends Fields>(name: string, fields: F, options: KindOptions = {}): RecordKind<F> {
  if (known.has(name)) bug(`two record kinds are called ${name}`);
  const names = Object.keys(fields);
  for (const one of names) if (!/^[a-zA-Z]+\d*$/.test(one) || OWN.test(one)) bug(`record ${name}: field ${one}`);
  const list = names.map((one) => fields[one] as Field<unknown>);
  const interchangeable = options.interchangeable === true;
  const times = list.flatMap((f, i) => (f.kind === 'deadline' && f.hashed ? [i] : []));
  if (interchangeable && times.length > 0) bug(`record ${name}: interchangeable records have no times`);
  // Made for the first record: most machines have no records of most kinds.
  let Made: ReturnType<typeof recordClass> | undefined;
  const make: RecordKind['make'] = (store, id) => {
    if (Made === undefined) {
      Made = recordClass(name, names, list, interchangeable);
      Object.defineProperty(Made.prototype, 'kind', { value: kind });
    }
    return new Made(store, id);
  };
  const kind: RecordKind<F> = {
    name,
    fields,
    names,
    keys: names.map((n) => `_${n}` as const),
    list,
    times,
    interchangeable,
    slot: known.size,
    hash: hashText(name),
    make,
  };
  known.set(name, kind);
  return kind;
}
