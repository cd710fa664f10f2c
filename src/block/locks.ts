/** Locks on image files (5.1): two nodes that open one file lock each other out as two processes would. */
import { type Image, imageTable } from './images.ts';
import { nodesInOrder } from './layer.ts';
import { ALL, type Permissions, permissionNames, permissionsOf, RESIZE, WRITE } from './permissions.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const locks = (node: Node) => node.options.locking !== 'off';

/** Why a file node cannot have the locks that its users' permissions ask for, or undefined. */
export function lockConflict(world: BlockWorld, node: Node): string | undefined {
  if (node.driver !== 'file' || !locks(node) || imageTable(world).get(node.stateId) === undefined) return undefined;
  return conflict(world, node.stateId, lockBits(world, node), node);
}

/** Why a file that is there already cannot be made anew, or undefined. Asked of 7.2.22, 10.0.2 and 11.1.3. */
export const lockedAgainstCreation = (world: BlockWorld, image: Image): string | undefined =>
  conflict(world, image.id, { perm: WRITE | RESIZE, shared: ALL & ~RESIZE });

function conflict(world: BlockWorld, image: number, own: Permissions, asker?: Node): string | undefined {
  for (const other of nodesInOrder(world)) {
    if (other === asker || other.driver !== 'file' || other.stateId !== image || !locks(other)) continue;
    const theirs = lockBits(world, other);
    for (let bit = 1; bit <= ALL; bit *= 2) {
      if ((own.perm & bit) !== 0 && (theirs.shared & bit) === 0) return `Failed to get "${permissionNames(bit)}" lock`;
      if ((own.shared & bit) === 0 && (theirs.perm & bit) !== 0)
        return `Failed to get shared "${permissionNames(bit)}" lock`;
    }
  }
  return undefined;
}

function lockBits(world: BlockWorld, node: Node): Permissions {
  const bits = permissionsOf(world, node);
  return node.forceShare ? { perm: 0, shared: ALL } : bits;
}
