/** Reading a qcow2 node: stretch by stretch from its own clusters, from nowhere, or from the backing file. */
import { call, done, NONE, next, type Outcome, procedure, suspend } from '../../kernel/index.ts';
import { clip, overlay, shift, zeroes } from '../contents.ts';
import { type Extents, empty } from '../extents.ts';
import { ask, askedOf, raise } from '../serve.ts';
import type { BlockWorld } from '../world.ts';
import { GET_TABLE, here, returned } from './cache.ts';
import { mapOf } from './image.ts';
import { CLUSTER, lookUp, tableOf } from './map.ts';
import { imageOf, lock, unlock } from './record.ts';

export interface Reading {
  readonly io: number;
  readonly at: number;
  /** the stretch being read */
  readonly bytes: number;
  /** where it is in the file */
  readonly host: number;
  readonly read: Extents;
}

export const READ = procedure<BlockWorld, Reading>('qcow2 read', {
  next(world, locals): Outcome {
    const { io, qcow2 } = here(world, locals);
    if (locals.at >= io.offset + io.bytes) {
      io.content = clip(locals.read, io.offset, io.bytes);
      return done(0);
    }
    return lock(qcow2, io.id) ? next('table') : suspend('table');
  },
  table: (_world, { io, at }) =>
    call(GET_TABLE, { io, table: tableOf(Math.floor(at / CLUSTER)), make: false }, 'look up'),
  'look up'(world, locals, frame): Outcome {
    const { io, qcow2, file } = here(world, locals);
    const ret = returned(frame);
    unlock(world, qcow2);
    if (ret < 0) return done(ret);
    const { at } = locals;
    const cluster = Math.floor(at / CLUSTER);
    const end = io.offset + io.bytes;
    const found = lookUp(mapOf(imageOf(world, qcow2)), cluster, Math.ceil(end / CLUSTER) - cluster);
    const bytes = Math.min((cluster + found.count) * CLUSTER, end) - at;
    const host = found.host * CLUSTER + (at % CLUSTER);
    frame.locals = { ...locals, bytes, host };
    if (found.kind === 'data') return raise(world, io, file, 'read_aio', 'data');
    const backing = world.nodes.at(io.node).backing;
    if (found.kind === 'none' && backing !== NONE) return raise(world, io, file, 'read_backing_aio', 'backing');
    frame.locals = { ...locals, at: at + bytes, read: overlay(locals.read, zeroes(at, bytes)) };
    return next('next');
  },
  data(world, locals, frame): Outcome {
    const { io, file } = here(world, locals);
    return ask(world, frame, io, { node: file, op: 'read', offset: locals.host, bytes: locals.bytes }, 'got data');
  },
  'got data'(_world, locals, frame): Outcome {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    const { at, bytes, host } = locals;
    const read = overlay(locals.read, shift(clip(content ?? empty(), host, bytes), at - host));
    frame.locals = { ...locals, at: at + bytes, read };
    return next('next');
  },
  backing(world, locals, frame): Outcome {
    const { io } = here(world, locals);
    const { backing } = world.nodes.at(io.node);
    return ask(world, frame, io, { node: backing, op: 'read', offset: locals.at, bytes: locals.bytes }, 'got backing');
  },
  'got backing'(_world, locals, frame): Outcome {
    const { ret, content } = askedOf(frame);
    if (ret < 0) return done(ret);
    const { at, bytes } = locals;
    frame.locals = { ...locals, at: at + bytes, read: overlay(locals.read, clip(content ?? empty(), at, bytes)) };
    return next('next');
  },
});
