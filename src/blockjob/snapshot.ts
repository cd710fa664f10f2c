/** External snapshots: a node gets an overlay that everything above it uses from then on (1.8). */
import { driverOf } from '../block/driver.ts';
import { nodeNamed, nodeOrBackendRoot, parentBackends, setChild, skipImplicitFilters } from '../block/graph.ts';
import { permissionConflict } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../block/refusal.ts';
import { NONE } from '../kernel/index.ts';
import { replaceNode } from './filters.ts';
import { opBlocked } from './op-blockers.ts';
import type { JobWorld } from './world.ts';

/** What was done, for taking it back. */
export interface Snapshot {
  readonly node: number;
  readonly overlay: number;
}

function overlayNamed(world: JobWorld, node: Node, name: string): Answer<Node> {
  const overlay = nodeOrBackendRoot(world, name);
  if (overlay === undefined) return refuse(`Cannot find device='${name}' nor node-name='${name}'`);
  if (overlay === node || parentBackends(world, overlay).length > 0) {
    if (overlay.backing !== NONE) return refuse('The overlay already has a backing image');
    return refuse('The overlay is already in use');
  }
  const refusal = opBlocked(world, overlay, 'snapshot');
  if (refusal !== undefined) return { refusal };
  if (overlay.backing !== NONE) return refuse('The overlay already has a backing image');
  if (isParent(world, overlay)) return refuse('The overlay is already in use');
  if (driverOf(overlay).hasBacking !== true) return refuse('The overlay does not support backing images');
  return answer(overlay);
}

/** Whether some other node has it as a child. */
function isParent(world: JobWorld, node: Node): boolean {
  for (const other of world.nodes) if (other.primary === node.id || other.backing === node.id) return true;
  return false;
}

/** Puts the overlay above the node. */
export function takeSnapshot(world: JobWorld, wanted: { node: string; overlay: string }): Answer<Snapshot> {
  const found = nodeOrBackendRoot(world, wanted.node) ?? nodeNamed(world, wanted.node);
  if (found === undefined) return refuse(`Cannot find device='${wanted.node}' nor node-name='${wanted.node}'`);
  const node = skipImplicitFilters(world, found);
  const blocked = opBlocked(world, node, 'snapshot');
  if (blocked !== undefined) return { refusal: blocked };
  const overlay = overlayNamed(world, node, wanted.overlay);
  if (overlay.refusal !== undefined) return overlay;
  const done = { node: node.id, overlay: overlay.value.id };
  replaceNode(world, node, overlay.value);
  setChild(world, overlay.value, 'backing', node);
  const conflict = conflictOf(world, overlay.value, node);
  if (conflict === undefined) return answer(done);
  undoSnapshot(world, done);
  return { refusal: conflict };
}

const conflictOf = (world: JobWorld, overlay: Node, node: Node): Refusal | undefined =>
  permissionConflict(world, overlay) ?? permissionConflict(world, node);

/** Takes the overlay away again. */
export function undoSnapshot(world: JobWorld, done: Snapshot): void {
  const node = world.nodes.at(done.node);
  const overlay = world.nodes.at(done.overlay);
  setChild(world, overlay, 'backing', undefined);
  replaceNode(world, overlay, node);
}
