/** Which nodes an operation must leave alone: those that a job uses, and backing files of others (5.2). */
import { blocked } from '../block/open.ts';
import type { Node } from '../block/records.ts';
import type { Refusal } from '../block/refusal.ts';
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
  const fine = node.blockers.length === 0 && FINE_FOR_BACKING.includes(operation);
  return fine ? undefined : blocked(world, node);
}
