/**
 * The class behind a kind of record. It is written as source text so that each accessor is code of its own: the engine
 * then reads and writes a field as fast as in a class written by hand, which a shared closure does not reach.
 *
 * A fingerprint is two 32-bit sums over all fields: hash(value) x the field's odd factor x the record's odd factor, with
 * factors of their own in each lane. A write then costs two multiplications a lane, and no table of cells is needed. A
 * field at its initial value adds nothing.
 */
import { hashData, hashNumber, hashText, mix } from './hash.ts';
import type { Field, RawRecord } from './record.ts';
import type { Store } from './store.ts';

export type FieldKind = 'number' | 'flag' | 'text' | 'handler' | 'json' | 'time' | 'deadline';

const TRUE = 0x3c6ef373;

/** The hash of a field's value as source text, for a value with the given name. */
const HASH: Readonly<Record<FieldKind, (value: string) => string>> = {
  number: (v) => `hashNumber(${v})`,
  flag: (v) => `(${v} ? ${TRUE} : 0)`,
  text: (v) => `hashText(${v})`,
  handler: (v) => `(${v} === null ? 0 : ${v}.hash)`,
  json: (v) => `hashData(${v})`,
  time: () => '0',
  deadline: () => '0',
};

/** Whether a write to the field changes the sums; times are added when the fingerprint is asked for. */
const counts = (field: Field<unknown>): boolean => field.hashed && field.kind !== 'time' && field.kind !== 'deadline';

/** The odd factors of a field in the two lanes. */
export const lowFactor = (kind: string, field: string): number => mix(hashText(`${kind}.${field}`), 0x3243f6a8) | 1;
export const highFactor = (kind: string, field: string): number => mix(0x13198a2e, hashText(`${field} ${kind}`)) | 1;

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
  const sum = (factor: (kind: string, field: string) => number): string =>
    [
      '0',
      ...names.flatMap((n, i) =>
        counts(fieldOf(i)) ? `Math.imul(${hashOf(i)(`this._${n}`)} - h[${i}], ${factor(kind, n)})` : [],
      ),
    ].join(' + ');

  const setter = (name: string, i: number): string => {
    const hash = hashOf(i);
    const shift = `s.${alike ? 'shiftAlike' : 'shift'}(this, ${hash('value')} - ${hash('old')}, ${factors(name)});`;
    const { reads = 0, writes = 0 } = fieldOf(i);
    return `get ${name}() { ${reads === 0 ? '' : `this.store.touched |= ${reads};`} return this._${name}; }
set ${name}(value) {
  const old = this._${name};
  if (old === value) return;
  this._${name} = value;
  const s = this.store;
  ${writes === 0 ? '' : `s.touched |= ${writes};`}
  if (s.watching) { s.log(this, ${i}, old); ${counts(fieldOf(i)) ? `if (s.hashing) ${shift}` : ''} }
}`;
  };
  const timeSum = (name: string, i: number): string => {
    const { kind: of, hashed } = fieldOf(i);
    if (!hashed || counts(fieldOf(i))) return '';
    const wait = of === 'deadline' ? `Math.max(0, this._${name} - now)` : `this._${name} - now`;
    return `if (this._${name} !== -1) { hash = mix(hashNumber(${wait}), 0x243f6a88);
low = (low + Math.imul(hash, ${lowFactor(kind, name)})) | 0; high = (high + Math.imul(hash, ${highFactor(kind, name)})) | 0; }`;
  };
  const restore = (name: string, i: number): string => {
    const hash = hashOf(i);
    const moved = `this.addToSums(${hash('value')} - ${hash(`this._${name}`)}, ${factors(name)});`;
    return `case ${i}: ${alike && counts(fieldOf(i)) ? `if (this.store.hashing) ${moved}` : ''} this._${name} = value; return;`;
  };
  const source = `return class ${kind.replace(/[^a-zA-Z]/g, '_')} {
constructor(store, id) {
  this.id = id; this.store = store; this.live = false;
  this.lowOf = mix(${hashText(kind)}, id) | 1; this.highOf = mix(id, ${hashText(`${kind}'s other`)}) | 1;
  this.lowSum = 0; this.highSum = 0;
  ${each((n, i) => `this._${n} = initial[${i}];`)}
}
reset() { ${each((n, i) => `this._${n} = initial[${i}];`)} }
restore(index, value) { switch (index) { ${each(restore)} } }
values() { return [${names.map((n) => `this._${n}`).join(', ')}]; }
assign(values) { ${each((n, i) => `this._${n} = values[${i}];`)} }
fill(values) { ${each((n) => `{ const value = values.${n}; if (value !== undefined) this.${n} = value; }`)} return this; }
low() { return (${sum(lowFactor)}) | 0; }
high() { return (${sum(highFactor)}) | 0; }
timesInto(lanes, now) {
  let low = 0, high = 0, hash = 0;
  ${each((n, i) => timeSum(n, i))}
  lanes[0] = (lanes[0] + Math.imul(low, this.lowOf)) | 0;
  lanes[1] = (lanes[1] + Math.imul(high, this.highOf)) | 0;
}
addToSums(delta, lowFactor, highFactor) {
  this.lowSum = (this.lowSum + Math.imul(delta, lowFactor)) | 0;
  this.highSum = (this.highSum + Math.imul(delta, highFactor)) | 0;
}
${names.map(setter).join('\n')}
}`;
  const initial = list.map((field) => field.initial);
  const hashes = list.map(initialHash);
  return new Function('initial', 'h', 'counts', 'mix', 'hashNumber', 'hashText', 'hashData', source)(
    initial,
    hashes,
    list.map((field) => field.counts),
    mix,
    hashNumber,
    hashText,
    hashData,
  ) as Class;
}

function initialHash({ kind, initial, counts }: Field<unknown>): number {
  if (counts !== undefined) return hashData(counts(initial as never));
  if (kind === 'flag') return initial === true ? TRUE : 0;
  if (kind === 'handler' || kind === 'time' || kind === 'deadline') return 0;
  return hashData(initial);
}
