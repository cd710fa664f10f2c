/** Making what may happen next (moves.ts) happen, and playing as a real QEMU does that nobody rushes. */
import { completeWorkerRequest } from '../block/workers.ts';
import { clockOf, MILLISECOND, NONE, now, runIothread, runMain, Thread } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { kick } from '../vm/guest.ts';
import { Actor, goToStep, takeReaction } from './actors.ts';
import { lastStep, nextTime } from './due.ts';
import { canKick } from './may-act.ts';
import { decide } from './maybe-faults.ts';
import { codeOf, firstMove, idOf, kindOf, type Move } from './moves.ts';
import { performReaction, performStep } from './step.ts';

/** Why a run is over: its time is, it has made too many moves, or the process is gone. */
export type Ended = 'end' | 'bound' | 'exited';

/** Makes a move happen. */
export const play = (machine: Machine, move: Move): void => playMove(machine, codeOf(move));

/** The same for a move as a number. */
export function playMove(machine: Machine, move: number): void {
  const id = idOf(move);
  switch (kindOf(move)) {
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
