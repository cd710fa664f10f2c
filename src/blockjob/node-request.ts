/** Requests at one node from the main thread, which polls until they are over. */
import { PENDING } from '../block/driver.ts';
import { startAt } from '../block/io.ts';
import { call, done, handler, next, poll, procedure } from '../kernel/index.ts';
import { type JobRequest, nodeRequest } from './job-io.ts';
import type { JobWorld } from './world.ts';

const OVER = handler<JobWorld>('request at node over', (world, id, ret) => {
  const io = world.ios.at(id);
  io.ret = ret;
  io.phase = ENDED;
});

/** Beyond every phase of a request. */
const ENDED = 99;

interface AtNode {
  readonly node: number;
  readonly request: JobRequest;
  readonly io?: number;
}

/** Returns 0 or a negative errno. */
export const REQUEST_AT_NODE = procedure<JobWorld, AtNode>('request at node', {
  begin(world, args, frame) {
    const io = nodeRequest(world, args.node, args.request);
    io.onDone = OVER;
    const ret = startAt(world, io);
    if (ret !== PENDING) {
      io.ret = ret;
      io.phase = ENDED;
    }
    frame.locals = { ...args, io: io.id };
    return next('wait');
  },
  wait(world, { io: id = -1 }) {
    const io = world.ios.at(id);
    if (io.phase !== ENDED) return poll('wait');
    const { ret } = io;
    world.ios.remove(io);
    return done(ret);
  },
});

/** Returns 0 or a negative errno. */
export const FLUSH_NODE = procedure<JobWorld, { readonly node: number }>('flush node', {
  begin: (_world, { node }) => call(REQUEST_AT_NODE, { node, request: { op: 'flush', offset: 0, bytes: 0 } }, 'end'),
  end: (_world, _args, frame) => done(frame.result),
});
