/** file: a virtual image file. Every request goes to the worker threads and takes effect when a move completes it. */
import { NONE } from '../../kernel/index.ts';
import { clip, UNKNOWN, WRITTEN_ZERO } from '../contents.ts';
import { defineDriver, MAY_UNMAP, type Options, PENDING } from '../driver.ts';
import { ERRNO, strerror } from '../errno.ts';
import { blockStatus, discard, type Extents, filled, write, zero } from '../extents.ts';
import { hostFault } from '../host-faults.ts';
import { type Image, imageAt, imageTable, isDirectory, resizeImage, setContents } from '../images.ts';
import type { Io, Node } from '../records.ts';
import { toWorkers } from '../workers.ts';
import type { BlockWorld } from '../world.ts';

const imageOf = (world: BlockWorld, node: Node): Image => imageTable(world).at(node.stateId);

export const sectors = (size: number): number => Math.ceil(size / 512) * 512;

function queue(world: BlockWorld, _node: Node, io: Io): number {
  toWorkers(world, io);
  return PENDING;
}

/** What the worker does. */
function work(world: BlockWorld, node: Node, io: Io): number {
  const image = imageOf(world, node);
  const { offset, bytes } = io;
  const errno = hostFault(world, image.path, io);
  if (errno !== 0) return -errno;
  switch (io.op) {
    case 'read':
      io.content = filled(image.extents, offset, bytes);
      return 0;
    case 'write':
      return change(world, node, image, written(image.extents, io), Math.max(image.size, offset + bytes));
    case 'write-zeroes': {
      const unmaps = (io.flags & MAY_UNMAP) !== 0;
      const extents = unmaps ? discard(image.extents, offset, bytes) : zero(image.extents, offset, bytes);
      return change(world, node, image, extents, Math.max(image.size, offset + bytes));
    }
    case 'discard':
      return change(world, node, image, discard(image.extents, offset, bytes), image.size);
    default:
      return 0;
  }
}

/** Zeroes that come as data take room like any data. */
function written(extents: Extents, { content, offset, bytes }: Io): Extents {
  if (content === null) return write(extents, offset, bytes, UNKNOWN);
  const only = content.length === 1 ? content[0] : undefined;
  if (only !== undefined && only.offset === offset && only.length === bytes)
    return write(extents, offset, bytes, only.kind === 'zero' ? WRITTEN_ZERO : only);
  let all = extents;
  for (const e of filled(content, offset, bytes))
    all = write(all, e.offset, e.length, e.kind === 'zero' ? WRITTEN_ZERO : e);
  return all;
}

function change(world: BlockWorld, node: Node, image: Image, extents: Extents, size: number): number {
  if (!setContents(world, image, extents, size)) return -ERRNO.ENOSPC;
  if (sectors(size) > node.size) node.size = sectors(size);
  return 0;
}

function open(world: BlockWorld, node: Node, options: Options): string | undefined {
  const path = String(options.filename ?? '');
  if (path === '') return "The 'file' block driver requires a file name";
  const manager = options['pr-manager'];
  if (manager !== undefined) return `No persistent reservation manager with id '${String(manager)}'`;
  const image = imageAt(world, path);
  if (isDirectory(world, path)) return `Could not open '${path}': Is a directory`;
  if (image === undefined) return `Could not open '${path}': ${strerror(ERRNO.ENOENT)}`;
  node.stateId = image.id;
  node.size = sectors(image.size);
  node.limits = { ...node.limits, minMemory: 1 };
  return undefined;
}

defineDriver({
  name: 'file',
  isFilter: false,
  isProtocol: true,
  discards: true,
  zeroes: true,
  strong: ['filename'],
  changeable: ['aio', 'locking', 'drop-cache', 'x-check-cache-dropped'],
  open,
  submit: queue,
  flush: { toDisk: queue },
  fua: (world) => world.profile.block.fileFua,
  work,
  close(_world, node) {
    node.stateId = NONE;
  },
  status(world, node, offset, bytes, quick) {
    if (quick) return { bytes, data: true, zero: false, allocated: true };
    const { status, length } = blockStatus(imageOf(world, node).extents, offset, bytes);
    return { bytes: length, data: status === 'data', zero: status !== 'data', allocated: true };
  },
  contents: (world, node, offset, bytes) => clip(imageOf(world, node).extents, offset, bytes),
  truncate(world, node, size) {
    const image = imageOf(world, node);
    resizeImage(world, image, size);
    node.size = sectors(size);
    return undefined;
  },
});
