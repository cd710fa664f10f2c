/**
 * copy-on-read: a filter whose reads leave a copy in the node below of what came from its backing chain (4.4). With
 * `bottom` only what lies above that node is copied.
 */
import { done, NONE, next, type Outcome, procedure } from '../../kernel/index.ts';
import { clip, overlay } from '../contents.ts';
import { COPY_ON_READ, defineDriver, driverOf, PREFETCH } from '../driver.ts';
import { type Extents, empty } from '../extents.ts';
import { backingChainNext, nodeNamed } from '../graph.ts';
import { submitChild } from '../io.ts';
import { WRITE_UNCHANGED } from '../permissions.ts';
import { type Io, inheritedLimits, type Node } from '../records.ts';
import { ask, askedOf, serve } from '../serve.ts';
import { isAllocatedAbove, nodeStatus } from '../status.ts';
import type { BlockWorld } from '../world.ts';

interface State {
  /** the node above which everything is copied; NONE: all of the chain is */
  readonly bottom: number;
}

interface Reading {
  readonly io: number;
  readonly at: number;
  readonly bytes: number;
  readonly read: Extents;
}

function submit(world: BlockWorld, node: Node, io: Io): number {
  if (io.op !== 'read') return submitChild(world, io, node.primary);
  return serve(world, io, READ, { io: io.id, at: io.offset, bytes: 0, read: empty() });
}

/** Whether the next stretch must be copied, and how long it is; a query that fails counts as yes. */
function look(world: BlockWorld, node: Node, at: number, bytes: number): { copy: boolean; bytes: number } {
  const { bottom } = node.state as State;
  const file = world.nodes.at(node.primary);
  if (bottom === NONE) return { copy: true, bytes };
  const status = nodeStatus(world, file, at, bytes);
  if (typeof status === 'number') return { copy: true, bytes };
  if (status.allocated) return { copy: false, bytes: status.bytes };
  const length = Math.min(bytes, status.bytes);
  const above = isAllocatedAbove(world, backingChainNext(world, file), world.nodes.at(bottom), at, length, true);
  if (typeof above === 'number') return { copy: true, bytes: length };
  return { copy: above.allocated, bytes: above.bytes };
}

const READ = procedure<BlockWorld, Reading>('copy-on-read filter', {
  look(world, locals, frame): Outcome {
    const io = world.ios.at(locals.io);
    const node = world.nodes.at(io.node);
    const end = io.offset + io.bytes;
    if (locals.at >= end) {
      if ((io.flags & PREFETCH) === 0) io.content = clip(locals.read, io.offset, io.bytes);
      return done(0);
    }
    const found = look(world, node, locals.at, end - locals.at);
    // The end of a backing file was reached: there is nothing more to copy.
    if (found.bytes === 0) {
      frame.locals = { ...locals, at: end };
      return next('look');
    }
    frame.locals = { ...locals, bytes: found.bytes };
    const flags = io.flags | (found.copy ? COPY_ON_READ : 0);
    if (!found.copy && (flags & PREFETCH) !== 0) {
      frame.locals = { ...locals, at: locals.at + found.bytes };
      return next('look');
    }
    const { at } = locals;
    return ask(world, frame, io, { node: node.primary, op: 'read', offset: at, bytes: found.bytes, flags }, 'read');
  },
  read(_world, locals, frame): Outcome {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    frame.locals = { ...locals, at: locals.at + locals.bytes, read: overlay(locals.read, content ?? empty()) };
    return next('look');
  },
});

defineDriver({
  name: 'copy-on-read',
  isFilter: true,
  isProtocol: false,
  discards: true,
  zeroes: true,
  childOption: 'file',
  strong: ['bottom'],
  open(world, node, options) {
    const child = world.nodes.at(node.primary);
    node.size = child.size;
    node.maxTransfer = child.maxTransfer;
    node.limits = inheritedLimits(child);
    let bottom = NONE;
    if (options.bottom !== undefined) {
      const found = nodeNamed(world, String(options.bottom));
      if (found === undefined) return `Bottom node '${String(options.bottom)}' not found`;
      bottom = found.id;
    }
    node.state = { bottom } satisfies State;
    return undefined;
  },
  submit,
  fua(world, node): boolean {
    const child = world.nodes.at(node.primary);
    return driverOf(child).fua?.(world, child) === true;
  },
  childPermissions: (_world, _node, _slot, own) => ({ perm: own.perm | WRITE_UNCHANGED, shared: own.shared }),
});
