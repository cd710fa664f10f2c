/** Looking around in the block graph. */
import { NONE } from '../kernel/index.ts';
import type { Backend, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

export const nodeNamed = (world: BlockWorld, name: string): Node | undefined =>
  name === '' ? undefined : world.nodes.find((node) => node.name === name);

export const backendNamed = (world: BlockWorld, name: string): Backend | undefined =>
  name === '' ? undefined : world.backends.find((backend) => backend.name === name);

/** The backend that a guest device with this qdev id or QOM path uses. */
export const backendOfDevice = (world: BlockWorld, id: string): Backend | undefined =>
  world.backends.find((backend) => backend.qdev !== '' && (backend.qdev === id || backend.qomPath === id));

/** A node's own children: the data child first, then the backing child. */
export function childrenOf(world: BlockWorld, node: Node): Node[] {
  const ids = [node.primary, node.backing].filter((id) => id !== NONE);
  return ids.map((id) => world.nodes.at(id));
}

export function parentNodes(world: BlockWorld, node: Node): Node[] {
  const found: Node[] = [];
  for (const other of world.nodes) if (other.primary === node.id || other.backing === node.id) found.push(other);
  return found;
}

export function parentBackends(world: BlockWorld, node: Node): Backend[] {
  const found: Backend[] = [];
  for (const backend of world.backends) if (backend.root === node.id) found.push(backend);
  return found;
}

/** Whether anything at all uses the node. */
export const isUsed = (world: BlockWorld, node: Node): boolean =>
  parentNodes(world, node).length > 0 || parentBackends(world, node).length > 0;
