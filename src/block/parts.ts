/**
 * Requests that the driver cannot take as they are: unaligned ones (read-modify-write), ones beyond its largest
 * transfer, reads beyond the end, FUA for drivers without it, zero writes and discards beyond its limits (2.1,
 * 2.5, 4.2). They become a list of parts, planned at the start and done one after the other.
 */
import { done, next, type Outcome, procedure } from '../kernel/index.ts';
import { clip, overlay, UNKNOWN, zeroes } from './contents.ts';
import { COPY_ON_READ, type Driver, driverOf, FUA, NO_FALLBACK, PREFETCH, UNCHANGED } from './driver.ts';
import { ERRNO } from './errno.ts';
import { type Extents, empty, filled, write, ZERO } from './extents.ts';
import { passThreshold } from './io.ts';
import type { Io, Node } from './records.ts';
import { down, up } from './rounding.ts';
import { ask, askedOf, raise, serve } from './serve.ts';
import { clusterSize, nodeStatus } from './status.ts';
import type { BlockWorld } from './world.ts';

type Part =
  | { readonly do: 'event'; readonly event: string }
  | { readonly do: 'read' | 'write' | 'write-zeroes' | 'discard'; readonly offset: number; readonly bytes: number }
  | { readonly do: 'flush' };

interface Parts {
  readonly io: number;
  readonly parts: readonly Part[];
  readonly at: number;
  /** what was read so far */
  readonly read: Extents;
  /** a negative errno that ends it after the event that must still be raised */
  readonly failed: number;
}

const unaligned = (io: Io, align: number) => io.offset % align !== 0 || io.bytes % align !== 0;

/** Whether a request must go in parts. */
export function needsParts(world: BlockWorld, node: Node, driver: Driver, io: Io): boolean {
  const { align } = node;
  if (io.op !== 'discard' && align > 1 && unaligned(io, align)) return true;
  switch (io.op) {
    case 'read':
      return (node.maxTransfer > 0 && io.bytes > node.maxTransfer) || io.offset + io.bytes > node.size;
    case 'write':
      return flushesAfter(world, node, driver, io) || (node.maxTransfer > 0 && io.bytes > node.maxTransfer);
    case 'write-zeroes':
      return flushesAfter(world, node, driver, io) || node.limits.zeroAlign > 0 || node.limits.maxZero > 0;
    case 'discard':
      return node.limits.discardAlign > 0 || node.limits.maxDiscard > 0;
    default:
      return false;
  }
}

/** FUA for a driver without it (2.5). */
const flushesAfter = (world: BlockWorld, node: Node, driver: Driver, io: Io): boolean =>
  (io.flags & FUA) !== 0 && driver.fua?.(world, node) !== true;

/** The blocks, in bytes, that a request has to be alone with, because it reads them before it writes; 0: none (2.1). */
export function blocksAlone(world: BlockWorld, node: Node, io: Io): number {
  if (io.op === 'read') return (io.flags & COPY_ON_READ) === 0 ? 0 : clusterSize(world, node);
  return io.op !== 'discard' && node.align > 1 && unaligned(io, node.align) ? node.align : 0;
}

/** Plans and begins. @returns the outcome, or PENDING */
export function startInParts(world: BlockWorld, node: Node, driver: Driver, io: Io): number {
  io.inParts = true;
  const parts =
    io.op === 'read'
      ? readParts(node, io)
      : io.op === 'discard'
        ? discardParts(node, io)
        : writeParts(world, node, driver, io);
  return serve(world, io, IN_PARTS, { io: io.id, parts, at: 0, read: empty(), failed: 0 });
}

/** Reads ask the driver for nothing beyond the end: there are zeroes. */
function readParts(node: Node, io: Io): Part[] {
  const start = down(io.offset, node.align);
  const end = Math.min(up(io.offset + io.bytes, node.align), up(node.size, node.align));
  return split('read', start, end, node.maxTransfer);
}

function split(op: 'read' | 'write', start: number, end: number, most: number): Part[] {
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    const bytes = most > 0 ? Math.min(end - at, most) : end - at;
    parts.push({ do: op, offset: at, bytes });
    at += bytes;
  }
  return parts;
}

function writeParts(world: BlockWorld, node: Node, driver: Driver, io: Io): Part[] {
  const { align } = node;
  const start = down(io.offset, align);
  const end = up(io.offset + io.bytes, align);
  passThreshold(world, node, end);
  const flush = flushesAfter(world, node, driver, io);
  if (io.op === 'write') {
    const padding = paddingReads(io, align);
    return [...padding, ...eventful('pwritev', split('write', start, end, node.maxTransfer), flush)];
  }
  return zeroParts(node, io, flush);
}

/** What must be read before an unaligned write, with the events around it (4.2). */
function paddingReads(io: Io, align: number): Part[] {
  const start = down(io.offset, align);
  const end = up(io.offset + io.bytes, align);
  const head = io.offset !== start;
  const tail = io.offset + io.bytes !== end;
  const event = (name: string): Part => ({ do: 'event', event: `pwritev_rmw_${name}` });
  const parts: Part[] = [];
  const merged = end - start <= (head && tail ? 2 * align : align);
  if (head || (merged && tail)) {
    if (head) parts.push(event('head'));
    if (merged && tail) parts.push(event('tail'));
    parts.push({ do: 'read', offset: start, bytes: merged ? end - start : align });
    if (head) parts.push(event('after_head'));
    if (merged && tail) parts.push(event('after_tail'));
  }
  if (tail && !merged)
    parts.push(event('tail'), { do: 'read', offset: end - align, bytes: align }, event('after_tail'));
  return parts;
}

function eventful(event: string, parts: readonly Part[], flush: boolean): Part[] {
  return [{ do: 'event', event }, ...parts, ...(flush ? [{ do: 'flush' } as const] : []), done_];
}

const done_: Part = { do: 'event', event: 'pwritev_done' };

/** The ends of an unaligned zero write are written as data, the middle as zeroes. */
function zeroParts(node: Node, io: Io, flush: boolean): Part[] {
  const { align } = node;
  if (align <= 1 || !unaligned(io, align))
    return eventful('pwritev_zero', splitZeroes(node, io.offset, io.offset + io.bytes), flush);
  const end = io.offset + io.bytes;
  const parts = paddingReads(io, align);
  let at = down(io.offset, align);
  if (at !== io.offset) {
    parts.push(...eventful('pwritev', [{ do: 'write', offset: at, bytes: align }], false));
    at += align;
  }
  const middle = down(end, align);
  if (middle > at) parts.push(...eventful('pwritev_zero', splitZeroes(node, at, middle), false));
  at = Math.max(at, middle);
  if (end > at) parts.push(...eventful('pwritev', [{ do: 'write', offset: at, bytes: align }], false));
  return flush ? [...parts, { do: 'flush' }] : parts;
}

/** Zero writes come with their middle aligned to what the driver likes, and not too long. */
function splitZeroes(node: Node, start: number, end: number): Part[] {
  const align = Math.max(node.limits.zeroAlign, node.align);
  const most = node.limits.maxZero > 0 ? down(node.limits.maxZero, align) : Infinity;
  const parts: Part[] = [];
  for (let at = start; at < end; ) {
    let bytes = end - at;
    if (at % align !== 0) bytes = Math.min(bytes, align - (at % align));
    else if (bytes > align && end % align !== 0) bytes = down(bytes, align);
    bytes = Math.min(bytes, most);
    parts.push({ do: 'write-zeroes', offset: at, bytes });
    at += bytes;
  }
  return parts;
}

function discardParts(node: Node, io: Io): Part[] {
  const align = Math.max(node.limits.discardAlign, node.align);
  const most = node.limits.maxDiscard > 0 ? down(node.limits.maxDiscard, align) : Infinity;
  const end = io.offset + io.bytes;
  const parts: Part[] = [];
  for (let at = io.offset; at < end; ) {
    let bytes = end - at;
    if (at % align !== 0) bytes = Math.min(bytes, align - (at % align));
    else if (bytes > align && end % align !== 0) bytes = down(bytes, align);
    bytes = Math.min(bytes, most);
    parts.push({ do: 'discard', offset: at, bytes });
    at += bytes;
  }
  return parts;
}

const IN_PARTS = procedure<BlockWorld, Parts>('request in parts', {
  go(world, locals, frame): Outcome {
    const io = world.ios.at(locals.io);
    const part = locals.parts[locals.at];
    if (part === undefined) {
      if (io.op === 'read') io.content = clip(filledRead(io, locals.read), io.offset, io.bytes);
      return done(locals.failed);
    }
    if (part.do === 'event') {
      frame.locals = { ...locals, at: locals.at + 1 };
      // Only blkdebug hears events, and a breakpoint may hold the request here.
      return driverOf(world.nodes.at(io.node)).hear === undefined
        ? next('go')
        : raise(world, io, io.node, part.event, 'go');
    }
    if (part.do === 'flush') {
      return ask(world, frame, io, { node: io.node, op: 'flush', offset: 0, bytes: 0, whole: true }, 'after');
    }
    const { offset, bytes } = part;
    const flags = io.flags & ~(FUA | COPY_ON_READ | PREFETCH);
    const content = part.do === 'write' ? written(io, locals.read, offset, bytes) : null;
    return ask(world, frame, io, { node: io.node, op: part.do, offset, bytes, flags, content }, 'after');
  },
  after(world, locals, frame): Outcome {
    const io = world.ios.at(locals.io);
    const part = locals.parts[locals.at];
    const { ret, content } = askedOf(frame);
    if (ret === -ERRNO.ENOTSUP && part?.do === 'discard') {
      // A hint that the driver has no use for.
    } else if (ret === -ERRNO.ENOTSUP && part?.do === 'write-zeroes' && (io.flags & NO_FALLBACK) === 0) {
      const { offset, bytes } = part;
      return ask(
        world,
        frame,
        io,
        { node: io.node, op: 'write', offset, bytes, content: zeroes(offset, bytes) },
        'fallback',
      );
    } else if (ret < 0) return fail(locals, frame, ret);
    const read =
      part?.do === 'read' && content !== null
        ? overlay(locals.read, clip(content, part.offset, part.bytes))
        : locals.read;
    frame.locals = { ...locals, at: locals.at + 1, read };
    return next('go');
  },
  fallback(_world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return fail(locals, frame, ret);
    frame.locals = { ...locals, at: locals.at + 1 };
    return next('go');
  },
});

/** A failed write still tells that it is over. */
function fail(locals: Parts, frame: { locals: unknown }, ret: number): Outcome {
  const left = locals.parts.slice(locals.at + 1);
  const over = left.findIndex((part) => part.do === 'event');
  const tells = over >= 0 && left[over] !== undefined && isDone(left[over]);
  frame.locals = { ...locals, parts: tells ? [done_] : [], at: 0, failed: ret } satisfies Parts;
  return next('go');
}

const isDone = (part: Part) => part.do === 'event' && part.event === 'pwritev_done';

const filledRead = (io: Io, read: Extents): Extents => filled(read, io.offset, io.bytes);

/** What a padded write writes: what was read, with the request's own data upon it. */
function written(io: Io, under: Extents, offset: number, bytes: number): Extents | null {
  const own =
    io.op === 'write-zeroes'
      ? write(empty(), io.offset, io.bytes, ZERO)
      : (io.content ?? (under.length === 0 ? null : write(empty(), io.offset, io.bytes, UNKNOWN)));
  return own === null
    ? null
    : clip(overlay(filled(under, offset, bytes), clip(own, io.offset, io.bytes)), offset, bytes);
}

interface Copying {
  readonly io: number;
  readonly at: number;
  readonly end: number;
  readonly bytes: number;
  readonly read: Extents;
}

/** The largest piece that is copied at once. */
const BOUNCE = 16 * 1024 * 1024;

/** A read that writes what it got back into the node (4.4): whole clusters that the node has nothing of. */
export function copyOnRead(world: BlockWorld, node: Node, io: Io): number {
  const cluster = clusterSize(world, node);
  const at = down(io.offset, cluster);
  const end = Math.min(up(io.offset + io.bytes, cluster), node.size);
  return serve(world, io, COPY, { io: io.id, at, end, bytes: 0, read: empty() });
}

const COPY = procedure<BlockWorld, Copying>('copy on read', {
  look(world, locals, frame): Outcome {
    const { at, end } = locals;
    const io = world.ios.at(locals.io);
    if (at >= end) {
      if ((io.flags & PREFETCH) === 0) io.content = clip(locals.read, io.offset, io.bytes);
      return done(0);
    }
    const node = world.nodes.at(io.node);
    const status = nodeStatus(world, node, at, end - at);
    // A query that fails counts as not allocated: the read will tell the error.
    const allocated = typeof status !== 'number' && status.allocated;
    const most = node.maxTransfer > 0 ? Math.min(BOUNCE, node.maxTransfer) : BOUNCE;
    const bytes = Math.min(typeof status === 'number' ? end - at : status.bytes, most);
    frame.locals = { ...locals, bytes };
    if (allocated && (io.flags & PREFETCH) !== 0) {
      frame.locals = { ...locals, at: at + bytes };
      return next('look');
    }
    return ask(world, frame, io, { node: io.node, op: 'read', offset: at, bytes }, allocated ? 'keep' : 'event');
  },
  keep(_world, locals, frame): Outcome {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    frame.locals = { ...locals, at: locals.at + locals.bytes, read: overlay(locals.read, content ?? empty()) };
    return next('look');
  },
  event(world, locals, frame): Outcome {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    const io = world.ios.at(locals.io);
    frame.locals = { ...locals, read: overlay(locals.read, filled(content ?? empty(), locals.at, locals.bytes)) };
    return raise(world, io, io.node, 'cor_write', 'write');
  },
  write(world, { io: id, at, bytes, read }, frame): Outcome {
    const io = world.ios.at(id);
    const content = clip(read, at, bytes);
    const isZero = content.every((e) => e.kind === 'zero' || (e.kind === 'pattern' && e.value === 0));
    const zero = isZero && driverOf(world.nodes.at(io.node)).zeroes === true;
    const op = zero ? 'write-zeroes' : 'write';
    return ask(world, frame, io, { node: io.node, op, offset: at, bytes, content, flags: UNCHANGED }, 'written');
  },
  written(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    const { at, bytes } = locals;
    if (ret === -ERRNO.ENOTSUP) {
      const io = world.ios.at(locals.io);
      return ask(
        world,
        frame,
        io,
        { node: io.node, op: 'write', offset: at, bytes, content: zeroes(at, bytes) },
        'written',
      );
    }
    if (ret < 0) return done(ret);
    frame.locals = { ...locals, at: at + bytes };
    return next('look');
  },
});
