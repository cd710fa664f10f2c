/** The block layer's one record of its kind, and the orders it keeps: ids are reused, births are not. */
import type { Backend, BlockLayer as Layer, Node } from './records.ts';
import { BlockLayer } from './records.ts';
import type { BlockWorld } from './world.ts';

export function blockLayer(world: BlockWorld): Layer {
  const table = world.store.table(BlockLayer);
  return table.get(0) ?? table.take();
}

/** Nodes, oldest first. */
export const nodesInOrder = (world: BlockWorld): Node[] => blockLayer(world).nodes.map((id) => world.nodes.at(id));

/** Backends, oldest first. */
export const backendsInOrder = (world: BlockWorld): Backend[] =>
  blockLayer(world).backends.map((id) => world.backends.at(id));
