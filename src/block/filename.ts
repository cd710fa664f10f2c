/**
 * The name by which a node is known to users (section 6): a plain file name where that says everything, else its
 * options written as JSON.
 */
import { inBucketOrder } from '../kernel/bucket.ts';
import { NONE } from '../kernel/index.ts';
import { childName, driverOf, type Options } from './driver.ts';
import { type Slot, skipFilters } from './graph.ts';
import { imageTable } from './images.ts';
import type { Node } from './records.ts';
import type { BlockWorld } from './world.ts';

interface Named {
  /** empty: no plain name says everything */
  readonly exact: string;
  /** the options that would open the same again */
  readonly full: Options;
}

const LONGEST = 4096;

/** `filename`, `file`: the plain name or `json:{...}`. */
export function filename(world: BlockWorld, node: Node): string {
  const { exact, full } = named(world, node);
  if (exact !== '') return exact;
  const text = `json:${json(full)}`;
  return text.length >= LONGEST ? `${text.slice(0, LONGEST - 4)}...` : text;
}

/** The plain name alone; empty if there is none. */
export const exactFilename = (world: BlockWorld, node: Node): string => named(world, node).exact;

function named(world: BlockWorld, node: Node): Named {
  // What a job has put in is as invisible here as elsewhere.
  if (node.implicit && node.primary !== NONE) return named(world, world.nodes.at(node.primary));
  const strong = strongOptions(node);
  const overridden = backingOverridden(world, node);
  // Options that share a bucket come out as they were given: QEMU has copied them an even number of times.
  const full: Record<string, unknown> = Object.fromEntries(Object.entries(strong).reverse());
  full.driver = node.driver;
  for (const slot of ['target', 'backing', 'primary'] as readonly Slot[]) {
    const child = world.nodes.get(node[slot]);
    if (child === undefined || (slot === 'backing' && !overridden)) continue;
    full[childName(node, slot)] = named(world, child).full;
  }
  if (overridden && node.backing === NONE) full.backing = null;
  const special = Object.keys(strong).length > 0 || overridden;
  return { exact: exactOf(world, node, full, special), full };
}

/** The options that change what a guest sees. */
function strongOptions(node: Node): Options {
  const { strong = [] } = driverOf(node);
  const isStrong = (name: string) =>
    name === 'filename' || strong.some((s) => (s.endsWith('.') ? name.startsWith(s) : name === s));
  return Object.fromEntries(Object.entries(node.options).filter(([name]) => isStrong(name)));
}

/** What the header of the node's image names as its backing file. */
export function recordedBacking(world: BlockWorld, node: Node): { readonly file: string; readonly format: string } {
  if (driverOf(node).hasBacking !== true || node.primary === NONE) return { file: '', format: '' };
  const leaf = bottom(world, node);
  const header = imageTable(world).get(leaf.driver === 'file' ? leaf.stateId : NONE)?.qcow2;
  return { file: header?.backingFile ?? '', format: header?.backingFormat ?? '' };
}

/** The node at the end of the data children. */
export function bottom(world: BlockWorld, from: Node): Node {
  let node = skipFilters(world, from);
  while (node.primary !== NONE) node = skipFilters(world, world.nodes.at(node.primary));
  return node;
}

/** Whether the node has another backing file than its image names. */
function backingOverridden(world: BlockWorld, node: Node): boolean {
  const { file } = recordedBacking(world, node);
  const backing = world.nodes.get(node.backing);
  if (backing === undefined || childName(node, 'backing') !== 'backing') return file !== '';
  return filename(world, backing) !== file;
}

function exactOf(world: BlockWorld, node: Node, full: Options, special: boolean): string {
  const child = world.nodes.get(node.primary);
  switch (node.driver) {
    case 'file':
      return String(node.options.filename);
    case 'null-co':
    case 'null-aio':
      return special ? '' : `${node.driver}://`;
    case 'blkdebug': {
      const plain = Object.keys(full).every((name) => ['config', 'image', 'driver'].includes(name));
      const below = child === undefined ? '' : exactFilename(world, child);
      return plain && below !== '' ? `blkdebug:${String(full.config ?? '')}:${below}` : '';
    }
    default: {
      const driver = driverOf(node);
      if (child === undefined || special || driver.isFilter || !driverOf(child).isProtocol) return '';
      return exactFilename(world, child);
    }
  }
}

/** JSON as QEMU writes it, members in its order. */
function json(value: unknown): string {
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? quoted(value) : String(value);
  const members = inBucketOrder(value as Readonly<Record<string, unknown>>);
  return `{${members.map(([name, member]) => `${quoted(name)}: ${json(member)}`).join(', ')}}`;
}

const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => {
    const digits = unit.charCodeAt(0).toString(16).toUpperCase();
    return `\\u${digits.padStart(4, '0')}`;
  });
