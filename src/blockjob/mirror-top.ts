/**
 * mirror_top: the filter above a mirror's source. It sees every write of the guest: in the background the job copies
 * what became dirty; with write-blocking the write goes to both sides before the guest hears of it (4.2).
 */
import { release, submitFromCoroutine } from '../block/backend.ts';
import { exclude, include, nextDirty, setClean, setDirty } from '../block/bitmaps.ts';
import { clip } from '../block/contents.ts';
import { defineDriver, PENDING } from '../block/driver.ts';
import { resume, submitChild } from '../block/io.ts';
import { CONSISTENT_READ, RESIZE, WRITE } from '../block/permissions.ts';
import type { Io, Node } from '../block/records.ts';
import { ask, askedOf, goOn, serve } from '../block/serve.ts';
import { done, handler, NONE, next, procedure, type RunningFrame, suspend } from '../kernel/index.ts';
import { addOp, bitmapOf, chunksOf, mirrorError, removeOp, waitFor } from './mirror-op.ts';
import { MirrorJob, MirrorOp, opsOf } from './mirror-records.ts';
import type { JobWorld } from './world.ts';

const mirrorAt = (world: JobWorld, node: Node): MirrorJob | undefined =>
  node.stateId === NONE ? undefined : world.store.table(MirrorJob).get(node.stateId);

const changes = (io: Io) => io.op === 'write' || io.op === 'write-zeroes' || io.op === 'discard';

function submit(world: JobWorld, node: Node, io: Io): number {
  if (!changes(io)) return submitChild(world, io, node.primary);
  const mirror = mirrorAt(world, node);
  if (mirror !== undefined && copiesAtOnce(world, mirror))
    return serve(world, io, ACTIVE_WRITE, begin(world, mirror, io));
  const ret = submitChild(world, io, node.primary);
  if (ret !== PENDING) passed(world, node, io);
  return ret;
}

const copiesAtOnce = (world: JobWorld, mirror: MirrorJob): boolean =>
  mirror.initialized &&
  mirror.copyMode === 'write-blocking' &&
  mirror.failed === 0 &&
  !world.jobs.at(mirror.job).forceCancel;

/** A write has reached the source only, whatever became of it there. */
function passed(world: JobWorld, node: Node, io: Io): void {
  const mirror = mirrorAt(world, node);
  if (mirror === undefined || mirror.bitmap === NONE || !changes(io)) return;
  mirror.activelySynced = false;
  setDirty(bitmapOf(world, mirror), io.offset, io.bytes);
}

interface ActiveWrite {
  readonly io: number;
  readonly mirror: number;
  readonly op: number;
  /** what of it goes to the target */
  readonly offset: number;
  readonly bytes: number;
}

function begin(world: JobWorld, mirror: MirrorJob, io: Io): ActiveWrite {
  const op = addOp(world, mirror, 'active', io.offset, io.bytes);
  op.inFlight = true;
  mirror.activeWrites++;
  return { io: io.id, mirror: mirror.id, op: op.id, offset: io.offset, bytes: io.bytes };
}

const ACTIVE_WRITE = procedure<JobWorld, ActiveWrite>('write to both sides', {
  wait(world, args) {
    const mirror = world.store.table(MirrorJob).at(args.mirror);
    const op = world.store.table(MirrorOp).at(args.op);
    op.waiting = false;
    const [start, end] = chunksOf(mirror, op.offset, op.bytes);
    const claimed = mirror.failed === 0 && mirror.claimed.some((range) => range[0] < end && start < range[1]);
    const other = claimed
      ? opsOf(world, mirror).find((o) => o !== op && !o.waiting && meets(mirror, o, op))
      : undefined;
    if (other !== undefined) {
      op.waiting = true;
      waitFor(other, { kind: 'request', id: args.io });
      return suspend('wait');
    }
    mirror.claimed = include(mirror.claimed, [start, end]);
    return next('source');
  },
  source(world, { io: id }, frame) {
    const io = world.ios.at(id);
    const { primary } = world.nodes.at(io.node);
    const { op, offset, bytes, flags, content } = io;
    return ask(world, frame, io, { node: primary, op, offset, bytes, flags, content }, 'written');
  },
  written(world, args, frame) {
    const { ret } = askedOf(frame);
    if (ret < 0) return settle(world, args, ret);
    const mirror = world.store.table(MirrorJob).at(args.mirror);
    const part = copyable(world, mirror, args);
    if (part === undefined) return settle(world, args, 0);
    frame.locals = { ...args, ...part };
    const [start, end] = [
      Math.ceil(part.offset / mirror.granularity) * mirror.granularity,
      Math.floor((part.offset + part.bytes) / mirror.granularity) * mirror.granularity,
    ];
    if (start < end) setClean(bitmapOf(world, mirror), start, end - start);
    mirror.activeBytes += part.bytes;
    world.jobs.at(mirror.job).total += part.bytes;
    return toTarget(world, mirror, world.ios.at(args.io), part, frame);
  },
  copied(world, args, frame) {
    const { ret } = askedOf(frame);
    const mirror = world.store.table(MirrorJob).at(args.mirror);
    mirror.activeBytes -= args.bytes;
    if (ret >= 0) world.jobs.at(mirror.job).current += args.bytes;
    else {
      setDirty(bitmapOf(world, mirror), args.offset, args.bytes);
      mirrorError(world, mirror, 'write', ret);
    }
    // The guest's write has succeeded all the same.
    return settle(world, args, 0);
  },
});

const meets = (mirror: MirrorJob, a: MirrorOp, b: MirrorOp): boolean => {
  const [startA, endA] = chunksOf(mirror, a.offset, a.bytes);
  const [startB, endB] = chunksOf(mirror, b.offset, b.bytes);
  return startA < endB && startB < endA;
};

interface Part {
  readonly offset: number;
  readonly bytes: number;
}

/** Chunks written in part that are dirty anyway are left to the background. */
function copyable(world: JobWorld, mirror: MirrorJob, { offset, bytes }: Part): Part | undefined {
  const bitmap = bitmapOf(world, mirror);
  const { granularity } = mirror;
  const isDirty = (at: number) => nextDirty(bitmap, at, at + 1) !== undefined;
  let start = offset;
  let end = offset + bytes;
  if (start % granularity !== 0 && isDirty(start)) start = Math.ceil(start / granularity) * granularity;
  if (start >= end) return undefined;
  if (end % granularity !== 0 && isDirty(end - 1)) end -= end % granularity;
  return end > start ? { offset: start, bytes: end - start } : undefined;
}

function toTarget(world: JobWorld, mirror: MirrorJob, io: Io, { offset, bytes }: Part, frame: RunningFrame) {
  if (mirror.knowsZeroes && io.op !== 'write-zeroes')
    mirror.zeroes = exclude(mirror.zeroes, chunksOf(mirror, offset, bytes));
  const content = io.content === null ? null : clip(io.content, offset, bytes);
  const backend = world.backends.at(mirror.backend);
  const request = { op: io.op, offset, bytes, flags: io.flags, content };
  const sent = submitFromCoroutine(world, backend, request, TARGET_DONE, io.id);
  if (sent.ret === PENDING) return suspend('copied');
  release(world, sent.io);
  frame.result = { ret: sent.ret, content: null };
  return next('copied');
}

const TARGET_DONE = handler<JobWorld>(
  'write to both sides goes on',
  (world, id, value) => {
    const io = world.ios.at(id);
    resume(world, io, goOn(world, io, value));
  },
  () => 'write to both sides goes on',
);

function settle(world: JobWorld, args: ActiveWrite, ret: number) {
  const mirror = world.store.table(MirrorJob).at(args.mirror);
  const op = world.store.table(MirrorOp).at(args.op);
  mirror.activeWrites--;
  mirror.claimed = exclude(mirror.claimed, chunksOf(mirror, op.offset, op.bytes));
  removeOp(world, mirror, op);
  return done(ret);
}

export const MIRROR_TOP = 'mirror_top';

defineDriver({
  name: MIRROR_TOP,
  isFilter: true,
  isProtocol: false,
  discards: true,
  zeroes: true,
  submit: (world, node, io) => submit(world as JobWorld, node, io),
  childDone(world, node, io, ret) {
    passed(world as JobWorld, node, io);
    return ret;
  },
  close(_world, node) {
    node.stateId = NONE;
  },
  childName: (slot) => (slot === 'primary' ? 'backing' : slot),
  /** With the base below it, an active commit must not be in its own way. */
  childPermissions(world, node, _slot, own) {
    const mirror = world.store.table(MirrorJob).get(node.stateId);
    return mirror?.growsTarget === true
      ? { perm: own.perm & ~CONSISTENT_READ, shared: own.shared | WRITE | RESIZE }
      : own;
  },
});
