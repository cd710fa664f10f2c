/** Opening a node for writing while a job needs it, and shutting it again. */
import type { Node } from '../block/records.ts';
import type { JobWorld } from './world.ts';

/** Changes a node and the children that were opened for it alone, which take their mode from it. */
export function setReadOnly(world: JobWorld, node: Node, readOnly: boolean): void {
  node.readOnly = readOnly;
  const child = world.nodes.get(node.primary);
  if (child?.inline) setReadOnly(world, child, readOnly);
}

/** Opens a node for writing. @returns the node if that has to be undone, undefined if it was writable before */
export function openForWriting(world: JobWorld, node: Node): Node | undefined {
  if (!node.readOnly) return undefined;
  setReadOnly(world, node, false);
  return node;
}
