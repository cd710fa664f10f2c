/**
 * What may happen next in a machine with its actors. Who chooses among it is somebody else's business: a policy
 * (policy.ts), a search, or `playUnhurried` (play.ts), which takes the first.
 */
import { canComplete, untoldRequests, workerRequests } from '../block/workers.ts';
import { iothreadCanRun, mainCanRun, NONE, now, Thread } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { Actor, reactionDue } from './actors.ts';
import { actorDue, lastStep, nextDue, nextTime, waitsForTime } from './due.ts';
import { canAct } from './may-act.ts';
import { firstUndecided } from './maybe-faults.ts';

const KINDS = [
  'main',
  'iothread',
  'worker',
  'actor',
  'skip',
  'reaction',
  'time',
  'fault',
  'no-fault',
  'moment',
] as const;
type Kind = (typeof KINDS)[number];

/** What may happen next. `labelOf` (move-label.ts) says it in words, which are stable: recordings hold labels. */
export interface Move {
  readonly kind: Kind;
  /** the record it is about: a thread, a request of the workers, an actor; else 0 */
  readonly id: number;
}

const KIND_BITS = 4;
const KIND_MASK = (1 << KIND_BITS) - 1;

/** A move as one number, for searches. */
const code = (kind: Kind, id: number): number => coded(KINDS.indexOf(kind), id);
const coded = (index: number, id: number): number => (id << KIND_BITS) | index;

const MAIN_CODE = KINDS.indexOf('main');
const IOTHREAD = KINDS.indexOf('iothread');
const WORKER = KINDS.indexOf('worker');
const ACTOR = KINDS.indexOf('actor');
const SKIP = KINDS.indexOf('skip');
const REACTION = KINDS.indexOf('reaction');
const TIME_CODE = KINDS.indexOf('time');
const MOMENT_CODE = KINDS.indexOf('moment');

/** The kind of a move that is told as a number, and the record it is about. */
export const kindOf = (move: number): Kind => KINDS[move & KIND_MASK] as Kind;
export const idOf = (move: number): number => move >> KIND_BITS;

export const moveOf = (move: number): Move => ({ kind: kindOf(move), id: idOf(move) });

/** A move as a number. */
export const codeOf = ({ kind, id }: Move): number => code(kind, id);

/** The main thread's move as a number. */
export const mainMove = MAIN_CODE;

/** Whether the main thread's step is among the moves. */
export const mainMayMove = (machine: Machine): boolean =>
  !machine.vm.exited && firstUndecided(machine) === NONE && mainCanRun(machine);

/** Everything that may happen next at this time, the main loop's own step first. */
export function moves(machine: Machine): Move[] {
  const list: number[] = [];
  addMoment(machine, list, listMoves(machine, list, 0));
  return list.map(moveOf);
}

/** At first time may pass to the last step at once. Where that is the next thing to come anyway, it is one move. */
function addMoment(machine: Machine, list: number[], end: number): number {
  const last = lastStep(machine);
  if (last === NONE || last === nextTime(machine)) return end;
  list[end] = MOMENT_CODE;
  return end + 1;
}

/**
 * Writes everything that may happen next to `list` from index `start` on, as numbers. Time passes when nothing else can
 * happen; in a search, where actors may be late, whenever no thread of the machine has anything to do: the machine's
 * own work takes no time. @returns the index after the last one
 */
export function listMoves(machine: Machine, list: number[], start: number): number {
  if (machine.vm.exited) return start;
  const undecided = firstUndecided(machine);
  if (undecided !== NONE) {
    list[start] = code('fault', undecided);
    list[start + 1] = code('no-fault', undecided);
    return start + 2;
  }
  let at = start;
  if (mainCanRun(machine)) list[at++] = MAIN_CODE;
  for (const thread of machine.store.table(Thread).live())
    if (thread.id !== 0 && iothreadCanRun(machine, thread)) list[at++] = coded(IOTHREAD, thread.id);
  const threadsRest = at === start;
  for (const id of untoldRequests(machine))
    if (canComplete(machine, machine.ios.at(id))) list[at++] = coded(WORKER, id);
  let late = false;
  for (const actor of machine.store.table(Actor).live()) {
    late ||= actor.late;
    if (canAct(machine, actor)) {
      list[at++] = coded(ACTOR, actor.id);
      if (actor.late && actor.steps[actor.at]?.maybe === true) list[at++] = coded(SKIP, actor.id);
    }
    if (reactionDue(machine, actor) <= now(machine)) list[at++] = coded(REACTION, actor.id);
  }
  const timeMatters = at === start ? Number.isFinite(nextDue(machine)) : late && threadsRest && waitsForTime(machine);
  if (timeMatters) list[at++] = TIME_CODE;
  return at;
}

/**
 * The same for a search. Who takes steps as late as he likes may as well begin when all of them are due: what can
 * happen at their times can happen then, and nothing else does their times forbid. So at first time passes to the last
 * of them.
 */
export function listMovesOfSearch(machine: Machine, list: number[], start: number): number {
  if (lastStep(machine) === NONE) return listMoves(machine, list, start);
  list[start] = MOMENT_CODE;
  return start + 1;
}

/**
 * The same where steps come at their times, or later: that which an unhurried run makes first, so that of those who may
 * act it is the one who was due longest.
 */
export function listMovesInTime(machine: Machine, list: number[], start: number): number {
  const end = listMoves(machine, list, start);
  if (end === start) return end;
  let [first, earliest] = [start, Number.POSITIVE_INFINITY];
  for (let at = start; at < end; at++) {
    const due = dueOf(machine, list[at] as number);
    if (due < earliest) [first, earliest] = [at, due];
  }
  const move = list[first] as number;
  list.copyWithin(start + 1, start, first);
  list[start] = move;
  return addMoment(machine, list, end);
}

/**
 * Since when a move has been due, in nanoseconds; the machine's own always was. How long a reaction is overdue is
 * history, which makes no other state.
 */
function dueOf(machine: Machine, move: number): number {
  const kind = kindOf(move);
  if (kind === 'actor' || kind === 'skip') return actorDue(machine, machine.store.table(Actor).at(idOf(move)));
  return kind === 'reaction' || kind === 'time' ? now(machine) : NONE;
}

const MAIN: Move = { kind: 'main', id: 0 };
const TIME: Move = { kind: 'time', id: 0 };

/** The first of {@link moves}, without making the others. */
export function firstMove(machine: Machine): Move | undefined {
  if (mainCanRun(machine)) return MAIN;
  for (const thread of machine.store.table(Thread).live())
    if (thread.id !== 0 && iothreadCanRun(machine, thread)) return { kind: 'iothread', id: thread.id };
  const [io] = workerRequests(machine);
  if (io !== undefined) return { kind: 'worker', id: io.id };
  for (const actor of machine.store.table(Actor).live()) {
    if (canAct(machine, actor)) return { kind: 'actor', id: actor.id };
    if (reactionDue(machine, actor) <= now(machine)) return { kind: 'reaction', id: actor.id };
  }
  return Number.isFinite(nextTime(machine)) ? TIME : undefined;
}
