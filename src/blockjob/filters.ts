/** Filters that jobs put above a node, and take out again. */
import { addNode, childrenOf, parentBackends, parentEdges, removeNode, setChild, setRoot } from '../block/graph.ts';
import { badNodeName, generatedName } from '../block/node-name.ts';
import type { Node } from '../block/records.ts';
import { forgetNode } from './edges.ts';
import type { JobWorld } from './world.ts';

export interface FilterOptions {
  readonly driver: string;
  /** undefined: a generated one */
  readonly name?: string | undefined;
  readonly state: unknown;
  /** users see it even without a name of theirs */
  readonly shown?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  /** another node that the filter will use: what is below it goes on using the node itself, or there were a circle */
  readonly beside?: Node;
}

/** Why a filter cannot have the name that was asked for, or undefined. */
export const badFilterName = (world: JobWorld, name: string | undefined): string | undefined =>
  name === undefined ? undefined : badNodeName(world, name);

/** Puts a filter between a node and everything above it. Users see a filter without a name of theirs as no layer. */
export function insertFilter(world: JobWorld, node: Node, options: FilterOptions): Node {
  const filter = addNode(world, {
    name: options.name ?? generatedName(world),
    driver: options.driver,
    options: options.options ?? {},
    size: node.size,
    align: node.align,
    maxTransfer: node.maxTransfer,
    limits: node.limits,
    discard: 'unmap',
    state: options.state,
    implicit: options.name === undefined && options.shown !== true,
  });
  const above = parentEdges(world, node);
  // A drained node drains the filter first, so that nothing above it is let go in between.
  setChild(world, filter, 'primary', node);
  const spared = options.beside === undefined ? new Set() : allBelow(world, options.beside);
  for (const { parent, slot } of above) if (!spared.has(parent)) setChild(world, parent, slot, filter);
  for (const backend of parentBackends(world, node)) setRoot(world, backend, filter);
  return filter;
}

/** A node and all below it. */
function allBelow(world: JobWorld, node: Node, found: Set<Node> = new Set()): Set<Node> {
  if (found.has(node)) return found;
  found.add(node);
  for (const child of childrenOf(world, node)) allBelow(world, child, found);
  return found;
}

/** Everything that used `from` uses `to` from now on, but for what is below `to`. */
export function replaceNode(world: JobWorld, from: Node, to: Node): void {
  const spared = allBelow(world, to);
  for (const { parent, slot } of parentEdges(world, from)) if (!spared.has(parent)) setChild(world, parent, slot, to);
  for (const backend of parentBackends(world, from)) setRoot(world, backend, to);
}

/** Takes a filter out: what was above it uses its child. */
export function removeFilter(world: JobWorld, filter: Node): void {
  const below = world.nodes.get(filter.primary);
  if (below !== undefined) replaceNode(world, filter, below);
  forgetNode(world, filter);
  removeNode(world, filter);
}
