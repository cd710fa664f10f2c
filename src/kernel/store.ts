/**
 * The record store: all that influences what happens next in one world.
 *
 * Switched off, it costs a test a write. Switched on (`watch`), it keeps an undo log of every write and, with
 * `fingerprint`, an incremental 64-bit fingerprint. It can be dumped to JSON and loaded from it at any time.
 */
import { bug } from './bug.ts';
import { codeNamed, type Named } from './handler.ts';
import { type Initial, kindNamed, type RawRecord, type RecordKind, type RecordOf } from './record.ts';

/** Plain JSON. */
export type Dump = { readonly [kind: string]: { readonly [id: string]: { readonly [field: string]: unknown } } };

/**
 * Takes back one entry of the journal. Each field, and each table for its records' coming and going, has one of its
 * own, so that what runs often is never code that serves all kinds. `beside`: the hash that was kept beside the field,
 * or the id.
 */
type Undo = (record: RawRecord, old: unknown, beside: number) => void;

/** How a dump writes a bigint: under a name that no text from outside can hold. */
const BIGINT = '\uffffbigint';
const encodeBigint = (_key: string, value: unknown) =>
  typeof value === 'bigint' ? { [BIGINT]: String(value) } : value;
const decodeBigint = (_key: string, value: unknown) =>
  value !== null && typeof value === 'object' && BIGINT in value ? BigInt(value[BIGINT] as string) : value;

/** The records of one kind in one store. Ids are handed out lowest first, so that equal worlds have equal ids. */
export class Table<R> {
  readonly store: Store;
  readonly kind: RecordKind;
  /** @internal one object an id, kept when its record is removed; another one if the journal may bring that back */
  readonly raw: RawRecord[] = [];
  /** @internal bit set: id is free */
  private readonly freeBits: number[] = [];
  private firstFree = 0;
  /** by id: the record, if it is there */
  private readonly here: (RawRecord | undefined)[] = [];
  /** by id: whether it was removed, and the journal may bring it back as it was */
  private readonly journaled: boolean[] = [];
  private count = 0;
  private cache: readonly R[] | undefined;
  private readonly undoTake: Undo;
  private readonly undoRemove: Undo;

  constructor(store: Store, kind: RecordKind) {
    this.store = store;
    this.kind = kind;
    this.undoTake = (_record, before, id) => {
      this.release(id);
      if (before === undefined) return;
      this.raw[id] = before as RawRecord;
      this.journaled[id] = true;
    };
    this.undoRemove = (_record, _old, id) => {
      this.journaled[id] = false;
      this.occupy(id);
    };
  }

  get size(): number {
    return this.count;
  }

  /** A new record with its initial values. */
  take(): R {
    const { store, raw } = this;
    const id = this.lowestFree();
    const before = raw[id] as RawRecord;
    let record = before;
    if (store.watching && this.journaled[id] === true) {
      before.standIn ??= this.kind.make(store, id);
      record = before.standIn;
      raw[id] = record;
    }
    this.journaled[id] = false;
    record.appear(store.position);
    if (store.watching) store.logWith(record, this.undoTake, record === before ? undefined : before, id);
    this.occupy(id);
    return record as unknown as R;
  }

  /** A new record with the given values. */
  add(values: Partial<R>): R {
    const record = this.take();
    (record as unknown as RawRecord).fill(values);
    return record;
  }

  remove(record: R): void {
    const raw = record as unknown as RawRecord;
    const { id } = raw;
    if (this.here[id] === undefined) bug(`${this.kind.name} ${id} removed twice`);
    const { store } = this;
    if (store.watching) {
      store.logWith(raw, this.undoRemove, undefined, id);
      this.journaled[id] = true;
      if (store.hashing) raw.weighIn(-1);
    }
    this.release(id);
  }

  /** The live record of that id; a bug if there is none. */
  at(id: number): R {
    const record = this.here[id];
    if (record === undefined) bug(`there is no ${this.kind.name} ${id}`);
    return record as unknown as R;
  }

  get(id: number): R | undefined {
    // An index of -1 would be looked up as a name, which takes long.
    return id >= 0 ? (this.here[id] as unknown as R) : undefined;
  }

  /** The live records in ascending order of id. */
  [Symbol.iterator](): IterableIterator<R> {
    return new Live(this.here as readonly unknown[] as readonly (R | undefined)[]);
  }

  /** The same in a list that is kept until a record comes or goes: for loops that run often. */
  live(): readonly R[] {
    if (this.cache !== undefined) return this.cache;
    const list: R[] = [];
    for (const record of this.here) if (record !== undefined) list.push(record as unknown as R);
    this.cache = list;
    return list;
  }

  find(test: (record: R) => boolean): R | undefined {
    const list = this.live();
    for (let i = 0; i < list.length; i++) if (test(list[i] as R)) return list[i];
    return undefined;
  }

  /** @internal All records go, unseen. */
  clear(): void {
    for (const record of this.here) if (record !== undefined) this.release(record.id);
  }

  /** @internal The record of a dump, with its initial values. */
  place(id: number): RawRecord {
    this.extend(id);
    const record = this.raw[id] as RawRecord;
    record.reset();
    this.occupy(id);
    return record;
  }

  private lowestFree(): number {
    const { freeBits } = this;
    while (this.firstFree < freeBits.length && freeBits[this.firstFree] === 0) this.firstFree++;
    const bits = this.firstFree < freeBits.length ? (freeBits[this.firstFree] as number) : 0;
    if (bits !== 0) return this.firstFree * 32 + 31 - Math.clz32(bits & -bits);
    this.extend(this.raw.length);
    return this.raw.length - 1;
  }

  /** Makes the objects of all ids up to this one. */
  private extend(id: number): void {
    while (this.raw.length <= id) {
      const fresh = this.raw.length;
      this.raw.push(this.kind.make(this.store, fresh));
      this.here.push(undefined);
      this.journaled.push(false);
      if (fresh % 32 === 0) this.freeBits.push(0);
      this.setFree(fresh);
    }
  }

  private occupy(id: number): void {
    if (this.here[id] !== undefined) bug(`${this.kind.name} ${id} is in use`);
    this.freeBits[id >> 5] = (this.freeBits[id >> 5] as number) & ~(1 << (id & 31));
    this.here[id] = this.raw[id];
    this.count++;
    this.cache = undefined;
  }

  private release(id: number): void {
    this.here[id] = undefined;
    this.count--;
    this.cache = undefined;
    this.setFree(id);
  }

  private setFree(id: number): void {
    const word = id >> 5;
    this.freeBits[word] = (this.freeBits[word] as number) | (1 << (id & 31));
    if (word < this.firstFree) this.firstFree = word;
  }
}

/** Goes through the live records in ascending order of id; those removed on the way are left out. */
class Live<R> implements IterableIterator<R> {
  private readonly here: readonly (R | undefined)[];
  private at = 0;

  constructor(here: readonly (R | undefined)[]) {
    this.here = here;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<R> {
    while (this.at < this.here.length) {
      const record = this.here[this.at++];
      if (record !== undefined) return { done: false, value: record };
    }
    return { done: true, value: undefined };
  }
}

export class Store {
  /** true while writes are journaled */
  watching = false;
  /** bits of TOUCH that were noted since somebody last set it to 0; see touch.ts */
  touched = 0;
  /** @internal true while the fingerprint is kept */
  hashing = false;
  /** by the kind's slot */
  private readonly tables: (Table<unknown> | undefined)[] = [];
  /** those whose kind has times */
  private readonly timed: Table<unknown>[] = [];

  /** How many entries were made final. */
  private forgotten = 0;
  /** @internal Where the last mark stands, as {@link position}. */
  marked = 0;
  /** How long the journal is. What stands above is kept as rubbish: shrinking and growing lists costs time. */
  private length = 0;
  /** four places an entry: the record, what takes the write back, the old value, and a number for {@link Undo} */
  private readonly journal: unknown[] = [];

  /** @internal the sums of the fingerprint */
  low = 0;
  /** @internal */
  high = 0;
  /**
   * @internal the time that times in the sums are relative to. Not 0: the engine keeps that as a small integer, and
   * makes the class, with all code that was made fast for it, anew when the first time does not fit.
   */
  timesAt = -0;
  /** the sums and their time at each entry of the journal that was marked */
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];
  private readonly times: number[] = [];

  /** The table of a kind, made at its first use. */
  table<K extends RecordKind>(kind: K): Table<RecordOf<K>> {
    return (this.tables[kind.slot] ?? this.newTable(kind)) as unknown as Table<RecordOf<K>>;
  }

  private newTable(kind: RecordKind): Table<unknown> {
    const made = new Table<unknown>(this, kind);
    while (this.tables.length <= kind.slot) this.tables.push(undefined);
    this.tables[kind.slot] = made;
    if (kind.times.length > 0) this.timed.push(made);
    return made;
  }

  private *all(): Iterable<Table<unknown>> {
    for (const table of this.tables) if (table !== undefined) yield table;
  }

  /**
   * From now on writes can be undone; with `fingerprint`, {@link fingerprint} may be asked for. What happened so far is
   * final.
   */
  watch(options: { fingerprint: boolean }): void {
    this.forget();
    this.watching = true;
    this.hashing = options.fingerprint;
    if (!this.hashing) return;
    this.low = this.high = 0;
    for (const table of this.all())
      for (const record of table as Table<RawRecord>) {
        record.rehash();
        record.weigh();
        record.weighIn(1);
      }
  }

  /** Forgets the journal and writes unseen from now on. */
  unwatch(): void {
    this.watching = this.hashing = false;
    this.forget();
  }

  /** @internal Where the journal stands, counted from the first entry ever. */
  get position(): number {
    return this.forgotten + this.length;
  }

  /** Where the journal stands, for {@link undo}. */
  mark(): number {
    this.marked = this.position;
    this.lows[this.length >> 2] = this.low;
    this.highs[this.length >> 2] = this.high;
    this.times[this.length >> 2] = this.timesAt;
    return this.length;
  }

  /** Takes back every write since the mark, newest first. `mark` is what {@link mark} returned. */
  undo(mark: number): void {
    const { journal } = this;
    for (let i = this.length - 4; i >= mark; i -= 4) {
      const undo = journal[i + 1] as Undo;
      undo(journal[i] as RawRecord, journal[i + 2], journal[i + 3] as number);
    }
    this.length = mark;
    this.marked = this.position;
    this.low = this.lows[mark >> 2] as number;
    this.high = this.highs[mark >> 2] as number;
    this.timesAt = this.times[mark >> 2] as number;
  }

  /** Makes what happened so far final. */
  forget(): void {
    this.forgotten += this.length + 1;
    this.length = 0;
    this.journal.length = 0;
  }

  /**
   * Two 32-bit lanes over everything that influences the future. Times count relative to `now` (nanoseconds), so that
   * the same situation a second later is the same state.
   */
  fingerprint(now: number): readonly [number, number] {
    const lanes = new Int32Array(2);
    this.fingerprintInto(lanes, now);
    return [lanes[0] as number, lanes[1] as number];
  }

  /** The same, written to the first two places of a list. */
  fingerprintInto(lanes: Int32Array, now: number): void {
    if (!this.hashing) bug('the fingerprint is switched off');
    if (now !== this.timesAt) this.shiftTimes(now);
    lanes[0] = this.low;
    lanes[1] = this.high;
  }

  private shiftTimes(now: number): void {
    for (const table of this.timed)
      for (const record of table.live() as readonly RawRecord[]) record.shiftTimes(this.timesAt, now);
    this.timesAt = now;
  }

  /** @internal The record was like this until now. */
  log(record: RawRecord, undo: Undo, old: unknown): void {
    const { journal, length: at } = this;
    journal[at] = record;
    journal[at + 1] = undo;
    journal[at + 2] = old;
    journal[at + 3] = 0;
    this.length = at + 4;
  }

  /** @internal The same with a number. */
  logWith(record: RawRecord, undo: Undo, old: unknown, beside: number): void {
    const { journal, length: at } = this;
    journal[at] = record;
    journal[at + 1] = undo;
    journal[at + 2] = old;
    journal[at + 3] = beside;
    this.length = at + 4;
  }

  /** Everything, as JSON; fields at their initial value are left out. */
  dump(): Dump {
    const result: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const table of [...this.all()].sort((a, b) => (a.kind.name < b.kind.name ? -1 : 1))) {
      const { kind } = table;
      const rows: Record<string, Record<string, unknown>> = {};
      for (const raw of table as Table<RawRecord>) {
        const row: Record<string, unknown> = {};
        for (let f = 0; f < kind.list.length; f++) {
          const field = kind.list[f];
          const value = raw[kind.keys[f] as `_${string}`];
          if (field === undefined || value === field.initial) continue;
          row[kind.names[f] as string] = field.kind === 'handler' ? (value as Named).name : value;
        }
        rows[raw.id] = row;
      }
      if (Object.keys(rows).length > 0) result[kind.name] = rows;
    }
    return JSON.parse(JSON.stringify(result, encodeBigint));
  }

  /** Replaces everything by what a dump holds. */
  load(dump: Dump): void {
    if (this.watching) bug('load while watching');
    for (const table of this.all()) table.clear();
    const decoded = JSON.parse(JSON.stringify(dump), decodeBigint) as Dump;
    for (const [name, rows] of Object.entries(decoded)) {
      const kind = kindNamed(name);
      const table = this.table(kind);
      for (const [id, row] of Object.entries(rows)) {
        const raw = (table as unknown as Table<unknown>).place(Number(id));
        for (const [field, value] of Object.entries(row)) {
          const spec = kind.fields[field] ?? bug(`record ${name} has no field ${field}`);
          raw[`_${field}`] = spec.kind === 'handler' ? codeNamed(value as string) : value;
        }
      }
    }
  }
}

export type { Initial };
