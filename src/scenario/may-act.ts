/** Which actors may act now: some need the main thread, some the guest's processors. */
import { Frame, mainThread, mainThreadBusy, NONE, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { VM_START } from '../vm/start.ts';
import { processorsPause } from '../vm/stop.ts';
import { Actor } from './actors.ts';
import { actorDue } from './due.ts';

/**
 * Whoever plays the guest from outside reaches the device's registers through the main thread, so a kick waits while that
 * is held up, whether or not the device then hears of it by a notifier.
 */
export const canKick = (machine: Machine): boolean => !mainThreadBusy(machine);

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

export function canAct(machine: Machine, actor: Actor): boolean {
  if (!actor.alone) return actorDue(machine, actor) <= now(machine) && (!actor.inGuest || guestRuns(machine));
  if (actor.kicks.length > 0) return canKick(machine) || hostStepDue(machine, actor);
  if (actor.waitsFor !== NONE) return actor.waitsUntil <= now(machine);
  return actorDue(machine, actor) <= now(machine) && !(looksAtRings(machine, actor) && mainThreadBusy(machine));
}

/**
 * Whoever plays both the guest and the main client looks at the guest's rings before each step, through the main thread:
 * while that is held up, the step waits. Steps of other clients do not.
 */
export function looksAtRings(machine: Machine, actor: Actor): boolean {
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
