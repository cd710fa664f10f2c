/**
 * Stream (4.1): copies what a node has only through its backing chain into the node itself, by reading through a
 * copy-on-read filter, and in the end cuts the chain short.
 */
import { PREFETCH } from '../block/driver.ts';
import { addBackend, dropIfUnused, filtered, removeBackend, setChild, skipFilters } from '../block/graph.ts';
import { CONSISTENT_READ, permissionConflict, WRITE, WRITE_UNCHANGED } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import type { Answer } from '../block/refusal.ts';
import { isAllocatedAbove, nodeStatus } from '../block/status.ts';
import {
  call,
  defineRecord,
  done,
  flag,
  NONE,
  next,
  number,
  procedure,
  type RecordOf,
  ref,
  text,
} from '../kernel/index.ts';
import { CHANGE_BACKING_FILE } from './backing-file.ts';
import { below, overlayOf } from './chain.ts';
import { undoCreation } from './creation.ts';
import { defineJobDriver, type JobArgs } from './driver.ts';
import { addEdge } from './edges.ts';
import { type JobErrorPolicy, jobError } from './error-action.ts';
import { insertFilter, removeFilter } from './filters.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK } from './graph-change.ts';
import { createJob, type JobOptions } from './job.ts';
import { askBackend, askedOf } from './job-io.ts';
import { DRAIN_BEGIN, DRAIN_END } from './node-drain.ts';
import { charge } from './rate-limit.ts';
import { openForWriting, setReadOnly } from './read-only.ts';
import type { Job } from './records.ts';
import { RATE_SLEEP } from './steps.ts';
import type { JobWorld } from './world.ts';

const CHUNK = 512 * 1024;
/** Nobody may resize what is streamed, nor write to what is streamed away. */
const READING = CONSISTENT_READ | WRITE_UNCHANGED;

export const StreamJob = defineRecord('stream-job', {
  /** what is streamed into */
  target: ref(),
  filter: ref(),
  /** the image above the base: what lies below it stays */
  overlay: ref(),
  /** the node whose child the base is: the overlay, or a filter below it */
  aboveBase: ref(),
  backend: ref(),
  onError: text<JobErrorPolicy>('report'),
  /** of the new backing file; empty: its own name */
  backingFile: text(),
  maskProtocol: flag(),
  /** the target was read-only before */
  readOnly: flag(),
  offset: number(),
  /** how far the present look or copy reaches */
  bytes: number(),
  /** the first error that was ignored or reported */
  failed: number(),
});
type StreamJob = RecordOf<typeof StreamJob>;

const stateOf = (world: JobWorld, { job }: JobArgs): StreamJob =>
  world.store.table(StreamJob).at(world.jobs.at(job).stateId);

const RUN = procedure<JobWorld, JobArgs>('stream', {
  begin(world, args) {
    const state = stateOf(world, args);
    const target = world.nodes.at(state.target);
    // The base is the direct backing file already, or there is none at all.
    if (skipFilters(world, target).id === state.overlay) return done(0);
    world.jobs.at(args.job).total = target.size;
    return next('chunk');
  },
  chunk(world, args) {
    const state = stateOf(world, args);
    const target = world.nodes.at(state.target);
    return state.offset < target.size ? call(RATE_SLEEP, args, 'look') : done(state.failed);
  },
  look(world, args, frame) {
    const job = world.jobs.at(args.job);
    const state = stateOf(world, args);
    if (job.forceCancel) return done(state.failed);
    const found = lookAt(world, state);
    if (typeof found === 'number') {
      state.bytes = 0;
      frame.result = { ret: found, content: null };
      return next('result');
    }
    state.bytes = found.bytes;
    if (!found.copy) {
      advance(job, state);
      return next('chunk');
    }
    const request = { op: 'read', offset: state.offset, bytes: state.bytes, flags: PREFETCH } as const;
    return askBackend(world, frame, job.coroutine, state.backend, request, 'result');
  },
  result(world, args, frame) {
    const { ret } = askedOf(frame);
    const job = world.jobs.at(args.job);
    const state = stateOf(world, args);
    if (ret < 0) {
      const action = jobError(world, job, state.onError, 'read', -ret);
      // The same chunk goes again after the pause.
      if (action === 'stop') return next('chunk');
      if (state.failed === 0) state.failed = ret;
      if (action === 'report') return done(state.failed);
    }
    const { bytes } = state;
    advance(job, state);
    charge(world, job, bytes);
    return next('chunk');
  },
});

function advance(job: Job, state: StreamJob): void {
  state.offset += state.bytes;
  job.current += state.bytes;
}

/** What is to be done at the present offset, and how far that holds: what the target has, or nobody has, is skipped. */
function lookAt(world: JobWorld, state: StreamJob): { copy: boolean; bytes: number } | number {
  const target = world.nodes.at(state.target);
  const top = skipFilters(world, target);
  const own = nodeStatus(world, top, state.offset, CHUNK);
  if (typeof own === 'number') return own;
  if (own.allocated) return { copy: false, bytes: own.bytes };
  const overlay = world.nodes.at(state.overlay);
  const below = isAllocatedAbove(world, world.nodes.get(top.backing), overlay, state.offset, own.bytes, true);
  if (typeof below === 'number') return below;
  // Beyond the end of a short backing file.
  if (!below.allocated && below.bytes === 0) return { copy: false, bytes: target.size - state.offset };
  return { copy: below.allocated, bytes: below.bytes };
}

/** Takes the filter out, with nothing on its way through it. */
const DROP_FILTER = procedure<JobWorld, JobArgs>('stream drops its filter', {
  lock: (world, args) => call(GRAPH_LOCK, dropping(stateOf(world, args)), 'drop'),
  drop(world, args) {
    const state = stateOf(world, args);
    dropFilter(world, state);
    return call(GRAPH_UNLOCK, dropping(state), 'end');
  },
  end: () => done(),
});

const dropping = ({ target }: StreamJob) => ({ change: 'stream-drop-filter', nodes: [target] }) as const;

/** Drops the filter, cuts the chain with all of it drained, then rewrites the header, which may fail. */
interface Prepare extends JobArgs {
  readonly drained?: readonly number[];
}

const PREPARE = procedure<JobWorld, Prepare>('stream ends', {
  begin: () => call(GRAPH_TOUCHED, { change: 'stream-end' }, 'filter'),
  filter: (_world, args) => call(DROP_FILTER, args, 'drain'),
  drain(world, args, frame) {
    const node = skipFilters(world, world.nodes.at(stateOf(world, args).target));
    const drained = node.backing === NONE ? [node.id] : [node.id, node.backing];
    frame.locals = { ...args, drained } satisfies Prepare;
    return call(DRAIN_BEGIN, { nodes: drained }, 'change');
  },
  change(world, args) {
    const node = skipFilters(world, world.nodes.at(stateOf(world, args).target));
    return node.backing === NONE
      ? call(DRAIN_END, { nodes: args.drained ?? [] }, 'end')
      : call(GRAPH_LOCK, { change: 'stream-set-backing' }, 'cut');
  },
  cut(world, args) {
    const state = stateOf(world, args);
    const node = skipFilters(world, world.nodes.at(state.target));
    const old = world.nodes.get(node.backing);
    const aboveBase = world.nodes.at(state.aboveBase);
    const base = filtered(world, aboveBase) ?? world.nodes.get(aboveBase.backing);
    setChild(world, node, 'backing', base);
    dropIfUnused(world, old);
    return call(GRAPH_UNLOCK, { change: 'stream-set-backing' }, 'header');
  },
  header(world, args) {
    const state = stateOf(world, args);
    const node = skipFilters(world, world.nodes.at(state.target));
    const base = world.nodes.get(node.backing);
    const image = base === undefined ? undefined : skipFilters(world, base);
    const { backingFile: file, maskProtocol } = state;
    return call(CHANGE_BACKING_FILE, { node: node.id, base: image?.id ?? NONE, file, maskProtocol }, 'undrain');
  },
  undrain(_world, { drained = [] }, frame) {
    return call(DRAIN_END, { nodes: drained, ret: typeof frame.result === 'number' ? frame.result : 0 }, 'end');
  },
  end: (_world, _args, frame) => done(frame.result),
});

function dropFilter(world: JobWorld, state: StreamJob): void {
  const filter = world.nodes.get(state.filter);
  if (filter === undefined) return;
  const backend = world.backends.get(state.backend);
  state.filter = state.backend = NONE;
  if (backend !== undefined) removeBackend(world, backend);
  removeFilter(world, filter);
}

const CLEAN = procedure<JobWorld, JobArgs>('stream cleans up', {
  begin: (world, args) =>
    stateOf(world, args).filter === NONE ? next('read-only') : call(DROP_FILTER, args, 'read-only'),
  'read-only'(world, args) {
    const state = stateOf(world, args);
    if (state.readOnly) setReadOnly(world, world.nodes.at(state.target), true);
    return done();
  },
});

export const STREAM = defineJobDriver({
  name: 'stream',
  type: 'stream',
  blockJob: true,
  run: RUN,
  prepare: PREPARE,
  clean: CLEAN,
  freeing: 'stream-free',
  free(world, job) {
    world.store.table(StreamJob).remove(world.store.table(StreamJob).at(job.stateId));
  },
});

export interface StreamOptions extends Omit<JobOptions, 'driver'> {
  readonly target: Node;
  readonly base?: Node | undefined;
  readonly bottom?: Node | undefined;
  readonly backingFile?: string | undefined;
  readonly maskProtocol?: boolean;
  readonly onError: JobErrorPolicy;
  readonly filterName?: string | undefined;
}

/** A stream job that still has to be started. The checks of the command (5.2) have been made. */
export function createStream(world: JobWorld, options: StreamOptions): Answer<Job> {
  const { target, base } = options;
  const overlay = options.bottom ?? overlayOf(world, target, base);
  const opened = openForWriting(world, target);
  const filter = insertFilter(world, target, {
    driver: 'copy-on-read',
    name: options.filterName,
    state: { bottom: overlay.id },
    options: { bottom: overlay.name },
  });
  const created = createJob(world, { ...options, driver: STREAM, node: filter.id });
  if (created.refusal !== undefined) return undoCreation(world, { opened, filter }, created.refusal);
  const job = created.value;
  const backend = addBackend(world, {
    user: 'job',
    root: filter.id,
    passesDrains: true,
    perm: CONSISTENT_READ,
    shared: READING | WRITE,
  });
  const inTheWay = permissionConflict(world, filter);
  if (inTheWay !== undefined) return undoCreation(world, { opened, filter, job, backend }, inTheWay);
  let aboveBase = overlay;
  if (base !== undefined && options.bottom === undefined) aboveBase = nodeAbove(world, overlay, base);
  job.stateId = world.store.table(StreamJob).add({
    target: target.id,
    filter: filter.id,
    overlay: overlay.id,
    aboveBase: aboveBase.id,
    backend: backend.id,
    onError: options.onError,
    backingFile: options.backingFile ?? '',
    maskProtocol: options.maskProtocol ?? false,
    readOnly: opened !== undefined,
  }).id;
  addEdge(world, job, filter, { child: 'main node' });
  addEdge(world, job, target, { child: 'active node', shared: READING | WRITE });
  const end = below(world, aboveBase);
  for (let node = below(world, target); node !== undefined && node !== end; node = below(world, node))
    addEdge(world, job, node, { child: 'intermediate node', shared: READING });
  return { value: job };
}

/** The node right above `base`, filters included. */
function nodeAbove(world: JobWorld, from: Node, base: Node): Node {
  let node = from;
  for (let under = below(world, node); under !== undefined && under !== base; under = below(world, node)) node = under;
  return node;
}
