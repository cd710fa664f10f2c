/** Changing a node's size (block_resize, and jobs that make their target as long as their source). */
import { bug, NONE } from '../kernel/index.ts';
import { driverOf } from './driver.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Makes a node `size` bytes long. @returns QEMU's words if it cannot */
export function truncateNode(world: BlockWorld, node: Node, size: number): string | undefined {
  if (node.readOnly) return 'Image is read-only';
  const driver = driverOf(node);
  if (driver.truncate !== undefined) return driver.truncate(world, node, size);
  if (!driver.isFilter) return 'Image format driver does not support resize';
  if (node.primary === NONE) bug(`filter ${node.name} has no child`);
  const child = world.nodes.at(node.primary);
  const refused = truncateNode(world, child, size);
  if (refused === undefined) node.size = child.size;
  return refused;
}
