/** What a move would do, in words. Labels are stable: recordings and counterexamples hold them. */
import { describeWorkerRequest, workerRequests } from '../block/workers.ts';
import { describeIothread, describeMain, MILLISECOND, NONE, Thread } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { Actor, nextReaction } from './actors.ts';
import { lastStep, nextTime } from './due.ts';
import { undecidedLabel } from './maybe-faults.ts';
import type { Move } from './moves.ts';
import { reactionLabel, stepLabel } from './step-label.ts';

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
