/** blockdev-reopen (5.1): gives open nodes new options, all or none. */
import { NONE } from '../kernel/index.ts';
import { driverOf, type Options } from './driver.ts';
import { dropIfUnused, nodeNamed, setChild, skipFilters } from './graph.ts';
import { permissionConflict, permissionsOf, WRITE, WRITE_UNCHANGED } from './permissions.ts';
import type { Node } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BlockWorld } from './world.ts';

/** Options that reopening may change, besides children and what every node has. */
const CHANGEABLE: Readonly<Record<string, readonly string[]>> = {
  throttle: ['throttle-group'],
  qcow2: ['lazy-refcounts', 'overlap-check', 'discard-no-unref'],
  file: ['aio', 'locking', 'drop-cache', 'x-check-cache-dropped'],
  raw: ['offset', 'size'],
};

const GENERIC = [
  'driver',
  'node-name',
  'read-only',
  'auto-read-only',
  'force-share',
  'discard',
  'detect-zeroes',
  'cache',
];

/** Reopens nodes with the options of a blockdev-reopen list. The first refusal leaves all as they were. */
export function reopenNodes(world: BlockWorld, list: readonly Options[]): Refusal | undefined {
  const undo: (() => void)[] = [];
  for (const options of list) {
    const refusal = reopen(world, options, undo);
    if (refusal === undefined) continue;
    for (const back of undo.reverse()) back();
    return refusal;
  }
  return undefined;
}

function reopen(world: BlockWorld, options: Options, undo: (() => void)[]): Refusal | undefined {
  const name = options['node-name'];
  if (name === undefined) return refuse('node-name not specified').refusal;
  const node = nodeNamed(world, String(name));
  if (node === undefined) return refuse(`Failed to find node with node-name='${String(name)}'`).refusal;
  if (options.file !== undefined && node.primary === NONE)
    return refuse('Cannot set file child to format node without file child').refusal;
  if (options.driver !== node.driver) return refuse("Cannot change the option 'driver'").refusal;
  const changed = changedOption(node, options);
  if (changed !== undefined) return refuse(`Cannot change the option '${changed}'`).refusal;
  return changeGeneric(world, node, options, undo) ?? changeChildren(world, node, options, undo);
}

/** The first option that differs from what the node was opened with and may not. */
function changedOption(node: Node, options: Options): string | undefined {
  const driver = driverOf(node);
  const ignored = [...GENERIC, driver.childOption, 'backing', ...(CHANGEABLE[node.driver] ?? [])];
  const given = Object.entries(options).filter(([key]) => !ignored.includes(key));
  const own = Object.entries(node.options).filter(([key]) => !ignored.includes(key));
  for (const [key, value] of given)
    if (typeof value !== 'object' && node.options[key] !== value && asDefault(key) !== value) return key;
  for (const [key] of own) if (options[key] === undefined && options[key.split('.')[0] ?? ''] === undefined) return key;
  return undefined;
}

/** What an option means that was left out when the node was opened. */
const asDefault = (key: string): unknown => (key === 'size' ? undefined : key.startsWith('latency') ? 0 : false);

function changeGeneric(world: BlockWorld, node: Node, options: Options, undo: (() => void)[]): Refusal | undefined {
  const { readOnly, discard, detectZeroes, cacheDirect, cacheNoFlush } = node;
  undo.push(() => Object.assign(node, { readOnly, discard, detectZeroes, cacheDirect, cacheNoFlush }));
  const cache = (options.cache ?? {}) as Readonly<Record<string, unknown>>;
  const wanted = options['read-only'] === true;
  const used = permissionsOf(world, node).perm & (WRITE | WRITE_UNCHANGED);
  if (wanted && used !== 0)
    return refuse(`Read-only block node '${node.name}' cannot support read-write users`).refusal;
  node.readOnly = wanted;
  node.discard = options.discard === 'unmap' ? 'unmap' : 'ignore';
  node.detectZeroes = String(options['detect-zeroes'] ?? 'off') as typeof detectZeroes;
  node.cacheDirect = cache.direct === true;
  node.cacheNoFlush = cache['no-flush'] === true;
  return undefined;
}

/** `file` and `backing` may name other nodes. */
function changeChildren(world: BlockWorld, node: Node, options: Options, undo: (() => void)[]): Refusal | undefined {
  const { childOption } = driverOf(node);
  const slots = [
    ['primary', childOption],
    ['backing', driverOf(node).hasBacking === true ? 'backing' : undefined],
  ] as const;
  for (const [slot, option] of slots) {
    if (option === undefined) continue;
    const given = options[option];
    if (given === undefined) {
      if (slot === 'primary') return refuse(`Option '${option}' cannot be reset to its default value`).refusal;
      continue;
    }
    const old = world.nodes.get(node[slot]);
    if (typeof given === 'object' && given !== null) continue;
    const child = given === null || given === '' ? undefined : nodeNamed(world, String(given));
    if (given !== null && given !== '' && child === undefined)
      return refuse(`Cannot find device='${String(given)}' nor node-name='${String(given)}'`).refusal;
    if (child === old) continue;
    if (child !== undefined && below(world, child, node))
      return refuse(
        `Making '${child.name}' a ${slot === 'backing' ? 'backing' : 'file'} child of '${node.name}' would create a cycle`,
      ).refusal;
    undo.push(() => setChild(world, node, slot, old));
    setChild(world, node, slot, child);
    const conflict = child === undefined ? undefined : permissionConflict(world, child);
    if (conflict !== undefined) return conflict;
    if (old !== undefined) dropIfUnusedLater(world, old, undo);
  }
  return undefined;
}

/** A child that this leaves without users stays until the command has succeeded; QEMU drops it at the end. */
function dropIfUnusedLater(world: BlockWorld, old: Node, undo: (() => void)[]): void {
  if (undo.length === 0) dropIfUnused(world, old);
}

function below(world: BlockWorld, from: Node, wanted: Node): boolean {
  if (from === wanted || skipFilters(world, from) === wanted) return true;
  return [from.primary, from.backing, from.target]
    .filter((id) => id !== NONE)
    .some((id) => below(world, world.nodes.at(id), wanted));
}
