/** The objects of query-block and query-named-block-nodes (section 6). */
import { NONE } from '../kernel/index.ts';
import { bitmapsOf, dirtyBytes } from './bitmaps.ts';
import { childName, driverOf } from './driver.ts';
import { ioStatusEnabled } from './error-policy.ts';
import { bottom, filename, recordedBacking } from './filename.ts';
import { filtered, type Slot, skipImplicitFilters } from './graph.ts';
import { allocatedBy, imageTable } from './images.ts';
import { backendsInOrder, nodesInOrder } from './layer.ts';
import { CLUSTER } from './qcow2/map.ts';
import type { Backend, Node } from './records.ts';
import { groupOf, memberAt } from './throttle-group.ts';
import type { BucketName, ThrottleConfig } from './throttle-state.ts';
import type { BlockWorld } from './world.ts';

export type Info = Readonly<Record<string, unknown>>;

const MAX_IOV = 1024;

/** query-block: every backend that has a name or a device, oldest first. */
export function queryBlock(world: BlockWorld): Info[] {
  return backendsInOrder(world)
    .filter((backend) => backend.name !== '' || backend.qdev !== '')
    .map((backend) => backendInfo(world, backend));
}

function backendInfo(world: BlockWorld, backend: Backend): Info {
  const attached = backend.qdev !== '';
  const root = world.nodes.get(backend.root);
  return {
    device: backend.name,
    type: 'unknown',
    locked: backend.locked,
    removable: !attached || backend.removable,
    ...(attached ? { qdev: backend.qdev } : {}),
    ...(backend.hasTray ? { tray_open: backend.trayOpen } : {}),
    ...(ioStatusEnabled(backend, backend.ioStatusEnabled) ? { 'io-status': backend.ioStatus } : {}),
    ...(root === undefined ? {} : { inserted: nodeInfo(world, skipImplicitFilters(world, root), { backend }) }),
  };
}

/** query-named-block-nodes: every node, newest first. */
export const queryNamedBlockNodes = (world: BlockWorld, flat: boolean): Info[] =>
  nodesInOrder(world)
    .reverse()
    .map((node) => nodeInfo(world, node, { flat }));

/** BlockDeviceInfo: a node, with what its backend adds. */
export function nodeInfo(
  world: BlockWorld,
  node: Node,
  { backend, flat = false }: { readonly backend?: Backend; readonly flat?: boolean } = {},
): Info {
  const knows = world.profile.block.nodeInfo;
  const backing = driverOf(node).isFilter ? undefined : world.nodes.get(node.backing);
  const { image, depth } = imageChain(world, node, flat, backend !== undefined);
  return {
    file: filename(world, node),
    'node-name': node.name,
    ro: node.readOnly,
    drv: node.driver,
    encrypted: false,
    cache: {
      writeback: backend === undefined ? true : backend.writeCache,
      direct: node.cacheDirect,
      'no-flush': node.cacheNoFlush,
    },
    ...(backing === undefined ? {} : { backing_file: filename(world, backing) }),
    backing_file_depth: depth,
    detect_zeroes: node.detectZeroes,
    ...limitsOfBackend(world, backend),
    write_threshold: node.writeThreshold,
    image,
    ...bitmapInfo(world, node),
    ...(knows.includes('active') ? { active: true } : {}),
    ...(knows.includes('children') ? { children: childrenInfo(world, node) } : {}),
  };
}

function childrenInfo(world: BlockWorld, node: Node): Info[] {
  const slots: readonly Slot[] = ['target', 'backing', 'primary'];
  return slots
    .filter((slot) => node[slot] !== NONE)
    .map((slot) => ({ child: childName(node, slot), 'node-name': world.nodes.at(node[slot]).name }));
}

/** The image and, nested, what it shows of others below: filtered and backing children. */
function imageChain(world: BlockWorld, top: Node, flat: boolean, hidesImplicit: boolean) {
  const chain: Node[] = [top];
  if (!flat) {
    for (let node = below(world, top); node !== undefined; node = below(world, node)) {
      const shown = hidesImplicit ? skipImplicitFilters(world, node) : node;
      chain.push(shown);
      node = shown;
    }
  }
  const image = chain.reduceRight<Info | undefined>(
    (inner, node) => ({ ...imageInfo(world, node), ...(inner === undefined ? {} : { 'backing-image': inner }) }),
    undefined,
  );
  return { image: image ?? {}, depth: chain.length - 1 };
}

const below = (world: BlockWorld, node: Node): Node | undefined =>
  filtered(world, node) ?? world.nodes.get(node.backing);

/** ImageInfo of one node. */
function imageInfo(world: BlockWorld, node: Node): Info {
  const size = allocatedSize(world, node);
  const info = formatInfo(world, node);
  const { file, format } = recordedBacking(world, node);
  const specific = specificInfo(world, node);
  return {
    filename: filename(world, node),
    format: node.driver,
    'virtual-size': node.size,
    ...(size === undefined ? {} : { 'actual-size': size }),
    ...(info === undefined ? {} : { 'dirty-flag': false }),
    ...(info?.cluster === undefined ? {} : { 'cluster-size': info.cluster }),
    ...(file === '' ? {} : { 'backing-filename': file, 'full-backing-filename': fullPath(world, node, file) }),
    ...(file === '' || format === '' ? {} : { 'backing-filename-format': format }),
    ...(specific === undefined ? {} : { 'format-specific': specific }),
    ...(world.profile.block.nodeInfo.includes('limits') ? { limits: limitsInfo(node) } : {}),
  };
}

/** A relative name is meant beside the image that names it. */
function fullPath(world: BlockWorld, node: Node, file: string): string {
  if (file.startsWith('/') || /^[a-zA-Z0-9_-]+:|^@/.test(file)) return file;
  const own = String(bottom(world, node).options.filename ?? '');
  return own.slice(0, own.lastIndexOf('/') + 1) + file;
}

/** Storage that a node takes; undefined where its driver cannot tell. */
function allocatedSize(world: BlockWorld, node: Node): number | undefined {
  if (node.driver === 'file') return allocatedBy(imageTable(world).at(node.stateId));
  if (node.driver.startsWith('null-')) return 0;
  if (driverOf(node).isProtocol || node.primary === NONE) return undefined;
  return allocatedSize(world, world.nodes.at(node.primary));
}

/** What bdrv_get_info would say: whether there is anything at all, and clusters. */
function formatInfo(world: BlockWorld, node: Node): { readonly cluster?: number } | undefined {
  if (node.driver === 'qcow2') return { cluster: CLUSTER };
  if (node.driver === 'file') return {};
  if (node.primary === NONE || (node.driver !== 'raw' && !driverOf(node).isFilter)) return undefined;
  return formatInfo(world, world.nodes.at(node.primary));
}

function specificInfo(world: BlockWorld, node: Node): Info | undefined {
  if (node.driver === 'file' && world.profile.block.nodeInfo.includes('file-specific'))
    return { type: 'file', data: {} };
  if (node.driver !== 'qcow2') return undefined;
  return {
    type: 'qcow2',
    data: {
      compat: '1.1',
      'compression-type': 'zlib',
      'lazy-refcounts': false,
      'refcount-bits': 16,
      corrupt: false,
      'extended-l2': false,
    },
  };
}

function limitsInfo({ align, maxTransfer, limits }: Node): Info {
  const optional: readonly (readonly [string, number])[] = [
    ['max-transfer', maxTransfer],
    ['max-discard', limits.maxDiscard],
    ['discard-alignment', limits.discardAlign],
    ['max-write-zeroes', limits.maxZero],
    ['write-zeroes-alignment', limits.zeroAlign],
  ];
  return {
    'request-alignment': align,
    'min-mem-alignment': limits.minMemory,
    'opt-mem-alignment': limits.optMemory,
    'max-iov': MAX_IOV,
    ...Object.fromEntries(optional.filter(([, value]) => value > 0)),
  };
}

function bitmapInfo(world: BlockWorld, node: Node): Info {
  if (node.bitmaps === 0) return {};
  const list = bitmapsOf(world, node).map((bitmap) => ({
    count: dirtyBytes(bitmap, node.size),
    granularity: bitmap.granularity,
    ...(bitmap.name === '' ? {} : { name: bitmap.name }),
    recording: bitmap.enabled,
    busy: bitmap.busy,
    persistent: bitmap.persistent,
    ...(bitmap.inconsistent ? { inconsistent: true } : {}),
  }));
  return { 'dirty-bitmaps': list };
}

const THROTTLE_NAMES: readonly (readonly [BucketName, string])[] = [
  ['bps-total', 'bps'],
  ['bps-read', 'bps_rd'],
  ['bps-write', 'bps_wr'],
  ['iops-total', 'iops'],
  ['iops-read', 'iops_rd'],
  ['iops-write', 'iops_wr'],
];

function limitsOfBackend(world: BlockWorld, backend: Backend | undefined): Info {
  if (backend === undefined || backend.throttleMember === NONE)
    return Object.fromEntries(THROTTLE_NAMES.map(([, name]) => [name, 0]));
  const group = groupOf(world, memberAt(world, backend.throttleMember));
  return { ...throttleInfo(group.state.config), group: group.name };
}

function throttleInfo({ buckets, iopsSize }: ThrottleConfig): Info {
  const info: Record<string, number> = {};
  for (const [bucket, name] of THROTTLE_NAMES) {
    const { avg, max, burstLength } = buckets[bucket];
    info[name] = avg;
    if (max === 0) continue;
    info[`${name}_max`] = max;
    info[`${name}_max_length`] = burstLength;
  }
  if (iopsSize > 0) info.iops_size = iopsSize;
  return info;
}
