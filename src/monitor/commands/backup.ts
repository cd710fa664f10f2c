/** blockdev-backup: its arguments and refusals (5.1, 5.2). */
import { bitmapNamed, type DirtyBitmap } from '../../block/bitmaps.ts';
import { driverOf } from '../../block/driver.ts';
import { dropIfUnused, setChild, skipFilters } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../../block/refusal.ts';
import {
  type BackupAnswer,
  type BackupOptions,
  type BackupSync,
  type BitmapMode,
  createBackup,
} from '../../blockjob/backup.ts';
import { bitmapRefusal } from '../../blockjob/bitmap-checks.ts';
import { clusterOf } from '../../blockjob/cluster.ts';
import type { OnCbwError } from '../../blockjob/copy-before-write.ts';
import { CREATION_REFUSED } from '../../blockjob/creation.ts';
import type { JobErrorPolicy } from '../../blockjob/error-action.ts';
import { badFilterName } from '../../blockjob/filters.ts';
import { CANCEL } from '../../blockjob/finish.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK } from '../../blockjob/graph-change.ts';
import { backingFor, makeImage, openImage } from '../../blockjob/new-image.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../blockjob/node-drain.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { JobGroup } from '../../blockjob/records.ts';
import { startJob } from '../../blockjob/start.ts';
import { type ActionArgs, defineAction, type Prepared, TRANSACTION } from '../../blockjob/transaction.ts';
import { call, done, NONE, next, procedure } from '../../kernel/index.ts';
import { abortProcess } from '../../vm/run-state.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { count, jobArguments, lookUp, text, yes } from './lookup.ts';

const DEFAULT_CLUSTER = 65536;
const MOST_WORKERS = 0x7fffffff;

interface Perf {
  readonly 'max-workers'?: number;
  readonly 'max-chunk'?: number;
  readonly 'min-cluster-size'?: number;
}

/** The checks of a backup's bitmap, in their order. */
function bitmapOf(world: MonitorWorld, source: Node, args: Arguments): Answer<DirtyBitmap | undefined> {
  const sync = String(args.sync);
  const mode = text(args['bitmap-mode']);
  const name = text(args.bitmap);
  if (name === undefined) {
    if (sync === 'bitmap' || sync === 'incremental')
      return refuse(`must provide a valid bitmap name for '${sync}' sync mode`);
    return mode === undefined ? answer(undefined) : refuse('Cannot specify bitmap sync mode without a bitmap');
  }
  if (sync === 'incremental' && mode !== undefined && mode !== 'on-success')
    return refuse("Bitmap sync mode must be 'on-success' when using sync mode 'incremental'");
  const bitmap = bitmapNamed(world, source, name);
  if (bitmap === undefined) return refuse(`Bitmap '${name}' could not be found`);
  if (mode === undefined && sync !== 'incremental')
    return refuse('Bitmap sync mode must be given when providing a bitmap');
  const refusal = bitmapRefusal(bitmap);
  if (refusal !== undefined) return { refusal };
  if (sync === 'none') return refuse("sync mode 'none' does not produce meaningful bitmap outputs");
  if (mode === 'never' && sync !== 'bitmap')
    return refuse(`Bitmap sync mode 'never' has no meaningful effect when combined with sync mode '${sync}'`);
  return answer(bitmap);
}

function nodeRefusal(world: MonitorWorld, args: Arguments, source: Node, target: Node): Refusal | undefined {
  const perf = (args['x-perf'] ?? {}) as Perf;
  const { 'max-workers': workers = 64, 'max-chunk': chunk = 0 } = perf;
  if (source === target) return refuse('Source and target cannot be the same').refusal;
  if (args.compress === true && driverOf(skipFilters(world, target)).name !== 'qcow2')
    return refuse('Compression is not supported for this drive ').refusal;
  const busy = opBlocked(world, source, 'backup-source') ?? opBlocked(world, target, 'backup-target');
  if (busy !== undefined) return busy;
  if (workers < 1 || workers > MOST_WORKERS) return refuse(`max-workers must be between 1 and ${MOST_WORKERS}`).refusal;
  if (chunk < 0) return refuse('max-chunk must be zero (which means no limit) or positive').refusal;
  return source.size === target.size ? undefined : refuse('Source and target image have different sizes').refusal;
}

const filterNotMade = (why: string) => ({ ...refuse(`Could not create node: ${why}`), atFilter: true });

function clusterFor(world: MonitorWorld, args: Arguments, target: Node): BackupAnswer<number> {
  const { 'min-cluster-size': least = 0, 'max-chunk': chunk = 0 } = (args['x-perf'] ?? {}) as Perf;
  if (least !== 0 && (least & (least - 1)) !== 0) return filterNotMade('min-cluster-size needs to be a power of 2');
  const cluster = Math.max(DEFAULT_CLUSTER, clusterOf(world, target), least);
  if (chunk > 0 && chunk < cluster)
    return refuse(`Required max-chunk (${chunk}) is less than backup cluster size (${cluster})`);
  return answer(cluster);
}

/** What a backup of these nodes is to do, or why it cannot. */
function backupOptions(
  world: MonitorWorld,
  args: Arguments,
  source: Node,
  target: Node,
  group: number,
): BackupAnswer<BackupOptions> {
  const bitmap = bitmapOf(world, source, args);
  if (bitmap.refusal !== undefined) return bitmap;
  const refusal = nodeRefusal(world, args, source, target);
  if (refusal !== undefined) return { refusal };
  const filterName = text(args['filter-node-name']);
  const badName = badFilterName(world, filterName);
  if (badName !== undefined) return filterNotMade(badName);
  const cluster = clusterFor(world, args, target);
  if (cluster.refusal !== undefined) return cluster;
  const perf = (args['x-perf'] ?? {}) as Perf;
  const sync = String(args.sync);
  return answer({
    ...jobArguments(args),
    group: world.store.table(JobGroup).get(group),
    source,
    target,
    sync: (sync === 'incremental' ? 'bitmap' : sync) as BackupSync,
    bitmap: bitmap.value,
    bitmapMode: (args['bitmap-mode'] ?? 'on-success') as BitmapMode,
    compress: yes(args.compress),
    onSourceError: (args['on-source-error'] ?? 'report') as JobErrorPolicy,
    onTargetError: (args['on-target-error'] ?? 'report') as JobErrorPolicy,
    onCbwError: text(args['on-cbw-error']) as OnCbwError | undefined,
    discardSource: yes(args['discard-source']),
    maxWorkers: count(perf['max-workers']),
    maxChunk: count(perf['max-chunk']),
    cluster: cluster.value,
    filterName,
  });
}

interface BackupNote {
  /** drained until the transaction ends */
  readonly drained: number;
  readonly target: number;
  readonly job: number;
}

const NOTHING: BackupNote = { drained: NONE, target: NONE, job: NONE };
const noteOf = ({ note }: ActionArgs): BackupNote => (note ?? NOTHING) as BackupNote;

/** How making the job went. */
interface Tried extends Prepared {
  readonly atFilter?: boolean;
}

/** Where the target of a backup comes from. */
interface Target {
  /** looked up before the source is drained; absent: made after */
  readonly find?: (world: MonitorWorld, data: Arguments) => Answer<Node>;
  readonly make?: (world: MonitorWorld, source: Node, data: Arguments) => Answer<Node>;
}

function defineBackup(name: string, { find, make }: Target): void {
  const prepare = procedure<MonitorWorld, ActionArgs>(`prepare ${name}`, {
    begin(world, args, frame) {
      const source = lookUp(world, args.data.device);
      if (source.refusal !== undefined) return done({ note: NOTHING, refusal: source.refusal });
      const target = find?.(world, args.data);
      if (target?.refusal !== undefined) return done({ note: NOTHING, refusal: target.refusal });
      const note: BackupNote = { drained: source.value.id, target: target?.value.id ?? NONE, job: NONE };
      frame.locals = { ...args, note };
      return target === undefined ? next('drain') : call(GRAPH_TOUCHED, { change: 'backup-context' }, 'drain');
    },
    drain: (_world, args) => call(DRAIN_BEGIN, { nodes: [noteOf(args).drained] }, 'target'),
    target(world, args, frame) {
      if (lostItsSource(world, args)) return done({ note: NOTHING });
      if (make === undefined) return next('check');
      const source = world.nodes.at(noteOf(args).drained);
      const made = make(world, source, args.data);
      if (made.refusal !== undefined) return done({ note: args.note, refusal: made.refusal });
      frame.locals = { ...args, note: { ...noteOf(args), target: made.value.id } satisfies BackupNote };
      return next('check');
    },
    check(world, args, frame) {
      if (lostItsSource(world, args)) return done({ note: NOTHING });
      const options = optionsNow(world, args);
      if (options.refusal === undefined) return call(GRAPH_TOUCHED, { change: 'backup-start' }, 'lock');
      frame.locals = { ...args, note: { note: args.note, refusal: options.refusal } satisfies Prepared };
      return options.atFilter === true ? call(GRAPH_TOUCHED, { change: 'node-open' }, 'end') : next('end');
    },
    lock: () => call(GRAPH_LOCK, { change: 'backup-create' }, 'create'),
    create(world, args, frame) {
      if (lostItsSource(world, args)) return done({ note: NOTHING });
      const options = optionsNow(world, args);
      const job = options.refusal === undefined ? createBackup(world, options.value) : options;
      const note = noteOf(args);
      const tried: Tried =
        job.refusal === undefined
          ? { note: { ...note, job: job.value.id } }
          : { note, refusal: job.refusal, atFilter: job.atFilter === true };
      frame.locals = { ...args, note: tried };
      return call(GRAPH_UNLOCK, { change: 'backup-create' }, 'created');
    },
    created(world, args) {
      const { note, atFilter } = args.note as Tried;
      if (atFilter === true) return next('end');
      if ((note as BackupNote).job !== NONE) return call(GRAPH_TOUCHED, { change: 'backup-started' }, 'end');
      const node = lookUp(world, args.data.device).value?.id;
      return call(CREATION_REFUSED, { change: 'backup-drop-filter', name: text(args.data['job-id']), node }, 'end');
    },
    end: (_world, { note }) => done(note),
  });
  defineAction({ name, grouped: true, prepare, commit: COMMIT, abort: ABORT, clean: CLEAN });
  defineCommand(name, (_world, data) => blocking(TRANSACTION, { actions: [{ type: name, data }], grouped: false }));
}

/**
 * A stream that ends while QEMU waits takes the filter away on which the backup is to be made. QEMU goes on with the
 * node that is gone, and dies of it (seen on 7.2.22).
 */
function lostItsSource(world: MonitorWorld, args: ActionArgs): boolean {
  if (world.nodes.get(noteOf(args).drained) !== undefined) return false;
  abortProcess(world, "bdrv_do_drained_end: Assertion `bs->quiesce_counter > 0' failed.");
  return true;
}

function optionsNow(world: MonitorWorld, args: ActionArgs): BackupAnswer<BackupOptions> {
  const { drained, target } = noteOf(args);
  return backupOptions(world, args.data, world.nodes.at(drained), world.nodes.at(target), args.group);
}

/** Starts the job; its node is still drained, so it parks at once. */
const COMMIT = procedure<MonitorWorld, ActionArgs>('start backup', {
  begin(world, { note }) {
    const job = world.jobs.get((note as BackupNote).job);
    if (job !== undefined) startJob(world, job);
    return done();
  },
});

const ABORT = procedure<MonitorWorld, ActionArgs>('roll back backup', {
  begin(world, { note }) {
    const { job } = note as BackupNote;
    return world.jobs.get(job) === undefined ? next('end') : call(CANCEL, { job, force: true }, 'end');
  },
  end: () => done(),
});

const CLEAN = procedure<MonitorWorld, ActionArgs>('let backup go', {
  begin: (_world, args) => call(DRAIN_END, { nodes: [noteOf(args).drained] }, 'end'),
  end(world, args) {
    dropIfUnused(world, world.nodes.get(noteOf(args).target));
    return done();
  },
});

defineBackup('blockdev-backup', { find: (world, data) => lookUp(world, data.target) });

/** A target file that is made like the source, or is there already. */
function makeTarget(world: MonitorWorld, source: Node, data: Arguments): Answer<Node> {
  const busy = opBlocked(world, source, 'backup-source');
  if (busy !== undefined) return { refusal: busy };
  const existing = data.mode === 'existing';
  const format = text(data.format) ?? (existing ? undefined : skipFilters(world, source).driver);
  const path = String(data.target);
  const backing = backingFor(world, source, data.sync);
  if (!existing) {
    const refusal = makeImage(world, { path, format: format ?? 'raw', size: source.size, backing });
    if (refusal !== undefined) return { refusal };
  }
  const opened = openImage(world, path, format, { backing: data.sync === 'top' });
  if (opened.refusal === undefined && data.sync === 'none' && driverOf(opened.value).hasBacking === true)
    setChild(world, opened.value, 'backing', source);
  return opened;
}

defineBackup('drive-backup', { make: makeTarget });
