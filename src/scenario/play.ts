/**
 * Playing: what may happen next in a machine with its actors, and making one of it happen. The policy that chooses is
 * somebody else's; `playUnhurried` is the one that behaves like a real QEMU that nobody rushes.
 */
import { completeWorkerRequest, workerRequests } from '../block/workers.ts';
import {
  clockOf,
  describeMain,
  MILLISECOND,
  mainCanRun,
  mainThreadBusy,
  NONE,
  now,
  runMain,
  SECOND,
} from '../kernel/index.ts';
import { type Machine, nextTimer } from '../machine.ts';
import { kick } from '../vm/guest.ts';
import { Actor } from './actors.ts';
import { performStep } from './step.ts';

/** What may happen next. `label` says it in words and is stable: recordings hold labels. */
export interface Move {
  readonly kind: 'main' | 'worker' | 'actor' | 'time';
  /** a request of the workers, an actor; else 0 */
  readonly id: number;
}

export type Ended = 'end' | 'bound' | 'exited';

/** Everything that may happen next at this time, the main loop's own step first; time passes only if nothing else can. */
export function moves(machine: Machine): Move[] {
  if (machine.vm.exited) return [];
  const found: Move[] = [];
  if (mainCanRun(machine)) found.push({ kind: 'main', id: 0 });
  for (const io of workerRequests(machine)) found.push({ kind: 'worker', id: io.id });
  for (const actor of machine.store.table(Actor))
    if (canAct(machine, actor)) found.push({ kind: 'actor', id: actor.id });
  if (found.length === 0 && Number.isFinite(nextTime(machine))) found.push({ kind: 'time', id: 0 });
  return found;
}

/** What a move would do, in words. */
export function labelOf(machine: Machine, move: Move): string {
  switch (move.kind) {
    case 'main':
      return describeMain(machine);
    case 'worker': {
      const io = machine.ios.at(move.id);
      return `workers complete ${io.op} ${io.offset} of ${machine.nodes.at(io.node).name}`;
    }
    case 'actor': {
      const actor = machine.store.table(Actor).at(move.id);
      return actor.kicks[0] === undefined ? `${actor.name} takes step ${actor.at}` : `guest kicks ${actor.kicks[0]}`;
    }
    default:
      return `time passes to ${nextTime(machine) / MILLISECOND} ms`;
  }
}

/** Makes a move happen. */
export function play(machine: Machine, move: Move): void {
  switch (move.kind) {
    case 'main':
      runMain(machine);
      break;
    case 'worker':
      completeWorkerRequest(machine, machine.ios.at(move.id));
      break;
    case 'actor':
      act(machine, machine.store.table(Actor).at(move.id));
      break;
    default:
      clockOf(machine).now = nextTime(machine);
  }
}

/**
 * The next time at which anything becomes due, in nanoseconds; Infinity if nothing does. What is due already waits for
 * the main thread, which may be held up in a drain (L-7).
 */
export function nextTime(machine: Machine): number {
  let due = nextTimer(machine, now(machine));
  for (const actor of machine.store.table(Actor)) {
    const at = actorDue(machine, actor);
    if (at > now(machine)) due = Math.min(due, at);
  }
  return due;
}

function actorDue(machine: Machine, actor: Actor): number {
  if (actor.waitsFor !== NONE) return Math.max(actor.waitsUntil, now(machine) + 1);
  const step = actor.steps[actor.at];
  return step === undefined ? Number.POSITIVE_INFINITY : Math.round(step.at * MILLISECOND);
}

/** A guest that has no notifiers reaches the device only while the main thread is at its loop's top. */
const canKick = (machine: Machine): boolean => machine.profile.device.kick === 'notifier' || !mainThreadBusy(machine);

/** Steps that no stuck guest delays. */
const HOST_STEPS = ['bytes', 'connect', 'disconnect', 'fault', 'heal', 'freeze', 'thaw', 'image', 'pool', 'signal'];

/** Whether a step is the host's, so that it is taken even while the main thread is held up. */
export const isHostStep = (step: object): boolean => HOST_STEPS.some((member) => member in step);

/** Whether what the actor would do now has to wait until the main thread is free. */
export const isHeldUp = (machine: Machine, actor: Actor): boolean =>
  (actor.kicks.length > 0 || actorDue(machine, actor) <= now(machine)) && !canAct(machine, actor);

function canAct(machine: Machine, actor: Actor): boolean {
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

function hostStepDue(machine: Machine, actor: Actor): boolean {
  const step = actor.steps[actor.at];
  return actor.waitsFor === NONE && step !== undefined && isHostStep(step) && actorDue(machine, actor) <= now(machine);
}

function act(machine: Machine, actor: Actor): void {
  const [first, ...rest] = actor.kicks;
  if (first !== undefined && canKick(machine)) {
    actor.kicks = rest;
    const device = machine.devices.find((d) => d.name === first);
    if (device !== undefined) kick(machine, device);
    return;
  }
  if (actor.waitsFor !== NONE) {
    // No reply: the client gives up waiting and goes on.
    actor.waitsFor = NONE;
    return;
  }
  const step = actor.steps[actor.at];
  if (step === undefined) return;
  actor.at++;
  performStep(machine, actor, step);
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
    if (move === undefined || (move.kind === 'time' && nextTime(machine) > last)) {
      clockOf(machine).now = Math.max(now(machine), last);
      return 'end';
    }
    observe?.(move);
    play(machine, move);
  }
}

const MAIN: Move = { kind: 'main', id: 0 };
const TIME: Move = { kind: 'time', id: 0 };

/** The first of {@link moves}, without making the others. */
export function firstMove(machine: Machine): Move | undefined {
  if (mainCanRun(machine)) return MAIN;
  const [io] = workerRequests(machine);
  if (io !== undefined) return { kind: 'worker', id: io.id };
  for (const actor of machine.store.table(Actor)) if (canAct(machine, actor)) return { kind: 'actor', id: actor.id };
  return Number.isFinite(nextTime(machine)) ? TIME : undefined;
}
