/** Which nodes an operation must leave alone: those that a job uses, and backing files of others (5.2). */
import { parentEdges } from '../block/graph.ts';
import type { Node } from '../block/records.ts';
import { type Refusal, refuse } from '../block/refusal.ts';
import type { JobWorld } from './world.ts';

export type Operation =
  | 'stream'
  | 'commit-target'
  | 'mirror-source'
  | 'mirror-target'
  | 'backup-source'
  | 'backup-target'
  | 'snapshot';

/** What may be done to a node although it is somebody's backing file. */
const FINE_FOR_BACKING: readonly Operation[] = ['stream', 'commit-target', 'backup-source', 'backup-target'];

/** Why the operation cannot have the node, or undefined. */
export function opBlocked(world: JobWorld, node: Node, operation: Operation): Refusal | undefined {
  const [blocker] = node.blockers;
  if (blocker !== undefined) return refuse(`Node '${node.name}' is busy: ${blocker.reason}`).refusal;
  if (FINE_FOR_BACKING.includes(operation)) return undefined;
  for (const { parent, slot } of parentEdges(world, node))
    if (slot === 'backing')
      return refuse(`Node '${node.name}' is busy: node is used as backing hd of '${parent.name}'`).refusal;
  return undefined;
}
