/**
 * Dirty bitmaps: which parts of a node were written since. Ranges are bytes, multiples of the granularity; the last one
 * may reach beyond the node's end.
 */
import { defineRecord, flag, json, number, type RecordOf, ref, text } from '../kernel/index.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** A stretch [start, end). */
export type Range = readonly [start: number, end: number];
/** In order, apart from each other. */
export type Ranges = readonly Range[];

export const DirtyBitmap = defineRecord('dirty-bitmap', {
  node: ref(),
  /** empty: a job's own, which users do not see */
  name: text(),
  granularity: number(65536),
  ranges: json<Ranges>([]),
  /** records writes */
  enabled: flag(true),
  /** in use by a job; may not be changed by others */
  busy: flag(),
  persistent: flag(),
  inconsistent: flag(),
  /** birth order at its node: the newest is listed first */
  order: number(),
});
export type DirtyBitmap = RecordOf<typeof DirtyBitmap>;

const bitmapTable = (world: BlockWorld) => world.store.table(DirtyBitmap);

export function addBitmap(world: BlockWorld, node: Node, values: Partial<DirtyBitmap>): DirtyBitmap {
  const order = Math.max(0, ...bitmapsOf(world, node).map((b) => b.order + 1));
  node.bitmaps++;
  return bitmapTable(world).add({ ...values, node: node.id, order });
}

export function removeBitmap(world: BlockWorld, bitmap: DirtyBitmap): void {
  const node = world.nodes.get(bitmap.node);
  if (node !== undefined) node.bitmaps--;
  bitmapTable(world).remove(bitmap);
}

/** A node's bitmaps, newest first. */
export const bitmapsOf = (world: BlockWorld, node: Node): DirtyBitmap[] =>
  [...bitmapTable(world)].filter((bitmap) => bitmap.node === node.id).sort((a, b) => b.order - a.order);

export const bitmapNamed = (world: BlockWorld, node: Node, name: string): DirtyBitmap | undefined =>
  bitmapTable(world).find((bitmap) => bitmap.node === node.id && bitmap.name === name && name !== '');

/** A write or discard has been tried at the node (2.5: failed attempts count too). */
export function bitmapsHear(world: BlockWorld, node: Node, offset: number, bytes: number): void {
  for (const bitmap of bitmapTable(world))
    if (bitmap.node === node.id && bitmap.enabled) setDirty(bitmap, offset, bytes);
}

/** Marks every granule that [offset, offset + bytes) touches. */
export function setDirty(bitmap: DirtyBitmap, offset: number, bytes: number): void {
  if (bytes > 0) bitmap.ranges = include(bitmap.ranges, granules(bitmap, offset, bytes));
}

/** Clears every granule that [offset, offset + bytes) touches. */
export function setClean(bitmap: DirtyBitmap, offset: number, bytes: number): void {
  if (bytes > 0) bitmap.ranges = exclude(bitmap.ranges, granules(bitmap, offset, bytes));
}

function granules({ granularity }: DirtyBitmap, offset: number, bytes: number): Range {
  return [Math.floor(offset / granularity) * granularity, Math.ceil((offset + bytes) / granularity) * granularity];
}

/** The union with one more range. */
export function include(ranges: Ranges, [start, end]: Range): Ranges {
  if (ranges.some(([s, e]) => s <= start && end <= e)) return ranges;
  const before = ranges.filter((r) => r[1] < start);
  const after = ranges.filter((r) => r[0] > end);
  const touching = ranges.filter((r) => r[1] >= start && r[0] <= end);
  return [
    ...before,
    [Math.min(start, ...touching.map((r) => r[0])), Math.max(end, ...touching.map((r) => r[1]))],
    ...after,
  ];
}

/** The ranges without what lies in [start, end). */
export function exclude(ranges: Ranges, [start, end]: Range): Ranges {
  const left: Range[] = [];
  let same = true;
  for (const range of ranges) {
    const [from, to] = range;
    if (to <= start || end <= from) {
      left.push(range);
      continue;
    }
    same = false;
    if (from < start) left.push([from, start]);
    if (end < to) left.push([end, to]);
  }
  return same ? ranges : left;
}

/** The first dirty stretch at or after `from`, cut to [from, limit); undefined if there is none. */
export function nextDirty(bitmap: DirtyBitmap, from: number, limit = Infinity): Range | undefined {
  const found = bitmap.ranges.find((r) => r[1] > from);
  if (found === undefined || found[0] >= limit) return undefined;
  return [Math.max(found[0], from), Math.min(found[1], limit)];
}

/** How many bytes are dirty, in whole granules, none beyond `size` rounded up to one. */
export function dirtyBytes(bitmap: DirtyBitmap, size = Infinity): number {
  const limit = Math.ceil(size / bitmap.granularity) * bitmap.granularity;
  let total = 0;
  for (const [start, end] of bitmap.ranges) total += Math.max(0, Math.min(end, limit) - start);
  return total;
}
