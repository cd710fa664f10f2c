/**
 * The metadata side of qcow2: caches of L2 tables and of the refcount block with the order in which they must reach
 * the file, allocating and freeing clusters, and the blkdebug events on the way (4.2). All of it happens under the
 * lock. Each procedure returns 0 or a negative errno.
 */
import {
  call as callIt,
  done,
  next,
  type Outcome,
  type Procedure,
  procedure,
  type RunningFrame,
  suspend,
} from '../../kernel/index.ts';
import type { Io } from '../records.ts';
import { ask, askedOf, raise } from '../serve.ts';
import type { BlockWorld } from '../world.ts';
import { mapOf } from './image.ts';
import { allocate, CLUSTER, hasTable, hostOfTable, release, withTables } from './map.ts';
import { type CacheName, imageOf, lock, type Qcow2, qcow2Of, unlock } from './record.ts';

interface Step {
  readonly io: number;
}

interface At {
  readonly io: Io;
  readonly qcow2: Qcow2;
  readonly file: number;
}

/** Where a procedure is at work. */
export function here(world: BlockWorld, { io: id }: Step): At {
  const io = world.ios.at(id);
  const node = world.nodes.at(io.node);
  return { io, qcow2: qcow2Of(world, node), file: node.primary };
}

/** What a called procedure returned. */
export const returned = (frame: RunningFrame): number => frame.result as number;

const REFCOUNT_BLOCK = 2;
const L1_TABLE = 3;

const dirty = (qcow2: Qcow2, cache: CacheName) => (cache === 'l2' ? qcow2.tablesDirty.length > 0 : qcow2.refcountDirty);
const after = (qcow2: Qcow2, cache: CacheName) => (cache === 'l2' ? qcow2.tablesAfter : qcow2.refcountAfter);

/** Writes the dirty tables of one cache, those that must precede them first. */
export const WRITE_CACHE: Procedure<{ readonly io: number; readonly cache: CacheName }> = procedure<
  BlockWorld,
  { readonly io: number; readonly cache: CacheName }
>('qcow2 write cache', {
  go(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    const { cache } = locals;
    if (!dirty(qcow2, cache)) return done(0);
    const before = after(qcow2, cache);
    if (before !== '') return callIt(FLUSH_CACHE, { io: io.id, cache: before }, 'preceded');
    if (cache === 'l2' ? qcow2.tablesAfterFlush : qcow2.refcountAfterFlush)
      return ask(world, frame, io, { node: file, op: 'flush', offset: 0, bytes: 0 }, 'flushed');
    return next('event');
  },
  preceded(world, locals, frame): Outcome {
    const ret = returned(frame);
    if (ret < 0) return done(ret);
    noLongerAfter(here(world, locals).qcow2, locals.cache);
    return next('event');
  },
  flushed(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return done(ret);
    noLongerAfter(here(world, locals).qcow2, locals.cache);
    return next('event');
  },
  event(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, locals.cache === 'l2' ? 'l2_update' : 'refblock_update_part', 'write');
  },
  write(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    const table = qcow2.tablesDirty[0] ?? 0;
    const host = locals.cache === 'l2' ? hostOfTable(mapOf(imageOf(world, qcow2)), table) : REFCOUNT_BLOCK;
    return ask(world, frame, io, { node: file, op: 'write', offset: host * CLUSTER, bytes: CLUSTER }, 'written');
  },
  written(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return done(ret);
    const { qcow2 } = here(world, locals);
    if (locals.cache === 'l2') qcow2.tablesDirty = qcow2.tablesDirty.slice(1);
    else qcow2.refcountDirty = false;
    return next('go');
  },
});

function noLongerAfter(qcow2: Qcow2, cache: CacheName): void {
  if (cache === 'l2') {
    qcow2.tablesAfter = '';
    qcow2.tablesAfterFlush = false;
  } else {
    qcow2.refcountAfter = '';
    qcow2.refcountAfterFlush = false;
  }
}

/** Writes a cache and flushes the file. */
export const FLUSH_CACHE: Procedure<{ readonly io: number; readonly cache: CacheName }> = procedure<
  BlockWorld,
  { readonly io: number; readonly cache: CacheName }
>('qcow2 flush cache', {
  write: (_world, locals) => callIt(WRITE_CACHE, locals, 'flush'),
  flush(world, locals, frame): Outcome {
    const ret = returned(frame);
    if (ret < 0) return done(ret);
    const { io, file } = here(world, locals);
    return ask(world, frame, io, { node: file, op: 'flush', offset: 0, bytes: 0 }, 'end');
  },
  end: (_world, _locals, frame) => done(askedOf(frame).ret),
});

/** Notes that `cache` must not reach the file before `before` has. */
export const ORDER: Procedure<{ readonly io: number; readonly cache: CacheName; readonly before: CacheName }> =
  procedure<BlockWorld, { readonly io: number; readonly cache: CacheName; readonly before: CacheName }>('qcow2 order', {
    go(world, locals): Outcome {
      const { qcow2 } = here(world, locals);
      const further = after(qcow2, locals.before);
      if (further !== '') return callIt(FLUSH_CACHE, { io: locals.io, cache: further }, 'end');
      note(qcow2, locals);
      return done(0);
    },
    end(world, locals, frame): Outcome {
      const ret = returned(frame);
      if (ret < 0) return done(ret);
      const { qcow2 } = here(world, locals);
      noLongerAfter(qcow2, locals.before);
      note(qcow2, locals);
      return done(0);
    },
  });

function note(qcow2: Qcow2, { cache, before }: { readonly cache: CacheName; readonly before: CacheName }): void {
  if (cache === 'l2') qcow2.tablesAfter = before;
  else qcow2.refcountAfter = before;
}

/** Changes the refcounts of some clusters; one that gets lower must wait until no L2 table points there any more. */
const COUNT = procedure<BlockWorld, { readonly io: number; readonly lower: boolean }>('qcow2 refcounts', {
  go: (_world, { io, lower }) =>
    lower ? callIt(ORDER, { io, cache: 'refcount', before: 'l2' }, 'ordered') : next('alloc'),
  ordered: (_world, _locals, frame) => (returned(frame) < 0 ? done(returned(frame)) : next('alloc')),
  alloc(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'refblock_alloc', 'load');
  },
  load(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'refblock_load', 'read');
  },
  read(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    if (qcow2.refcountLoaded) {
      qcow2.refcountDirty = true;
      return done(0);
    }
    const offset = REFCOUNT_BLOCK * CLUSTER;
    return ask(world, frame, io, { node: file, op: 'read', offset, bytes: CLUSTER }, 'loaded');
  },
  loaded(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return done(ret);
    const { qcow2 } = here(world, locals);
    qcow2.refcountLoaded = true;
    qcow2.refcountDirty = true;
    return done(0);
  },
});

/** Allocates clusters behind each other. @returns the first one's place, or a negative errno */
export const ALLOCATE: Procedure<{ readonly io: number; readonly count: number }> = procedure<
  BlockWorld,
  { readonly io: number; readonly count: number }
>('qcow2 allocate clusters', {
  event(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'cluster_alloc', 'look');
  },
  look(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    // Looking for room reads the refcounts.
    if (qcow2.refcountLoaded) return next('count');
    const offset = REFCOUNT_BLOCK * CLUSTER;
    return ask(world, frame, io, { node: file, op: 'read', offset, bytes: CLUSTER }, 'looked');
  },
  looked(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return done(ret);
    here(world, locals).qcow2.refcountLoaded = true;
    return next('count');
  },
  count: (_world, { io }) => callIt(COUNT, { io, lower: false }, 'take'),
  take(world, locals, frame): Outcome {
    const ret = returned(frame);
    if (ret < 0) return done(ret);
    const image = imageOf(world, here(world, locals).qcow2);
    const { map, host } = allocate(mapOf(image), locals.count);
    image.map = map;
    return done(host);
  },
});

/** Frees clusters. */
export const FREE: Procedure<{ readonly io: number; readonly host: number; readonly count: number }> = procedure<
  BlockWorld,
  { readonly io: number; readonly host: number; readonly count: number }
>('qcow2 free clusters', {
  event(world, locals): Outcome {
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'cluster_free', 'count');
  },
  count: (_world, { io }) => callIt(COUNT, { io, lower: true }, 'free'),
  free(world, locals, frame): Outcome {
    const ret = returned(frame);
    // What cannot be freed is leaked, which harms nobody.
    if (ret < 0) return done(ret);
    const image = imageOf(world, here(world, locals).qcow2);
    image.map = release(mapOf(image), locals.host, locals.count);
    return done(0);
  },
});

/** Gets an L2 table into the cache; makes it if it is not there and `make` says so. */
export const GET_TABLE: Procedure<{ readonly io: number; readonly table: number; readonly make: boolean }> = procedure<
  BlockWorld,
  { readonly io: number; readonly table: number; readonly make: boolean }
>('qcow2 get table', {
  go(world, locals): Outcome {
    const { io, qcow2, file } = here(world, locals);
    if (!hasTable(mapOf(imageOf(world, qcow2)), locals.table))
      return locals.make ? callIt(MAKE_TABLE, { io: io.id, table: locals.table }, 'made') : done(0);
    return qcow2.tablesLoaded.includes(locals.table) ? done(0) : raise(world, io, file, 'l2_load', 'load');
  },
  made: (_world, _locals, frame) => done(returned(frame)),
  load(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    const offset = hostOfTable(mapOf(imageOf(world, qcow2)), locals.table) * CLUSTER;
    return ask(world, frame, io, { node: file, op: 'read', offset, bytes: CLUSTER }, 'loaded');
  },
  loaded(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return done(ret);
    const { qcow2 } = here(world, locals);
    qcow2.tablesLoaded = [...qcow2.tablesLoaded, locals.table];
    return done(0);
  },
});

interface Making {
  readonly io: number;
  readonly table: number;
  readonly host?: number;
  readonly failed?: number;
}

/** A new L2 table: its place, its refcount on disk, itself on disk, and only then the L1 entry. */
const MAKE_TABLE = procedure<BlockWorld, Making>('qcow2 make table', {
  allocate: (_world, { io }) => callIt(ALLOCATE, { io, count: 1 }, 'allocated'),
  allocated(_world, locals, frame): Outcome {
    const host = returned(frame);
    if (host < 0) return done(host);
    frame.locals = { ...locals, host };
    return callIt(FLUSH_CACHE, { io: locals.io, cache: 'refcount' }, 'event');
  },
  event(world, locals, frame): Outcome {
    if (returned(frame) < 0) return giveBack(locals, frame, returned(frame));
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'l2_alloc_write', 'write');
  },
  write(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    const image = imageOf(world, qcow2);
    const map = mapOf(image);
    image.map = withTables(map, [...map.tables, { table: locals.table, host: locals.host ?? 0 }]);
    qcow2.tablesLoaded = [...qcow2.tablesLoaded, locals.table];
    qcow2.tablesDirty = [...qcow2.tablesDirty, locals.table];
    return callIt(FLUSH_CACHE, { io: io.id, cache: 'l2' }, 'link');
  },
  link(world, locals, frame): Outcome {
    if (returned(frame) < 0) return unmake(world, locals, frame, returned(frame));
    const { io, file } = here(world, locals);
    return raise(world, io, file, 'l1_update', 'l1');
  },
  l1(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    const offset = L1_TABLE * CLUSTER + locals.table * 8;
    return ask(world, frame, io, { node: file, op: 'write', offset, bytes: 8 }, 'l1 written');
  },
  'l1 written'(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    if (ret < 0) return unmake(world, locals, frame, ret);
    const { io, file } = here(world, locals);
    return ask(world, frame, io, { node: file, op: 'flush', offset: 0, bytes: 0 }, 'end');
  },
  end(world, locals, frame): Outcome {
    const { ret } = askedOf(frame);
    return ret < 0 ? unmake(world, locals, frame, ret) : done(0);
  },
  'given back': (_world, { failed }) => done(failed ?? 0),
});

function unmake(world: BlockWorld, locals: Making, frame: RunningFrame, ret: number): Outcome {
  const { qcow2 } = here(world, locals);
  const image = imageOf(world, qcow2);
  const map = mapOf(image);
  image.map = withTables(
    map,
    map.tables.filter((t) => t.table !== locals.table),
  );
  qcow2.tablesLoaded = qcow2.tablesLoaded.filter((table) => table !== locals.table);
  qcow2.tablesDirty = qcow2.tablesDirty.filter((table) => table !== locals.table);
  return giveBack(locals, frame, ret);
}

function giveBack(locals: Making, frame: RunningFrame, ret: number): Outcome {
  frame.locals = { ...locals, failed: ret } satisfies Making;
  return callIt(FREE, { io: locals.io, host: locals.host ?? 0, count: 1 }, 'given back');
}

/** The flush stage of a qcow2 node: what is dirty in its tables goes to the file (2.5, 4.2). Takes the lock itself. */
export const WRITE_TABLES: Procedure<{ readonly io: number }> = procedure<BlockWorld, { readonly io: number }>(
  'qcow2 write tables',
  {
    lock(world, locals): Outcome {
      const { io, qcow2 } = here(world, locals);
      return lock(qcow2, io.id) ? next('l2') : suspend('l2');
    },
    l2: (_world, { io }) => callIt(WRITE_CACHE, { io, cache: 'l2' }, 'refcounts'),
    refcounts: (_world, { io }, frame) =>
      returned(frame) < 0 ? next('end') : callIt(WRITE_CACHE, { io, cache: 'refcount' }, 'end'),
    end(world, locals, frame): Outcome {
      unlock(world, here(world, locals).qcow2);
      return done(returned(frame));
    },
  },
);
