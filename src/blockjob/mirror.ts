/** Mirror (4.2): keeps a target equal to a source, and lets the user switch to it. */
import { addBitmap } from '../block/bitmaps.ts';
import { addBackend, chainContains, nodeNamed, skipFilters } from '../block/graph.ts';
import { CONSISTENT_READ, permissionConflict, RESIZE, WRITE, WRITE_UNCHANGED } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import { type Answer, type Refusal, refuse } from '../block/refusal.ts';
import { up } from '../block/rounding.ts';
import { NONE } from '../kernel/index.ts';
import { below, overlayOf } from './chain.ts';
import { clusterOf } from './cluster.ts';
import { undoCreation } from './creation.ts';
import { defineJobDriver, type JobDriver } from './driver.ts';
import { addEdge } from './edges.ts';
import type { JobErrorPolicy } from './error-action.ts';
import { badFilterName, insertFilter } from './filters.ts';
import { createJob, enterJob, isReady, type JobOptions } from './job.ts';
import { MIRROR_EXIT } from './mirror-finish.ts';
import { bitmapOf, inFlight } from './mirror-op.ts';
import { type CopyMode, MirrorJob } from './mirror-records.ts';
import { MIRROR_PAUSE, MIRROR_RUN } from './mirror-run.ts';
import { MIRROR_TOP } from './mirror-top.ts';
import { openForWriting } from './read-only.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

const mirrorAt = (world: JobWorld, job: Job): MirrorJob => world.store.table(MirrorJob).at(job.stateId);

function complete(world: JobWorld, job: Job): Refusal | undefined {
  const mirror = mirrorAt(world, job);
  if (!mirror.synced) return refuse(`The active block job '${job.name}' cannot be completed`).refusal;
  if (mirror.replaces !== '') {
    const node = nodeNamed(world, mirror.replaces);
    if (node === undefined) return refuse(`Node name '${mirror.replaces}' not found`).refusal;
    node.blockers = [{ reason: 'block device is in use by block-job-complete', owner: job.id }, ...node.blockers];
    mirror.replaced = node.id;
  }
  mirror.shouldComplete = true;
  // A parked job looks when it is resumed.
  if (!job.parked) enterJob(world, job);
  return undefined;
}

const common = {
  blockJob: true,
  run: MIRROR_RUN,
  pause: MIRROR_PAUSE,
  prepare: MIRROR_EXIT,
  abort: MIRROR_EXIT,
  complete,
  /** Until it is ready every cancel is forced. */
  cancel: (world: JobWorld, job: Job, force: boolean) => force || !isReady(job) || !mirrorAt(world, job).synced,
  /** It may issue more while it neither parks nor leaves. */
  drainWaits(world: JobWorld, job: Job): boolean {
    const mirror = mirrorAt(world, job);
    if (!job.parked && !job.forceCancel && !mirror.inDrain) return true;
    return inFlight(world, mirror) > 0;
  },
  free(world: JobWorld, job: Job) {
    world.store.table(MirrorJob).remove(mirrorAt(world, job));
  },
} satisfies Partial<JobDriver>;

export const MIRROR = defineJobDriver({
  ...common,
  name: 'mirror',
  type: 'mirror',
  query: (world, job) =>
    world.profile.job.activelySynced ? { 'actively-synced': mirrorAt(world, job).activelySynced } : {},
  change(world, job, options) {
    const mirror = mirrorAt(world, job);
    const mode = String(options['copy-mode']) as CopyMode;
    if (mode === mirror.copyMode) return undefined;
    if (mode !== 'write-blocking') return refuse(`Change to copy mode '${mode}' is not implemented`).refusal;
    mirror.copyMode = mode;
    return undefined;
  },
});

/** The commit of the active layer: a mirror to the base of the same chain. */
export const ACTIVE_COMMIT = defineJobDriver({ ...common, name: 'active-commit', type: 'commit' });

export interface MirrorOptions extends Omit<JobOptions, 'driver'> {
  readonly source: Node;
  readonly target: Node;
  readonly sync: 'full' | 'top' | 'none';
  /** bytes; undefined or 0: by the target */
  readonly granularity?: number | undefined;
  readonly bufSize?: number | undefined;
  readonly onSourceError: JobErrorPolicy;
  readonly onTargetError: JobErrorPolicy;
  readonly unmap?: boolean;
  readonly copyMode?: CopyMode | undefined;
  readonly zeroTarget?: boolean;
  readonly targetIsZero?: boolean | undefined;
  readonly replaces?: string | undefined;
  readonly backing?: 'keep' | 'source' | 'open';
  readonly filterName?: string | undefined;
  /** an active commit: opens its target for writing until it has failed, and grows it */
  readonly commit?: boolean;
}

const DEFAULT_BUFFER = 16 * 1024 * 1024;

/** Dirty granules by default: the target's clusters, within bounds. */
export function defaultGranularity(world: JobWorld, target: Node): number {
  const cluster = clusterOf(world, target);
  return cluster > 0 ? Math.min(Math.max(cluster, 4096), 65536) : 65536;
}

/** Why there is no such mirror, before anything is done for it. */
export function mirrorRefusal(world: JobWorld, { source, target, bufSize = 0 }: MirrorOptions): Refusal | undefined {
  if (bufSize < 0) return refuse("Invalid parameter 'buf-size'").refusal;
  return skipFilters(world, source) === skipFilters(world, target)
    ? refuse("Can't mirror node into itself").refusal
    : undefined;
}

/** A mirror that still has to be started. */
export function createMirror(world: JobWorld, options: MirrorOptions): Answer<Job> {
  const { source, target } = options;
  const early = mirrorRefusal(world, options);
  const bad = badFilterName(world, options.filterName);
  if (early !== undefined) return { refusal: early };
  if (bad !== undefined) return refuse(bad);
  const granularity = options.granularity || defaultGranularity(world, target);
  const bufSize = up(options.bufSize || DEFAULT_BUFFER, granularity);
  const opened = options.commit ? openForWriting(world, target) : undefined;
  const filter = insertFilter(world, source, { driver: MIRROR_TOP, name: options.filterName, state: null });
  const driver = options.commit ? ACTIVE_COMMIT : MIRROR;
  const created = createJob(world, { ...options, driver, node: filter.id });
  if (created.refusal !== undefined) return undoCreation(world, { opened, filter }, created.refusal);
  const job = created.value;
  const state = world.store.table(MirrorJob).add({
    job: job.id,
    source: source.id,
    filter: filter.id,
    target: target.id,
    sync: options.sync,
    overlay: overlayOf(world, source, baseOf(world, options)).id,
    granularity,
    bufSize,
    onSourceError: options.onSourceError,
    onTargetError: options.onTargetError,
    unmap: options.unmap ?? true,
    copyMode: options.copyMode ?? 'background',
    zeroTarget: options.zeroTarget ?? false,
    targetIsZero: options.targetIsZero ?? false,
    growsTarget: options.commit ?? false,
    readOnly: opened !== undefined,
    replaces: options.replaces ?? '',
    backing: options.backing ?? 'keep',
    backingNode: (options.sync === 'none' ? source : baseOf(world, options))?.id ?? NONE,
    aligned: needsWholeClusters(world, target, granularity),
  });
  job.stateId = state.id;
  filter.stateId = state.id;
  state.bitmap = addBitmap(world, filter, { granularity, enabled: false }).id;
  const refusal = useNodes(world, job, options, filter);
  if (refusal === undefined) return { value: job };
  const backend = world.backends.at(state.backend);
  return undoCreation(world, { opened, filter, job, bitmap: bitmapOf(world, state), backend }, refusal);
}

const SHARES = CONSISTENT_READ | WRITE_UNCHANGED | WRITE;

/** Takes what the job needs of each node. @returns whom it is in the way of */
function useNodes(
  world: JobWorld,
  job: Job,
  { source, target, commit }: MirrorOptions,
  filter: Node,
): Refusal | undefined {
  const isBacking = chainContains(world, source, target);
  const perm = WRITE | (commit ? RESIZE : 0);
  const shared = isBacking ? SHARES : WRITE_UNCHANGED;
  addEdge(world, job, filter, { child: 'main node', perm: CONSISTENT_READ, shared: SHARES });
  mirrorAt(world, job).backend = addBackend(world, {
    user: 'job',
    root: target.id,
    passesDrains: true,
    perm,
    shared,
  }).id;
  const conflict = permissionConflict(world, target);
  if (conflict !== undefined) return conflict;
  addEdge(world, job, source, { child: 'source', shared: SHARES });
  addEdge(world, job, target, { child: 'target' });
  if (!isBacking) return undefined;
  for (let node = below(world, source); node !== undefined && node !== target; node = below(world, node))
    addEdge(world, job, node, { child: 'intermediate node', shared: WRITE_UNCHANGED | WRITE });
  return undefined;
}

/** Below this nothing is copied. */
function baseOf(world: JobWorld, { source, sync, commit, target }: MirrorOptions): Node | undefined {
  if (commit) return skipFilters(world, target);
  if (sync !== 'top') return undefined;
  const base = world.nodes.get(skipFilters(world, source).backing);
  return base === undefined ? undefined : skipFilters(world, base);
}

/** The target allocates in larger pieces than the mirror copies and will only get its backing file in the end. */
function needsWholeClusters(world: JobWorld, target: Node, granularity: number): boolean {
  const image = skipFilters(world, target);
  return image.backingFile !== '' && image.backing === NONE && granularity < clusterOf(world, image);
}
