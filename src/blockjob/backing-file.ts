/** Rewriting an image's header so that it names another backing file (4.1, 4.3). */
import { driverOf, PENDING } from '../block/driver.ts';
import { filename } from '../block/filename.ts';
import { skipFilters } from '../block/graph.ts';
import { imageTable } from '../block/images.ts';
import { startAt } from '../block/io.ts';
import { done, handler, next, poll, procedure } from '../kernel/index.ts';
import { nodeRequest } from './job-io.ts';
import type { JobWorld } from './world.ts';

interface BackingFile {
  readonly node: number;
  /** the new backing image; NONE: none */
  readonly base: number;
  /** its name for the header; empty: its own */
  readonly file: string;
  /** a protocol driver's name is written as raw */
  readonly maskProtocol: boolean;
  readonly io?: number;
}

const WRITTEN = handler<JobWorld>('header written', (world, id, ret) => {
  const io = world.ios.at(id);
  io.ret = ret;
  io.phase = OVER;
});

/** Beyond every phase of a write. */
const OVER = 99;

const HEADER_BYTES = 65536;

/** Returns 0 or a negative errno: the header is written through the image's file node, which may fail. */
export const CHANGE_BACKING_FILE = procedure<JobWorld, BackingFile>('change backing file', {
  begin(world, args, frame) {
    const node = world.nodes.at(args.node);
    if (node.driver !== 'qcow2') return done(0);
    const io = nodeRequest(world, node.primary, { op: 'write', offset: 0, bytes: HEADER_BYTES });
    io.onDone = WRITTEN;
    const ret = startAt(world, io);
    if (ret !== PENDING) {
      io.ret = ret;
      io.phase = OVER;
    }
    frame.locals = { ...args, io: io.id };
    return next('wait');
  },
  wait(world, args) {
    const io = world.ios.at(args.io ?? -1);
    if (io.phase !== OVER) return poll('wait');
    const { ret } = io;
    world.ios.remove(io);
    if (ret < 0) return done(ret);
    const node = world.nodes.at(args.node);
    const image = imageTable(world).get(skipFilters(world, world.nodes.at(node.primary)).stateId);
    const base = world.nodes.get(args.base);
    if (image?.qcow2) {
      const backingFile = base === undefined ? '' : args.file !== '' ? args.file : filename(world, base);
      const masked = base !== undefined && args.maskProtocol && driverOf(base).isProtocol;
      image.qcow2 = {
        ...image.qcow2,
        backingFile,
        backingFormat: base === undefined ? '' : masked ? 'raw' : base.driver,
      };
    }
    return done(0);
  },
});
