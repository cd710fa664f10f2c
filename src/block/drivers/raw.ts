/** raw: shows its file, or a window of it, as a disk. Tells its file child of reads and writes (4.2). */
import { NONE } from '../../kernel/index.ts';
import { clip, shift } from '../contents.ts';
import { type Driver, defineDriver, driverOf, type Options, PENDING } from '../driver.ts';
import { ERRNO } from '../errno.ts';
import { hear } from '../flush.ts';
import { submitChild } from '../io.ts';
import { imagePermissions, RESIZE, WRITE, WRITE_UNCHANGED } from '../permissions.ts';
import { type Io, inheritedLimits, type Node } from '../records.ts';
import { nodeStatus, readContents } from '../status.ts';
import { truncateNode } from '../truncate.ts';
import type { BlockWorld } from '../world.ts';

interface RawState {
  readonly offset: number;
  /** bytes; NONE: to the end of the file */
  readonly size: number;
}

const stateOf = (node: Node) => node.state as RawState;

function submit(world: BlockWorld, node: Node, io: Io): number {
  const { size } = stateOf(node);
  if (size !== NONE && io.op !== 'read' && io.offset + io.bytes > size) return -ERRNO.ENOSPC;
  const event = io.op === 'read' ? 'read_aio' : io.op === 'write' ? 'write_aio' : '';
  if (event !== '' && hear(world, node.primary, event, io.id)) return PENDING;
  return pass(world, node, io);
}

function pass(world: BlockWorld, node: Node, io: Io): number {
  const { offset } = stateOf(node);
  if (offset === 0) return submitChild(world, io, node.primary);
  const content = io.op === 'write' && io.content !== null ? shift(io.content, offset) : null;
  if (io.op !== 'read') return submitChild(world, io, node.primary, io.op, io.offset + offset, io.bytes, content);
  return submitChild(world, io, node.primary, 'read', io.offset + offset);
}

function open(world: BlockWorld, node: Node, options: Options): string | undefined {
  const file = world.nodes.at(node.primary);
  const { size: whole } = file;
  const offset = Number(options.offset ?? 0);
  const size = options.size === undefined ? NONE : Number(options.size);
  if (offset > whole) return `Offset (${offset}) cannot be greater than size of the containing file (${whole})`;
  if (size !== NONE && whole - offset < size)
    return `The sum of offset (${offset}) and size (${size}) has to be smaller or equal to the  actual size of the containing file (${whole})`;
  if (size !== NONE && size % 512 !== 0) return 'Specified size is not multiple of 512';
  node.state = { offset, size } satisfies RawState;
  node.maxTransfer = file.maxTransfer;
  node.limits = inheritedLimits(file);
  node.size = size !== NONE ? size : Math.ceil((whole - offset) / 512) * 512;
  return undefined;
}

const isWindow = (node: Node) => node.options.offset !== undefined || node.options.size !== undefined;

defineDriver({
  name: 'raw',
  isFilter: false,
  isProtocol: false,
  discards: true,
  zeroes: true,
  childOption: 'file',
  strong: ['offset', 'size'],
  changeable: ['offset', 'size'],
  open,
  reopen: open,
  submit,
  proceed: pass,
  childDone(_world, node, io, ret, child) {
    const { offset } = stateOf(node);
    if (offset !== 0 && io.op === 'read' && child.content !== null) io.content = shift(child.content, -offset);
    return ret;
  },
  fua: (world, node): boolean => {
    const child = world.nodes.at(node.primary);
    const driver: Driver = driverOf(child);
    return driver.fua?.(world, child) === true;
  },
  status(world, node, offset, bytes, quick) {
    const status = nodeStatus(world, world.nodes.at(node.primary), offset + stateOf(node).offset, bytes, quick);
    return status;
  },
  contents(world, node, offset, bytes) {
    const by = stateOf(node).offset;
    return clip(shift(readContents(world, world.nodes.at(node.primary), offset + by, bytes), -by), offset, bytes);
  },
  truncate(world, node, size) {
    const { offset, size: fixed } = stateOf(node);
    if (fixed !== NONE) return 'Cannot resize fixed-size raw disks';
    const refused = truncateNode(world, world.nodes.at(node.primary), offset + size);
    if (refused === undefined) node.size = Math.ceil(size / 512) * 512;
    return refused;
  },
  childPermissions(_world, node, _slot, own) {
    // Without a window it is a filter in all but name; with one it must keep others from resizing the file.
    if (!isWindow(node)) return own;
    const writes = (own.perm & (WRITE | WRITE_UNCHANGED)) !== 0 ? RESIZE : 0;
    return { perm: own.perm | writes, shared: imagePermissions(node, own).shared | (own.shared & WRITE) };
  },
});
