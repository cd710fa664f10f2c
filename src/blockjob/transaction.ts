/**
 * Actions that happen together or not at all (1.8): each is prepared in order; then all are committed, or, if one could
 * not be prepared, what was done is undone, the youngest first.
 */
import { DRAIN_ALL } from '../block/drain.ts';
import type { Refusal } from '../block/refusal.ts';
import { bug, call, done, NONE, next, type Procedure, procedure } from '../kernel/index.ts';
import { JobGroup } from './records.ts';
import type { JobWorld } from './world.ts';

export interface ActionArgs {
  readonly data: Readonly<Record<string, unknown>>;
  /** the group that jobs join; NONE: each is alone */
  readonly group: number;
  /** what prepare has noted so far */
  readonly note: unknown;
}

/** What prepare returns: a note for what follows, and why the action cannot be done if it cannot. */
export interface Prepared {
  readonly note: unknown;
  readonly refusal?: Refusal;
}

export interface Action {
  readonly name: string;
  /** may be part of a group (completion-mode grouped) */
  readonly grouped: boolean;
  readonly prepare: Procedure<ActionArgs>;
  readonly commit?: Procedure<ActionArgs>;
  readonly abort?: Procedure<ActionArgs>;
  /** at the very end, however it ended */
  readonly clean?: Procedure<ActionArgs>;
}

const actions = new Map<string, Action>();

/** Registers an action; called at module level. */
export function defineAction(action: Action): void {
  if (actions.has(action.name)) bug(`two actions are called ${action.name}`);
  actions.set(action.name, action);
}

export const actionNamed = (name: string): Action | undefined => actions.get(name);

export interface Wanted {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Transaction {
  readonly actions: readonly Wanted[];
  readonly grouped: boolean;
  readonly group?: number;
  readonly notes?: readonly unknown[];
  readonly refusal?: Refusal | undefined;
  /** actions still to be committed, aborted or cleaned, in this order */
  readonly left?: readonly number[];
}

const notGrouped = (type: string, word: string): Refusal => ({
  class: 'GenericError',
  desc: `Action '${type}' does not support ${word} property completion-mode = grouped`,
});

const actionOf = (wanted: Wanted): Action => actionNamed(wanted.type) ?? bug(`no action is called ${wanted.type}`);

/** Runs a transaction. Returns its refusal, or null. */
export const TRANSACTION: Procedure<Transaction> = procedure<JobWorld, Transaction>('transaction', {
  begin(world, args, frame) {
    const { grouped } = args;
    const bad = args.actions.find((wanted) => grouped && !actionOf(wanted).grouped);
    if (bad !== undefined && world.profile.job.groupedCheck === 'early')
      return done({ error: notGrouped(bad.type, 'transaction') });
    const group = grouped ? world.store.table(JobGroup).take().id : NONE;
    frame.locals = { ...args, group, notes: [] };
    return call(DRAIN_ALL, null, 'prepare');
  },
  prepare(_world, args, frame) {
    const { notes = [], group = NONE } = args;
    const wanted = args.actions[notes.length];
    if (wanted === undefined) return next('prepared');
    const action = actionOf(wanted);
    // Those from before 8.1 find out only now; whether the action that only fails may be grouped they do not ask.
    if (args.grouped && !action.grouped && wanted.type !== 'abort') {
      frame.locals = { ...args, refusal: notGrouped(wanted.type, 'Transaction') };
      return next('prepared');
    }
    return call(action.prepare, { data: wanted.data, group, note: null }, 'note');
  },
  note(_world, args, frame) {
    const { note, refusal } = frame.result as Prepared;
    frame.locals = { ...args, notes: [...(args.notes ?? []), note], refusal };
    return next(refusal === undefined ? 'prepare' : 'prepared');
  },
  prepared(world, args, frame) {
    const count = args.notes?.length ?? 0;
    const inOrder = Array.from({ length: count }, (_, index) => index);
    const reversed = args.refusal !== undefined || world.profile.job.transactionStart === 'reverse';
    frame.locals = { ...args, left: reversed ? inOrder.reverse() : inOrder };
    return next(args.refusal === undefined ? 'commit' : 'abort');
  },
  commit: (_world, args, frame) => each(args, frame, 'commit', 'finished'),
  abort: (_world, args, frame) => each(args, frame, 'abort', 'finished'),
  finished(world, args, frame) {
    const inOrder = (args.notes ?? []).map((_, index) => index);
    frame.locals = { ...args, left: world.profile.job.transactionStart === 'reverse' ? inOrder.reverse() : inOrder };
    return next('clean');
  },
  clean: (_world, args, frame) => each(args, frame, 'clean', 'end'),
  end(world, args) {
    const group = world.store.table(JobGroup).get(args.group ?? NONE);
    if (group !== undefined && group.members.length === 0 && !group.aborting) world.store.table(JobGroup).remove(group);
    return done(args.refusal === undefined ? null : { error: args.refusal });
  },
});

function each(args: Transaction, frame: { locals: unknown }, what: 'commit' | 'abort' | 'clean', then: string) {
  const [first, ...left] = args.left ?? [];
  if (first === undefined) return next(then);
  frame.locals = { ...args, left };
  const wanted = args.actions[first] ?? bug('an action is missing');
  const procedureOf = actionOf(wanted)[what];
  if (procedureOf === undefined) return next(what);
  return call(procedureOf, { data: wanted.data, group: args.group ?? NONE, note: args.notes?.[first] ?? null }, what);
}
