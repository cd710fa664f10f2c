/** null-co and null-aio (4.4): no contents; done at once, or after `latency-ns` of the host's clock. */
import { armTimer, handler, mainContext, now, schedule } from '../../kernel/index.ts';
import { defineDriver, PENDING } from '../driver.ts';
import { empty, write, ZERO } from '../extents.ts';
import { resume } from '../io.ts';
import type { Io, Node } from '../records.ts';
import type { BlockWorld } from '../world.ts';

export interface NullState {
  /** nanoseconds */
  readonly latency: number;
  readonly readZeroes: boolean;
}

const DONE = handler<BlockWorld>(
  'null request done',
  (world, id) => resume(world, world.ios.at(id), 0),
  (world, id) => {
    const io = world.ios.get(id);
    return io === undefined ? 'null request done' : `${world.nodes.at(io.node).name} completes ${io.op}`;
  },
);

function serve(world: BlockWorld, node: Node, io: Io): number {
  const { latency, readZeroes } = node.state as NullState;
  if (io.op === 'read' && readZeroes) io.content = write(empty(), io.offset, io.bytes, ZERO);
  if (latency > 0) {
    armTimer(world, mainContext(world), now(world) + latency, DONE, io.id);
    return PENDING;
  }
  if (node.driver === 'null-aio') {
    schedule(world, mainContext(world), DONE, io.id);
    return PENDING;
  }
  return 0;
}

for (const name of ['null-co', 'null-aio'])
  defineDriver({ name, isFilter: false, isProtocol: true, submit: serve, flush: { whole: serve } });
