/**
 * What may arrive before the main thread's next step, and what that would touch (see kernel/touch.ts). A step of the
 * main thread that touches none of it can be taken first without losing any order that makes a difference:
 *
 * - what arrives writes only the places listed here, and so does whatever else the same actor may do before the main
 *   thread has moved, so that both orders lead to the same state (but for ids, which mean nothing);
 * - the step cannot be disabled by an arrival, because arrivals never take work away from the main thread, and it does
 *   not disable one, because what decides about that (the run state, the sessions) is shared too;
 * - no property can tell the orders apart, because arrivals say no facts but {@link ARRIVAL_FACTS}, except those that
 *   count as touching everything;
 * - time does not pass while a thread of the machine has work.
 */
import type { Io, Node } from '../block/records.ts';
import { isUnfinished, untoldRequests, willTellDone } from '../block/workers.ts';
import { bitFor, iothreadCanRun, NONE, now, Thread, TOUCH, TOUCH_ALL } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { Actor, reactionDue } from './actors.ts';
import { guestRuns, someHaveNoNotifier } from './may-act.ts';
import type { Deed, Reaction, Step } from './scenario.ts';

/** What arrivals say, but those that count as touching everything. */
export const ARRIVAL_FACTS = ['guest-submitted', 'client-sent', 'request-queued'] as const;

type Kick = 'notifier' | 'direct';

const GUEST = TOUCH.rings | TOUCH.guest;

function touchedBy(step: Step, kick: Kick): number {
  // Where the processor itself serves the kick, it does all that the device does.
  if ('io' in step || 'kick' in step) return kick === 'notifier' ? GUEST : TOUCH_ALL;
  if ('guest_reset' in step || 'guest_shutdown' in step || 'guest_suspend' in step || 'signal' in step)
    return TOUCH.requests | TOUCH.guest;
  if ('qmp' in step) return 'exec-oob' in step.qmp ? TOUCH_ALL : TOUCH.input;
  if ('raw' in step || 'bytes' in step || 'hmp' in step) return TOUCH.input;
  if ('connect' in step || 'disconnect' in step || 'guest_boot' in step) return TOUCH_ALL;
  return touchedByHost(step);
}

function touchedByHost(deed: Deed): number {
  // Where files come and go, commands look for them.
  if ('image' in deed || 'folder' in deed) return TOUCH_ALL;
  const names = ('fault' in deed && deed.fault) || ('freeze' in deed && deed.freeze) || ('thaw' in deed && deed.thaw);
  return typeof names === 'object' ? TOUCH.storage | TOUCH.graph : TOUCH.storage;
}

type Suffixes = WeakMap<readonly Step[], number[]>;

const suffixes: Readonly<Record<Kick, Suffixes>> = { notifier: new WeakMap(), direct: new WeakMap() };

/** What the steps from an index on may touch, all of them together. */
function touchedFrom(steps: readonly Step[], index: number, kick: Kick): number {
  let known = suffixes[kick].get(steps);
  if (known === undefined) {
    known = new Array<number>(steps.length + 1).fill(0);
    for (let i = steps.length - 1; i >= 0; i--) known[i] = (known[i + 1] as number) | touchedBy(steps[i] as Step, kick);
    suffixes[kick].set(steps, known);
  }
  return known[index] ?? 0;
}

/**
 * What may arrive before the main thread moves touches these places, as bits of TOUCH; 0: nothing may arrive.
 * @param enough who minds these places need not hear of any other: the rest may be left out once one of them is found
 */
export function touchedByArrivals(machine: Machine, enough = 0): number {
  const bits = touchedByEach(machine, enough);
  const threads = machine.store.table(Thread);
  if (threads.size === 1) return bits;
  // Whatever arrives may give an iothread something to do, which may do anything before the main thread moves.
  return bits !== 0 || threads.live().some((thread) => thread.id !== 0 && iothreadCanRun(machine, thread))
    ? TOUCH_ALL
    : 0;
}

function touchedByEach(machine: Machine, enough: number): number {
  let bits = touchedByWorkers(machine, enough);
  if ((bits & enough) !== 0) return bits;
  const at = now(machine);
  const kick = kickIn(machine);
  for (const actor of machine.store.table(Actor).live()) {
    const mayAct = actor.waitsFor === NONE && actor.due !== NONE && actor.due <= at;
    if (mayAct && (!actor.inGuest || guestRuns(machine, actor))) bits |= touchedFrom(actor.steps, actor.at, kick);
    if (reactionDue(machine, actor) <= at) bits |= touchedByReactions(actor.reactions);
  }
  return (bits & TOUCH.input) === 0 ? bits : bits | sending(machine);
}

/**
 * One disk that has no notifier, as IDE disks have none, is enough for all: a guest's later steps may be for that one.
 */
const kickIn = (machine: Machine): Kick => (someHaveNoNotifier(machine) ? 'direct' : machine.profile.device.kick);

/** What finishing any of the requests with the worker threads touches. */
function touchedByWorkers(machine: Machine, enough: number): number {
  let bits = 0;
  for (const id of untoldRequests(machine)) {
    const io = machine.ios.at(id);
    if (!isUnfinished(io)) continue;
    // They are told by a bottom half; where that waits already, finishing another one changes nothing there.
    if (bits === 0) bits = TOUCH.workers | TOUCH.storage | (willTellDone(machine) ? 0 : TOUCH.mainQueue);
    if ((bits & enough) !== 0) return bits;
    bits |= changedBy(machine.nodes.at(io.node), io);
  }
  return bits;
}

/** A request at a file reads it, or changes it and may make it longer. */
function changedBy({ stateId, size }: Node, { op, offset, bytes }: Io): number {
  if (op === 'flush') return 0;
  const written = bitFor(TOUCH.contentsWritten, stateId);
  if (op === 'read') return written;
  return written | bitFor(TOUCH.contentsRead, stateId) | (offset + bytes > size ? TOUCH.sizes : 0);
}

/** What all that a client may do by itself touches. */
const touchedByReactions = (reactions: readonly Reaction[]): number =>
  reactions.reduce((bits, reaction) => bits | ('do' in reaction ? touchedByHost(reaction.do) : TOUCH.input), 0);

/**
 * What is sent is found by the next poll, or wakes the dispatcher unless it is at work; out of band, it may do anything
 * (N9).
 */
function sending(machine: Machine): number {
  for (const monitor of machine.monitors.live()) if (monitor.oob) return TOUCH_ALL;
  if (machine.profile.wire.dispatch === 'direct') return TOUCH.iohandlerQueue | TOUCH.rings;
  return machine.dispatcher.busy ? 0 : TOUCH.iohandlerQueue;
}
