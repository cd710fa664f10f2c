/**
 * The record store: all that influences what happens next in one world.
 *
 * Switched off, it costs a test a write. Switched on (`watch`), it keeps an undo log of every write and, with
 * `fingerprint`, an incremental 64-bit fingerprint. It can be dumped to JSON and loaded from it at any time.
 */
import { bug } from './bug.ts';
import { type Handler, handlerNamed } from './handler.ts';
import { hashNumber, hashText, mix } from './hash.ts';
import { type Initial, NONE, type RawRecord, type RecordKind, type RecordOf } from './record.ts';

/** Plain JSON; bigints are written as {"$bigint": "123"}. */
export type Dump = { readonly [kind: string]: { readonly [id: string]: { readonly [field: string]: unknown } } };

const ADDED = -1;
const REMOVED = -2;

const jsonHashes = new WeakMap<object, number>();
const encodeBigint = (_key: string, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value);
const decodeBigint = (_key: string, value: unknown) =>
  value !== null && typeof value === 'object' && '$bigint' in value ? BigInt(value.$bigint as string) : value;

function hashJson(value: unknown): number {
  if (value === null || typeof value !== 'object') return hashText(typeof value + String(value));
  let known = jsonHashes.get(value);
  if (known === undefined) {
    known = hashText(JSON.stringify(value, encodeBigint));
    jsonHashes.set(value, known);
  }
  return known;
}

function hashValue(value: unknown, now: number, isTime: boolean): number {
  switch (typeof value) {
    case 'number':
      return hashNumber(isTime ? value - now : value);
    case 'string':
      return hashText(value);
    case 'boolean':
      return value ? 0x3c6ef372 : 0x1f83d9ab;
    default:
      return value !== null && typeof value === 'object' && 'run' in value && 'hash' in value
        ? (value.hash as number)
        : hashJson(value);
  }
}

/** The records of one kind in one store. Ids are handed out lowest first, so that equal worlds have equal ids. */
export class Table<R> {
  readonly store: Store;
  readonly kind: RecordKind;
  /** @internal one object an id, kept when its record is removed */
  readonly raw: RawRecord[] = [];
  /** @internal bit set: id is free */
  private readonly freeBits: number[] = [];
  private firstFree = 0;
  private count = 0;
  private cache: readonly R[] | undefined;

  constructor(store: Store, kind: RecordKind) {
    this.store = store;
    this.kind = kind;
  }

  get size(): number {
    return this.count;
  }

  /** A new record with its initial values. */
  take(): R {
    const record = this.allocate();
    if (this.store.watching) this.store.noteAdded(record);
    return record as unknown as R;
  }

  /** A new record with the given values. */
  add(values: Partial<R>): R {
    return Object.assign(this.take() as object, values) as R;
  }

  remove(record: R): void {
    const raw = record as unknown as RawRecord;
    if (!raw.live) bug(`${this.kind.name} ${raw.id} removed twice`);
    if (this.store.watching) this.store.noteRemoved(raw);
    this.release(raw);
  }

  /** The live record of that id; a bug if there is none. */
  at(id: number): R {
    const record = this.raw[id];
    if (record === undefined || !record.live) bug(`there is no ${this.kind.name} ${id}`);
    return record as unknown as R;
  }

  get(id: number): R | undefined {
    const record = this.raw[id];
    return record?.live ? (record as unknown as R) : undefined;
  }

  /** The live records in ascending order of id. */
  *[Symbol.iterator](): IterableIterator<R> {
    for (let i = 0; i < this.raw.length; i++) if (this.raw[i]?.live) yield this.raw[i] as unknown as R;
  }

  /** The same in a list that is kept until a record comes or goes: for loops that run often. */
  live(): readonly R[] {
    if (this.cache === undefined) this.cache = [...this];
    return this.cache;
  }

  find(test: (record: R) => boolean): R | undefined {
    for (const raw of this.raw) if (raw.live && test(raw as unknown as R)) return raw as unknown as R;
    return undefined;
  }

  /** @internal */
  allocate(wanted = NONE): RawRecord {
    let id = wanted;
    if (id === NONE) {
      while (this.firstFree < this.freeBits.length && this.freeBits[this.firstFree] === 0) this.firstFree++;
      const bits = this.firstFree < this.freeBits.length ? (this.freeBits[this.firstFree] as number) : 0;
      id = bits === 0 ? this.raw.length : this.firstFree * 32 + 31 - Math.clz32(bits & -bits);
    }
    while (this.raw.length <= id) {
      const fresh = this.raw.length;
      this.raw.push(this.kind.make(this.store, fresh));
      if (fresh % 32 === 0) this.freeBits.push(0);
      this.setFree(fresh);
    }
    const record = this.raw[id] as RawRecord;
    if (record.live) bug(`${this.kind.name} ${id} is in use`);
    this.freeBits[id >> 5] = (this.freeBits[id >> 5] as number) & ~(1 << (id & 31));
    record.reset();
    record.live = true;
    this.count++;
    this.cache = undefined;
    return record;
  }

  /** @internal */
  release(record: RawRecord): void {
    record.live = false;
    this.count--;
    this.cache = undefined;
    this.setFree(record.id);
  }

  private setFree(id: number): void {
    const word = id >> 5;
    this.freeBits[word] = (this.freeBits[word] as number) | (1 << (id & 31));
    if (word < this.firstFree) this.firstFree = word;
  }
}

export class Store {
  /** true while writes are journaled */
  watching = false;
  private hashing = false;
  private readonly tables = new Map<RecordKind, Table<unknown>>();
  private readonly targets: RawRecord[] = [];
  private readonly indexes: number[] = [];
  private readonly olds: unknown[] = [];
  private low = 0;
  private high = 0;

  /** The table of a kind, made at its first use. */
  table<K extends RecordKind>(kind: K): Table<RecordOf<K>> {
    const generic = kind;
    let found = this.tables.get(generic);
    if (found === undefined) {
      found = new Table<unknown>(this, generic);
      this.tables.set(generic, found);
    }
    return found as unknown as Table<RecordOf<K>>;
  }

  /** From now on writes can be undone; with `fingerprint`, {@link fingerprint} may be asked for. */
  watch(options: { fingerprint: boolean }): void {
    this.watching = true;
    this.hashing = options.fingerprint;
    if (this.hashing) {
      this.low = this.high = 0;
      for (const table of this.tables.values()) for (const raw of table.raw) if (raw.live) this.toggleAll(raw);
    }
  }

  /** Forgets the journal and writes unseen from now on. */
  unwatch(): void {
    this.watching = this.hashing = false;
    this.forget();
  }

  /** Where the journal stands, for {@link undo}. */
  mark(): number {
    return this.targets.length;
  }

  /** Takes back every write since the mark, newest first. */
  undo(mark: number): void {
    for (let i = this.targets.length - 1; i >= mark; i--) {
      const record = this.targets[i] as RawRecord;
      const index = this.indexes[i] as number;
      const old = this.olds[i];
      const table = this.tables.get(record.kind) as Table<unknown>;
      if (index === ADDED) {
        if (this.hashing) this.toggleAll(record);
        table.release(record);
      } else if (index === REMOVED) {
        table.allocate(record.id);
        for (let f = 0; f < record.kind.keys.length; f++)
          record[record.kind.keys[f] as `_${string}`] = (old as unknown[])[f];
        if (this.hashing) this.toggleAll(record);
      } else {
        const key = record.kind.keys[index] as `_${string}`;
        if (this.hashing) this.toggle(record, index, record[key], old);
        record[key] = old;
      }
    }
    this.targets.length = this.indexes.length = this.olds.length = mark;
  }

  /** Makes what happened so far final. */
  forget(): void {
    this.targets.length = this.indexes.length = this.olds.length = 0;
  }

  /**
   * Two 32-bit lanes over everything that influences the future. Times count relative to `now` (nanoseconds), so that
   * the same situation a second later is the same state.
   */
  fingerprint(now: number): readonly [number, number] {
    if (!this.hashing) bug('the fingerprint is switched off');
    let low = this.low;
    let high = this.high;
    for (const [kind, table] of this.tables) {
      if (!kind.hasTime) continue;
      for (const raw of table.raw) {
        if (!raw.live) continue;
        for (let f = 0; f < kind.list.length; f++) {
          const field = kind.list[f];
          const value = raw[kind.keys[f] as `_${string}`];
          if (field?.kind !== 'time' || !field.hashed || value === NONE) continue;
          const cell = this.cell(raw, f);
          const hash = hashValue(value, now, true);
          low ^= mix(cell, hash);
          high ^= mix(hash, cell);
        }
      }
    }
    return [low, high];
  }

  /** @internal */
  note(record: RawRecord, index: number, old: unknown, value: unknown): void {
    this.targets.push(record);
    this.indexes.push(index);
    this.olds.push(old);
    if (this.hashing) this.toggle(record, index, old, value);
  }

  /** @internal */
  noteAdded(record: RawRecord): void {
    this.targets.push(record);
    this.indexes.push(ADDED);
    this.olds.push(undefined);
    if (this.hashing) this.toggleAll(record);
  }

  /** @internal */
  noteRemoved(record: RawRecord): void {
    this.targets.push(record);
    this.indexes.push(REMOVED);
    this.olds.push(record.kind.keys.map((key) => record[key]));
    if (this.hashing) this.toggleAll(record);
  }

  private cell(record: RawRecord, index: number): number {
    return mix(hashText(record.kind.name) + index, record.id);
  }

  /** A field at its initial value counts as nothing. */
  private toggle(record: RawRecord, index: number, old: unknown, value: unknown): void {
    const field = record.kind.list[index];
    if (field === undefined || !field.hashed || field.kind === 'time') return;
    const cell = this.cell(record, index);
    if (old !== field.initial) this.blend(cell, hashValue(old, 0, false));
    if (value !== field.initial) this.blend(cell, hashValue(value, 0, false));
  }

  private toggleAll(record: RawRecord): void {
    this.blend(this.cell(record, 0x7fff), 0x6a09e667);
    for (let f = 0; f < record.kind.list.length; f++) {
      const field = record.kind.list[f];
      if (field !== undefined) this.toggle(record, f, field.initial, record[record.kind.keys[f] as `_${string}`]);
    }
  }

  private blend(cell: number, hash: number): void {
    this.low ^= mix(cell, hash);
    this.high ^= mix(hash, cell);
  }

  /** Everything, as JSON; fields at their initial value are left out. */
  dump(): Dump {
    const result: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const [kind, table] of [...this.tables].sort(([a], [b]) => (a.name < b.name ? -1 : 1))) {
      const rows: Record<string, Record<string, unknown>> = {};
      for (const raw of table.raw) {
        if (!raw.live) continue;
        const row: Record<string, unknown> = {};
        for (let f = 0; f < kind.list.length; f++) {
          const field = kind.list[f];
          const value = raw[kind.keys[f] as `_${string}`];
          if (field === undefined || value === field.initial) continue;
          row[kind.names[f] as string] = field.kind === 'handler' ? (value as Handler).name : value;
        }
        rows[raw.id] = row;
      }
      if (Object.keys(rows).length > 0) result[kind.name] = rows;
    }
    return JSON.parse(JSON.stringify(result, encodeBigint));
  }

  /** Replaces everything by what a dump holds. `kinds` names every kind the dump may mention. */
  load(dump: Dump, kinds: readonly RecordKind[]): void {
    if (this.watching) bug('load while watching');
    const byName = new Map(kinds.map((kind) => [kind.name, kind]));
    for (const table of this.tables.values()) for (const raw of table.raw) if (raw.live) table.release(raw);
    const decoded = JSON.parse(JSON.stringify(dump), decodeBigint) as Dump;
    for (const [name, rows] of Object.entries(decoded)) {
      const kind = byName.get(name) ?? bug(`no record kind is called ${name}`);
      const table = this.table(kind);
      for (const [id, row] of Object.entries(rows)) {
        const raw = (table as unknown as Table<unknown>).allocate(Number(id));
        for (const [field, value] of Object.entries(row)) {
          const spec = kind.fields[field] ?? bug(`record ${name} has no field ${field}`);
          raw[`_${field}`] = spec.kind === 'handler' ? handlerNamed(value as string) : value;
        }
      }
    }
  }
}

export type { Initial };
