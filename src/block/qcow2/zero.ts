/** Zero writes and discards of a qcow2 node change tables only (4.2). Both come cluster by cluster, see parts.ts. */
import { call, done, next, type Outcome, procedure, suspend } from '../../kernel/index.ts';
import { MAY_UNMAP } from '../driver.ts';
import { ERRNO } from '../errno.ts';
import { ask } from '../serve.ts';
import type { BlockWorld } from '../world.ts';
import { FREE, GET_TABLE, here, returned } from './cache.ts';
import { mapOf } from './image.ts';
import { assign, CLUSTER, lookUp, tableOf, unassign } from './map.ts';
import { imageOf, lock, unlock } from './record.ts';
import { freeOfOthers, markDirty, readsAsZero, waitForOther } from './write.ts';

export interface Clearing {
  readonly io: number;
  readonly at: number;
  /** clusters that are cleared in this step, and the places that they free */
  readonly count: number;
  readonly host: number;
  /** less than whole clusters: what else is there must be nothing, also when the lock has been got */
  readonly partial?: boolean;
}

const up = (at: number) => Math.ceil(at / CLUSTER) * CLUSTER;
const down = (at: number) => Math.floor(at / CLUSTER) * CLUSTER;

export const CLEAR = procedure<BlockWorld, Clearing>('qcow2 clear', {
  begin(world, locals, frame): Outcome {
    const { io } = here(world, locals);
    const node = world.nodes.at(io.node);
    const end = io.offset + io.bytes;
    const whole = io.offset % CLUSTER === 0 && (end % CLUSTER === 0 || end === node.size);
    if (!whole) {
      // Part of a cluster: only if the rest of it reads as zeroes too.
      const alreadyZero =
        io.op === 'write-zeroes' &&
        readsAsZero(world, io, [down(io.offset), io.offset]) &&
        readsAsZero(world, io, [end, up(end)]);
      if (!alreadyZero) return done(-ERRNO.ENOTSUP);
    }
    frame.locals = { ...locals, at: down(io.offset), partial: !whole };
    return lock(here(world, locals).qcow2, io.id) ? next('locked') : suspend('locked');
  },
  locked(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    const end = io.offset + io.bytes;
    if (locals.at >= end) {
      unlock(world, qcow2);
      return done(0);
    }
    if (freeOfOthers(qcow2, locals.at, up(end) - locals.at) < CLUSTER) {
      waitForOther(qcow2, io, locals.at);
      unlock(world, qcow2);
      return suspend('again');
    }
    const make = io.op === 'write-zeroes';
    return call(GET_TABLE, { io: io.id, table: tableOf(locals.at / CLUSTER), make }, 'table');
  },
  again(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    return lock(qcow2, io.id) ? next('locked') : suspend('locked');
  },
  table(world, locals, frame): Outcome {
    const { io, qcow2 } = here(world, locals);
    if (returned(frame) < 0) {
      unlock(world, qcow2);
      return done(returned(frame));
    }
    const image = imageOf(world, qcow2);
    const map = mapOf(image);
    const cluster = locals.at / CLUSTER;
    const end = io.offset + io.bytes;
    const clear = freeOfOthers(qcow2, locals.at, up(end) - locals.at);
    const found = lookUp(map, cluster, Math.max(1, Math.floor(clear / CLUSTER)));
    const { count } = found;
    if (locals.partial === true && found.kind === 'data') {
      unlock(world, qcow2);
      return done(-ERRNO.ENOTSUP);
    }
    const placed = found.kind === 'data' || found.kind === 'zero-alloc';
    const backed = world.nodes.at(io.node).backing >= 0;
    const frees = placed && (io.op === 'discard' || (io.flags & MAY_UNMAP) !== 0);
    if (io.op === 'write-zeroes' || placed || (backed && found.kind !== 'zero')) {
      if (io.op === 'discard' && found.kind === 'none' && !backed) {
        // Nothing there, nothing below: it stays so.
      } else if (!(io.op === 'write-zeroes' && (found.kind === 'zero' || (found.kind === 'zero-alloc' && !frees)))) {
        image.map =
          placed && !frees
            ? assign(map, { at: cluster, count, kind: 'zero-alloc', host: found.host })
            : assign(unassign(map, cluster, count), { at: cluster, count, kind: 'zero', host: 0 });
        markDirty(qcow2, tableOf(cluster));
      }
    }
    frame.locals = { ...locals, count, host: frees ? found.host : 0 };
    return frees ? call(FREE, { io: io.id, host: found.host, count }, 'freed') : next('advance');
  },
  freed(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    const { host, count } = locals;
    if (returned(frame) < 0) return next('advance');
    // What is free in the image is free in the file.
    return ask(
      world,
      frame,
      io,
      { node: file, op: 'discard', offset: host * CLUSTER, bytes: count * CLUSTER },
      'advance',
    );
  },
  advance(_world, locals, frame): Outcome {
    frame.locals = { ...locals, at: locals.at + locals.count * CLUSTER, count: 0, host: 0 };
    return next('locked');
  },
});
