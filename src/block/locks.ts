/** Locks on image files (5.1): two nodes that open one file lock each other out as two processes would. */
import { imageTable } from './images.ts';
import { nodesInOrder } from './layer.ts';
import { ALL, type Permissions, permissionNames } from './permissions.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const locks = (node: Node) => node.options.locking !== 'off';

/** Why a file node cannot have the locks that its users' permissions ask for, or undefined. */
export function lockConflict(
  world: BlockWorld,
  node: Node,
  permissionsOf: (world: BlockWorld, node: Node) => Permissions,
): string | undefined {
  if (node.driver !== 'file' || !locks(node) || imageTable(world).get(node.stateId) === undefined) return undefined;
  const own = lockBits(world, node, permissionsOf);
  for (const other of nodesInOrder(world)) {
    if (other === node || other.driver !== 'file' || other.stateId !== node.stateId || !locks(other)) continue;
    const theirs = lockBits(world, other, permissionsOf);
    for (let bit = 1; bit <= ALL; bit *= 2) {
      if ((own.perm & bit) !== 0 && (theirs.shared & bit) === 0) return `Failed to get "${permissionNames(bit)}" lock`;
      if ((own.shared & bit) === 0 && (theirs.perm & bit) !== 0)
        return `Failed to get shared "${permissionNames(bit)}" lock`;
    }
  }
  return undefined;
}

function lockBits(
  world: BlockWorld,
  node: Node,
  permissionsOf: (world: BlockWorld, node: Node) => Permissions,
): Permissions {
  const bits = permissionsOf(world, node);
  return node.forceShare ? { perm: 0, shared: ALL } : bits;
}
