/** qcow2: clusters in a file, the rest from a backing file. Its work is in ../qcow2/. */
import { NONE } from '../../kernel/index.ts';
import { clip, overlay, shift, zeroes } from '../contents.ts';
import { defineDriver, driverOf, type Options, type StatusAnswer } from '../driver.ts';
import { ERRNO, strerror } from '../errno.ts';
import { type Extents, empty } from '../extents.ts';
import { hear } from '../flush.ts';
import { skipFilters } from '../graph.ts';
import { imageTable } from '../images.ts';
import { WRITE_TABLES } from '../qcow2/cache.ts';
import { mapOf } from '../qcow2/image.ts';
import { CLUSTER, lookUp, unassign } from '../qcow2/map.ts';
import { READ } from '../qcow2/read.ts';
import { imageOf, qcow2Of, qcow2Table } from '../qcow2/record.ts';
import { startWriting, WRITE } from '../qcow2/write.ts';
import { CLEAR } from '../qcow2/zero.ts';
import { type Io, inheritedLimits, type Node } from '../records.ts';
import { serve } from '../serve.ts';
import { readContents } from '../status.ts';
import type { BlockWorld } from '../world.ts';
import { faultNow } from './blkdebug.ts';

function submit(world: BlockWorld, node: Node, io: Io): number {
  if (qcow2Of(world, node).corrupt) return -ERRNO.ENOMEDIUM;
  switch (io.op) {
    case 'read':
      return serve(world, io, READ, { io: io.id, at: io.offset, bytes: 0, host: 0, read: empty() });
    case 'write':
      return serve(world, io, WRITE, startWriting(io));
    default:
      return serve(world, io, CLEAR, { io: io.id, at: 0, count: 0, host: 0 });
  }
}

/** A read while the node is opened: nothing waits for it, but faults hit it. @returns a negative errno, or 0 */
function readNow(world: BlockWorld, node: Node, offset: number, bytes: number): number {
  if (node.driver === 'raw') hear(world, node.primary, 'read_aio', NONE);
  const fault = node.driver === 'blkdebug' ? faultNow(world, node, 'read', offset, bytes) : 0;
  return fault < 0 || node.primary === NONE ? fault : readNow(world, world.nodes.at(node.primary), offset, bytes);
}

function open(world: BlockWorld, node: Node, options: Options): string | undefined {
  const file = world.nodes.at(node.primary);
  const header = readNow(world, file, 0, 112);
  if (header < 0) return `Could not read qcow2 header: ${strerror(-header)}`;
  const leaf = leafOf(world, file);
  const image = leaf.driver === 'file' ? imageTable(world).get(leaf.stateId) : undefined;
  if (image?.qcow2 == null) return 'Image is not in qcow2 format';
  // No image here has an external data file or is encrypted.
  if (options['data-file'] !== undefined) return "'data-file' can only be set for images with an external data file";
  if (options.encrypt !== undefined)
    return `No encryption in image header, but options specified format '${String((options.encrypt as Options).format)}'`;
  const l1 = readNow(world, file, 3 * CLUSTER, 8);
  if (l1 < 0) return `Could not read L1 table: ${strerror(-l1)}`;
  hear(world, node.primary, 'reftable_load', NONE);
  const reftable = readNow(world, file, CLUSTER, CLUSTER);
  if (reftable < 0) return `Could not initialize refcount handling: ${strerror(-reftable)}`;
  node.size = image.qcow2.size;
  node.maxTransfer = file.maxTransfer;
  node.limits = { ...inheritedLimits(file), zeroAlign: CLUSTER, discardAlign: CLUSTER };
  node.state = { clusterSize: CLUSTER };
  node.stateId = qcow2Table(world).add({ node: node.id, image: image.id }).id;
  return undefined;
}

/** What holds the bytes of an image: not another image, whose file has others than it shows. */
function leafOf(world: BlockWorld, from: Node): Node {
  let node = skipFilters(world, from);
  while (node.primary !== NONE && driverOf(node).hasBacking !== true)
    node = skipFilters(world, world.nodes.at(node.primary));
  return node;
}

function status(world: BlockWorld, node: Node, offset: number, bytes: number): StatusAnswer {
  const cluster = Math.floor(offset / CLUSTER);
  const most = Math.ceil((offset + bytes) / CLUSTER) - cluster;
  const { kind, count } = lookUp(mapOf(imageOf(world, qcow2Of(world, node))), cluster, most);
  const length = Math.min((cluster + count) * CLUSTER - offset, bytes);
  if (kind === 'none') return { bytes: length, data: false, zero: node.backing === NONE, allocated: false };
  return { bytes: length, data: kind === 'data', zero: kind !== 'data', allocated: true };
}

/** What this image alone says: its own clusters, and zeroes where it says so. */
function contents(world: BlockWorld, node: Node, offset: number, bytes: number): Extents {
  const map = mapOf(imageOf(world, qcow2Of(world, node)));
  const file = world.nodes.at(node.primary);
  let all = empty();
  for (let at = offset; at < offset + bytes; ) {
    const cluster = Math.floor(at / CLUSTER);
    const { kind, host, count } = lookUp(map, cluster, Math.ceil((offset + bytes) / CLUSTER) - cluster);
    const length = Math.min((cluster + count) * CLUSTER, offset + bytes) - at;
    if (kind === 'data') {
      const from = host * CLUSTER + (at % CLUSTER);
      all = overlay(all, shift(clip(readContents(world, file, from, length), from, length), at - from));
    } else if (kind !== 'none') all = overlay(all, zeroes(at, length));
    at += length;
  }
  return all;
}

defineDriver({
  name: 'qcow2',
  isFilter: false,
  isProtocol: false,
  discards: true,
  zeroes: true,
  childOption: 'file',
  hasBacking: true,
  changeable: ['lazy-refcounts', 'overlap-check', 'discard-no-unref'],
  open,
  submit,
  flush: { toOs: (world, _node, io) => serve(world, io, WRITE_TABLES, { io: io.id }) },
  close(world, node) {
    if (node.stateId !== NONE) qcow2Table(world).remove(qcow2Of(world, node));
    node.stateId = NONE;
  },
  status,
  contents,
  truncate(world, node, size) {
    const image = imageOf(world, qcow2Of(world, node));
    if (image.qcow2 === null) return 'Image is not in qcow2 format';
    if (size % 512 !== 0) return 'The new size must be a multiple of 512';
    const map = mapOf(image);
    const first = Math.ceil(size / CLUSTER);
    image.map = unassign(map, first, Math.max(0, Math.ceil(image.qcow2.size / CLUSTER) - first));
    image.qcow2 = { ...image.qcow2, size };
    node.size = size;
    return undefined;
  },
});
