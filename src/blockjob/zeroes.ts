/** What nodes can do about zeroes. */
import { driverOf } from '../block/driver.ts';
import { skipFilters } from '../block/graph.ts';
import type { Node } from '../block/records.ts';
import { blockStatus } from '../block/status.ts';
import type { JobWorld } from './world.ts';

/** Whether zero writes to a node give storage back: it must be open for discards, and its driver know how. */
export function unmapsZeroes(world: JobWorld, node: Node): boolean {
  if (node.discard !== 'unmap') return false;
  let at = skipFilters(world, node);
  while (at.driver === 'raw') at = skipFilters(world, world.nodes.at(at.primary));
  return driverOf(at).zeroes === true;
}

/** The longest stretch of unknown data at the start that is worth reading to find out. */
const SMALL_HEAD = 128 * 1024;

/** What is known of a node's contents without reading it all (10.1+). */
export type Zeroness = { readonly answer: boolean } | { readonly readFirst: number } | { readonly failed: number };

/** Whether a node reads as zeroes as a whole; `readFirst`: if its first bytes do. */
export function readsAsZeroes(world: JobWorld, node: Node): Zeroness {
  const first = blockStatus(world, node, 0, node.size);
  if (typeof first === 'number') return { failed: first };
  const rest = (from: number): boolean => {
    for (let at = from; at < node.size; ) {
      const status = blockStatus(world, node, at, node.size - at);
      if (typeof status === 'number' || !status.zero || status.bytes === 0) return false;
      at += status.bytes;
    }
    return true;
  };
  if (first.zero) return { answer: rest(first.bytes) };
  if (first.bytes > SMALL_HEAD || !rest(first.bytes)) return { answer: false };
  return { readFirst: first.bytes };
}
