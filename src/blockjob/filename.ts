/** The name by which an image's header knows another image. */
import type { Node } from '../block/records.ts';
import type { JobWorld } from './world.ts';

/** The name of the file at the bottom of a node. */
export function filenameOf(world: JobWorld, node: Node): string {
  let at = node;
  for (let child = world.nodes.get(at.primary); child !== undefined; child = world.nodes.get(at.primary)) at = child;
  return String(at.options.filename ?? '');
}
