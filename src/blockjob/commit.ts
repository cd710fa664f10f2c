/**
 * Commit of a layer that is not the active one (4.3): writes what the layers from `top` down hold into their base, and
 * in the end takes those layers out of the chain.
 */
import { defineDriver, MAY_UNMAP } from '../block/driver.ts';
import { ERRNO } from '../block/errno.ts';
import { addBackend, parentEdges, removeBackend, setChild } from '../block/graph.ts';
import { submitChild } from '../block/io.ts';
import { ALL, CONSISTENT_READ, RESIZE, WRITE, WRITE_UNCHANGED } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, refuse } from '../block/refusal.ts';
import { blockStatus, isAllocatedAbove } from '../block/status.ts';
import { truncateNode } from '../block/truncate.ts';
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
import { addEdge, releaseEdges } from './edges.ts';
import { type JobErrorPolicy, jobError } from './error-action.ts';
import { badFilterName, insertFilter, removeFilter } from './filters.ts';
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

export const CommitJob = defineRecord('commit-job', {
  top: ref(),
  base: ref(),
  filter: ref(),
  /** the image right above the base */
  overlay: ref(),
  topBackend: ref(),
  baseBackend: ref(),
  onError: text<JobErrorPolicy>('report'),
  /** of the base, in the headers of what was above top; empty: its own name */
  backingFile: text(),
  maskProtocol: flag(),
  /** the base was read-only before */
  readOnly: flag(),
  offset: number(),
  bytes: number(),
});
export type CommitJob = RecordOf<typeof CommitJob>;

const commitOf = (world: JobWorld, { job }: JobArgs): CommitJob =>
  world.store.table(CommitJob).at(world.jobs.at(job).stateId);

interface Look {
  readonly allocated: boolean;
  readonly zero: boolean;
  readonly bytes: number;
}

/** What the layers above the base hold at the present offset. */
function lookAt(world: JobWorld, commit: CommitJob): Look | number {
  const top = world.nodes.at(commit.top);
  const bytes = Math.min(CHUNK, top.size - commit.offset);
  const found = isAllocatedAbove(world, top, world.nodes.at(commit.overlay), commit.offset, bytes, true);
  if (typeof found === 'number') return found;
  if (!found.allocated || !world.profile.job.commitWritesZeroes) return { ...found, zero: false };
  const status = blockStatus(world, top, commit.offset, found.bytes);
  if (typeof status === 'number') return status;
  return { allocated: true, zero: status.zero, bytes: status.bytes };
}

const RUN = procedure<JobWorld, JobArgs>('commit', {
  begin(world, args) {
    const commit = commitOf(world, args);
    const [top, base] = [world.nodes.at(commit.top), world.nodes.at(commit.base)];
    world.jobs.at(args.job).total = top.size;
    if (base.size < top.size && truncateNode(world, base, top.size) !== undefined) return done(-ERRNO.EINVAL);
    return next('chunk');
  },
  chunk(world, args) {
    const commit = commitOf(world, args);
    return commit.offset < world.nodes.at(commit.top).size ? call(RATE_SLEEP, args, 'look') : done(0);
  },
  look(world, args, frame) {
    const job = world.jobs.at(args.job);
    const commit = commitOf(world, args);
    if (job.forceCancel) return done(0);
    const found = lookAt(world, commit);
    if (typeof found === 'number') return failed(world, job, commit, 'read', found);
    commit.bytes = found.bytes;
    if (!found.allocated) {
      advance(job, commit);
      return next('chunk');
    }
    const { offset, bytes } = commit;
    if (!found.zero)
      return askBackend(world, frame, job.coroutine, commit.topBackend, { op: 'read', offset, bytes }, 'write');
    const request = { op: 'write-zeroes', offset, bytes, flags: MAY_UNMAP } as const;
    return askBackend(world, frame, job.coroutine, commit.baseBackend, request, 'written');
  },
  write(world, args, frame) {
    const job = world.jobs.at(args.job);
    const commit = commitOf(world, args);
    const { ret, content } = askedOf(frame);
    if (ret < 0) return failed(world, job, commit, 'read', ret);
    const request = { op: 'write', offset: commit.offset, bytes: commit.bytes, content } as const;
    return askBackend(world, frame, job.coroutine, commit.baseBackend, request, 'written');
  },
  written(world, args, frame) {
    const job = world.jobs.at(args.job);
    const commit = commitOf(world, args);
    const { ret } = askedOf(frame);
    if (ret < 0) return failed(world, job, commit, 'write', ret);
    charge(world, job, commit.bytes);
    advance(job, commit);
    return next('chunk');
  },
});

function advance(job: Job, commit: CommitJob): void {
  commit.offset += commit.bytes;
  job.current += commit.bytes;
}

/** Anything but a report tries the same chunk again, after a pause if there is to be one. */
function failed(world: JobWorld, job: Job, commit: CommitJob, operation: 'read' | 'write', ret: number) {
  const action = jobError(world, job, commit.onError, operation, -ret);
  return action === 'report' ? done(ret) : next('chunk');
}

interface Prepare extends JobArgs {
  /** nodes whose backing file is the base from now on, and whose headers still have to say so */
  readonly left?: readonly number[];
  readonly ret?: number;
}

/** Links everything above the layers to the base, and rewrites those headers. */
const PREPARE = procedure<JobWorld, Prepare>('commit ends', {
  begin(world, args) {
    const commit = commitOf(world, args);
    dropBackend(world, commit, 'baseBackend');
    return call(DRAIN_BEGIN, { nodes: [commit.base] }, 'lock');
  },
  lock: () => call(GRAPH_LOCK, { change: 'commit-drop-layers' }, 'link'),
  link(world, args, frame) {
    const commit = commitOf(world, args);
    const filter = world.nodes.at(commit.filter);
    const above = parentEdges(world, filter);
    frame.locals = { ...args, left: above.filter(({ slot }) => slot === 'backing').map(({ parent }) => parent.id) };
    const base = world.nodes.at(commit.base);
    for (const { parent, slot } of above) setChild(world, parent, slot, base);
    return call(GRAPH_UNLOCK, { change: 'commit-drop-layers' }, 'header');
  },
  header(world, args, frame) {
    const commit = commitOf(world, args);
    const [node, ...left] = args.left ?? [];
    if (node === undefined) return next('undrain');
    frame.locals = { ...args, left };
    const { base, backingFile, maskProtocol } = commit;
    return call(CHANGE_BACKING_FILE, { node, base, file: backingFile, maskProtocol }, 'noted');
  },
  noted(_world, args, frame) {
    const ret = frame.result as number;
    if (ret >= 0) return next('header');
    frame.locals = { ...args, ret };
    return next('undrain');
  },
  undrain: (world, args) => call(DRAIN_END, { nodes: [commitOf(world, args).base], ret: args.ret ?? 0 }, 'end'),
  end: (_world, _args, frame) => done(frame.result),
});

function dropBackend(world: JobWorld, commit: CommitJob, which: 'baseBackend' | 'topBackend'): void {
  const backend = world.backends.get(commit[which]);
  commit[which] = NONE;
  if (backend !== undefined) removeBackend(world, backend);
}

/** The layers stay, and the filter goes. */
const ABORT = procedure<JobWorld, JobArgs>('commit aborts', {
  begin(world, args) {
    dropBackend(world, commitOf(world, args), 'baseBackend');
    return call(GRAPH_LOCK, { change: 'commit-release' }, 'release');
  },
  release(world, args) {
    releaseEdges(world, world.jobs.at(args.job));
    return call(GRAPH_UNLOCK, { change: 'commit-release' }, 'lock');
  },
  lock: (world, args) => call(GRAPH_LOCK, dropping(commitOf(world, args)), 'drop'),
  drop(world, args) {
    const commit = commitOf(world, args);
    const filter = world.nodes.get(commit.filter);
    commit.filter = NONE;
    dropBackend(world, commit, 'topBackend');
    if (filter !== undefined) removeFilter(world, filter);
    return call(GRAPH_UNLOCK, dropping(commit), 'end');
  },
  end: () => done(),
});

const dropping = ({ top }: CommitJob) => ({ change: 'commit-drop-filter', nodes: [top] }) as const;

const CLEAN = procedure<JobWorld, JobArgs>('commit cleans up', {
  begin(world, args) {
    const commit = commitOf(world, args);
    if (commit.readOnly) setReadOnly(world, world.nodes.at(commit.base), true);
    dropBackend(world, commit, 'topBackend');
    const filter = world.nodes.get(commit.filter);
    // After a success nothing is above it any more.
    commit.filter = NONE;
    if (filter === undefined || parentEdges(world, filter).length > 0) return done();
    removeFilter(world, filter);
    return call(GRAPH_TOUCHED, { change: 'commit-close' }, 'end');
  },
  end: () => done(),
});

export const COMMIT = defineJobDriver({
  name: 'commit',
  type: 'commit',
  blockJob: true,
  run: RUN,
  prepare: PREPARE,
  abort: ABORT,
  clean: CLEAN,
  free(world, job) {
    world.store.table(CommitJob).remove(world.store.table(CommitJob).at(job.stateId));
  },
});

export const COMMIT_TOP = 'commit_top';

defineDriver({
  name: COMMIT_TOP,
  isFilter: true,
  isProtocol: false,
  submit: (world, node, io) => submitChild(world, io, node.primary),
  childName: (slot) => (slot === 'primary' ? 'backing' : slot),
  /** Whoever reads or writes the layers that go has no claim on them. */
  childPermissions: () => ({ perm: 0, shared: ALL }),
});

export interface CommitOptions extends Omit<JobOptions, 'driver'> {
  /** the node whose chain it is */
  readonly active: Node;
  readonly top: Node;
  readonly base: Node;
  readonly backingFile?: string | undefined;
  readonly maskProtocol?: boolean;
  readonly onError: JobErrorPolicy;
  readonly filterName?: string | undefined;
}

/** A commit job that still has to be started. The checks of the command (5.2) have been made. */
export function createCommit(world: JobWorld, options: CommitOptions): Answer<Job> {
  const { active, top, base } = options;
  const created = createJob(world, { ...options, driver: COMMIT, node: active.id });
  if (created.refusal !== undefined) return created;
  const job = created.value;
  const bad = badFilterName(world, options.filterName);
  if (bad !== undefined) return undoCreation(world, { job }, refuse(bad).refusal);
  const opened = openForWriting(world, base);
  const filter = insertFilter(world, top, { driver: COMMIT_TOP, name: options.filterName, state: null });
  const perm = CONSISTENT_READ | WRITE | (base.size < top.size ? RESIZE : 0);
  job.stateId = world.store.table(CommitJob).add({
    top: top.id,
    base: base.id,
    filter: filter.id,
    overlay: overlayOf(world, top, base).id,
    topBackend: addBackend(world, { user: 'job', root: top.id, passesDrains: true }).id,
    baseBackend: addBackend(world, {
      user: 'job',
      root: base.id,
      passesDrains: true,
      perm,
      shared: CONSISTENT_READ | WRITE_UNCHANGED,
    }).id,
    onError: options.onError,
    backingFile: options.backingFile ?? '',
    maskProtocol: options.maskProtocol ?? false,
    readOnly: opened !== undefined,
  }).id;
  addEdge(world, job, active, { child: 'main node' });
  for (let node: Node | undefined = top; node !== undefined && node !== base; node = below(world, node))
    addEdge(world, job, node, { child: 'intermediate node', shared: WRITE_UNCHANGED | WRITE });
  addEdge(world, job, base, { child: 'base' });
  return answer(job);
}
