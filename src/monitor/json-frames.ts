/**
 * The open arrays and objects of a message that is still arriving.
 *
 * What a caller keeps between two chunks is a `Frame`: immutable and plain. Appending must stay cheap when each chunk
 * is one byte and the message has a million members, so the members are kept in runs of falling size (a binary
 * counter): each append copies O(log n) members on average, and looking a key up is a binary search in each run.
 */
import type { JsonValue } from './json-value.ts';

/**
 * first: a member or the closing bracket may come; item: a member must come; colon, value: the rest of an object's
 * member; separator: a comma or the closing bracket must come.
 */
export type Expectation = 'first' | 'item' | 'colon' | 'value' | 'separator';

/** [key, number of the member, value]; in an array the key is '' */
type Member = readonly [string, number, JsonValue];
type Run = readonly Member[];

export interface Frame {
  readonly kind: 'list' | 'object';
  readonly expect: Expectation;
  readonly key: string;
  readonly count: number;
  /** sorted by key if it is an object, else in order */
  readonly runs: readonly Run[];
  readonly parent: Frame | null;
}

/** So few members are looked through one by one. */
const FEW = 8;

const ORDINARY = { writable: true, enumerable: true, configurable: true };

/** A frame while a chunk is being read. */
export class OpenFrame {
  readonly kind: 'list' | 'object';
  expect: Expectation = 'first';
  key = '';
  /** the frame around: open if this chunk touched it */
  parent: OpenFrame | Frame | null;
  private readonly runs: readonly Run[];
  private readonly fresh: Member[] = [];
  /** the keys of `fresh`, once there are many */
  private freshKeys: Set<string> | undefined;
  private count: number;

  constructor(kind: 'list' | 'object', parent: OpenFrame | Frame | null, saved?: Frame) {
    this.kind = kind;
    this.parent = parent;
    this.expect = saved?.expect ?? 'first';
    this.key = saved?.key ?? '';
    this.runs = saved?.runs ?? [];
    this.count = saved?.count ?? 0;
  }

  static reopen(frame: OpenFrame | Frame | null): OpenFrame | null {
    if (frame === null || frame instanceof OpenFrame) return frame;
    return new OpenFrame(frame.kind, frame.parent, frame);
  }

  /** False if the object already has that key. */
  add(value: JsonValue): boolean {
    if (this.kind === 'object') {
      if (this.isFresh(this.key) || this.runs.some((run) => finds(run, this.key))) return false;
      this.freshKeys?.add(this.key);
    }
    this.fresh.push([this.key, this.count++, value]);
    return true;
  }

  private isFresh(key: string): boolean {
    const { fresh } = this;
    if (fresh.length < FEW) return fresh.some((member) => member[0] === key);
    this.freshKeys ??= new Set(fresh.map((member) => member[0]));
    return this.freshKeys.has(key);
  }

  finished(): JsonValue {
    const members = this.runs.length === 0 ? this.fresh : this.runs.flat().concat(this.fresh);
    if (this.kind === 'list') return members.map((member) => member[2]);
    if (this.runs.length > 0) members.sort((a, b) => a[1] - b[1]);
    const object: { [key: string]: JsonValue } = {};
    for (const [key, , value] of members)
      if (key === '__proto__') Object.defineProperty(object, key, { value, ...ORDINARY });
      else object[key] = value;
    return object;
  }

  frozen(): Frame {
    const runs = this.fresh.length === 0 ? this.runs : this.frozenRuns();
    const parent = this.parent instanceof OpenFrame ? this.parent.frozen() : this.parent;
    return { kind: this.kind, expect: this.expect, key: this.key, count: this.count, runs, parent };
  }

  private frozenRuns(): readonly Run[] {
    const sorted = this.kind === 'object';
    const runs = [...this.runs];
    let last: Run = sorted ? this.fresh.toSorted(byKey) : this.fresh.slice();
    while (runs.length > 0 && runs.at(-1)!.length <= last.length) {
      const before = runs.pop()!;
      last = sorted ? merged(before, last) : before.concat(last);
    }
    return [...runs, last];
  }
}

function byKey(a: Member, b: Member): number {
  return a[0] < b[0] ? -1 : 1;
}

function merged(a: Run, b: Run): Run {
  const out: Member[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) out.push(a[i]![0] < b[j]![0] ? a[i++]! : b[j++]!);
  while (i < a.length) out.push(a[i++]!);
  while (j < b.length) out.push(b[j++]!);
  return out;
}

function finds(run: Run, key: string): boolean {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run[middle]![0] < key) low = middle + 1;
    else high = middle;
  }
  return run[low]?.[0] === key;
}
