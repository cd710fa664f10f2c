/** Who acts on a machine from outside: the guest, the clients and the host of a scenario, step by step. */
import {
  deadline,
  defineRecord,
  flag,
  json,
  MILLISECOND,
  NONE,
  now,
  number,
  type RecordOf,
  ref,
  text,
  unhashed,
} from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Reaction, Step } from './scenario.ts';
import { triggers } from './trigger.ts';

/**
 * One who takes steps in order. In a run there is a single actor for all steps of the file: a person with one guest and
 * a few clients at hand, who waits for each answer before going on. In a search each guest device and each client has
 * its own, and takes its steps as late as it likes (see split-actors.ts).
 */
export const Actor = defineRecord('actor', {
  name: text(),
  steps: json<readonly Step[]>([]),
  /** index of the next step */
  at: number(),
  /** devices whose rings the last step filled and nobody has kicked yet */
  kicks: json<readonly string[]>([]),
  /** the monitor whose reply it waits for */
  waitsFor: ref(),
  /** when it gives up waiting; NONE: never */
  waitsUntil: deadline(),
  /** it plays everybody: the guest, the clients and the host, one after the other */
  alone: flag(),
  /** it takes a step at its time or at any time after */
  late: flag(),
  /** of one who may be late: the time of the next step; NONE: there is none */
  due: unhashed(deadline()),
  /** the time of the last: with `at`, how far off it is tells how far off all are, and when it is past, all are */
  lastDue: deadline(),
  /** it is a program in the guest, so it acts only while the guest runs */
  inGuest: flag(),
  /** what it does when its client receives a message */
  reactions: json<readonly Reaction[]>([]),
  /** how often each reaction may still happen; -1: for ever */
  left: json<readonly number[]>([]),
  /** how often each that hesitates longer each time has happened; no further than to its longest time */
  done: json<readonly number[]>([]),
  /** how many replies are to come to what its reactions have sent; how many of such come before the one it waits for */
  owed: number(),
  before: number(),
  /** the client's session, if it has reactions */
  client: ref(),
  /** reactions that are to come, in order */
  reactHead: ref(),
  reactTail: ref(),
});
export type Actor = RecordOf<typeof Actor>;

/** What a client has made up its mind to send. */
const Intent = defineRecord('intent', {
  /** index of the reaction */
  reaction: number(),
  due: deadline(),
  next: ref(),
});

const dueOf = (step: Step | undefined): number => (step === undefined ? NONE : Math.round(step.at * MILLISECOND));

/** Goes on to the step of that index. */
export function goToStep(actor: Actor, index: number): void {
  actor.at = index;
  actor.due = actor.late ? dueOf(actor.steps[index]) : NONE;
  actor.lastDue = actor.due === NONE ? NONE : dueOf(actor.steps.at(-1));
}

/** Lets actors hear the replies they wait for and what they react to. Called once a machine, also a loaded one. */
export function hearReplies(machine: Machine): void {
  machine.bus.on('monitor-output', ({ monitor, message }) => {
    if ('return' in message || 'error' in message) hearReply(machine, monitor);
    for (const actor of machine.store.table(Actor).live()) if (actor.client === monitor) react(machine, actor, message);
  });
  machine.bus.on('session-closed', ({ monitor }) => {
    for (const actor of machine.store.table(Actor).live()) if (actor.client === monitor) forget(machine, actor);
  });
}

/** Replies come in the order of the commands, and those to a client's reactions are none that anybody waits for. */
function hearReply(machine: Machine, monitor: number): void {
  for (const actor of machine.store.table(Actor).live()) {
    if (actor.waitsFor !== monitor) continue;
    if (actor.before > 0) actor.before--;
    else {
      actor.waitsFor = NONE;
      return;
    }
  }
  const reacting = reactingAt(machine, monitor);
  if (reacting !== undefined && reacting.owed > 0) reacting.owed--;
}

const reactingAt = (machine: Machine, monitor: number): Actor | undefined =>
  machine.store
    .table(Actor)
    .live()
    .find((actor) => actor.client === monitor);

/** The actor waits for the reply to what is sent at that monitor now. */
export function waitForReply(machine: Machine, actor: Actor, monitor: number): void {
  actor.waitsFor = monitor;
  actor.before = reactingAt(machine, monitor)?.owed ?? 0;
}

/** Who hangs up forgets what it was about to do. */
function forget(machine: Machine, actor: Actor): void {
  while (actor.reactHead !== NONE) takeReaction(machine, actor);
  actor.owed = actor.before = 0;
}

function react(machine: Machine, actor: Actor, message: Readonly<Record<string, unknown>>): void {
  actor.reactions.forEach((reaction, index) => {
    const left = actor.left[index] as number;
    if (left === 0 || !triggers(reaction.on, message)) return;
    if (left > 0) actor.left = actor.left.with(index, left - 1);
    const intents = machine.store.table(Intent);
    const after = Math.round(delayOf(actor, reaction, index) * MILLISECOND);
    const intent = intents.add({ reaction: index, due: now(machine) + after });
    if (actor.reactHead === NONE) actor.reactHead = intent.id;
    else intents.at(actor.reactTail).next = intent.id;
    actor.reactTail = intent.id;
  });
}

/** How long it hesitates this time, in milliseconds. */
function delayOf(actor: Actor, { after }: Reaction, index: number): number {
  if (typeof after === 'number') return after;
  const done = actor.done[index] as number;
  if (done < after.length - 1) actor.done = actor.done.with(index, done + 1);
  return after[done] as number;
}

/** When the actor's next reaction is due, in nanoseconds; Infinity if it has none. */
export const reactionDue = (machine: Machine, actor: Actor): number =>
  actor.reactHead === NONE ? Number.POSITIVE_INFINITY : machine.store.table(Intent).at(actor.reactHead).due;

/**
 * When the first of the actor's reactions that is not due at `at` becomes due, in nanoseconds; Infinity if there is
 * none. One that is late may come in one breath with the next.
 */
export function nextReactionTime(machine: Machine, actor: Actor, at: number): number {
  const intents = machine.store.table(Intent);
  for (let id = actor.reactHead; id !== NONE; id = intents.at(id).next)
    if (intents.at(id).due > at) return intents.at(id).due;
  return Number.POSITIVE_INFINITY;
}

/** The actor's next reaction; it must have one. */
export const nextReaction = (machine: Machine, actor: Actor): Reaction =>
  actor.reactions[machine.store.table(Intent).at(actor.reactHead).reaction] as Reaction;

/** Forgets the actor's next reaction: it happens. */
export function takeReaction(machine: Machine, actor: Actor): Reaction {
  const intents = machine.store.table(Intent);
  const intent = intents.at(actor.reactHead);
  const reaction = actor.reactions[intent.reaction] as Reaction;
  actor.reactHead = intent.next;
  if (actor.reactHead === NONE) actor.reactTail = NONE;
  intents.remove(intent);
  return reaction;
}
