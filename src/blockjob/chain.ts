/** Walking down a backing chain, filters included. */
import { filtered, skipFilters } from '../block/graph.ts';
import type { Node } from '../block/records.ts';
import type { JobWorld } from './world.ts';

/** What a filter filters, or an image's backing file. */
export const below = (world: JobWorld, node: Node): Node | undefined =>
  filtered(world, node) ?? world.nodes.get(node.backing);

/** The image of the chain from `top` down whose backing file is `base`; without a base the lowest one. */
export function overlayOf(world: JobWorld, top: Node, base: Node | undefined): Node {
  const end = base === undefined ? undefined : skipFilters(world, base);
  let overlay = skipFilters(world, top);
  for (let node = below(world, overlay); node !== undefined; node = below(world, node)) {
    if (skipFilters(world, node) === end) break;
    overlay = skipFilters(world, node);
  }
  return overlay;
}
