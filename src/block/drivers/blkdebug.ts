/** blkdebug: a filter that fails requests by rule (4.1). The rules themselves are in ../blkdebug-rules.ts. */
import { armTimer, handler, mainContext, now, wake } from '../../kernel/index.ts';
import {
  type BlkdebugBehaviour,
  type BlkdebugState,
  checkRequest,
  isSuspended,
  raiseEvent,
} from '../blkdebug-rules.ts';
import { defineDriver, PENDING } from '../driver.ts';
import { resume, submitChild } from '../io.ts';
import type { Io, Node } from '../records.ts';
import type { BlockWorld } from '../world.ts';

const ENTERED = 0;
const FAILING = 1;

const behaviour = (world: BlockWorld): BlkdebugBehaviour => ({
  errnoZeroConsumed: world.profile.block.blkdebugErrnoZero === 'consumed',
  delayNs: world.profile.block.blkdebugDelay,
});

/** The event that the block layer raises on the node itself before its driver runs (4.2). */
const entryEvent = (io: Io): string | undefined =>
  io.op === 'write' ? 'pwritev' : io.op === 'write-zeroes' ? 'pwritev_zero' : undefined;

function submit(world: BlockWorld, node: Node, io: Io): number {
  const event = entryEvent(io);
  if (event !== undefined && raise(world, node, event, io.id)) {
    io.phase = ENTERED;
    return PENDING;
  }
  return check(world, node, io);
}

/** @returns whether a breakpoint holds the request now */
function raise(_world: BlockWorld, node: Node, event: string, request: number): boolean {
  const state = node.state as BlkdebugState;
  const after = raiseEvent(state, event, request);
  if (after === state) return false;
  node.state = after;
  return after.suspended !== state.suspended && isSuspended(after, request);
}

function check(world: BlockWorld, node: Node, io: Io): number {
  const hit = checkRequest(node.state as BlkdebugState, io.op, io.offset, io.bytes, behaviour(world));
  if (hit === undefined) return io.op === 'flush' ? 0 : submitChild(world, io, node.primary);
  node.state = hit.state;
  const { errno, immediately, delayNs } = hit.fault;
  io.phase = FAILING;
  io.ret = -errno;
  if (delayNs > 0) {
    armTimer(world, mainContext(world), now(world) + delayNs, immediately ? GO_ON : RESCHEDULE, io.id);
    return PENDING;
  }
  if (!immediately) {
    wake(world, mainContext(world), GO_ON, io.id);
    return PENDING;
  }
  return afterFault(world, node, io);
}

/** errno 0: the request was only delayed. */
function afterFault(world: BlockWorld, node: Node, io: Io): number {
  if (io.ret < 0 || io.op === 'flush') return io.ret;
  return submitChild(world, io, node.primary);
}

const describe = (world: BlockWorld, id: number): string => {
  const io = world.ios.get(id);
  return io === undefined ? 'blkdebug goes on' : `${world.nodes.at(io.node).name} fails ${io.op}`;
};

const GO_ON = handler<BlockWorld>(
  'blkdebug goes on',
  (world, id) => {
    const io = world.ios.at(id);
    const ret = afterFault(world, world.nodes.at(io.node), io);
    if (ret !== PENDING) resume(world, io, ret);
  },
  describe,
);

const RESCHEDULE = handler<BlockWorld>(
  'blkdebug delay over',
  (world, id) => wake(world, mainContext(world), GO_ON, id),
  describe,
);

/** A breakpoint has let the request go (`qemu-io resume TAG`). */
export const BREAKPOINT_OVER = handler<BlockWorld>(
  'breakpoint over',
  (world, id) => {
    const io = world.ios.at(id);
    const ret = check(world, world.nodes.at(io.node), io);
    if (ret !== PENDING) resume(world, io, ret);
  },
  describe,
);

defineDriver({
  name: 'blkdebug',
  isFilter: true,
  isProtocol: false,
  submit,
  leave(world, node, io) {
    if (io.op === 'write' || io.op === 'write-zeroes') raise(world, node, 'pwritev_done', io.id);
  },
  hear(world, node, event) {
    raise(world, node, event, -1);
  },
  flush: { toDisk: check },
});
