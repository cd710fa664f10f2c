/** blockdev-backup and drive-backup, as commands and as actions of a transaction (1.8). */
import { driverOf } from '../../block/driver.ts';
import { dropIfUnused, setChild } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import type { Answer } from '../../block/refusal.ts';
import { type BackupAnswer, type BackupOptions, createBackup } from '../../blockjob/backup.ts';
import { CREATION_REFUSED } from '../../blockjob/creation.ts';
import { CANCEL } from '../../blockjob/finish.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK } from '../../blockjob/graph-change.ts';
import { openTarget } from '../../blockjob/new-image.ts';
import { DRAIN_BEGIN, DRAIN_END } from '../../blockjob/node-drain.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { startJob } from '../../blockjob/start.ts';
import { type ActionArgs, defineAction, type Prepared, TRANSACTION } from '../../blockjob/transaction.ts';
import { call, done, NONE, next, procedure, type Step } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { backupOptions } from './backup-options.ts';
import { lookUp, text } from './lookup.ts';
import { lostItsNode } from './lost-node.ts';

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

/** The steps of `prepare` from `check` on: the nodes are known, the source is drained. */
const CREATE: Readonly<Record<string, Step<MonitorWorld, ActionArgs>>> = {
  check(world, args, frame) {
    if (lostItsNode(world, noteOf(args).drained)) return done({ note: NOTHING });
    const options = optionsNow(world, args);
    if (options.refusal === undefined) return call(GRAPH_TOUCHED, { change: 'backup-start' }, 'lock');
    frame.locals = { ...args, note: { note: args.note, refusal: options.refusal } satisfies Prepared };
    return options.atFilter === true ? call(GRAPH_TOUCHED, { change: 'node-open' }, 'end') : next('end');
  },
  lock: () => call(GRAPH_LOCK, { change: 'backup-create' }, 'create'),
  create(world, args, frame) {
    if (lostItsNode(world, noteOf(args).drained)) return done({ note: NOTHING });
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
};

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
      if (lostItsNode(world, noteOf(args).drained)) return done({ note: NOTHING });
      if (make === undefined) return next('check');
      const source = world.nodes.at(noteOf(args).drained);
      const made = make(world, source, args.data);
      if (made.refusal !== undefined) return done({ note: args.note, refusal: made.refusal });
      frame.locals = { ...args, note: { ...noteOf(args), target: made.value.id } satisfies BackupNote };
      return next('check');
    },
    ...CREATE,
  });
  defineAction({ name, grouped: true, prepare, commit: COMMIT, abort: ABORT, clean: CLEAN });
  defineCommand(name, (_world, data) => blocking(TRANSACTION, { actions: [{ type: name, data }], grouped: false }));
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
  const file = { path: String(data.target), format: text(data.format), existing: data.mode === 'existing' };
  const opened = openTarget(world, source, { ...file, sync: data.sync }, { backing: data.sync === 'top' });
  if (opened.refusal === undefined && data.sync === 'none' && driverOf(opened.value).hasBacking === true)
    setChild(world, opened.value, 'backing', source);
  return opened;
}

defineBackup('drive-backup', { make: makeTarget });
