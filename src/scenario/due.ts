/** When something becomes due: timers, steps, reactions, and ends of what nobody waits for. */
import { iothreadCanRun, MILLISECOND, mainCanRun, NONE, now, Thread } from '../kernel/index.ts';
import { type Machine, nextTimer } from '../machine.ts';
import { nextUnwatchedEnd } from '../monitor/event-throttle.ts';
import { nextUnplugExpiry } from '../vm/unplug.ts';
import { Actor, nextReactionTime } from './actors.ts';
import { firstUndecided } from './maybe-faults.ts';

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
export function nextDue(machine: Machine): number {
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
 * While nothing has happened yet: the time of the last step of those who may be late, in nanoseconds. NONE if there is
 * none, or something else is due before.
 */
export function lastStep(machine: Machine): number {
  if (now(machine) > 0 || machine.vm.exited || firstUndecided(machine) !== NONE) return NONE;
  let last = NONE;
  for (const actor of machine.store.table(Actor).live()) if (actor.lastDue > last) last = actor.lastDue;
  if (last <= 0 || mainCanRun(machine) || nextTimer(machine, 0) <= last) return NONE;
  for (const thread of machine.store.table(Thread).live())
    if (thread.id !== 0 && iothreadCanRun(machine, thread)) return NONE;
  return last;
}

export function actorDue(machine: Machine, actor: Actor): number {
  if (actor.waitsFor !== NONE)
    return actor.waitsUntil === NONE ? Number.POSITIVE_INFINITY : Math.max(actor.waitsUntil, now(machine) + 1);
  if (actor.late) return actor.due === NONE ? Number.POSITIVE_INFINITY : actor.due;
  const step = actor.steps[actor.at];
  return step === undefined ? Number.POSITIVE_INFINITY : Math.round(step.at * MILLISECOND);
}
