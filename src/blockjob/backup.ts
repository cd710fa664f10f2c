/** Backup (4.4): copies a node as it was when the job started, with a filter that copies before guests overwrite. */
import { addBitmap, DirtyBitmap, exclude, type Ranges, removeBitmap, setDirty } from '../block/bitmaps.ts';
import { driverOf } from '../block/driver.ts';
import { ERRNO } from '../block/errno.ts';
import { dropIfUnused, setChild, skipFilters } from '../block/graph.ts';
import { permissionConflict, permissionsOf, WRITE } from '../block/permissions.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, refuse } from '../block/refusal.ts';
import { up } from '../block/rounding.ts';
import { isAllocatedAbove } from '../block/status.ts';
import {
  again,
  call,
  defineRecord,
  done,
  flag,
  handler,
  NONE,
  next,
  number,
  type Outcome,
  procedure,
  type RecordOf,
  ref,
  suspend,
  text,
} from '../kernel/index.ts';
import { beginCall, cancelCall, wakeCall } from './block-copy.ts';
import { type CbwState, COPY_BEFORE_WRITE, type OnCbwError } from './copy-before-write.ts';
import { CopyCall, CopyState } from './copy-records.ts';
import { copyBitmap, copyState, updateLength } from './copy-task.ts';
import { undoCreation } from './creation.ts';
import { defineJobDriver, type JobArgs } from './driver.ts';
import { addEdge, releaseEdges } from './edges.ts';
import { type JobErrorPolicy, jobError } from './error-action.ts';
import { insertFilter, removeFilter } from './filters.ts';
import { enterReader, GRAPH_LOCK, GRAPH_UNLOCK } from './graph-change.ts';
import { createJob, enterJob, goOn, type JobOptions } from './job.ts';
import type { Job } from './records.ts';
import { PAUSE_POINT, RATE_SLEEP, SLEEP } from './steps.ts';
import type { JobWorld } from './world.ts';

export type BackupSync = 'full' | 'top' | 'none' | 'bitmap';
export type BitmapMode = 'on-success' | 'always' | 'never';

export const BackupJob = defineRecord('backup-job', {
  source: ref(),
  filter: ref(),
  target: ref(),
  copy: ref(),
  sync: text<BackupSync>('full'),
  /** the user's bitmap */
  bitmap: ref(),
  bitmapMode: text<BitmapMode>('on-success'),
  /** a bitmap that has taken over the user's while the job runs */
  successor: ref(),
  onSourceError: text<JobErrorPolicy>('report'),
  onTargetError: text<JobErrorPolicy>('report'),
  maxWorkers: number(64),
  maxChunk: number(),
  /** its own call */
  call: ref(),
  /** its coroutine waits for the call to end, whatever else happens */
  waits: flag(),
  /** how far sync=top has looked */
  offset: number(),
});
export type BackupJob = RecordOf<typeof BackupJob>;

const backupOf = (world: JobWorld, { job }: JobArgs): BackupJob =>
  world.store.table(BackupJob).at(world.jobs.at(job).stateId);

const RUN = procedure<JobWorld, JobArgs>('backup', {
  begin(world, args) {
    const backup = backupOf(world, args);
    const state = copyState(world, backup.copy);
    if (backup.sync === 'bitmap') takeUsersBitmap(world, backup, state);
    updateLength(world, state);
    return next(backup.sync === 'top' ? 'scan' : backup.sync === 'none' ? 'idle' : 'copy');
  },
  /** Clusters that the source has nothing of need not be copied. */
  scan(world, args) {
    const backup = backupOf(world, args);
    const state = copyState(world, backup.copy);
    state.skipUnallocated = true;
    if (backup.offset >= state.size) return next('scanned');
    // Its first sleep is over before the command is answered, but then an image's tables are still to be read.
    const isImage = driverOf(skipFilters(world, world.nodes.at(backup.source))).hasBacking === true;
    return backup.offset === 0 && !isImage ? next('scan some') : call(RATE_SLEEP, args, 'scan some');
  },
  'scan some'(world, args) {
    const backup = backupOf(world, args);
    const job = world.jobs.at(args.job);
    if (job.forceCancel) return done(-ERRNO.ECANCELED);
    const state = copyState(world, backup.copy);
    const source = world.nodes.at(backup.source);
    const found = scanFrom(world, source, state, backup.offset);
    if (typeof found === 'number') return done(found);
    backup.offset += found.bytes;
    return next('scan');
  },
  scanned(world, args) {
    copyState(world, backupOf(world, args).copy).skipUnallocated = false;
    return next('copy');
  },
  /** Only what guests overwrite is copied, until somebody cancels. */
  idle(world, args) {
    return world.jobs.at(args.job).forceCancel ? done(0) : call(SLEEP, { ...args, ns: NONE }, 'idle');
  },
  copy(world, args) {
    const backup = backupOf(world, args);
    const state = copyState(world, backup.copy);
    const values = {
      state: state.id,
      offset: 0,
      bytes: up(state.size, state.cluster),
      maxWorkers: backup.maxWorkers,
      maxChunk: backup.maxChunk,
      onEnd: CALL_OVER,
      arg: args.job,
    };
    backup.call = beginCall(world, values, enterReader).id;
    return next('wait');
  },
  wait(world, args) {
    const backup = backupOf(world, args);
    const copying = world.store.table(CopyCall).at(backup.call);
    if (copying.finished) return next('over');
    if (!world.jobs.at(args.job).forceCancel) return call(SLEEP, { ...args, ns: NONE }, 'wait');
    return windUp(world, backup, 'cancelled');
  },
  cancelled(world, args) {
    dropCall(world, backupOf(world, args));
    return done(0);
  },
  over(world, args) {
    const job = world.jobs.at(args.job);
    const backup = backupOf(world, args);
    const { cancelled, turn, errorIsRead } = dropCall(world, backup);
    if (job.forceCancel || (turn === 0 && !cancelled)) return done(0);
    // A pause has cut it short: what is left goes again.
    if (cancelled) return next('copy');
    const policy = errorIsRead ? backup.onSourceError : backup.onTargetError;
    const action = jobError(world, job, policy, errorIsRead ? 'read' : 'write', -turn);
    if (action === 'report') return done(turn);
    // Nobody else gets a turn before the next try: where that fails at once, the main loop never comes back.
    return action === 'stop' ? call(PAUSE_POINT, args, 'copy') : again('copy');
  },
});

/** Tells the call to end and waits for it, deaf to everything else. */
function windUp(world: JobWorld, backup: BackupJob, then: string): Outcome {
  const copying = world.store.table(CopyCall).at(backup.call);
  cancelCall(world, copying);
  if (copying.finished) return next(then);
  backup.waits = true;
  return suspend(then);
}

const CALL_OVER = handler<JobWorld>('backup call over', (world, id) => {
  const job = world.jobs.at(id);
  const backup = world.store.table(BackupJob).at(job.stateId);
  if (backup.waits) {
    backup.waits = false;
    goOn(world, job);
  } else enterJob(world, job);
});

function dropCall(world: JobWorld, backup: BackupJob): { cancelled: boolean; turn: number; errorIsRead: boolean } {
  const table = world.store.table(CopyCall);
  const { cancelled, turn, errorIsRead, ret } = table.at(backup.call);
  table.remove(table.at(backup.call));
  backup.call = NONE;
  return { cancelled, turn: turn === 0 ? 0 : ret, errorIsRead };
}

/** Only what the user's bitmap says is copied; until now every write of a guest was preceded by a copy. */
function takeUsersBitmap(world: JobWorld, backup: BackupJob, state: CopyState): void {
  const bitmap = copyBitmap(world, state);
  const users = world.store.table(DirtyBitmap).at(backup.bitmap);
  const end = up(state.size, state.cluster);
  bitmap.ranges = [];
  for (const [start, stop] of users.ranges) setDirty(bitmap, start, Math.min(stop, end) - start);
}

/** Clears what is not allocated; a stretch that is, in part, stays. @returns how far the look reached */
function scanFrom(
  world: JobWorld,
  source: Node,
  state: CopyState,
  offset: number,
): { readonly bytes: number } | number {
  let at = offset;
  let bytes = state.size - offset;
  for (;;) {
    const found = isAllocatedAbove(world, source, world.nodes.get(source.backing), at, bytes);
    if (typeof found === 'number') return found;
    const total = at - offset + found.bytes;
    if (found.allocated || total >= state.cluster || at + found.bytes >= state.size) {
      const whole = found.allocated ? up(total, state.cluster) : Math.floor(total / state.cluster) * state.cluster;
      const atEnd = offset + total >= state.size;
      const step = atEnd ? up(total, state.cluster) : whole;
      if (!found.allocated) {
        const bitmap = copyBitmap(world, state);
        bitmap.ranges = exclude(bitmap.ranges, [offset, offset + step]);
        updateLength(world, state);
      }
      return { bytes: Math.min(step, state.size - offset) };
    }
    at += found.bytes;
    bytes -= found.bytes;
  }
}

/** A pause ends the call; what is left goes again afterwards. */
const PAUSE = procedure<JobWorld, JobArgs>('backup pauses', {
  begin(world, args) {
    const backup = backupOf(world, args);
    const copying = world.store.table(CopyCall).get(backup.call);
    return copying === undefined || copying.finished ? done() : windUp(world, backup, 'end');
  },
  end: () => done(),
});

/** The user's bitmap gets what its mode says (4.4). */
function settleBitmap(world: JobWorld, backup: BackupJob, success: boolean): void {
  const table = world.store.table(DirtyBitmap);
  const bitmap = table.get(backup.bitmap);
  const successor = table.get(backup.successor);
  if (bitmap === undefined || successor === undefined) return;
  const since: Ranges = successor.ranges;
  const cleared = backup.bitmapMode === 'always' || (success && backup.bitmapMode === 'on-success');
  if (cleared) bitmap.ranges = [];
  for (const [start, end] of since) setDirty(bitmap, start, end - start);
  // What was not copied after all is still to be.
  if (!success && backup.bitmapMode === 'always')
    for (const [start, end] of copyBitmap(world, copyState(world, backup.copy)).ranges)
      setDirty(bitmap, start, end - start);
  bitmap.enabled = successor.enabled;
  bitmap.busy = false;
  removeBitmap(world, successor);
  backup.successor = NONE;
}

const COMMIT = procedure<JobWorld, JobArgs>('backup commits', {
  begin(world, args) {
    settleBitmap(world, backupOf(world, args), true);
    return done();
  },
});

const ABORT = procedure<JobWorld, JobArgs>('backup aborts', {
  begin(world, args) {
    settleBitmap(world, backupOf(world, args), false);
    return done();
  },
});

const CLEAN = procedure<JobWorld, JobArgs>('backup cleans up', {
  begin: () => call(GRAPH_LOCK, { change: 'backup-release' }, 'release'),
  release(world, args) {
    releaseEdges(world, world.jobs.at(args.job));
    return call(GRAPH_UNLOCK, { change: 'backup-release' }, 'lock');
  },
  lock: (world, args) => call(GRAPH_LOCK, dropping(backupOf(world, args)), 'drop'),
  drop(world, args) {
    const backup = backupOf(world, args);
    const lock = dropping(backup);
    dropFilter(world, backup);
    return call(GRAPH_UNLOCK, lock, 'end');
  },
  end(world, args) {
    const backup = backupOf(world, args);
    for (const id of [backup.source, backup.target]) dropIfUnused(world, world.nodes.get(id));
    return done();
  },
});

const dropping = ({ source }: BackupJob) => ({ change: 'backup-drop-filter', nodes: [source] }) as const;

function dropFilter(world: JobWorld, backup: BackupJob): void {
  const filter = world.nodes.at(backup.filter);
  const state = copyState(world, backup.copy);
  removeBitmap(world, copyBitmap(world, state));
  world.store.table(CopyState).remove(state);
  filter.stateId = NONE;
  backup.copy = backup.filter = NONE;
  removeFilter(world, filter);
}

export const BACKUP = defineJobDriver({
  name: 'backup',
  type: 'backup',
  blockJob: true,
  run: RUN,
  pause: PAUSE,
  commit: COMMIT,
  abort: ABORT,
  clean: CLEAN,
  setSpeed(world, job) {
    const copying = world.store.table(CopyCall).get(world.store.table(BackupJob).get(job.stateId)?.call ?? NONE);
    if (copying !== undefined) wakeCall(world, copying);
  },
  free(world, job) {
    world.store.table(BackupJob).remove(world.store.table(BackupJob).at(job.stateId));
  },
});

export interface BackupOptions extends Omit<JobOptions, 'driver'> {
  readonly source: Node;
  readonly target: Node;
  readonly sync: BackupSync;
  readonly bitmap?: DirtyBitmap | undefined;
  readonly bitmapMode?: BitmapMode | undefined;
  readonly compress?: boolean | undefined;
  readonly onSourceError: JobErrorPolicy;
  readonly onTargetError: JobErrorPolicy;
  readonly onCbwError?: OnCbwError | undefined;
  readonly discardSource?: boolean | undefined;
  readonly maxWorkers?: number | undefined;
  readonly maxChunk?: number | undefined;
  /** bytes that are copied at a time; see cluster.ts */
  readonly cluster: number;
  readonly filterName?: string | undefined;
}

/** `atFilter`: it is the filter that could not be made, or not put in its place. */
export type BackupAnswer<T> = Answer<T> & { readonly atFilter?: boolean };

/** A backup job that still has to be started. The checks of the command (5.2) have been made. */
export function createBackup(world: JobWorld, options: BackupOptions): BackupAnswer<Job> {
  const { source, target } = options;
  const state: CbwState = { onError: options.onCbwError ?? 'break-guest-write', broken: false };
  const writable = (permissionsOf(world, target).shared & WRITE) !== 0;
  const filter = insertFilter(world, source, {
    driver: COPY_BEFORE_WRITE,
    name: options.filterName,
    state,
    shown: true,
    beside: target,
  });
  setChild(world, filter, 'target', target);
  const inTheWay = permissionConflict(world, filter);
  if (inTheWay !== undefined) {
    const { refusal } = refuse(`Could not ${writable ? 'replace' : 'create'} node: ${inTheWay.desc}`);
    return { ...undoCreation(world, { filter }, refusal), atFilter: true };
  }
  const created = createJob(world, { ...options, driver: BACKUP, node: filter.id });
  if (created.refusal !== undefined) return undoCreation(world, { filter }, created.refusal);
  const job = created.value;
  const refusal =
    addEdge(world, job, filter, { child: 'main node' }) ?? addEdge(world, job, target, { child: 'target' });
  if (refusal !== undefined) return undoCreation(world, { filter, job }, refusal);
  const copy = addCopy(world, job, options);
  filter.stateId = copy.id;
  job.stateId = world.store.table(BackupJob).add({
    source: source.id,
    filter: filter.id,
    target: target.id,
    copy: copy.id,
    sync: options.sync,
    bitmap: options.bitmap?.id ?? NONE,
    bitmapMode: options.bitmapMode ?? 'on-success',
    successor: options.bitmap === undefined ? NONE : takeOver(world, source, options.bitmap),
    onSourceError: options.onSourceError,
    onTargetError: options.onTargetError,
    maxWorkers: options.maxWorkers ?? 64,
    maxChunk: options.maxChunk ?? 0,
  }).id;
  return answer(job);
}

/** All of the source is still to be copied. */
function addCopy(world: JobWorld, job: Job, options: BackupOptions): CopyState {
  const { source, target, cluster } = options;
  const copy = world.store.table(CopyState).add({
    job: job.id,
    source: source.id,
    target: target.id,
    size: source.size,
    cluster,
    bitmap: addBitmap(world, source, { granularity: cluster, enabled: false }).id,
    wholeChunks: options.compress !== true,
    maxTransfer: Math.floor(most(source, target) / cluster) * cluster,
    discardSource: options.discardSource ?? false,
  });
  setDirty(copyBitmap(world, copy), 0, source.size);
  return copy;
}

/** While the job runs, writes go to a bitmap of its own. */
function takeOver(world: JobWorld, source: Node, bitmap: DirtyBitmap): number {
  const successor = addBitmap(world, source, { granularity: bitmap.granularity, enabled: bitmap.enabled });
  bitmap.enabled = false;
  bitmap.busy = true;
  return successor.id;
}

const NO_LIMIT = 0x7fff0000;

const most = (source: Node, target: Node): number =>
  Math.min(source.maxTransfer || NO_LIMIT, target.maxTransfer || NO_LIMIT);
