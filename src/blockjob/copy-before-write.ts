/**
 * copy-before-write: a filter that copies what a guest is about to overwrite to its target first, so that the target
 * shows the source as it was (4.4). If that fails the guest's write fails, or the snapshot is given up.
 */
import { defineDriver, UNCHANGED } from '../block/driver.ts';
import { isUsed } from '../block/graph.ts';
import { resume, submitChild } from '../block/io.ts';
import { ALL, CONSISTENT_READ, RESIZE, WRITE } from '../block/permissions.ts';
import type { Io, Node } from '../block/records.ts';
import { ask, askedOf, goOn, serve } from '../block/serve.ts';
import { Coroutine, done, handler, isEntered, NONE, next, procedure, suspend } from '../kernel/index.ts';
import { beginCall } from './block-copy.ts';
import { CopyCall, CopyState } from './copy-records.ts';
import { copyState } from './copy-task.ts';
import type { JobWorld } from './world.ts';

export type OnCbwError = 'break-guest-write' | 'break-snapshot';

export interface CbwState {
  readonly onError: OnCbwError;
  /** the snapshot was given up */
  readonly broken: boolean;
}

const changes = (io: Io) => io.op === 'write' || io.op === 'write-zeroes' || io.op === 'discard';

function submit(world: JobWorld, node: Node, io: Io): number {
  const active = world.store.table(CopyState).get(node.stateId) !== undefined;
  const { broken } = node.state as CbwState;
  if (!active || broken || !changes(io) || (io.flags & UNCHANGED) !== 0) return submitChild(world, io, node.primary);
  return serve(world, io, BEFORE_WRITE, { io: io.id, call: NONE });
}

interface Before {
  readonly io: number;
  readonly call: number;
}

const BEFORE_WRITE = procedure<JobWorld, Before>('copy before write', {
  copy(world, { io: id }, frame) {
    const io = world.ios.at(id);
    const state = copyState(world, world.nodes.at(io.node).stateId);
    const offset = Math.floor(io.offset / state.cluster) * state.cluster;
    const bytes = Math.ceil((io.offset + io.bytes) / state.cluster) * state.cluster - offset;
    const values = { state: state.id, offset, bytes, ignoreRate: true, onEnd: COPIED, arg: id };
    const call = beginCall(world, values);
    frame.locals = { io: id, call: call.id };
    return call.finished ? next('copied') : suspend('copied');
  },
  copied(world, { io: id, call: callId }, frame) {
    const table = world.store.table(CopyCall);
    const call = table.at(callId);
    const ret = call.turn;
    table.remove(call);
    const io = world.ios.at(id);
    const node = world.nodes.at(io.node);
    if (ret < 0) {
      const state = node.state as CbwState;
      if (state.onError === 'break-guest-write') return done(ret);
      node.state = { ...state, broken: true };
    }
    const { op, offset, bytes, flags, content } = io;
    return ask(world, frame, io, { node: node.primary, op, offset, bytes, flags, content }, 'written');
  },
  written: (_world, _args, frame) => done(askedOf(frame).ret),
});

/** Goes on with the guest's write, unless the call has ended before it was waited for. */
const COPIED = handler<JobWorld>('copied before write', (world, id, ret) => {
  const io = world.ios.at(id);
  if (isEntered(world, world.store.table(Coroutine).at(io.coroutine))) return;
  resume(world, io, goOn(world, io, ret));
});

export const COPY_BEFORE_WRITE = 'copy-before-write';

defineDriver({
  name: COPY_BEFORE_WRITE,
  isFilter: true,
  isProtocol: false,
  discards: true,
  zeroes: true,
  submit: (world, node, io) => submit(world as JobWorld, node, io),
  childPermissions(world, node, slot, own) {
    // The guest's own writes may reach the target too, where its disk is based on that.
    if (slot === 'target') return { perm: WRITE, shared: ALL & ~RESIZE };
    if (!isUsed(world, node) && node.blockers.length === 0) return own;
    // It reads before others may change anything.
    const writes = (own.perm & WRITE) !== 0;
    return { perm: own.perm | (writes ? CONSISTENT_READ : 0), shared: own.shared & ~(WRITE | RESIZE) };
  },
});
