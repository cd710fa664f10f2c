/** Which actors may act now: some need the main thread, some the guest's processors. */
import { Frame, mainThread, mainThreadBusy, NONE, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { RESET } from '../vm/exit-check.ts';
import type { Device } from '../vm/records.ts';
import { VM_START } from '../vm/start.ts';
import { processorsPause } from '../vm/stop.ts';
import { Actor } from './actors.ts';
import { actorDue } from './due.ts';

/**
 * Whoever plays the guest from outside reaches the device's registers through the main thread, so a kick waits while
 * that is held up, whether or not the device then hears of it by a notifier.
 */
export const canKick = (machine: Machine): boolean => !mainThreadBusy(machine);

const pausesProcessors = (procedure: unknown): boolean => procedure === VM_START || procedure === RESET;

/**
 * Whether the guest's processors run: not while the VM is stopped or just being started, nor during a
 * reset. Where a kick is served by the processor itself, it also needs the big lock, which the main thread gives
 * away only while it polls and while it waits for the processors to stop.
 */
export function guestRuns(machine: Machine, actor?: Actor): boolean {
  const thread = mainThread(machine);
  const frames = machine.store.table(Frame);
  const spins = thread.spinning.length > 0;
  if (thread.top !== NONE && !spins && processorsPause(frames.at(thread.top))) return true;
  if (machine.vm.state !== 'running') return false;
  for (let id = thread.top; id !== NONE; id = frames.at(id).caller)
    if (pausesProcessors(frames.at(id).place?.procedure)) return false;
  if (!servesKick(machine, actor)) return true;
  return (
    !mainThreadBusy(machine) && (thread.phase === 'poll' || (thread.phase === 'check' && !machine.exitCheck.pending()))
  );
}

/** Whether the processor itself serves the kick that comes next, as that of an IDE disk always. */
function servesKick(machine: Machine, actor: Actor | undefined): boolean {
  if (machine.profile.device.kick === 'direct') return true;
  if (!someHaveNoNotifier(machine)) return false;
  const step = actor?.steps[actor.at];
  if (step === undefined || !('io' in step || 'kick' in step)) return false;
  const names = 'io' in step ? step.io.map((io) => io.device) : step.kick;
  return machine.devices.live().some((device) => names.includes(device.name) && hasNoNotifier(device));
}

/** Whether a device that has a ring of its own is told of kicks by the processor itself. */
const hasNoNotifier = ({ controller, notifier }: Device): boolean => controller === NONE && notifier === NONE;

/** Whether there is such a device. */
export function someHaveNoNotifier(machine: Machine): boolean {
  for (const device of machine.devices.live()) if (hasNoNotifier(device)) return true;
  return false;
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
  if (!actor.alone) return actorDue(machine, actor) <= now(machine) && (!actor.inGuest || guestRuns(machine, actor));
  if (actor.kicks.length > 0) return canKick(machine) || hostStepDue(machine, actor);
  if (actor.waitsFor !== NONE) return actor.waitsUntil <= now(machine);
  return actorDue(machine, actor) <= now(machine) && !(mainThreadBusy(machine) && looksAtRings(machine, actor));
}

/**
 * Whoever plays both the guest and the main client looks at the guest's rings before each step, through the main
 * thread: while that is held up, the step waits. Steps of other clients do not.
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
