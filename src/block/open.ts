/**
 * Opening nodes (5.1): what `blockdev-add` does with options whose types were checked already. Children are names of
 * nodes or options of their own; a node that fails to open leaves nothing behind.
 */
import { inBucketOrder } from '../kernel/bucket.ts';
import { NONE } from '../kernel/index.ts';
import { type Driver, driverNamed, type Options } from './driver.ts';
import {
  addNode,
  deviceOrNodeName,
  dropIfUnused,
  nodeNamed,
  nodeOrBackendRoot,
  parentBackends,
  parentEdges,
  parentNodes,
  removeNode,
  type Slot,
  setChild,
  skipFilters,
} from './graph.ts';
import { imageAt, imageTable } from './images.ts';
import { badNodeName, generatedName } from './node-name.ts';
import { permissionConflict } from './permissions.ts';
import type { Node } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { BlockWorld } from './world.ts';

export type Opened =
  | { readonly node: Node; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly node?: never };

/** What an inline child takes from its parent where its own options say nothing. */
interface Inherited {
  readonly readOnly: boolean;
  readonly cacheDirect: boolean;
  readonly cacheNoFlush: boolean;
  readonly forceShare: boolean;
  readonly discard: 'ignore' | 'unmap';
  /** options come from a command line, so they are texts in file names (section 6) */
  readonly texts: boolean;
  readonly tally: Tally;
}

/** How often opening nodes, and closing again what could not be opened, has changed the graph (jobs 1.12). */
interface Tally {
  changes: number;
}

const NOTHING: Omit<Inherited, 'tally'> = {
  readOnly: false,
  cacheDirect: false,
  cacheNoFlush: false,
  forceShare: false,
  discard: 'ignore',
  texts: false,
};

/** Options that every node has, which are no driver's business. */
const GENERIC = [
  'driver',
  'node-name',
  'read-only',
  'auto-read-only',
  'force-share',
  'discard',
  'detect-zeroes',
  'cache',
  'active',
];

/**
 * Opens a node and whatever it needs below.
 * @param how `root`: as blockdev-add does, which needs a name and leaves the node to blockdev-del; `texts`: the options
 *   came from a command line
 * @returns also how often the graph has changed
 */
export function openNode(
  world: BlockWorld,
  options: Options,
  how: { readonly root: boolean; readonly texts?: boolean; readonly readOnly?: boolean } = { root: true },
): Opened & Readonly<Tally> {
  const tally = { changes: 0 };
  if (how.root && options['node-name'] === undefined)
    return { ...refuse("'node-name' must be specified for the root node"), ...tally };
  const opened = open(world, options, {
    ...NOTHING,
    texts: how.texts ?? false,
    readOnly: how.readOnly ?? false,
    tally,
  });
  if (opened.node !== undefined) opened.node.monitorOwned = how.root;
  return { ...opened, ...tally };
}

function open(world: BlockWorld, options: Options, inherited: Inherited): Opened {
  const name = String(options.driver);
  const driver = driverNamed(name);
  if (driver?.open === undefined) return refuse(unknownDriver(name));
  // A protocol opens its child itself, after it has its own name; for all others the child comes first (5.3).
  const early = driver.childOption !== undefined && !driver.isProtocol;
  if (options.active === false) return refuse('blocksim does not simulate inactive nodes');
  const own = generic(options, inherited);
  let child: Opened | undefined;
  if (early) {
    child = openChild(world, options[driver.childOption ?? 'file'], forChild(own));
    if (child.refusal !== undefined) return closing(own.tally, CLOSED, child);
  }
  const made = make(world, driver, options, own);
  if (made.refusal !== undefined) {
    own.tally.changes += CLOSED;
    dropIfUnused(world, child?.node);
    return made;
  }
  const { node } = made;
  const words = driver.precheck?.(world, options);
  if (words !== undefined) return closing(own.tally, FAILED, undo(world, node, refuse(words).refusal));
  if (driver.childOption !== undefined && !early) {
    child = openChild(world, options[driver.childOption], forChild(own));
    if (child.refusal !== undefined) return closing(own.tally, FAILED, undo(world, node, child.refusal));
  }
  const refusal = connect(world, node, driver, options, own, child?.node);
  if (refusal === undefined) return { node };
  return closing(own.tally, FAILED, undo(world, node, refusal, child?.node));
}

/** Closing a node that has a name already, and one whose driver could not be opened. */
const CLOSED = 1;
const FAILED = 2;

function closing(tally: Tally, changes: number, opened: Opened): Opened {
  tally.changes += changes;
  return opened;
}

/** How often the graph changes when a node that is opened after its data child takes it. */
export const CHILD_TAKEN = 3;

/** Attaches the data child, opens the driver, then the backing file. */
function connect(
  world: BlockWorld,
  node: Node,
  driver: Driver,
  options: Options,
  own: Inherited,
  child: Node | undefined,
): Refusal | undefined {
  if (child !== undefined) {
    // A driver that opens its child itself attaches it once.
    own.tally.changes += driver.isProtocol ? 1 : CHILD_TAKEN;
    const refusal = attach(world, node, 'primary', child);
    if (refusal !== undefined) return refusal;
  }
  const words = driver.open?.(world, node, options);
  if (words !== undefined) {
    // A format lets go of its data file too.
    own.tally.changes += driver.hasBacking === true ? 1 : 0;
    return refuse(words).refusal;
  }
  return driver.hasBacking === true ? openBacking(world, node, options.backing, own) : undefined;
}

/** Gives a node a child, unless the permissions that this asks for clash with somebody's. */
export function attach(world: BlockWorld, node: Node, slot: Slot, child: Node): Refusal | undefined {
  setChild(world, node, slot, child);
  return permissionConflict(world, child);
}

/** Takes back a node that could not be opened. */
function undo(world: BlockWorld, node: Node, refusal: Refusal, child?: Node): Opened {
  // Its driver may not have got as far as having anything to close.
  if (node.state === null && node.stateId === NONE) setChild(world, node, 'primary', undefined);
  removeNode(world, node);
  if (child !== undefined && world.nodes.get(child.id) === child) dropIfUnused(world, child);
  return { refusal };
}

/** Drivers that QEMU has for blockdev-add and blocksim does not. */
const UNSIMULATED = new Set(
  `blklogwrites blkreplay blkverify bochs cloop compress copy-before-write dmg snapshot-access ftp ftps gluster host_cdrom
  host_device http https io_uring iscsi luks nbd nfs nvme nvme-io_uring parallels preallocate qcow qed quorum rbd
  replication ssh vdi vhdx virtio-blk-vfio-pci virtio-blk-vhost-user virtio-blk-vhost-vdpa vmdk vpc vvfat`.split(/\s+/),
);

const unknownDriver = (name: string): string =>
  UNSIMULATED.has(name)
    ? `blocksim does not simulate the block driver ${name}`
    : `Parameter 'driver' does not accept value '${name}'`;

function generic(options: Options, inherited: Inherited): Inherited {
  const cache = (options.cache ?? {}) as Readonly<Record<string, unknown>>;
  return {
    readOnly: flag(options['read-only'], inherited.readOnly),
    cacheDirect: flag(cache.direct, inherited.cacheDirect),
    cacheNoFlush: flag(cache['no-flush'], inherited.cacheNoFlush),
    forceShare: flag(options['force-share'], inherited.forceShare),
    discard: options.discard === undefined ? inherited.discard : options.discard === 'unmap' ? 'unmap' : 'ignore',
    texts: inherited.texts,
    tally: inherited.tally,
  };
}

const flag = (given: unknown, otherwise: boolean): boolean => (typeof given === 'boolean' ? given : otherwise);

/** Layers below a format may always unmap: the format decides what reaches them. */
const forChild = (own: Inherited): Inherited => ({ ...own, discard: 'unmap' });

/** Names and adds the node itself. */
function make(world: BlockWorld, driver: Driver, options: Options, own: Inherited): Opened {
  const detectZeroes = String(options['detect-zeroes'] ?? 'off') as 'off' | 'on' | 'unmap';
  if (detectZeroes === 'unmap' && own.discard !== 'unmap')
    return refuse('setting detect-zeroes to unmap is not allowed without setting discard operation to unmap');
  const given = options['node-name'];
  const bad = given === undefined ? undefined : badNodeName(world, String(given));
  if (bad !== undefined) return refuse(bad);
  const node = addNode(world, {
    name: given === undefined ? generatedName(world) : String(given),
    driver: driver.name,
    options: kept(driver, options, own.texts),
    readOnly: own.readOnly,
    discard: own.discard,
    detectZeroes,
    cacheDirect: own.cacheDirect,
    cacheNoFlush: own.cacheNoFlush,
    forceShare: own.forceShare,
  });
  return { node };
}

/**
 * The driver's own options, lists flattened as QEMU keeps them: `inject-error.0.errno`. Their order shows in file
 * names; those of a command line are copied once more than those of a command, which turns it round.
 */
export function kept(driver: Driver, options: Options, texts: boolean): Options {
  const children = [driver.childOption, driver.hasBacking === true ? 'backing' : undefined];
  const flat: Record<string, unknown> = {};
  const put = (name: string, value: unknown): void => {
    if (value !== null && typeof value === 'object') {
      const members = Array.isArray(value) || texts ? Object.entries(value) : inBucketOrder(value as Options);
      for (const [key, inner] of members) put(`${name}.${key}`, inner);
    } else flat[name] = texts ? asText(value) : value;
  };
  for (const [name, value] of Object.entries(options))
    if (!GENERIC.includes(name) && !children.includes(name as never)) put(name, value);
  if (texts) return Object.fromEntries(Object.entries(flat).reverse());
  // Lists of names are looked at as lists.
  for (const name of ['take-child-perms', 'unshare-child-perms'])
    if (Array.isArray(options[name])) flat[name] = options[name];
  return flat;
}

const asText = (value: unknown): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));

/** A child by name, or by options of its own. */
function openChild(world: BlockWorld, given: unknown, inherited: Inherited): Opened {
  if (typeof given === 'string') {
    const node = nodeOrBackendRoot(world, given);
    return node === undefined ? refuse(`Cannot find device='${given}' nor node-name='${given}'`) : { node };
  }
  const opened = open(world, given as Options, inherited);
  if (opened.node !== undefined) opened.node.inline = true;
  return opened;
}

/** The backing file: as given; or none, where `null` or `""` is given; or the one that the image names. */
function openBacking(world: BlockWorld, node: Node, given: unknown, own: Inherited): Refusal | undefined {
  const header = imageTable(world).get(skipFilters(world, world.nodes.at(node.primary)).stateId)?.qcow2;
  const recorded = header?.backingFile ?? '';
  let backing: Opened;
  const inherited: Inherited = { ...own, readOnly: true, discard: 'ignore' };
  if (given === null || given === '') {
    // Not opened, but remembered.
    node.backingFile = recorded;
    return undefined;
  }
  if (given !== undefined) backing = openChild(world, given, inherited);
  else if (recorded === '') return undefined;
  else backing = openRecorded(world, recorded, header?.backingFormat ?? '', inherited);
  if (backing.refusal !== undefined) return prefixed(backing.refusal);
  node.backingFile = given === undefined ? recorded : '';
  own.tally.changes++;
  const refusal = attach(world, node, 'backing', backing.node);
  return refusal === undefined ? undefined : prefixed(refusal);
}

const prefixed = (refusal: Refusal): Refusal => ({ ...refusal, desc: `Could not open backing file: ${refusal.desc}` });

function openRecorded(world: BlockWorld, path: string, format: string, inherited: Inherited): Opened {
  const image = imageAt(world, path);
  const driver = format !== '' ? format : (image?.format ?? 'raw');
  const opened = open(world, { driver, file: { driver: 'file', filename: path } }, inherited);
  if (opened.node !== undefined) opened.node.inline = true;
  return opened;
}

/** `blockdev-del` (5.1), with its checks in their order. */
export function deleteNode(world: BlockWorld, name: string): Refusal | undefined {
  const node = nodeNamed(world, name);
  if (node === undefined) return refuse(`Failed to find node with node-name='${name}'`).refusal;
  if (parentBackends(world, node).length > 0) return refuse(`Node ${name} is in use`).refusal;
  const busy = blocked(world, node);
  if (busy !== undefined) return busy;
  if (!node.monitorOwned) return refuse(`Node ${name} is not owned by the monitor`).refusal;
  if (parentNodes(world, node).length > 0) return refuse(`Block device ${name} is in use`).refusal;
  removeNode(world, node);
  return undefined;
}

/** Why most operations leave this node alone: a job uses it, or it is a backing file (op blockers); or undefined. */
export function blocked(world: BlockWorld, node: Node): Refusal | undefined {
  const [blocker] = node.blockers;
  const above = parentEdges(world, node).find(({ slot }) => slot === 'backing');
  const reason = blocker?.reason ?? (above && `node is used as backing hd of '${above.parent.name}'`);
  return reason === undefined
    ? undefined
    : refuse(`Node '${deviceOrNodeName(world, node)}' is busy: ${reason}`).refusal;
}

/** Opens the backing file that a node's image names (drive-mirror's end). */
export const openBackingOf = (world: BlockWorld, node: Node): Refusal | undefined =>
  openBacking(world, node, undefined, { ...NOTHING, readOnly: true, tally: { changes: 0 } });
