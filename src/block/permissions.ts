/**
 * Who may do what to a node beside whom (5.2): each user of a node takes permissions on it and shares the others' use
 * of them. A node asks for permissions on its children only as far as something above it does.
 */
import { NONE } from '../kernel/index.ts';
import { childName, driverOf } from './driver.ts';
import { childrenOf, edgeOfBackend, edgeOfJob, edgeOfNode, parentBackends, parentEdges, type Slot } from './graph.ts';
import { blockLayer } from './layer.ts';
import { lockConflict } from './locks.ts';
import type { Backend, JobUse, Node } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BlockWorld } from './world.ts';

export const CONSISTENT_READ = 1;
export const WRITE = 2;
export const WRITE_UNCHANGED = 4;
export const RESIZE = 8;
export const ALL = 15;

const NAMES: readonly (readonly [number, string])[] = [
  [CONSISTENT_READ, 'consistent read'],
  [WRITE, 'write'],
  [WRITE_UNCHANGED, 'write unchanged'],
  [RESIZE, 'resize'],
];

export const permissionNames = (bits: number): string =>
  NAMES.filter(([bit]) => (bits & bit) !== 0)
    .map(([, name]) => name)
    .join(', ');

export interface Permissions {
  /** taken */
  readonly perm: number;
  /** left to others */
  readonly shared: number;
}

interface Use extends Permissions {
  readonly backend?: Backend;
  readonly parent?: Node;
  readonly slot?: Slot;
  readonly job?: JobUse;
}

/** What a backend, a parent node or a job takes of `node`, the youngest use first. */
function usesOf(world: BlockWorld, node: Node): Use[] {
  const { edges } = blockLayer(world);
  const uses: (Use & { readonly age: number })[] = [];
  for (const backend of parentBackends(world, node))
    uses.push({
      backend,
      perm: backend.perm,
      shared: backend.shared,
      age: edges.indexOf(edgeOfBackend(backend.id)),
    });
  for (const { parent, slot } of parentEdges(world, node))
    uses.push({
      parent,
      slot,
      ...childPermissions(world, parent, slot),
      age: edges.indexOf(edgeOfNode(parent.id, slot)),
    });
  for (const { owner, use } of node.blockers)
    if (use !== undefined)
      uses.push({ job: use, perm: use.perm, shared: use.shared, age: edges.indexOf(edgeOfJob(owner, node.id)) });
  return uses.sort((a, b) => b.age - a.age);
}

/** What all users of a node together take and share. */
export function permissionsOf(world: BlockWorld, node: Node): Permissions {
  let perm = 0;
  let shared = ALL;
  const add = (use: Permissions): void => {
    perm |= use.perm;
    shared &= use.shared;
  };
  for (const backend of world.backends.live()) if (backend.root === node.id) add(backend);
  for (const parent of world.nodes.live()) {
    if (parent.primary === node.id) add(childPermissions(world, parent, 'primary'));
    if (parent.backing === node.id) add(childPermissions(world, parent, 'backing'));
    if (parent.target === node.id) add(childPermissions(world, parent, 'target'));
  }
  for (const { use } of node.blockers) if (use !== undefined) add(use);
  return { perm, shared };
}

/** What a node takes of a child, given what is taken of itself. */
export function childPermissions(world: BlockWorld, node: Node, slot: Slot): Permissions {
  const own = permissionsOf(world, node);
  const driver = driverOf(node);
  const special = driver.childPermissions?.(world, node, slot, own);
  if (special !== undefined) return special;
  if (slot === 'backing') return backingPermissions(own);
  return driver.isFilter ? own : imagePermissions(node, own);
}

/** A backing file is only read; it may change under those who can stand that. */
export function backingPermissions(own: Permissions): Permissions {
  const shared = (own.shared & WRITE) !== 0 ? WRITE | RESIZE : 0;
  return { perm: own.perm & CONSISTENT_READ, shared: shared | CONSISTENT_READ | WRITE_UNCHANGED };
}

/** A format keeps tables in its file: it always writes there if it may, and nobody else does. */
export function imagePermissions(node: Node, own: Permissions): Permissions {
  const writes = node.readOnly ? 0 : WRITE | RESIZE;
  return { perm: own.perm | writes | CONSISTENT_READ, shared: own.shared & ~(WRITE | RESIZE) };
}

/** Whether the node may write to its data child, which decides whether flushes go there (2.5). */
export const writesTo = (world: BlockWorld, node: Node): boolean =>
  (childPermissions(world, node, 'primary').perm & (WRITE | WRITE_UNCHANGED)) !== 0;

/** A user in QEMU's words. */
function describe(use: Use): string {
  if (use.job !== undefined) return use.job.who;
  if (use.parent !== undefined) return `node '${use.parent.name}'`;
  const name = use.backend?.name || use.backend?.qdev;
  return name ? `block device '${name}'` : 'an unnamed block device';
}

/** `node` by name, and what the user calls it. */
const asChild = (node: Node, use: Use) => `(uses node '${node.name}' as '${calledBy(use)}' child)`;

const calledBy = ({ job, parent, slot }: Use): string =>
  job?.child ?? (parent !== undefined && slot !== undefined ? childName(parent, slot) : 'root');

/** The first clash of two users of this node: who refuses is looked at first. */
function conflictAt(world: BlockWorld, node: Node): string | undefined {
  const uses = usesOf(world, node);
  for (const refuser of uses)
    for (const taker of uses) {
      const clash = taker.perm & ~refuser.shared;
      if (taker === refuser || clash === 0) continue;
      const names = permissionNames(clash);
      const required = `required by ${describe(taker)} ${asChild(node, taker)}`;
      const unshared = `unshared by ${describe(refuser)} ${asChild(node, refuser)}`;
      return `Permission conflict on node '${node.name}': permissions '${names}' are both ${required} and ${unshared}.`;
    }
  return undefined;
}

/** Nodes from here down, each before its children. */
function downwards(world: BlockWorld, from: Node): Node[] {
  const order: Node[] = [];
  const visit = (node: Node): void => {
    if (order.includes(node)) return;
    for (const child of childrenOf(world, node).reverse()) visit(child);
    order.unshift(node);
  };
  visit(from);
  return order;
}

/** Why the graph from this node down cannot stay as it is now, or undefined. */
export function permissionConflict(world: BlockWorld, from: Node): Refusal | undefined {
  for (const node of downwards(world, from)) {
    const conflict = conflictAt(world, node);
    if (conflict !== undefined) return refuse(conflict).refusal;
    const { perm } = permissionsOf(world, node);
    if (node.readOnly && (perm & (WRITE | WRITE_UNCHANGED)) !== 0) return refuse('Block node is read-only').refusal;
    const locked = lockConflict(world, node);
    if (locked !== undefined) return refuse(locked).refusal;
  }
  return undefined;
}

/** Gives a backend other permissions on its root, unless that clashes with somebody. */
export function setPermissions(world: BlockWorld, backend: Backend, perm: number, shared: number): Refusal | undefined {
  const before = { perm: backend.perm, shared: backend.shared };
  backend.perm = perm;
  backend.shared = shared;
  if (backend.root === NONE) return undefined;
  const conflict = permissionConflict(world, world.nodes.at(backend.root));
  if (conflict !== undefined) {
    backend.perm = before.perm;
    backend.shared = before.shared;
  }
  return conflict;
}

/**
 * What a guest disk takes when it is realized (5.2): consistent read, and write unless its node is read-only; with
 * share-rw others may write too. Undo with {@link detachDevice}.
 */
export function attachDevice(
  world: BlockWorld,
  backend: Backend,
  options: { readonly writable: boolean; readonly shareRw?: boolean },
): Refusal | undefined {
  const perm = CONSISTENT_READ | (options.writable ? WRITE : 0);
  const shared = CONSISTENT_READ | WRITE_UNCHANGED | RESIZE | (options.shareRw === true ? WRITE : 0);
  return setPermissions(world, backend, perm, shared);
}

/** The device is gone: its backend asks for nothing any more. */
export function detachDevice(_world: BlockWorld, backend: Backend): void {
  backend.perm = 0;
  backend.shared = ALL;
}
