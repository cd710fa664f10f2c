/**
 * Questions about nodes that take no I/O of the guest: how a stretch is stored, what a guest would read (4.1, 4.4).
 */
import { NONE } from '../kernel/index.ts';
import { clip, overlay } from './contents.ts';
import { driverOf, type StatusAnswer } from './driver.ts';
import { type Extents, empty, filled, read } from './extents.ts';
import { skipFilters } from './graph.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

const clampToEnd = (node: Node, offset: number, bytes: number) => Math.max(0, Math.min(bytes, node.size - offset));

/** How [offset, ...) is stored at this node itself, its backing file apart. `bytes` 0: beyond the end. */
export function nodeStatus(world: BlockWorld, node: Node, offset: number, bytes: number, quick = false): StatusAnswer {
  const length = clampToEnd(node, offset, bytes);
  if (length === 0) return { bytes: 0, data: false, zero: true, allocated: false };
  const driver = driverOf(node);
  if (driver.status !== undefined) return driver.status(world, node, offset, length, quick);
  if (driver.isFilter && node.primary !== NONE)
    return nodeStatus(world, world.nodes.at(node.primary), offset, length, quick);
  return { bytes: length, data: true, zero: false, allocated: true };
}

/** The node below that answers for what a node leaves open: a filter's child was asked already, so its backing. */
function below(world: BlockWorld, node: Node): Node | undefined {
  if (driverOf(node).isFilter) {
    const child = world.nodes.get(node.primary);
    return child === undefined ? undefined : below(world, child);
  }
  return world.nodes.get(node.backing);
}

/**
 * How a stretch is stored, seen through the backing chain down to `base` (not included; undefined: all of it).
 * `allocated` says that some node of that chain decides what is read; a chain that leaves it open reads as zeroes.
 * @returns a status, or a negative errno
 */
export function blockStatus(
  world: BlockWorld,
  top: Node,
  offset: number,
  bytes: number,
  base?: Node,
  quick = false,
): StatusAnswer {
  const stop = base === undefined ? undefined : skipFilters(world, base);
  let length = clampToEnd(top, offset, bytes);
  if (length === 0) return { bytes: 0, data: false, zero: true, allocated: false };
  let node: Node | undefined = top;
  let last = top;
  while (node !== undefined && skipFilters(world, node) !== stop) {
    last = node;
    const status = nodeStatus(world, node, offset, length, quick);
    if (typeof status === 'number') return status;
    // A backing file that ends early reads as zeroes from there on.
    if (status.bytes === 0) return { bytes: length, data: false, zero: true, allocated: true };
    length = Math.min(length, status.bytes);
    if (status.allocated) return { ...status, bytes: length };
    node = below(world, node);
  }
  // Only what could have had a backing file reads as zeroes without one.
  const zero = node === undefined && driverOf(skipFilters(world, last)).hasBacking === true;
  return { bytes: length, data: false, zero, allocated: false };
}

/**
 * Whether some node from `top` down to `base` decides what is read at `offset`, and for how many bytes that answer
 * holds. @param includeBase ask the base too
 */
export function isAllocatedAbove(
  world: BlockWorld,
  top: Node | undefined,
  base: Node | undefined,
  offset: number,
  bytes: number,
  includeBase = false,
): { readonly allocated: boolean; readonly bytes: number } | number {
  const stop = base === undefined ? undefined : skipFilters(world, base);
  let node = top;
  let length = bytes;
  while (node !== undefined) {
    const last = skipFilters(world, node) === stop;
    if (last && !includeBase) break;
    const status = nodeStatus(world, node, offset, length);
    if (typeof status === 'number') return status;
    if (status.allocated) return { allocated: true, bytes: Math.min(length, status.bytes) };
    // A short image in the middle says nothing about what lies beyond its end, but it ends what was below.
    if (status.bytes > 0) length = Math.min(length, status.bytes);
    else if (node !== top) return { allocated: true, bytes: length };
    if (last) break;
    node = below(world, node);
  }
  return { allocated: false, bytes: length };
}

/** What a guest would read in a range of a node right now: no I/O, no faults, holes filled with zeroes. */
export function readContents(world: BlockWorld, node: Node, offset = 0, bytes = node.size - offset): Extents {
  return filled(layers(world, node, offset, bytes), offset, bytes);
}

function layers(world: BlockWorld, node: Node, offset: number, bytes: number): Extents {
  const length = clampToEnd(node, offset, bytes);
  if (length <= 0) return empty();
  const driver = driverOf(node);
  if (driver.contents === undefined)
    return driver.isFilter && node.primary !== NONE
      ? layers(world, world.nodes.at(node.primary), offset, length)
      : empty();
  const own = clip(driver.contents(world, node, offset, length), offset, length);
  const backing = world.nodes.get(node.backing);
  if (backing === undefined || !read(own, offset, length).some((run) => run.kind === 'hole')) return own;
  return overlay(layers(world, backing, offset, length), own);
}

/** The size in which a node allocates; its alignment if it has none of its own. */
export function clusterSize(world: BlockWorld, node: Node): number {
  const cluster = (node.state as { readonly clusterSize?: number } | null)?.clusterSize;
  if (cluster !== undefined) return cluster;
  if (driverOf(node).isFilter && node.primary !== NONE) return clusterSize(world, world.nodes.at(node.primary));
  return node.align;
}
