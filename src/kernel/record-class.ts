/**
 * The class behind a kind of record. It is written as source text so that each accessor is code of its own: the engine
 * then reads and writes a field as fast as in a class written by hand, which a shared closure does not reach.
 *
 * A fingerprint is two 32-bit sums over all fields: hash(value) x the field's odd factor x the record's odd factor,
 * with factors of their own in each lane. A write then costs two multiplications a lane, and no table of cells is
 * needed. A field at its initial value adds nothing.
 */
import { hashData, hashNumber, hashText, mix } from './hash.ts';
import type { Field, RawRecord } from './record.ts';
import type { Store } from './store.ts';
import { bitFor } from './touch.ts';

export type FieldKind = 'number' | 'flag' | 'text' | 'handler' | 'json' | 'deadline';

const TRUE = 0x3c6ef373;

/** The hash of a field's value as source text, for a value with the given name. */
const HASH: Readonly<Record<FieldKind, (value: string) => string>> = {
  number: (v) => `hashNumber(${v})`,
  flag: (v) => `(${v} ? ${TRUE} : 0)`,
  text: (v) => `hashText(${v})`,
  handler: (v) => `(${v} === null ? 0 : ${v}.hash)`,
  json: (v) => `hashData(${v})`,
  deadline: (v) => `hashDeadline(${v}, s.timesAt)`,
};

/** Kinds of fields whose hash is worth keeping. */
const KEPT: readonly FieldKind[] = ['text', 'json'];

/** Times count relative to the time that the fingerprint was last asked for; none counts nothing. */
const hashDeadline = (time: number, now: number): number =>
  time === -1 ? 0 : mix(hashNumber(Math.max(0, time - now)), 0x243f6a88);

const USED = { mix, hashNumber, hashText, hashData, hashDeadline, bitFor };

/** The odd factors of a field in the two lanes. */
export const lowFactor = (kind: string, field: string): number => mix(hashText(`${kind}.${field}`), 0x3243f6a8) | 1;
export const highFactor = (kind: string, field: string): number => mix(0x13198a2e, hashText(`${field} ${kind}`)) | 1;

/** What a record adds by being there. */
const THERE_LOW = 0x6a09e667;
const THERE_HIGH = 0x1b873593;

type Class = new (store: Store, id: number) => RawRecord;

export function recordClass(
  kind: string,
  names: readonly string[],
  list: readonly Field<unknown>[],
  alike: boolean,
): Class {
  const fieldOf = (i: number): Field<unknown> => list[i] as Field<unknown>;
  const hashOf = (i: number): ((value: string) => string) =>
    fieldOf(i).counts === undefined ? HASH[fieldOf(i).kind] : (value) => `hashData(counts[${i}](${value}))`;
  const each = (line: (name: string, index: number) => string): string => names.map(line).join(' ');
  const factors = (name: string): string => `${lowFactor(kind, name)}, ${highFactor(kind, name)}`;
  /** Its bit of the fields that were written; some fields have one together. */
  const bitOf = (i: number): number => 1 << (i % 32);
  /** Hashes of texts and data are kept beside them: working them out takes longer than all the rest. */
  const keeps = (i: number): boolean => fieldOf(i).hashed && KEPT.includes(fieldOf(i).kind);
  const present = (i: number): string => (keeps(i) ? `this.hash${i}` : hashOf(i)(`this._${names[i]}`));

  const setter = (name: string, i: number): string => {
    const { reads = 0, writes = 0, apart } = fieldOf(i);
    const bits = (first: number): string => (apart ? `bitFor(${first}, this.id)` : String(first));
    const move = alike
      ? `countAlike(this, -1); addToSums(this, is - was, ${factors(name)}); countAlike(this, 1);`
      : `const by = is - was;
    s.low = (s.low + Math.imul(Math.imul(by, ${lowFactor(kind, name)}), this.lowOf)) | 0;
    s.high = (s.high + Math.imul(Math.imul(by, ${highFactor(kind, name)}), this.highOf)) | 0;`;
    const log = `if (this.born < s.marked) s.log(this, undo${i}, old);`;
    const hashed = keeps(i)
      ? `const was = this.hash${i}, is = ${hashOf(i)('value')};
    this.hash${i} = is; if (this.born < s.marked) s.logWith(this, undo${i}, old, was);`
      : `${log} const was = ${hashOf(i)('old')}, is = ${hashOf(i)('value')};`;
    const watched = fieldOf(i).hashed
      ? `if (s.hashing) { this.written |= ${bitOf(i)}; ${hashed} ${move} } else ${log}`
      : log;
    return `get ${name}() { ${reads === 0 ? '' : `this.store.touched |= ${bits(reads)};`} return this._${name}; }
set ${name}(value) {
  const old = this._${name};
  if (old === value) return;
  this._${name} = value;
  const s = this.store;
  ${writes === 0 ? '' : `s.touched |= ${bits(writes)};`}
  if (s.watching) { ${watched} }
}`;
  };
  const undo = (name: string, i: number): string => {
    const was = keeps(i) ? 'hash' : hashOf(i)('value');
    const is = keeps(i) ? `record.hash${i}` : hashOf(i)(`record._${name}`);
    const moved =
      alike && fieldOf(i).hashed
        ? `if (record.store.hashing) addToSums(record, ${was} - ${is}, ${factors(name)});`
        : '';
    return `const undo${i} = (record, value, hash) => {
  ${moved} record._${name} = value; ${keeps(i) ? `record.hash${i} = hash;` : ''}
};`;
  };
  const shiftTime = (name: string, i: number): string => {
    const { kind: of, hashed } = fieldOf(i);
    if (!hashed || of !== 'deadline') return '';
    const hash = (now: string): string => `hashDeadline(this._${name}, ${now})`;
    return `if (this._${name} !== -1) { by = ${hash('now')} - ${hash('before')};
low = (low + Math.imul(by, ${lowFactor(kind, name)})) | 0; high = (high + Math.imul(by, ${highFactor(kind, name)})) | 0; }`;
  };
  const kept = names.flatMap((_, i) => (keeps(i) ? [i] : []));
  const fresh = `${each((n, i) => `this._${n} = initial[${i}];`)} ${kept.map((i) => `this.hash${i} = h[${i}];`).join(' ')}`;
  const count = alike
    ? 'countAlike(this, times);'
    : `this.weigh();
  const s = this.store;
  s.low = (s.low + times * Math.imul((this.lowSum + ${THERE_LOW}) | 0, this.lowOf)) | 0;
  s.high = (s.high + times * Math.imul((this.highSum + ${THERE_HIGH}) | 0, this.highOf)) | 0;`;
  const countFresh = alike
    ? 'countAlike(this, 1);'
    : `s.low = (s.low + Math.imul(${THERE_LOW}, this.lowOf)) | 0; s.high = (s.high + Math.imul(${THERE_HIGH}, this.highOf)) | 0;`;
  const source = `
const addToSums = (record, delta, lowFactor, highFactor) => {
  record.lowSum = (record.lowSum + Math.imul(delta, lowFactor)) | 0;
  record.highSum = (record.highSum + Math.imul(delta, highFactor)) | 0;
};
const countAlike = (record, times) => {
  const s = record.store;
  s.low = (s.low + times * mix(record.lowSum, ${hashText(kind)})) | 0;
  s.high = (s.high + times * mix(${hashText(kind)}, record.highSum)) | 0;
};
${each(undo)}
return class ${kind.replace(/[^a-zA-Z]/g, '_')} {
constructor(store, id) {
  this.id = id; this.store = store;
  // the factors of the record in the two lanes of the fingerprint
  this.lowOf = mix(${hashText(kind)}, id) | 1; this.highOf = mix(id, ${hashText(`${kind}'s other`)}) | 1;
  // what the fields add to them, as of the last weigh(); always up to date where records are interchangeable
  this.lowSum = 0; this.highSum = 0;
  // where the journal stood when the record was taken: until the next mark no writes to it need be journaled
  this.born = -1;
  // bits of the fields that may be other than at first, as long as the fingerprint is kept
  this.written = -1;
  this.standIn = undefined;
  ${fresh}
}
appear(born) {
  this.born = born; this.written = 0; this.reset();
  const s = this.store;
  if (s.hashing) { ${countFresh} }
}
weighIn(times) { ${count} }
reset() { ${fresh} this.lowSum = 0; this.highSum = 0; }
fill(values) { ${each((n) => `{ const value = values.${n}; if (value !== undefined) this.${n} = value; }`)} return this; }
rehash() { this.written = -1; ${kept.map((i) => `this.hash${i} = ${hashOf(i)(`this._${names[i]}`)};`).join(' ')} }
weigh() {
  const { written, store: s } = this;
  let low = 0, high = 0, by = 0;
  ${each((n, i) =>
    fieldOf(i).hashed
      ? `if ((written & ${bitOf(i)}) !== 0) { by = ${present(i)} - h[${i}];
low = (low + Math.imul(by, ${lowFactor(kind, n)})) | 0; high = (high + Math.imul(by, ${highFactor(kind, n)})) | 0; }`
      : '',
  )}
  this.lowSum = low; this.highSum = high;
}
shiftTimes(before, now) {
  let low = 0, high = 0, by = 0;
  ${each((n, i) => shiftTime(n, i))}
  const s = this.store;
  s.low = (s.low + Math.imul(low, this.lowOf)) | 0;
  s.high = (s.high + Math.imul(high, this.highOf)) | 0;
}
${names.map(setter).join('\n')}
}`;
  const initial = list.map((field) => field.initial);
  const hashes = list.map(initialHash);
  const given = { initial, h: hashes, counts: list.map((field) => field.counts), ...USED };
  return new Function(...Object.keys(given), source)(...Object.values(given)) as Class;
}

function initialHash({ kind, initial, counts }: Field<unknown>): number {
  if (counts !== undefined) return hashData(counts(initial as never));
  if (kind === 'flag') return initial === true ? TRUE : 0;
  if (kind === 'handler' || kind === 'deadline') return 0;
  return hashData(initial);
}
