/** Commands that change one node: its size, its write threshold (4.4, 5.3). */
import type { Options } from './driver.ts';
import { addBackend, backendNamed, nodeNamed, removeBackend } from './graph.ts';
import { blocked } from './open.ts';
import { ALL, RESIZE, setPermissions } from './permissions.ts';
import type { Node } from './records.ts';
import { type Answer, answer, type Refusal, refuse } from './refusal.ts';
import { truncateNode } from './truncate.ts';
import type { BlockWorld } from './world.ts';

/** By `device` (a named backend) or by `node-name`: at least one of them. */
function lookUp(world: BlockWorld, device: unknown, name: unknown): Answer<Node> {
  const byDevice = device === undefined ? undefined : backendNamed(world, String(device));
  if (byDevice !== undefined) {
    const root = world.nodes.get(byDevice.root);
    return root === undefined ? refuse(`Device '${byDevice.name}' has no medium`) : answer(root);
  }
  const byName = name === undefined ? undefined : nodeNamed(world, String(name));
  if (byName !== undefined) return answer(byName);
  return refuse(`Cannot find device='${String(device ?? '')}' nor node-name='${String(name ?? '')}'`);
}

/** block_resize; whoever runs it drains the node before. */
export function blockResize(world: BlockWorld, args: Options): Refusal | undefined {
  const { value: node, refusal } = lookUp(world, args.device, args['node-name']);
  if (node === undefined) return refusal;
  const size = Number(args.size);
  if (size < 0) return refuse("Parameter 'size' expects a >0 size").refusal;
  const busy = blocked(world, node);
  if (busy !== undefined)
    return world.profile.block.resizeBusy === 'node'
      ? busy
      : refuse(`Device '${args.device ?? '(null)'}' is in use`).refusal;
  // The command uses the node as anybody would who wants to resize it.
  const user = addBackend(world, { root: node.id, user: 'tool' });
  const conflict = setPermissions(world, user, RESIZE, ALL);
  const words = conflict === undefined ? truncateNode(world, node, size) : undefined;
  removeBackend(world, user);
  return conflict ?? (words === undefined ? undefined : refuse(words).refusal);
}

/** block-set-write-threshold; 0 switches it off. */
export function setWriteThreshold(world: BlockWorld, args: Options): Refusal | undefined {
  const name = String(args['node-name']);
  const node = nodeNamed(world, name);
  if (node === undefined) return refuse(`Device '${name}' not found`).refusal;
  node.writeThreshold = Number(args['write-threshold']);
  return undefined;
}
