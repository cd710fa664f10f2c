/** What users do with dirty bitmaps, alone or as actions of a transaction. Each returns how to take it back. */
import {
  addBitmap,
  bitmapNamed,
  type DirtyBitmap,
  DirtyBitmap as DirtyBitmapKind,
  type Ranges,
  removeBitmap,
  setDirty,
} from '../block/bitmaps.ts';
import { backendNamed, deviceOrNodeName, nodeNamed, nodeOrBackendRoot } from '../block/graph.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../block/refusal.ts';
import { bitmapRefusal } from './bitmap-checks.ts';
import { clusterOf } from './cluster.ts';
import type { JobWorld } from './world.ts';

export type BitmapArgs = Readonly<Record<string, unknown>>;

/** How a bitmap was before it was changed; `added`: it was not there. */
export interface BitmapBefore {
  readonly bitmap: number;
  readonly added: boolean;
  readonly ranges: Ranges;
  readonly enabled: boolean;
}

type Change = (world: JobWorld, args: BitmapArgs) => Answer<BitmapBefore>;

const before = (bitmap: DirtyBitmap, added = false): Answer<BitmapBefore> =>
  answer({ bitmap: bitmap.id, added, ranges: bitmap.ranges, enabled: bitmap.enabled });

const LONGEST_NAME = 1023;
const LEAST_GRANULARITY = 512;

/** Granularity when none is asked for: the clusters of the node, within bounds. */
const defaultGranularity = (world: JobWorld, node: Node): number => {
  const cluster = clusterOf(world, node);
  return cluster > 0 ? Math.min(Math.max(cluster, 4096), 65536) : 65536;
};

function find(world: JobWorld, nodeName: unknown, name: unknown): Answer<DirtyBitmap> {
  const node = nodeOrBackendRoot(world, String(nodeName));
  if (node === undefined) return refuse(`Node '${String(nodeName)}' not found`);
  const bitmap = bitmapNamed(world, node, String(name));
  return bitmap === undefined ? refuse(`Dirty bitmap '${String(name)}' not found`) : answer(bitmap);
}

/** A bitmap that may be used now. */
function usable(world: JobWorld, args: BitmapArgs, name: unknown = args.name): Answer<DirtyBitmap> {
  const found = find(world, args.node, name);
  if (found.refusal !== undefined) return found;
  const refusal = bitmapRefusal(found.value);
  return refusal === undefined ? found : { refusal };
}

const add: Change = (world, args) => {
  const name = String(args.name);
  if (name === '') return refuse('Bitmap name cannot be empty');
  const known = backendNamed(world, String(args.node)) ?? nodeNamed(world, String(args.node));
  const node = nodeOrBackendRoot(world, String(args.node));
  if (node === undefined)
    return known === undefined
      ? refuse(`Cannot find device='${String(args.node)}' nor node-name='${String(args.node)}'`)
      : refuse(`Device '${String(args.node)}' has no medium`);
  const granularity = args.granularity === undefined ? defaultGranularity(world, node) : Number(args.granularity);
  if (granularity < LEAST_GRANULARITY || !Number.isInteger(Math.log2(granularity)))
    return refuse('Granularity must be power of 2 and at least 512');
  const refusal = nameRefusal(world, node, name, args.persistent === true);
  if (refusal !== undefined) return { refusal };
  const bitmap = addBitmap(world, node, {
    name,
    granularity,
    enabled: args.disabled !== true,
    persistent: args.persistent === true,
  });
  return before(bitmap, true);
};

function nameRefusal(world: JobWorld, node: Node, name: string, persistent: boolean): Refusal | undefined {
  const taken = bitmapNamed(world, node, name) !== undefined;
  if (persistent) {
    const words = taken ? 'Bitmap already exists' : node.driver === 'qcow2' ? undefined : 'Operation not supported';
    if (words === 'Operation not supported')
      return refuse(`Can't store persistent bitmaps to ${deviceOrNodeName(world, node)}: ${words}`).refusal;
  }
  if (taken) return refuse(`Bitmap already exists: ${name}`).refusal;
  return name.length > LONGEST_NAME ? refuse(`Bitmap name too long: ${name}`).refusal : undefined;
}

const clear: Change = (world, args) => {
  const found = usable(world, args);
  if (found.refusal !== undefined) return found;
  const was = before(found.value);
  found.value.ranges = [];
  return was;
};

const turn =
  (enabled: boolean): Change =>
  (world, args) => {
    const found = usable(world, args);
    if (found.refusal !== undefined) return found;
    const was = before(found.value);
    found.value.enabled = enabled;
    return was;
  };

/** A source is a name at the same node, or `{node, name}`. */
type Source = string | { readonly node: string; readonly name: string };

const merge: Change = (world, args) => {
  const target = usable(world, args, args.target);
  if (target.refusal !== undefined) return target;
  const was = before(target.value);
  const size = (bitmap: DirtyBitmap) => world.nodes.at(bitmap.node).size;
  let { ranges } = target.value;
  for (const source of args.bitmaps as readonly Source[]) {
    const [node, name] = typeof source === 'string' ? [args.node, source] : [source.node, source.name];
    const found = usable(world, { node, name });
    if (found.refusal !== undefined) {
      target.value.ranges = was.value?.ranges ?? [];
      return found;
    }
    if (size(found.value) !== size(target.value)) {
      target.value.ranges = was.value?.ranges ?? [];
      return refuse(
        `Bitmaps are of different sizes (destination size is ${size(target.value)}, source size is ${size(found.value)}) and can't be merged`,
      );
    }
    for (const [start, end] of found.value.ranges) setDirty(target.value, start, end - start);
    ranges = target.value.ranges;
  }
  target.value.ranges = ranges;
  return was;
};

/** Removing is only announced: a transaction that fails later keeps the bitmap. See {@link forget}. */
const remove: Change = (world, args) => {
  const found = usable(world, args);
  return found.refusal !== undefined ? found : before(found.value);
};

export const bitmapChanges = { add, clear, enable: turn(true), disable: turn(false), merge, remove } as const;
export type BitmapVerb = keyof typeof bitmapChanges;

export function takeBack(world: JobWorld, was: BitmapBefore): void {
  const bitmap = world.store.table(DirtyBitmapKind).get(was.bitmap);
  if (bitmap === undefined) return;
  if (was.added) removeBitmap(world, bitmap);
  else {
    bitmap.ranges = was.ranges;
    bitmap.enabled = was.enabled;
  }
}

/** Removes a bitmap for good. */
export function forget(world: JobWorld, was: BitmapBefore): void {
  const bitmap = world.store.table(DirtyBitmapKind).get(was.bitmap);
  if (bitmap !== undefined) removeBitmap(world, bitmap);
}
