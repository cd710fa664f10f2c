/** null-co and null-aio (4.4): no contents; done at once, or after `latency-ns` of the host's clock. */
import { armTimer, handler, now, schedule } from '../../kernel/index.ts';
import { zeroes } from '../contents.ts';
import { defineDriver, type Options, PENDING } from '../driver.ts';
import { empty } from '../extents.ts';
import { contextOf } from '../graph.ts';
import { resume } from '../io.ts';
import type { Io, Node } from '../records.ts';
import type { BlockWorld } from '../world.ts';

interface NullState {
  /** nanoseconds */
  readonly latency: number;
  readonly readZeroes: boolean;
}

const DEFAULT_SIZE = 1 << 30;

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
  if (io.op === 'read' && readZeroes) io.content = zeroes(io.offset, io.bytes);
  if (latency > 0) {
    armTimer(world, contextOf(world, node), now(world) + latency, DONE, io.id);
    return PENDING;
  }
  if (node.driver === 'null-aio') {
    schedule(world, contextOf(world, node), DONE, io.id);
    return PENDING;
  }
  return 0;
}

function open(_world: BlockWorld, node: Node, options: Options): string | undefined {
  const latency = Number(options['latency-ns'] ?? 0);
  // Negative numbers arrive as what they are without a sign (4.4).
  if (latency < 0 || latency >= 2 ** 63) return 'latency-ns is invalid';
  const size = Number(options.size ?? DEFAULT_SIZE);
  // QEMU itself dies here.
  if (size < 0) return `Value '${size}' is out of range for parameter 'size'`;
  node.size = Math.ceil(size / 512) * 512;
  node.state = { latency, readZeroes: options['read-zeroes'] === true } satisfies NullState;
  return undefined;
}

for (const name of ['null-co', 'null-aio'])
  defineDriver({
    name,
    isFilter: false,
    isProtocol: true,
    strong: ['size', 'read-zeroes'],
    open,
    submit: serve,
    flush: { toDisk: serve },
    fua: () => true,
    status: (_world, node, _offset, bytes) => {
      // Without read-zeroes it neither has data nor says what is read: mirrors discard, backups copy.
      const zero = (node.state as NullState).readZeroes;
      return { bytes, data: false, zero, allocated: zero };
    },
    contents: (_world, node, offset, bytes) => ((node.state as NullState).readZeroes ? zeroes(offset, bytes) : empty()),
  });
