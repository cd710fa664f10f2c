/**
 * The main thread's loop and the loops of iothreads (L-1, L-5, L-7).
 *
 * One iteration of the main loop: A the exit check, then a poll, then what the poll found ready in B1 the main context
 * and B2 the iohandler context, then C the main-loop timers. A source that was not ready when the poll returned is
 * skipped until the next iteration.
 */
import { bug } from './bug.ts';
import { Clock, now } from './clock.ts';
import {
  addContext,
  Context,
  HALVES_START,
  hasBegun,
  hasWork,
  markSet,
  nextDue,
  nextUnit,
  ROUND_START,
  type Round,
  roundGoesOn,
  runRound,
} from './context.ts';
import { without } from './list.ts';
import { Coroutine, enterCoroutine, Frame, type Place, type Procedure, placeIn, push, runTop } from './procedure.ts';
import { NONE } from './record.ts';
import { MAIN_THREAD, mainThread, NOBODY, type Phase, Thread } from './thread.ts';
import type { KernelWorld, WithStore } from './world.ts';

/**
 * What is there from the beginning to the end of every world: the records themselves, which code asks for all the time.
 */
export interface MainLoop {
  readonly clock: Clock;
  readonly thread: Thread;
  readonly main: Context;
  readonly iohandler: Context;
  readonly timers: Context;
  /** the coroutines that are being run right now, the innermost last: between two moves there are none */
  readonly entered: number[];
  /** whose move is being made: the main thread's, except within a move of an iothread */
  running: Thread;
  /** where in its iteration the main thread is while it moves; its record is told when it stops */
  readonly turn: Turn;
}

interface Turn extends Round {
  phase: Phase;
}

/** Makes the clock, the main thread and its contexts. Called once, first. */
export function addMainLoop(world: WithStore): MainLoop {
  const clock = world.store.table(Clock).take();
  const thread = world.store.table(Thread).add({ name: 'main loop' });
  return {
    clock,
    thread,
    main: addContext(world, 'main'),
    iohandler: addContext(world, 'iohandler', true),
    timers: addContext(world, 'timers'),
    entered: [],
    running: thread,
    turn: { phase: thread.phase, stage: thread.stage },
  };
}

export const mainContext = (world: KernelWorld): Context => world.loop.main;
export const iohandlerContext = (world: KernelWorld): Context => world.loop.iohandler;
export const timerContext = (world: KernelWorld): Context => world.loop.timers;

/** Wakes the main loop from another thread, so that it runs its exit check. */
export function notifyMainLoop(world: KernelWorld): void {
  mainThread(world).notified = true;
}

/** Calls a procedure on the main thread: it runs before anything else the thread does. */
export function callOnMain<L>(world: KernelWorld, called: Procedure<L>, locals: L): void {
  push(world, mainThread(world), called, locals);
}

/**
 * Whether the main thread is inside a procedure, or in a coroutine that does not give it back, so that it serves
 * neither commands nor vCPUs.
 */
export function mainThreadBusy(world: KernelWorld): boolean {
  const { top, spinning } = mainThread(world);
  return top !== NONE || spinning.length > 0;
}

/** Whether the main thread can do something without anything arriving from outside. */
export function mainCanRun(world: KernelWorld): boolean {
  const thread = mainThread(world);
  if (thread.spinning.length > 0) return true;
  if (thread.top !== NONE) return frameCanRun(world, thread.top);
  switch (thread.phase) {
    case 'check':
      return world.exitCheck.pending() || pollReady(world, thread);
    case 'poll':
      return pollReady(world, thread);
    default:
      return true;
  }
}

/** Whether the next thing the main thread does is to look what has arrived. */
export function mainPolls(world: KernelWorld): boolean {
  const { top, phase, spinning } = mainThread(world);
  return top === NONE && spinning.length === 0 && (phase === 'check' || phase === 'poll');
}

function frameCanRun(world: KernelWorld, id: number): boolean {
  const frame = world.store.table(Frame).at(id);
  return !frame.polling || frame.stage !== ROUND_START || hasWork(world, mainContext(world));
}

function pollReady(world: KernelWorld, thread: Thread): boolean {
  return (
    thread.notified ||
    hasWork(world, mainContext(world)) ||
    hasWork(world, iohandlerContext(world)) ||
    nextDue(world, timerContext(world)) <= now(world)
  );
}

/** Lets the main thread do the next thing it has to do. @returns false if there was nothing */
export function runMain(world: KernelWorld): boolean {
  const thread = mainThread(world);
  if (thread.spinning.length > 0) return spin(world, thread);
  if (thread.top !== NONE) return runFrame(world, thread);
  const { turn } = world.loop;
  turn.phase = thread.phase;
  turn.stage = thread.stage;
  const ran = runTurn(world, thread, turn);
  thread.phase = turn.phase;
  thread.stage = turn.stage;
  return ran;
}

/** Goes on with the iteration until something has run. @returns false if there was nothing */
function runTurn(world: KernelWorld, thread: Thread, turn: Turn): boolean {
  for (;;) {
    switch (turn.phase) {
      case 'check':
        if (world.exitCheck.pending()) {
          world.exitCheck.perform();
          return true;
        }
        if (!pollReady(world, thread)) {
          turn.phase = 'poll';
          return false;
        }
        goToWork(world, thread, turn);
        break;
      case 'poll':
        if (!pollReady(world, thread)) return false;
        goToWork(world, thread, turn);
        break;
      case 'both':
      case 'main':
        if (runRound(world, mainContext(world), turn)) return settled(world, thread, turn);
        turn.phase = afterMain(turn.phase);
        break;
      case 'iohandler':
        if (runRound(world, iohandlerContext(world), turn)) return settled(world, thread, turn);
        turn.phase = 'timers';
        break;
      case 'timers':
        if (runRound(world, timerContext(world), turn)) return settled(world, thread, turn);
        turn.phase = 'check';
        break;
      default:
        bug(`phase ${turn.phase}`);
    }
  }
}

/** The next turn of a coroutine that does not give the thread back. Others wait until it does. */
function spin(world: KernelWorld, thread: Thread): true {
  const coroutine = spinningOn(world, thread);
  const others = without(thread.spinning, coroutine.id);
  thread.spinning = NOBODY;
  enterCoroutine(world, coroutine);
  if (others.length > 0) thread.spinning = [...thread.spinning, ...others];
  return true;
}

const spinningOn = (world: KernelWorld, { spinning }: Thread): Coroutine =>
  world.store.table(Coroutine).at(spinning[0] ?? NONE);

const placeOfSpinning = (world: KernelWorld, thread: Thread): Place =>
  placeIn(world.store.table(Frame).at(spinningOn(world, thread).top));

/** The poll has returned: whom it serves first, and whom later. */
function goToWork(world: KernelWorld, thread: Thread, turn: Turn): void {
  thread.notified = false;
  markSet(world, iohandlerContext(world));
  const phase = hasWork(world, iohandlerContext(world)) ? 'both' : 'main';
  turn.stage = ROUND_START;
  turn.phase = hasWork(world, mainContext(world)) ? phase : afterMain(phase);
}

const servesMain = (phase: Phase): phase is 'both' | 'main' => phase === 'both' || phase === 'main';

const afterMain = (phase: 'both' | 'main'): Phase => (phase === 'both' ? 'iohandler' : 'timers');

/** Skips what has become empty, so that a thread with nothing left to do is seen to have nothing left to do. */
function settled(world: KernelWorld, thread: Thread, turn: Turn): true {
  if (thread.top !== NONE) return true;
  if (servesMain(turn.phase) && !roundGoesOn(world, mainContext(world), turn)) turn.phase = afterMain(turn.phase);
  if (turn.phase === 'iohandler' && !roundGoesOn(world, iohandlerContext(world), turn)) turn.phase = 'timers';
  if (turn.phase === 'timers' && !roundGoesOn(world, timerContext(world), turn)) turn.phase = 'check';
  return true;
}

/** One step of the innermost procedure, or one thing of the round it polls. */
function runFrame(world: KernelWorld, thread: Thread): boolean {
  for (;;) {
    const frame = world.store.table(Frame).at(thread.top);
    if (frame.polling) {
      const context = mainContext(world);
      if (frame.stage === ROUND_START && !hasWork(world, context)) return false;
      if (runRound(world, context, frame)) {
        if (thread.top === frame.id && !roundGoesOn(world, context, frame)) frame.polling = false;
        return true;
      }
      frame.polling = false;
    }
    const outcome = runTop(world, thread);
    if (outcome.kind === 'yield') bug(`${placeIn(frame).name} yields on a thread`);
    if (outcome.kind !== 'poll') return true;
    frame.polling = true;
    frame.stage = outcome.halves ? HALVES_START : ROUND_START;
  }
}

/** An iothread with a context of its own: its devices' completions run there (L-5). */
export function addIothread(world: KernelWorld, name: string): Thread {
  const context = addContext(world, name);
  return world.store.table(Thread).add({ name, phase: 'main', context: context.id });
}

/** Removes an iothread and its context; nothing may use it any more. */
export function removeIothread(world: KernelWorld, thread: Thread): void {
  world.store.table(Context).remove(world.store.table(Context).at(thread.context));
  world.store.table(Thread).remove(thread);
}

export const iothreads = (world: KernelWorld): Thread[] =>
  [...world.store.table(Thread)].filter((thread) => thread.id !== MAIN_THREAD);

const contextOfThread = (world: KernelWorld, thread: Thread): Context => world.store.table(Context).at(thread.context);

export const iothreadCanRun = (world: KernelWorld, thread: Thread): boolean =>
  thread.spinning.length > 0 || thread.stage !== ROUND_START || hasWork(world, contextOfThread(world, thread));

/** Lets an iothread do the next thing of its round. @returns false if there was nothing */
export function runIothread(world: KernelWorld, thread: Thread): boolean {
  if (!iothreadCanRun(world, thread)) return false;
  const { loop } = world;
  loop.running = thread;
  const ran = thread.spinning.length > 0 ? spin(world, thread) : runItsRound(world, thread);
  loop.running = loop.thread;
  if (ran) wakeWaiting(world);
  return ran;
}

function runItsRound(world: KernelWorld, thread: Thread): boolean {
  const context = contextOfThread(world, thread);
  if (!runRound(world, context, thread)) return false;
  roundGoesOn(world, context, thread);
  return true;
}

/** A main thread that polls for something looks again: another thread may have brought it about. */
function wakeWaiting(world: KernelWorld): void {
  const { top } = mainThread(world);
  const frame = top === NONE ? undefined : world.store.table(Frame).at(top);
  if (frame?.polling && frame.stage === ROUND_START) frame.polling = false;
}

export function describeIothread(world: KernelWorld, thread: Thread): string {
  const spins = thread.spinning.length > 0;
  const next = spins
    ? placeOfSpinning(world, thread).name
    : describeContext(world, contextOfThread(world, thread), thread);
  return `${thread.name}: ${next}`;
}

/** What the main thread would do next, for the label of a move. */
export function describeMain(world: KernelWorld): string {
  const thread = mainThread(world);
  if (thread.spinning.length > 0) return placeOfSpinning(world, thread).name;
  if (thread.top !== NONE) {
    const frame = world.store.table(Frame).at(thread.top);
    if (!frame.polling) return placeIn(frame).name;
    return `${placeIn(frame).procedure.name} polls: ${describeContext(world, mainContext(world), frame)}`;
  }
  if (thread.phase === 'check' && world.exitCheck.pending()) return world.exitCheck.describe();
  return describeContext(world, contextToServe(world, thread), thread);
}

/** The context that the main thread serves next, as {@link runMain} goes about it. */
function contextToServe(world: KernelWorld, thread: Thread): Context {
  if (thread.phase === 'iohandler') return iohandlerContext(world);
  if (thread.phase === 'timers') return timerContext(world);
  if (servesMain(thread.phase) || hasWork(world, mainContext(world))) return mainContext(world);
  return hasWork(world, iohandlerContext(world)) ? iohandlerContext(world) : timerContext(world);
}

function describeContext(world: KernelWorld, context: Context, round: { readonly stage: number }): string {
  const unit = nextUnit(world, context, hasBegun(round));
  return unit?.handler?.describe(world as never, unit.arg) ?? `${context.name} context`;
}

/**
 * The code that the main thread runs next, without running it: the step of a procedure, or a handler. Undefined when it
 * polls next, which is when it finds out.
 */
export function nextOnMain(world: KernelWorld): object | undefined {
  const thread = mainThread(world);
  if (thread.spinning.length > 0) return placeOfSpinning(world, thread);
  if (thread.top !== NONE) {
    const frame = world.store.table(Frame).at(thread.top);
    if (!frame.polling) return placeIn(frame);
    return !hasBegun(frame) ? undefined : (nextUnit(world, mainContext(world), true)?.handler ?? undefined);
  }
  if (thread.phase === 'check' || thread.phase === 'poll') return undefined;
  return nextUnit(world, contextToServe(world, thread), hasBegun(thread))?.handler ?? undefined;
}
