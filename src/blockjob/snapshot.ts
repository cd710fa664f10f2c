/** External snapshots: an overlay takes the place of a node, which becomes its backing file. */
import { driverOf } from '../block/driver.ts';
import { dropIfUnused, setChild } from '../block/graph.ts';
import { CONSISTENT_READ, permissionsOf } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import { type Refusal, refuse } from '../block/refusal.ts';
import { replaceNode } from './filters.ts';
import { setReadOnly } from './read-only.ts';
import type { JobWorld } from './world.ts';

/** Why a node cannot become somebody's overlay, or undefined. */
export function overlayRefusal(world: JobWorld, node: Node, overlay: Node): Refusal | undefined {
  if ((permissionsOf(world, overlay).perm & CONSISTENT_READ) !== 0)
    return refuse('The overlay is already in use').refusal;
  if (driverOf(overlay).isFilter) return refuse('Filters cannot be used as overlays').refusal;
  if (world.nodes.get(overlay.backing) !== undefined) return refuse('The overlay already has a backing image').refusal;
  if (driverOf(overlay).hasBacking !== true) return refuse('The overlay does not support backing images').refusal;
  return node === overlay
    ? refuse(`Making '${node.name}' a backing child of '${overlay.name}' would create a cycle`).refusal
    : undefined;
}

export function putOverlay(world: JobWorld, node: Node, overlay: Node): void {
  replaceNode(world, node, overlay);
  setChild(world, overlay, 'backing', node);
}

/** Undoes {@link putOverlay}; an overlay that was made for it goes. */
export function takeOverlayAway(world: JobWorld, node: Node, overlay: Node): void {
  setChild(world, overlay, 'backing', undefined);
  replaceNode(world, overlay, node);
  dropIfUnused(world, overlay);
}

/** What is below an overlay is only read from now on. */
export function sealBacking(world: JobWorld, node: Node): void {
  if (!node.readOnly) setReadOnly(world, node, true);
}
