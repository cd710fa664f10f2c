/** Rewriting an image's header so that it names another backing file (4.1, 4.3). */
import { driverOf } from '../block/driver.ts';
import { filename } from '../block/filename.ts';
import { skipFilters } from '../block/graph.ts';
import { imageTable } from '../block/images.ts';
import { call, done, procedure } from '../kernel/index.ts';
import { REQUEST_AT_NODE } from './node-request.ts';
import type { JobWorld } from './world.ts';

interface BackingFile {
  readonly node: number;
  /** the new backing image; NONE: none */
  readonly base: number;
  /** its name for the header; empty: its own */
  readonly file: string;
  /** a protocol driver's name is written as raw */
  readonly maskProtocol: boolean;
}

const HEADER_BYTES = 65536;

/** Returns 0 or a negative errno: the header is written through the image's file node, which may fail. */
export const CHANGE_BACKING_FILE = procedure<JobWorld, BackingFile>('change backing file', {
  begin(world, args) {
    const node = world.nodes.at(args.node);
    if (node.driver !== 'qcow2') return done(0);
    const request = { op: 'write', offset: 0, bytes: HEADER_BYTES } as const;
    return call(REQUEST_AT_NODE, { node: node.primary, request }, 'written');
  },
  written(world, args, frame) {
    const ret = frame.result as number;
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
