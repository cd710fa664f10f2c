/** The size in which an image allocates. */
import { driverOf } from '../block/driver.ts';
import type { Node } from '../block/records.ts';
import type { JobWorld } from './world.ts';

/** Bytes; 0: the node does not say. */
export function clusterOf(world: JobWorld, node: Node): number {
  const known = (node.state as { readonly clusterSize?: number } | null)?.clusterSize;
  if (known !== undefined) return known;
  const child = world.nodes.get(node.primary);
  return child !== undefined && (driverOf(node).isFilter || node.driver === 'raw') ? clusterOf(world, child) : 0;
}
