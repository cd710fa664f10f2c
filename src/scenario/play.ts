/**
 * Playing: what may happen next in a machine with its actors, and making one of it happen. The policy that chooses is
 * somebody else's; `playUnhurried` is the one that behaves like a real QEMU that nobody rushes.
 */
import { completeWorkerRequest, describeWorkerRequest, workerRequests } from '../block/workers.ts';
import {
  clockOf,
  describeIothread,
  describeMain,
  Frame,
  iothreadCanRun,
  MILLISECOND,
  mainCanRun,
  mainThread,
  mainThreadBusy,
  NONE,
  now,
  runIothread,
  runMain,
  SECOND,
  Thread,
} from '../kernel/index.ts';
import { type Machine, nextTimer } from '../machine.ts';
import { nextUnwatchedEnd } from '../monitor/event-throttle.ts';
import { kick } from '../vm/guest.ts';
import { VM_START } from '../vm/start.ts';
import { processorsPause } from '../vm/stop.ts';
import { nextUnplugExpiry } from '../vm/unplug.ts';
import { Actor, goToStep, nextReaction, nextReactionTime, reactionDue, takeReaction } from './actors.ts';
import { decide, firstUndecided, undecidedLabel } from './maybe-faults.ts';
import { performReaction, performStep } from './step.ts';
import { reactionLabel, stepLabel } from './step-label.ts';

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

/** What may happen next. {@link labelOf} says it in words, which are stable: recordings hold labels. */
export interface Move {
  readonly kind: Kind;
  /** the record it is about: a thread, a request of the workers, an actor; else 0 */
  readonly id: number;
}

/** Why a run is over: its time is, it has made too many moves, or the process is gone. */
export type Ended = 'end' | 'bound' | 'exited';

/** A move as one number, for searches. */
const code = (kind: Kind, id: number): number => coded(KINDS.indexOf(kind), id);
const coded = (index: number, id: number): number => id * KINDS.length + index;

const MAIN_CODE = KINDS.indexOf('main');
const IOTHREAD = KINDS.indexOf('iothread');
const WORKER = KINDS.indexOf('worker');
const ACTOR = KINDS.indexOf('actor');
const SKIP = KINDS.indexOf('skip');
const REACTION = KINDS.indexOf('reaction');
const TIME_CODE = KINDS.indexOf('time');
const MOMENT_CODE = KINDS.indexOf('moment');

export const moveOf = (move: number): Move => ({
  kind: KINDS[move % KINDS.length] as Kind,
  id: Math.floor(move / KINDS.length),
});

/** The main thread's move as a number. */
export const mainMove = MAIN_CODE;

/** Whether the main thread's step is among the moves. */
export const mainMayMove = (machine: Machine): boolean =>
  !machine.vm.exited && firstUndecided(machine) === NONE && mainCanRun(machine);

/** Everything that may happen next at this time, the main loop's own step first. */
export function moves(machine: Machine): Move[] {
  const list: number[] = [];
  listMoves(machine, list, 0);
  if (lastStep(machine) > nextTime(machine)) list.push(MOMENT_CODE);
  return list.map(moveOf);
}

/**
 * Writes everything that may happen next to `list` from index `start` on, as numbers. Time passes when nothing else can
 * happen; in a search, where actors may be late, whenever no thread of the machine has anything to do: the machine's own
 * work takes no time. @returns the index after the last one
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
  for (const io of workerRequests(machine)) list[at++] = coded(WORKER, io.id);
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
 * The same for a search. Who takes steps as late as he likes may as well begin when all of them are due: what can happen at
 * their times can happen then, and nothing else does their times forbid. So at first time passes to the last of them.
 */
export function listMovesOfSearch(machine: Machine, list: number[], start: number): number {
  if (lastStep(machine) === NONE) return listMoves(machine, list, start);
  list[start] = MOMENT_CODE;
  return start + 1;
}

/** What a move would do, in words. */
export function labelOf(machine: Machine, { kind, id }: Move): string {
  switch (kind) {
    case 'main':
      return describeMain(machine);
    case 'iothread':
      return describeIothread(machine, machine.store.table(Thread).at(id));
    case 'worker':
      return workerLabel(machine, id);
    case 'fault':
    case 'no-fault':
      return undecidedLabel(machine, id, kind === 'fault');
    case 'time':
      return `time passes to ${nextTime(machine) / MILLISECOND} ms`;
    case 'moment':
      return `time passes to ${lastStep(machine) / MILLISECOND} ms`;
    default:
      return actorLabel(machine, machine.store.table(Actor).at(id), kind);
  }
}

function actorLabel(machine: Machine, actor: Actor, kind: 'actor' | 'skip' | 'reaction'): string {
  if (kind === 'reaction') return `${actor.name} reacts: ${reactionLabel(nextReaction(machine, actor))}`;
  if (actor.kicks[0] !== undefined) return `guest kicks ${actor.kicks[0]}`;
  const step = actor.steps[actor.at];
  if (step === undefined || actor.waitsFor !== NONE) return `${actor.name} waits no longer`;
  return kind === 'skip' ? `${actor.name} leaves out: ${stepLabel(step)}` : `${actor.name} ${stepLabel(step)}`;
}

/** Requests that read the same are told apart by their place in the queue. */
function workerLabel(machine: Machine, id: number): string {
  const label = describeWorkerRequest(machine, machine.ios.at(id));
  const alike = workerRequests(machine).filter((io) => describeWorkerRequest(machine, io) === label);
  const place = alike.findIndex((io) => io.id === id);
  return place <= 0 ? label : `${label} (the ${place + 1}. of them)`;
}

/** Makes a move happen. */
export const play = (machine: Machine, { kind, id }: Move): void => playMove(machine, code(kind, id));

/** The same for a move as a number. */
export function playMove(machine: Machine, move: number): void {
  const id = Math.floor(move / KINDS.length);
  switch (KINDS[move % KINDS.length]) {
    case 'main':
      runMain(machine);
      break;
    case 'iothread':
      runIothread(machine, machine.store.table(Thread).at(id));
      break;
    case 'worker':
      completeWorkerRequest(machine, machine.ios.at(id));
      break;
    case 'actor':
      act(machine, machine.store.table(Actor).at(id));
      break;
    case 'skip':
      skipStep(machine.store.table(Actor).at(id));
      break;
    case 'reaction': {
      const actor = machine.store.table(Actor).at(id);
      performReaction(machine, actor, takeReaction(machine, actor));
      break;
    }
    case 'fault':
      decide(machine, id, true);
      break;
    case 'no-fault':
      decide(machine, id, false);
      break;
    case 'moment':
      clockOf(machine).now = lastStep(machine);
      break;
    default:
      clockOf(machine).now = nextTime(machine);
  }
}

/** Whether something would be otherwise later. */
export const waitsForTime = (machine: Machine): boolean => Number.isFinite(nextTime(machine));

/**
 * The next time at which anything becomes due, in nanoseconds; Infinity if nothing does. Where actors may be late it
 * matters too when something ends that nothing waits for: what they do after it has another effect.
 */
export function nextTime(machine: Machine): number {
  const due = nextDue(machine);
  const late = machine.store.table(Actor).find((actor) => actor.late) !== undefined;
  if (!late) return due;
  const at = now(machine);
  return Math.min(due, nextUnwatchedEnd(machine, at), nextUnplugExpiry(machine, at));
}

/** What is due already waits for the main thread, which may be held up in a drain (L-7). */
function nextDue(machine: Machine): number {
  const at = now(machine);
  let due = nextTimer(machine, at);
  for (const actor of machine.store.table(Actor).live()) {
    const step = actorDue(machine, actor);
    if (step > at && step < due) due = step;
    const reaction = nextReactionTime(machine, actor, at);
    if (reaction < due) due = reaction;
  }
  return due;
}

/**
 * While nothing has happened yet: the time of the last step of those who may be late, in nanoseconds. NONE if there is none,
 * or something else is due before.
 */
function lastStep(machine: Machine): number {
  if (now(machine) > 0 || machine.vm.exited || firstUndecided(machine) !== NONE) return NONE;
  let last = NONE;
  for (const actor of machine.store.table(Actor).live()) if (actor.lastDue > last) last = actor.lastDue;
  if (last <= 0 || mainCanRun(machine) || nextTimer(machine, 0) <= last) return NONE;
  for (const thread of machine.store.table(Thread).live())
    if (thread.id !== 0 && iothreadCanRun(machine, thread)) return NONE;
  return last;
}

function actorDue(machine: Machine, actor: Actor): number {
  if (actor.waitsFor !== NONE)
    return actor.waitsUntil === NONE ? Number.POSITIVE_INFINITY : Math.max(actor.waitsUntil, now(machine) + 1);
  if (actor.late) return actor.due === NONE ? Number.POSITIVE_INFINITY : actor.due;
  const step = actor.steps[actor.at];
  return step === undefined ? Number.POSITIVE_INFINITY : Math.round(step.at * MILLISECOND);
}

/**
 * Whoever plays the guest from outside reaches the device's registers through the main thread, so a kick waits while that
 * is held up, whether or not the device then hears of it by a notifier.
 */
const canKick = (machine: Machine): boolean => !mainThreadBusy(machine);

/**
 * Whether the guest's processors run: not while the VM is stopped or just being started. Where a kick is
 * served by the processor itself, it also needs the big lock, which the main thread gives away only while it polls and while
 * it waits for the processors to stop.
 */
export function guestRuns(machine: Machine): boolean {
  const thread = mainThread(machine);
  const frames = machine.store.table(Frame);
  if (thread.top !== NONE && processorsPause(frames.at(thread.top))) return true;
  if (machine.vm.state !== 'running') return false;
  for (let id = thread.top; id !== NONE; id = frames.at(id).caller)
    if (frames.at(id).place?.procedure === VM_START) return false;
  if (machine.profile.device.kick === 'notifier') return true;
  return thread.top === NONE && (thread.phase === 'poll' || (thread.phase === 'check' && !machine.exitCheck.pending()));
}

/** Steps that no stuck guest delays. */
const HOST_STEPS = [
  'bytes',
  'connect',
  'disconnect',
  'fault',
  'heal',
  'freeze',
  'thaw',
  'image',
  'folder',
  'pool',
  'signal',
];

/** Whether a step is the host's, so that it is taken even while the main thread is held up. */
export const isHostStep = (step: object): boolean => HOST_STEPS.some((member) => member in step);

/** Whether what the actor would do now has to wait until the main thread is free. */
export const isHeldUp = (machine: Machine, actor: Actor): boolean =>
  (actor.kicks.length > 0 || actorDue(machine, actor) <= now(machine)) && !canAct(machine, actor);

function canAct(machine: Machine, actor: Actor): boolean {
  if (!actor.alone) return actorDue(machine, actor) <= now(machine) && (!actor.inGuest || guestRuns(machine));
  if (actor.kicks.length > 0) return canKick(machine) || hostStepDue(machine, actor);
  if (actor.waitsFor !== NONE) return actor.waitsUntil <= now(machine);
  return actorDue(machine, actor) <= now(machine) && !(looksAtRings(machine, actor) && mainThreadBusy(machine));
}

/**
 * Whoever plays both the guest and the main client looks at the guest's rings before each step, through the main thread:
 * while that is held up, the step waits. Steps of other clients do not.
 */
function looksAtRings(machine: Machine, actor: Actor): boolean {
  const step = actor.steps[actor.at];
  return machine.devices.size > 0 && (step === undefined || !('client' in step || isHostStep(step)));
}

/**
 * The index of the step that is due and waits to look at the rings, or NONE. Whoever waits so does not read what the
 * client receives meanwhile until that step has been taken.
 */
export function heldUpStep(machine: Machine): number {
  if (!mainThreadBusy(machine)) return NONE;
  for (const actor of machine.store.table(Actor).live())
    if (
      actor.kicks.length === 0 &&
      actor.waitsFor === NONE &&
      actor.at < actor.steps.length &&
      looksAtRings(machine, actor) &&
      actorDue(machine, actor) <= now(machine)
    )
      return actor.at;
  return NONE;
}

function hostStepDue(machine: Machine, actor: Actor): boolean {
  const step = actor.steps[actor.at];
  return actor.waitsFor === NONE && step !== undefined && isHostStep(step) && actorDue(machine, actor) <= now(machine);
}

function act(machine: Machine, actor: Actor): void {
  if (actor.kicks.length > 0 && canKick(machine)) {
    kickFirst(machine, actor);
    return;
  }
  if (actor.waitsFor !== NONE) {
    // No reply: the client gives up waiting and goes on.
    actor.waitsFor = NONE;
    return;
  }
  const step = actor.steps[actor.at];
  if (step === undefined) return;
  goToStep(actor, actor.at + 1);
  performStep(machine, actor, step);
  // A guest of its own kicks in the same breath: nothing else looks at its ring in between but what the kick does too.
  if (actor.inGuest) while (actor.kicks.length > 0) kickFirst(machine, actor);
}

const skipStep = (actor: Actor): void => goToStep(actor, actor.at + 1);

function kickFirst(machine: Machine, actor: Actor): void {
  const first = actor.kicks[0];
  actor.kicks = actor.kicks.slice(1);
  const device = machine.devices.find((d) => d.name === first);
  if (device !== undefined) kick(machine, device);
}

/** How long a client waits for a reply, in nanoseconds. */
export const REPLY_TIMEOUT = 2 * SECOND;

/**
 * Plays until `end` (milliseconds): the main loop runs until it is idle, then workers finish what they have, oldest
 * first, then actors act, then time passes. @returns why it ended; `bound` after `maxMoves` moves
 */
export function playUnhurried(machine: Machine, end: number, maxMoves: number, observe?: (move: Move) => void): Ended {
  const last = end * MILLISECOND;
  for (let count = 0; ; count++) {
    if (machine.vm.exited) return 'exited';
    if (count >= maxMoves) return 'bound';
    const move = firstMove(machine);
    if (move === undefined || (move.kind === 'time' && nextTime(machine) > last && !hasOverdueStep(machine, last))) {
      clockOf(machine).now = Math.max(now(machine), last);
      return 'end';
    }
    observe?.(move);
    play(machine, move);
  }
}

/** Whether a step that was to be taken by then waits behind one that got no reply: nobody hangs up before it. */
function hasOverdueStep(machine: Machine, last: number): boolean {
  for (const { steps, at, late } of machine.store.table(Actor)) {
    const step = steps[at];
    if (!late && step !== undefined && step.at * MILLISECOND <= last) return true;
  }
  return false;
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
