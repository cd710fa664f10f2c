/** blockdev-reopen (5.1): gives open nodes new options, all of them or none. */
import { inBucketOrder } from '../kernel/bucket.ts';
import { bug, NONE } from '../kernel/index.ts';
import { driverOf, type Options } from './driver.ts';
import { childrenOf, dropIfUnused, nodeNamed, setChild } from './graph.ts';
import { kept } from './open.ts';
import { permissionConflict, permissionsOf, WRITE, WRITE_UNCHANGED } from './permissions.ts';
import type { Node } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BlockWorld } from './world.ts';

interface Change {
  /** takes back what was done so far, the last step first */
  readonly undo: (() => void)[];
  /** children that lost their place */
  readonly left: Node[];
}

/** Reopens nodes with the options of a blockdev-reopen list. A refusal leaves all as they were. */
export function reopenNodes(world: BlockWorld, list: readonly Options[]): Refusal | undefined {
  const change: Change = { undo: [], left: [] };
  const unknown = list.map((options) => unnamed(world, options)).find((refusal) => refusal !== undefined);
  if (unknown !== undefined) return unknown;
  for (const options of list) {
    const refusal = reopen(world, options, change);
    if (refusal === undefined) continue;
    for (const back of change.undo.reverse()) back();
    return refusal;
  }
  for (const node of change.left) if (world.nodes.get(node.id) === node) dropIfUnused(world, node);
  return undefined;
}

function unnamed(world: BlockWorld, { 'node-name': name }: Options): Refusal | undefined {
  if (name === undefined) return refuse('node-name not specified').refusal;
  if (nodeNamed(world, String(name)) !== undefined) return undefined;
  return refuse(`Failed to find node with node-name='${String(name)}'`).refusal;
}

/** One node, in QEMU's order of checks. */
function reopen(world: BlockWorld, options: Options, change: Change): Refusal | undefined {
  const node = nodeNamed(world, String(options['node-name'])) ?? bug('a node to reopen is gone');
  const fresh = kept(driverOf(node), options, false);
  const lost = resetOption(node, fresh);
  return (
    changeGeneric(world, node, options, change) ??
    (lost === undefined ? undefined : refuse(`Option '${lost}' cannot be reset to its default value`).refusal) ??
    changeOwn(world, node, options, fresh, change) ??
    changeChild(world, node, 'backing', options, change) ??
    changeChild(world, node, 'primary', options, change) ??
    unchangeable(world, node, options, fresh)
  );
}

/** An option that the node was opened with, is not given now, and has no way back. */
function resetOption(node: Node, fresh: Options): string | undefined {
  const { changeable = [] } = driverOf(node);
  const old = inBucketOrder(node.options).map(([name]) => name);
  return old.find((name) => fresh[name] === undefined && !changeable.includes(name));
}

function changeGeneric(world: BlockWorld, node: Node, options: Options, { undo }: Change): Refusal | undefined {
  const { readOnly, discard, detectZeroes, cacheDirect, cacheNoFlush } = node;
  const wanted = options['read-only'] === true;
  const used = permissionsOf(world, node).perm & (WRITE | WRITE_UNCHANGED);
  if (wanted && used !== 0)
    return refuse(`Read-only block node '${node.name}' cannot support read-write users`).refusal;
  undo.push(() => Object.assign(node, { readOnly, discard, detectZeroes, cacheDirect, cacheNoFlush }));
  const cache = (options.cache ?? {}) as Readonly<Record<string, unknown>>;
  node.readOnly = wanted;
  node.discard = options.discard === 'unmap' ? 'unmap' : 'ignore';
  node.detectZeroes = String(options['detect-zeroes'] ?? 'off') as typeof detectZeroes;
  node.cacheDirect = cache.direct === true;
  node.cacheNoFlush = cache['no-flush'] === true;
  return undefined;
}

/** Options of the driver that may change. */
function changeOwn(
  world: BlockWorld,
  node: Node,
  options: Options,
  fresh: Options,
  { undo }: Change,
): Refusal | undefined {
  const driver = driverOf(node);
  const before = node.options;
  if (options.driver !== node.driver) return undefined;
  const words = driver.reopen?.(world, node, options);
  if (words !== undefined) return refuse(words).refusal;
  undo.push(() => {
    node.options = before;
    driver.reopen?.(world, node, before);
  });
  const changed = (driver.changeable ?? []).some((name) => fresh[name] !== before[name]);
  if (changed) {
    const others = Object.entries(before).filter(([name]) => !driver.changeable?.includes(name));
    const own = Object.entries(fresh).filter(([name]) => driver.changeable?.includes(name));
    node.options = Object.fromEntries([...others, ...own]);
  }
  return undefined;
}

/** `file` and `backing` may name other nodes. */
function changeChild(
  world: BlockWorld,
  node: Node,
  slot: 'primary' | 'backing',
  options: Options,
  { undo, left }: Change,
): Refusal | undefined {
  const option = slot === 'primary' ? 'file' : 'backing';
  const given = options[option];
  if (given === undefined && slot === 'backing' && node.backing !== NONE && driverOf(node).hasBacking === true)
    return refuse(`backing is missing for '${node.name}'`).refusal;
  if (given === undefined || (typeof given === 'object' && given !== null)) return undefined;
  if (slot === 'primary' && node.primary === NONE)
    return refuse('Cannot set file child to format node without file child').refusal;
  if (slot === 'primary' && driverOf(node).childOption !== 'file') return undefined;
  const old = world.nodes.get(node[slot]);
  const none = given === null || given === '';
  const child = none ? undefined : nodeNamed(world, String(given));
  if (!none && child === undefined) return refuse(`Cannot find device='' nor node-name='${String(given)}'`).refusal;
  if (child === old) return undefined;
  if (child !== undefined && reaches(world, child, node))
    return refuse(`Making '${child.name}' a ${option} child of '${node.name}' would create a cycle`).refusal;
  undo.push(() => setChild(world, node, slot, old));
  setChild(world, node, slot, child);
  if (old !== undefined) left.push(old);
  return child === undefined ? undefined : permissionConflict(world, child);
}

const reaches = (world: BlockWorld, from: Node, wanted: Node): boolean =>
  from === wanted || childrenOf(world, from).some((child) => reaches(world, child, wanted));

/** What is left must be as it was. */
function unchangeable(world: BlockWorld, node: Node, options: Options, fresh: Options): Refusal | undefined {
  const driver = driverOf(node);
  const cannot = (name: string) => refuse(`Cannot change the option '${name}'`).refusal;
  if (options.driver !== node.driver) return cannot('driver');
  for (const [name, value] of inBucketOrder(fresh))
    if (!driver.changeable?.includes(name) && node.options[name] !== value) return cannot(name);
  if (driver.childOption === 'image' && typeof options.image === 'string') {
    const child = world.nodes.get(node.primary);
    if (child?.name !== options.image) return cannot('image');
  }
  return undefined;
}
