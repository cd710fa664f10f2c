/** What disks hold, for properties about data. */
import type { Extents } from '../../block/extents.ts';
import type { Node } from '../../block/records.ts';
import { readContents } from '../../block/status.ts';
import { NONE } from '../../kernel/index.ts';
import type { Machine } from '../../machine.ts';

/** Whether a node remembers what is written to it: at its bottom lies a file, not a driver that forgets. */
export function keepsContents(world: Machine, node: Node): boolean {
  let bottom = node;
  while (bottom.primary !== NONE) bottom = world.nodes.at(bottom.primary);
  return bottom.driver === 'file';
}

/** What a reader would get from a node now; undefined if it does not remember. */
export function contentsOf(world: Machine, node: Node | undefined): Extents | undefined {
  return node === undefined || !keepsContents(world, node) ? undefined : readContents(world, node);
}
