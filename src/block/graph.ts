/** The block graph: looking around, and changing it. A node that loses or gains a drained child stays consistent. */
import { bug, Context, NONE, without } from '../kernel/index.ts';
import { beginBackend, beginDrain, endBackend, endDrain } from './drain.ts';
import { driverNamed, driverOf } from './driver.ts';
import { blockLayer } from './layer.ts';
import { Accounting, type Backend, type Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Where a node keeps a child. What users call the child is for its driver to say. */
export type Slot = 'primary' | 'backing' | 'target';

const SLOTS: readonly Slot[] = ['primary', 'backing', 'target'];

export const nodeNamed = (world: BlockWorld, name: string): Node | undefined =>
  name === '' ? undefined : world.nodes.find((node) => node.name === name);

export const backendNamed = (world: BlockWorld, name: string): Backend | undefined =>
  name === '' ? undefined : world.backends.find((backend) => backend.name === name);

/** The backend that a guest device with this qdev id or QOM path uses. */
export const backendOfDevice = (world: BlockWorld, id: string): Backend | undefined =>
  world.backends.find((backend) => backend.qdev !== '' && (backend.qdev === id || backend.qomPath === id));

/** What most commands mean by `device`: a named backend's root, else a node (5.3). */
export function nodeOrBackendRoot(world: BlockWorld, name: string): Node | undefined {
  const backend = backendNamed(world, name);
  if (backend !== undefined) return world.nodes.get(backend.root);
  return nodeNamed(world, name);
}

/** A node's own children: the data child first, then the backing child. */
export function childrenOf(world: BlockWorld, node: Node): Node[] {
  const found: Node[] = [];
  for (const slot of SLOTS) if (node[slot] !== NONE) found.push(world.nodes.at(node[slot]));
  return found;
}

/** Every node that has this one as a child; once for each time. */
export function parentNodes(world: BlockWorld, node: Node): Node[] {
  const found: Node[] = [];
  const { id } = node;
  // Slot by slot and not in a loop: this is asked at every turn of a drain.
  for (const other of world.nodes.live()) {
    if (other.primary === id) found.push(other);
    if (other.backing === id) found.push(other);
    if (other.target === id) found.push(other);
  }
  return found;
}

/** The same with the slot that the node has in its parent. */
export function parentEdges(world: BlockWorld, node: Node): { readonly parent: Node; readonly slot: Slot }[] {
  const found: { parent: Node; slot: Slot }[] = [];
  for (const parent of world.nodes)
    for (const slot of SLOTS) if (parent[slot] === node.id) found.push({ parent, slot });
  return found;
}

export function parentBackends(world: BlockWorld, node: Node): Backend[] {
  const found: Backend[] = [];
  for (const backend of world.backends.live()) if (backend.root === node.id) found.push(backend);
  return found;
}

/** What errors call a node: by the backend that shows it, where that has a name. */
export const deviceOrNodeName = (world: BlockWorld, node: Node): string =>
  parentBackends(world, node).find(({ name }) => name !== '')?.name ?? node.name;

/** Whether anything at all uses the node. */
export const isUsed = (world: BlockWorld, node: Node): boolean =>
  parentNodes(world, node).length > 0 || parentBackends(world, node).length > 0;

/** The child that a filter shows as itself, or undefined: not a filter, or nothing below. */
export function filtered(world: BlockWorld, node: Node): Node | undefined {
  return driverOf(node).isFilter ? world.nodes.get(node.primary) : undefined;
}

/** The first node from here on down that is no filter. */
export function skipFilters(world: BlockWorld, from: Node): Node {
  let node = from;
  for (let below = filtered(world, node); below !== undefined; below = filtered(world, node)) node = below;
  return node;
}

/** The same, but only past filters that jobs have put in and users do not see. */
export function skipImplicitFilters(world: BlockWorld, from: Node): Node {
  let node = from;
  for (let below = filtered(world, node); node.implicit && below !== undefined; below = filtered(world, node))
    node = below;
  return node;
}

/** The next image of the backing chain below a node, filters above and below skipped; undefined at the end. */
export function backingChainNext(world: BlockWorld, node: Node): Node | undefined {
  const next = world.nodes.get(skipFilters(world, node).backing);
  return next === undefined ? undefined : skipFilters(world, next);
}

/** Whether `below` can be reached from `above` by filtered and backing children. */
export function chainContains(world: BlockWorld, above: Node, below: Node): boolean {
  let node: Node | undefined = above;
  while (node !== undefined && node !== below) node = filtered(world, node) ?? world.nodes.get(node.backing);
  return node === below;
}

/** A node without children. It has no say in anything before its driver is open; see open.ts. */
export function addNode(world: BlockWorld, values: Partial<Node>): Node {
  const layer = blockLayer(world);
  const code = driverNamed(values.driver ?? '') ?? bug(`no driver is called ${values.driver}`);
  const node = world.nodes.add({ ...values, code });
  layer.nodes = [...layer.nodes, node.id];
  for (let i = 0; i < layer.drainAll; i++) beginDrain(world, node);
  return node;
}

/** Closes a node that nobody uses and lets go of its children; inline ones that nobody else uses go with it. */
export function removeNode(world: BlockWorld, node: Node): void {
  if (isUsed(world, node)) bug(`node ${node.name} is removed while in use`);
  driverOf(node).close?.(world, node);
  const children = SLOTS.map((slot) => node[slot]);
  for (const slot of SLOTS) setChild(world, node, slot, undefined);
  const layer = blockLayer(world);
  layer.nodes = without(layer.nodes, node.id);
  world.nodes.remove(node);
  for (const id of children) dropIfUnused(world, world.nodes.get(id));
}

/** Removes a node that exists only for those above it, once they are gone. */
export function dropIfUnused(world: BlockWorld, node: Node | undefined): void {
  // A job's blocker is a reference too.
  const held = node === undefined || node.monitorOwned || node.blockers.length > 0;
  if (!held && !isUsed(world, node)) removeNode(world, node);
}

/**
 * Attaches, replaces or (undefined) detaches a child. The parent is drained exactly while its child is, without a gap
 * when one drained child takes another's place. Removes nothing: see {@link dropIfUnused}.
 */
export function setChild(world: BlockWorld, parent: Node, slot: Slot, child: Node | undefined): void {
  const old = world.nodes.get(parent[slot]);
  if (old === child) return;
  if ((child?.quiesce ?? 0) > 0) beginDrain(world, parent);
  parent[slot] = child?.id ?? NONE;
  noteEdge(world, edgeOfNode(parent.id, slot), child !== undefined);
  if ((old?.quiesce ?? 0) > 0) endDrain(world, parent);
}

export const edgeOfNode = (parent: number, slot: Slot): string => `node ${parent} ${slot}`;
export const edgeOfBackend = (backend: number): string => `backend ${backend}`;

/** A job's use of a node. */
export const edgeOfJob = (job: number, node: number): string => `job ${job} ${node}`;

/** Remembers that an edge is the youngest, or that it is gone. */
export function noteEdge(world: BlockWorld, edge: string, present: boolean): void {
  const layer = blockLayer(world);
  const others = layer.edges.filter((other) => other !== edge);
  layer.edges = present ? [...others, edge] : others;
}

/** Gives a backend another root, or none. */
export function setRoot(world: BlockWorld, backend: Backend, root: Node | undefined): void {
  const old = world.nodes.get(backend.root);
  if (old === root) return;
  if ((root?.quiesce ?? 0) > 0) beginBackend(world, backend);
  backend.root = root?.id ?? NONE;
  noteEdge(world, edgeOfBackend(backend.id), root !== undefined);
  if ((old?.quiesce ?? 0) > 0) endBackend(world, backend);
}

/** A backend with statistics of its own. */
export function addBackend(world: BlockWorld, values: Partial<Backend> = {}): Backend {
  const { root: _, ...others } = values;
  const backend = world.backends.add(others);
  backend.accounting = world.store.table(Accounting).take().id;
  const layer = blockLayer(world);
  layer.backends = [...layer.backends, backend.id];
  setRoot(world, backend, world.nodes.get(values.root ?? NONE));
  return backend;
}

/** Removes a backend without requests; its root goes too if nobody else holds it. */
export function removeBackend(world: BlockWorld, backend: Backend): void {
  if (backend.inFlight > 0 || backend.queueHead !== NONE) bug(`backend ${backend.name} is removed with requests`);
  const root = world.nodes.get(backend.root);
  setRoot(world, backend, undefined);
  const layer = blockLayer(world);
  layer.backends = without(layer.backends, backend.id);
  if (backend.accounting !== NONE) world.accounts.remove(world.accounts.at(backend.accounting));
  world.backends.remove(backend);
  dropIfUnused(world, root);
}

/** The context in which a node's requests run, and those below it (2.6). */
export const contextOf = (world: BlockWorld, node: Node): Context => world.store.table(Context).at(node.context);

/** Moves a node and all below it to another context; nothing of theirs is in flight. */
export function moveToContext(world: BlockWorld, node: Node, context: number): void {
  node.context = context;
  for (const child of childrenOf(world, node)) moveToContext(world, child, context);
}
