/**
 * Writing to a qcow2 node, stretch by stretch: over clusters that are there, or into new ones, whose untouched parts
 * are copied from what was read there before (copy-on-write) or, where that is nothing, zeroed first (4.2).
 */
import { bug, call, done, next, type Outcome, procedure, type RunningFrame, suspend } from '../../kernel/index.ts';
import { clip, overlay, shift, UNKNOWN } from '../contents.ts';
import { NO_FALLBACK } from '../driver.ts';
import { ERRNO } from '../errno.ts';
import { type Extents, empty, filled, write } from '../extents.ts';
import type { Io } from '../records.ts';
import { ask, askedOf, raise, wakeRequest } from '../serve.ts';
import { blockStatus } from '../status.ts';
import type { BlockWorld } from '../world.ts';
import { ALLOCATE, FREE, GET_TABLE, here, ORDER, returned } from './cache.ts';
import { mapOf } from './image.ts';
import { assign, CLUSTER, L2_ENTRIES, lookUp, tableOf } from './map.ts';
import { type Allocation, imageOf, lock, type Qcow2, unlock } from './record.ts';

export interface Writing {
  readonly io: number;
  readonly at: number;
  /** the stretch being written */
  readonly bytes: number;
  /** where `at` is in the file, in bytes */
  readonly host: number;
  /** clusters are new, so the map must be told */
  readonly fresh: boolean;
  /** parts of the new clusters around the data, [start, end): to copy */
  readonly around: readonly (readonly [number, number])[];
  readonly copied: Extents;
  readonly failed: number;
}

export const startWriting = (io: Io): Writing => ({
  io: io.id,
  at: io.offset,
  bytes: 0,
  host: 0,
  fresh: false,
  around: [],
  copied: empty(),
  failed: 0,
});

const down = (at: number) => Math.floor(at / CLUSTER) * CLUSTER;
const up = (at: number) => Math.ceil(at / CLUSTER) * CLUSTER;

/** Data up to this size is read around in one go. */
const MERGED_READ = 16384;

export const WRITE = procedure<BlockWorld, Writing>('qcow2 write', {
  next(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    if (locals.at >= io.offset + io.bytes) return done(0);
    return lock(qcow2, io.id) ? next('locked') : suspend('locked');
  },
  locked(world, locals, frame): Outcome {
    const { io, qcow2 } = here(world, locals);
    const { at } = locals;
    const bytes = freeOfOthers(qcow2, at, io.offset + io.bytes - at);
    if (bytes === 0) {
      waitForOther(qcow2, io, at);
      unlock(world, qcow2);
      return suspend('next');
    }
    frame.locals = { ...locals, bytes };
    return call(GET_TABLE, { io: io.id, table: tableOf(Math.floor(at / CLUSTER)), make: true }, 'table');
  },
  table(world, locals, frame): Outcome {
    const { io, qcow2 } = here(world, locals);
    if (returned(frame) < 0) {
      unlock(world, qcow2);
      return done(returned(frame));
    }
    const { at } = locals;
    const cluster = Math.floor(at / CLUSTER);
    const map = mapOf(imageOf(world, qcow2));
    const inTable = (tableOf(cluster) + 1) * L2_ENTRIES - cluster;
    const wanted = Math.min(Math.ceil((at + locals.bytes) / CLUSTER) - cluster, inTable);
    const found = lookUp(map, cluster, wanted);
    if (found.kind === 'data' || found.kind === 'zero-alloc') {
      const bytes = Math.min((cluster + found.count) * CLUSTER - at, locals.bytes);
      const host = found.host * CLUSTER + (at % CLUSTER);
      frame.locals = { ...locals, bytes, host, fresh: found.kind === 'zero-alloc', around: [] };
      if (found.kind === 'zero-alloc') begin(frame, qcow2, true);
      unlock(world, qcow2);
      return next('space');
    }
    // Clusters without a place, of either kind, as far as they go.
    let count = found.count;
    while (count < wanted) {
      const more = lookUp(map, cluster + count, wanted - count);
      if (more.kind === 'data' || more.kind === 'zero-alloc') break;
      count += more.count;
    }
    frame.locals = { ...locals, bytes: Math.min((cluster + count) * CLUSTER - at, locals.bytes) };
    return call(ALLOCATE, { io: io.id, count }, 'allocated');
  },
  allocated(world, locals, frame): Outcome {
    const { qcow2 } = here(world, locals);
    const host = returned(frame);
    if (host >= 0) {
      frame.locals = { ...locals, host: host * CLUSTER + (locals.at % CLUSTER), fresh: true };
      begin(frame, qcow2, false);
    }
    unlock(world, qcow2);
    return host < 0 ? done(host) : next('space');
  },
  /** Where nothing but zeroes was, the new clusters are zeroed rather than copied. */
  space(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    // Older versions do not ask the host where a backing file has holes.
    const quick = world.profile.block.cowZeroCheck === 'quick';
    if (locals.around.length === 0 || !locals.around.every((part) => readsAsZero(world, io, part, quick)))
      return next('around');
    frame.locals = { ...locals, around: [] };
    return raise(world, io, file, 'cluster_alloc_space', 'zero');
  },
  zero(world, { io: id, at, bytes, host }, frame): Outcome {
    const { io, file } = here(world, { io: id });
    const offset = host - (at % CLUSTER);
    const flags = NO_FALLBACK;
    const length = up(at + bytes) - down(at);
    return ask(world, frame, io, { node: file, op: 'write-zeroes', offset, bytes: length, flags }, 'zeroed');
  },
  zeroed(_world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret >= 0) return next('data event');
    if (ret !== -ERRNO.ENOTSUP && ret !== -ERRNO.EAGAIN) return fail(locals, frame, ret);
    frame.locals = { ...locals, around: partsAround(locals.at, locals.bytes) };
    return next('around');
  },
  around: (_world, { around }) => next(around.length === 0 ? 'data event' : 'cow event'),
  'cow event'(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    const [first, last] = [locals.around[0], locals.around[locals.around.length - 1]];
    if (first === undefined || last === undefined) return next('data event');
    // Small writes read what is around them in one go.
    if (locals.around.length === 2 && locals.bytes <= MERGED_READ)
      frame.locals = { ...locals, around: [[first[0], last[1]]] };
    return raise(world, io, file, 'cow_read', 'cow');
  },
  cow(world, locals, frame): Outcome {
    const { io } = here(world, locals);
    const [start, end] = locals.around[0] ?? bug('nothing to copy');
    return ask(world, frame, io, { node: io.node, op: 'read', offset: start, bytes: end - start }, 'copied');
  },
  copied(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    const { ret, content } = askedOf(frame);
    if (ret < 0) return fail(locals, frame, ret);
    const [, ...rest] = locals.around;
    frame.locals = { ...locals, around: rest, copied: overlay(locals.copied, content ?? empty()) };
    return rest.length > 0 ? raise(world, io, file, 'cow_read', 'cow') : next('data event');
  },
  'data event'(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'write_aio', locals.copied.length > 0 ? 'cow write event' : 'data');
  },
  'cow write event'(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'cow_write', 'data');
  },
  data(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    const { at, bytes, host, copied } = locals;
    const whole = copied.length > 0;
    const start = whole ? down(at) : at;
    const end = whole ? up(at + bytes) : at + bytes;
    const by = host - at;
    const content = whole
      ? overlay(filled(copied, start, end - start), ownData(io, at, bytes))
      : clip(ownData(io, at, bytes), at, bytes);
    const asked = {
      node: file,
      op: 'write',
      offset: start + by,
      bytes: end - start,
      content: shift(content, by),
    } as const;
    return ask(world, frame, io, asked, 'written');
  },
  written(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return fail(locals, frame, ret);
    if (!locals.fresh) return advance(locals, frame);
    const { io, qcow2 } = here(world, locals);
    return lock(qcow2, io.id) ? next('link') : suspend('link');
  },
  link(_world, locals): Outcome {
    return call(ORDER, { io: locals.io, cache: 'l2', before: 'refcount' }, 'table again');
  },
  'table again'(_world, locals, frame): Outcome {
    if (returned(frame) < 0) {
      frame.locals = { ...locals, failed: returned(frame) };
      return next('unlink');
    }
    const table = tableOf(Math.floor(locals.at / CLUSTER));
    return call(GET_TABLE, { io: locals.io, table, make: true }, 'linked');
  },
  linked(world, locals, frame): Outcome {
    const { io, qcow2 } = here(world, locals);
    if (returned(frame) < 0) {
      frame.locals = { ...locals, failed: returned(frame) };
      return next('unlink');
    }
    const image = imageOf(world, qcow2);
    const cluster = Math.floor(locals.at / CLUSTER);
    const count = Math.ceil((locals.at + locals.bytes) / CLUSTER) - cluster;
    image.map = assign(mapOf(image), { at: cluster, count, kind: 'data', host: Math.floor(locals.host / CLUSTER) });
    markDirty(qcow2, tableOf(cluster));
    // Copied data must be on disk before a table points to it.
    if (locals.copied.length > 0) qcow2.tablesAfterFlush = true;
    over(world, qcow2, io);
    unlock(world, qcow2);
    return advance(locals, frame);
  },
  /** A write that failed gives its new clusters back. */
  'lock to unlink'(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    return lock(qcow2, io.id) ? next('unlink') : suspend('unlink');
  },
  unlink(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    const own = qcow2.allocations.find((a) => a.io === io.id);
    if (own === undefined || own.reused) return next('end');
    return call(FREE, { io: io.id, host: own.host, count: own.end - own.start }, 'end');
  },
  end(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    over(world, qcow2, io);
    unlock(world, qcow2);
    return done(locals.failed);
  },
});

function advance(locals: Writing, frame: RunningFrame): Outcome {
  const { io, at, bytes } = locals;
  frame.locals = { io, at: at + bytes, bytes: 0, host: 0, fresh: false, around: [], copied: empty(), failed: 0 };
  return next('next');
}

function fail(locals: Writing, frame: RunningFrame, ret: number): Outcome {
  if (!locals.fresh) return done(ret);
  frame.locals = { ...locals, failed: ret } satisfies Writing;
  return next('lock to unlink');
}

/** The request's own data in a stretch; whoever did not say what it writes has it marked as unknown. */
function ownData(io: Io, at: number, bytes: number): Extents {
  return io.content === null ? write(empty(), at, bytes, UNKNOWN) : filled(io.content, at, bytes);
}

export function markDirty(qcow2: Qcow2, table: number): void {
  if (!qcow2.tablesDirty.includes(table)) qcow2.tablesDirty = [...qcow2.tablesDirty, table];
}

/** The parts of the clusters around [at, at + bytes) that it leaves open. */
function partsAround(at: number, bytes: number): (readonly [number, number])[] {
  const parts: (readonly [number, number])[] = [
    [down(at), at],
    [at + bytes, up(at + bytes)],
  ];
  return parts.filter(([start, end]) => end > start);
}

/** Notes the allocation under way, and what must be copied around the data. */
function begin(frame: RunningFrame, qcow2: Qcow2, reused: boolean): void {
  const locals = frame.locals as Writing;
  const start = Math.floor(locals.at / CLUSTER);
  const end = Math.ceil((locals.at + locals.bytes) / CLUSTER);
  const own: Allocation = {
    io: locals.io,
    start,
    end,
    host: Math.floor(locals.host / CLUSTER),
    reused,
    waiting: [],
  };
  qcow2.allocations = [...qcow2.allocations, own];
  frame.locals = { ...locals, around: partsAround(locals.at, locals.bytes), copied: empty() };
}

/** An allocation is over, one way or the other: whoever waited for it looks again. */
function over(world: BlockWorld, qcow2: Qcow2, io: Io): void {
  const own = qcow2.allocations.find((a) => a.io === io.id);
  qcow2.allocations = qcow2.allocations.filter((a) => a !== own);
  for (const id of own?.waiting ?? []) wakeRequest(world, id);
}

/** How far from `at` on no other allocation is under way; 0: one covers it. */
export function freeOfOthers(qcow2: Qcow2, at: number, bytes: number): number {
  let length = bytes;
  for (const { start, end } of qcow2.allocations) {
    if (end * CLUSTER <= at || up(at + length) <= start * CLUSTER) continue;
    length = Math.max(0, start * CLUSTER - at);
    if (length <= 0) return 0;
  }
  return length;
}

/** The request is woken when the allocation that covers `at` is over. */
export function waitForOther(qcow2: Qcow2, io: Io, at: number): void {
  const cluster = Math.floor(at / CLUSTER);
  qcow2.allocations = qcow2.allocations.map((a) =>
    a.start <= cluster && cluster < a.end ? { ...a, waiting: [...a.waiting, io.id] } : a,
  );
}

/** Whether a part of a node reads as zeroes as far as block status tells, without any I/O. */
export function readsAsZero(
  world: BlockWorld,
  io: Io,
  [start, end]: readonly [number, number],
  quick = false,
): boolean {
  const node = world.nodes.at(io.node);
  for (let at = start; at < end && at < node.size; ) {
    const status = blockStatus(world, node, at, end - at, undefined, quick);
    if (typeof status === 'number' || !status.zero || status.bytes === 0) return false;
    at += status.bytes;
  }
  return true;
}
