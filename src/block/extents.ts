/**
 * The contents of an image: a sorted, immutable list of extents, plain data. Bytes that no extent covers are
 * unallocated; what a read of them gives is for the node to say (zeroes, or whatever the backing chain has).
 *
 * Lookups are a binary search; changes copy the list. Neighbours with equal content are one extent, so two lists that
 * describe the same bytes are equal element by element.
 */
import { hashNumber, mix } from '../kernel/index.ts';

/**
 * What stands in a stretch of bytes: zeroes; one byte value repeated; or the mark of one distinct write, by which a
 * later read can tell whose data it got. All bytes of a stamp count as equal to each other.
 */
export type Content =
  | { readonly kind: 'zero' }
  | { readonly kind: 'pattern'; readonly value: number }
  | { readonly kind: 'stamp'; readonly value: number };

/** `value` is the byte of a pattern, the number of a stamp, and 0 for zeroes. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
  readonly kind: Content['kind'];
  readonly value: number;
}

/** A stretch of a read's answer: an extent's part, or a hole that no extent covers. */
export interface Run {
  readonly offset: number;
  readonly length: number;
  readonly kind: Content['kind'] | 'hole';
  readonly value: number;
}

export type Extents = readonly Extent[];

export const ZERO: Content = { kind: 'zero' };

export function pattern(byte: number): Content {
  return { kind: 'pattern', value: byte };
}

export function stamp(number: number): Content {
  return { kind: 'stamp', value: number };
}

const EMPTY: Extents = Object.freeze([]);

/** Contents with nothing allocated. */
export function empty(): Extents {
  return EMPTY;
}

const KIND_HASH: Readonly<Record<Content['kind'], number>> = { zero: 0, pattern: 0x1f83d9ab, stamp: 0x5be0cd19 };

/** Equal contents, equal number: for fingerprints. One mix an extent: the longer contents are hashed at each write. */
export function hashExtents(extents: Extents | null): number {
  if (extents === null) return -1;
  let h = extents.length;
  for (let i = 0; i < extents.length; i++) {
    const { offset, length, kind, value } = extents[i] as Extent;
    const where = Math.imul(hashNumber(offset), 0x85ebca6b) + Math.imul(hashNumber(length), 0xc2b2ae35);
    h = mix(h, where + Math.imul(hashNumber(value) ^ KIND_HASH[kind], 0x27d4eb2f));
  }
  return h;
}

/** A look beyond the end of a list makes all looks at lists of that place slow. */
const extentAt = (extents: Extents, index: number): Extent | undefined =>
  index < extents.length ? extents[index] : undefined;

/** The first byte after it. */
export const endOf = (run: { readonly offset: number; readonly length: number }) => run.offset + run.length;

/** Index of the first extent that ends after `offset`: the one covering it, or the next one. */
function indexAt(extents: Extents, offset: number): number {
  let low = 0;
  let high = extents.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(extents[middle]!) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An index of -1 would be looked up as a name, which takes long. */
const lastOf = (list: Extents): Extent | undefined => (list.length === 0 ? undefined : list[list.length - 1]);

const joins = (left: Run, right: Run) =>
  endOf(left) === right.offset && left.kind === right.kind && left.value === right.value;

/** The extent's content, from `offset` to `end`. */
const stretch = ({ kind, value }: Extent, offset: number, end: number): Extent => ({
  offset,
  length: end - offset,
  kind,
  value,
});

/** The extent that covers all of [offset, offset + bytes), if one does. */
function covering(extents: Extents, offset: number, bytes: number): Extent | undefined {
  const first = extentAt(extents, indexAt(extents, offset));
  return first !== undefined && first.offset <= offset && endOf(first) >= offset + bytes ? first : undefined;
}

function pushMerged(list: Extent[], next: Extent): void {
  const last = lastOf(list);
  if (last !== undefined && joins(last, next)) list[list.length - 1] = stretch(last, last.offset, endOf(next));
  else list.push(next);
}

/** Replaces what stands in [offset, offset + bytes) by an extent just there, or by a hole. */
function replace(extents: Extents, offset: number, bytes: number, middle?: Extent): Extents {
  if (bytes <= 0) return extents;
  const end = offset + bytes;
  const first = indexAt(extents, offset);
  const result: Extent[] = [];
  for (let i = 0; i < first; i++) result.push(extents[i]!);
  const head = extentAt(extents, first);
  if (head !== undefined && head.offset < offset) result.push(stretch(head, head.offset, offset));
  if (middle !== undefined) pushMerged(result, middle);
  let after = first;
  while (after < extents.length && endOf(extents[after]!) <= end) after++;
  const tail = extentAt(extents, after);
  if (tail === undefined) return result;
  pushMerged(result, tail.offset < end ? stretch(tail, end, endOf(tail)) : tail);
  while (++after < extents.length) result.push(extents[after]!);
  return result;
}

/** The contents after a write of `content` to [offset, offset + bytes). The same list when nothing changes. */
export function write(extents: Extents, offset: number, bytes: number, content: Content): Extents {
  const value = content.kind === 'zero' ? 0 : content.value;
  const all = covering(extents, offset, bytes);
  if (all !== undefined && all.kind === content.kind && all.value === value) return extents;
  return replace(extents, offset, bytes, { offset, length: bytes, kind: content.kind, value });
}

/** The contents after write-zeroes: allocated, reading as zeroes. */
export function zero(extents: Extents, offset: number, bytes: number): Extents {
  return write(extents, offset, bytes, ZERO);
}

/** The contents after a discard: the range is unallocated. */
export function discard(extents: Extents, offset: number, bytes: number): Extents {
  return replace(extents, offset, bytes);
}

/** The contents of an image cut to `size` bytes. Growing changes nothing: new space is unallocated. */
export function truncate(extents: Extents, size: number): Extents {
  const last = lastOf(extents);
  if (last === undefined || endOf(last) <= size) return extents;
  return discard(extents, size, endOf(last) - size);
}

/** What stands in [offset, offset + bytes): runs in order without gaps, holes included, neighbours distinct. */
export function read(extents: Extents, offset: number, bytes: number): Run[] {
  const end = offset + bytes;
  const runs: Run[] = [];
  let at = offset;
  for (let i = indexAt(extents, offset); at < end; i++) {
    const extent = extentAt(extents, i);
    const start = extent === undefined ? end : Math.min(Math.max(extent.offset, at), end);
    if (start > at) runs.push({ offset: at, length: start - at, kind: 'hole', value: 0 });
    if (extent === undefined || start >= end) break;
    const stop = Math.min(endOf(extent), end);
    runs.push({ offset: start, length: stop - start, kind: extent.kind, value: extent.value });
    at = stop;
  }
  return runs;
}

/** The range with its holes filled with zeroes: what a reader sees. */
export function filled(extents: Extents, offset: number, bytes: number): Extents {
  if (bytes <= 0) return EMPTY;
  const all = covering(extents, offset, bytes);
  if (all !== undefined) return [stretch(all, offset, offset + bytes)];
  const list: Extent[] = [];
  for (const { offset: start, length, kind, value } of read(extents, offset, bytes))
    pushMerged(list, { offset: start, length, kind: kind === 'hole' ? 'zero' : kind, value });
  return list;
}

/** How a stretch is stored, as block-status queries tell it. */
export type Allocation = 'data' | 'zero' | 'hole';

const allocationOf = (kind: Run['kind']): Allocation => (kind === 'hole' || kind === 'zero' ? kind : 'data');

/** How the byte at `offset` is stored, and how far (at most `bytes`) the bytes after it are stored likewise. */
export function blockStatus(
  extents: Extents,
  offset: number,
  bytes: number,
): { readonly status: Allocation; readonly length: number } {
  return likeRun(extents, offset, bytes, allocationOf);
}

function likeRun<T>(
  extents: Extents,
  offset: number,
  bytes: number,
  of: (kind: Run['kind']) => T,
): { status: T; length: number } {
  const end = offset + bytes;
  let index = indexAt(extents, offset);
  const first = extentAt(extents, index);
  if (first === undefined || first.offset > offset) {
    return { status: of('hole'), length: Math.min(first?.offset ?? end, end) - offset };
  }
  const status = of(first.kind);
  let reached = endOf(first);
  for (index++; reached < end; index++) {
    const next = extentAt(extents, index);
    if (next === undefined || next.offset !== reached || of(next.kind) !== status) break;
    reached = endOf(next);
  }
  return { status, length: Math.min(reached, end) - offset };
}

/** What a guest would read: holes, zeroes and the pattern 0 all read as zero bytes. */
function readsAs(run: Run): string {
  if (run.kind === 'stamp') return `stamp ${run.value}`;
  return run.kind === 'pattern' ? `byte ${run.value}` : 'byte 0';
}

/**
 * The first offset in [offset, offset + bytes) at which the two contents read differently, undefined when they read the
 * same. Holes read as zeroes: flatten backing chains before comparing.
 */
export function firstDifference(left: Extents, right: Extents, offset: number, bytes: number): number | undefined {
  return firstRunDifference(read(left, offset, bytes), read(right, offset, bytes));
}

/** The same for two lists of runs over one range, such as reads that went through backing chains. */
export function firstRunDifference(left: readonly Run[], right: readonly Run[]): number | undefined {
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i]!;
    const b = right[j]!;
    if (readsAs(a) !== readsAs(b)) return Math.max(a.offset, b.offset);
    if (endOf(a) <= endOf(b)) i++;
    if (endOf(b) <= endOf(a)) j++;
  }
  return undefined;
}

/**
 * How much room the contents take: every cluster that holds at least one byte of data counts whole. Zeroes are metadata
 * and take no room.
 */
export function allocatedBytes(extents: Extents, clusterSize = 1): number {
  let total = 0;
  let counted = 0; // everything below this offset has been dealt with
  for (let i = 0; i < extents.length; i++) {
    const extent = extents[i] as Extent;
    if (extent.kind === 'zero') continue;
    const start = Math.max(Math.floor(extent.offset / clusterSize) * clusterSize, counted);
    const end = Math.ceil(endOf(extent) / clusterSize) * clusterSize;
    if (end <= start) continue;
    total += end - start;
    counted = end;
  }
  return total;
}
