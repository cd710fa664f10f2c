/** Flushing one node on the main thread. */
import { PENDING } from '../block/driver.ts';
import { startAt } from '../block/io.ts';
import { done, handler, next, poll, procedure } from '../kernel/index.ts';
import { nodeRequest } from './job-io.ts';
import type { JobWorld } from './world.ts';

const FLUSHED = handler<JobWorld>('node flushed', (world, id, ret) => {
  const io = world.ios.at(id);
  io.ret = ret;
  io.phase = OVER;
});

/** Beyond every phase of a flush. */
const OVER = 99;

/** Returns 0 or a negative errno. */
export const FLUSH_NODE = procedure<JobWorld, { readonly node: number; readonly io?: number }>('flush node', {
  begin(world, args, frame) {
    const io = nodeRequest(world, args.node, { op: 'flush', offset: 0, bytes: 0 });
    io.onDone = FLUSHED;
    const ret = startAt(world, io);
    if (ret !== PENDING) {
      io.ret = ret;
      io.phase = OVER;
    }
    frame.locals = { ...args, io: io.id };
    return next('wait');
  },
  wait(world, { io: id = -1 }) {
    const io = world.ios.at(id);
    if (io.phase !== OVER) return poll('wait');
    const { ret } = io;
    world.ios.remove(io);
    return done(ret);
  },
});
