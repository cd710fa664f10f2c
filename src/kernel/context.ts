/**
 * Event-loop contexts (QEMU's AioContext): bottom halves, coroutine wake-ups, notifiers and timers, and the order in
 * which one dispatch round runs them (L-1, L-3, L-4, L-7).
 */
import { bug } from './bug.ts';
import { now } from './clock.ts';
import { callHandler, type Handler, handler } from './handler.ts';
import {
  callback,
  deadline,
  defineRecord,
  derived,
  flag,
  NONE,
  number,
  type RecordOf,
  ref,
  shared,
  text,
} from './record.ts';
import { TOUCH } from './touch.ts';
import type { KernelWorld, WithStore } from './world.ts';

export const Context = defineRecord('context', {
  name: text(),
  /** bottom halves scheduled since the last batch was taken, newest first */
  pendingHead: ref(),
  /** batches being run, oldest batch first */
  runHead: ref(),
  /** coroutine wake-ups that wait for the wake-up bottom half, in order */
  wakeHead: ref(),
  wakeTail: derived(ref()),
  /** the wake-ups that it is running */
  awakeHead: ref(),
  awakeTail: derived(ref()),
  /** the bottom half that runs wake-ups */
  wakeBh: ref(),
  /** armed timers by due time, first armed first among equals */
  timerHead: ref(),
  /**
   * What is set here the main loop's own poll finds, before any context has its turn, and serves in the order of
   * registration (L-1, B3)
   */
  polledByLoop: flag(),
});
export type Context = RecordOf<typeof Context>;

export const BottomHalf = defineRecord('bottom-half', {
  context: ref(),
  handler: callback(),
  arg: number(),
  value: number(),
  next: ref(),
  scheduled: derived(flag()),
  oneShot: flag(),
});
export type BottomHalf = RecordOf<typeof BottomHalf>;

const Wake = defineRecord('wake', { handler: callback(), arg: number(), value: number(), next: ref() });

/** Something that another thread sets and a context notices when it polls: an eventfd with its handler. */
export const Notifier = defineRecord('notifier', {
  context: ref(),
  handler: callback(),
  arg: number(),
  /** attached: the context looks at it */
  attached: flag(true),
  set: shared(flag(), TOUCH.rings),
  /** found set by the poll of the round that is running */
  ready: flag(),
});
export type Notifier = RecordOf<typeof Notifier>;

export const Timer = defineRecord('timer', {
  context: ref(),
  due: deadline(),
  handler: callback(),
  arg: number(),
  value: number(),
  next: ref(),
  /** found expired by the round that is running */
  ready: flag(),
});
export type Timer = RecordOf<typeof Timer>;

/** Who runs a round of a context remembers here how far it is: a thread, or a frame that polls. */
export interface Round {
  stage: number;
}
export const ROUND_START = 0;
const BOTTOM_HALVES = 1;
const NOTIFIERS = 2;
const TIMERS = 3;
/** A round of bottom halves alone begins, or goes on. */
export const HALVES_START = 4;
const ONLY_HALVES = 5;

const RUN_WAKES = handler<KernelWorld>('coroutine wake-ups', (world, contextId) => {
  const context = world.store.table(Context).at(contextId);
  if (context.wakeHead === NONE) return;
  if (context.awakeHead === NONE) context.awakeHead = context.wakeHead;
  else world.store.table(Wake).at(context.awakeTail).next = context.wakeHead;
  context.awakeTail = context.wakeTail;
  context.wakeHead = context.wakeTail = NONE;
});

export function addContext(world: WithStore, name: string, polledByLoop = false): Context {
  const context = world.store.table(Context).add({ name, polledByLoop });
  context.wakeBh = addBottomHalf(world, context, RUN_WAKES, context.id).id;
  return context;
}

/** A bottom half that is made once and scheduled often; scheduling it while it is pending does nothing (L-3). */
export function addBottomHalf(world: WithStore, context: Context, callee: Handler, arg: number): BottomHalf {
  return world.store.table(BottomHalf).add({ context: context.id, handler: callee, arg });
}

export function scheduleBottomHalf(world: KernelWorld, half: BottomHalf): void {
  if (half.scheduled) {
    // Somebody else might have been first.
    touchQueue(world, world.store.table(Context).at(half.context));
    return;
  }
  half.scheduled = true;
  push(world, world.store.table(Context).at(half.context), half);
}

/** Runs `callee(arg, value)` once, in the next batch of bottom halves; the last scheduled runs first (L-3). */
export function schedule(world: KernelWorld, context: Context, callee: Handler, arg: number, value = 0): void {
  const half = world.store.table(BottomHalf).take();
  half.context = context.id;
  half.handler = callee;
  half.arg = arg;
  half.value = value;
  half.oneShot = true;
  half.scheduled = true;
  push(world, context, half);
}

const touchQueue = (world: KernelWorld, context: Context): void => {
  world.store.touched |= 1 << Math.min(context.id, 2);
};

function push(world: KernelWorld, context: Context, half: BottomHalf): void {
  touchQueue(world, context);
  half.next = context.pendingHead;
  context.pendingHead = half.id;
}

/** Resumes a coroutine on a context: wake-ups run first-in first-out (L-4). */
export function wake(world: KernelWorld, context: Context, callee: Handler, arg: number, value = 0): void {
  const wakes = world.store.table(Wake);
  const entry = wakes.take();
  entry.handler = callee;
  entry.arg = arg;
  entry.value = value;
  if (context.wakeHead === NONE) context.wakeHead = entry.id;
  else wakes.at(context.wakeTail).next = entry.id;
  context.wakeTail = entry.id;
  scheduleBottomHalf(world, world.store.table(BottomHalf).at(context.wakeBh));
}

/** Something that other threads set and this context serves with `callee(arg)`. */
export function addNotifier(world: KernelWorld, context: Context, callee: Handler, arg: number): Notifier {
  return world.store.table(Notifier).add({ context: context.id, handler: callee, arg });
}

/** Calls `callee` when the time has come, in the context's timer stage. `due` is absolute, in nanoseconds. */
export function armTimer(
  world: KernelWorld,
  context: Context,
  due: number,
  callee: Handler,
  arg: number,
  value = 0,
): Timer {
  const timers = world.store.table(Timer);
  const timer = timers.add({ context: context.id, due, handler: callee, arg, value });
  let before: Timer | undefined;
  let at = context.timerHead;
  while (at !== NONE && timers.at(at).due <= due) {
    before = timers.at(at);
    at = before.next;
  }
  timer.next = at;
  if (before === undefined) context.timerHead = timer.id;
  else before.next = timer.id;
  return timer;
}

export function cancelTimer(world: KernelWorld, timer: Timer): void {
  const timers = world.store.table(Timer);
  const context = world.store.table(Context).at(timer.context);
  if (context.timerHead === timer.id) context.timerHead = timer.next;
  else {
    let at = timers.at(context.timerHead);
    while (at.next !== timer.id) at = timers.at(at.next);
    at.next = timer.next;
  }
  timers.remove(timer);
}

/** The earliest due time later than `after` of a context's timers (nanoseconds), or Infinity. */
export function nextDue(world: KernelWorld, context: Context, after = -1): number {
  const timers = world.store.table(Timer);
  for (let id = context.timerHead; id !== NONE; id = timers.at(id).next)
    if (timers.at(id).due > after) return timers.at(id).due;
  return Number.POSITIVE_INFINITY;
}

/** Whether a poll of this context would return at once. */
export function hasWork(world: KernelWorld, context: Context): boolean {
  touchQueue(world, context);
  if (context.pendingHead !== NONE || context.runHead !== NONE || context.awakeHead !== NONE) return true;
  if (nextDue(world, context) <= now(world)) return true;
  for (const notifier of world.store.table(Notifier).live())
    if (notifier.context === context.id && notifier.attached && (notifier.set || notifier.ready)) return true;
  return false;
}

/**
 * Goes to the stage of the round that has something to run. @returns false if none has: the round is over, and the next
 * one begins at its start
 */
function advance(world: KernelWorld, context: Context, round: Round): boolean {
  const stage = stageOf(world, context, round.stage);
  round.stage = stage;
  return stage !== ROUND_START;
}

/** The stage that has something to run, from the given one on; the start if none has. */
function stageOf(world: KernelWorld, context: Context, from: number): number {
  if (from === ROUND_START && !context.polledByLoop) markSet(world, context);
  if (from === ROUND_START || from === HALVES_START) takeBatch(world, context);
  const halves = context.awakeHead !== NONE || context.runHead !== NONE;
  if (from >= HALVES_START) return halves ? ONLY_HALVES : ROUND_START;
  if (from <= BOTTOM_HALVES && halves) return BOTTOM_HALVES;
  if (from <= NOTIFIERS) {
    if (readyNotifier(world, context) !== undefined) return NOTIFIERS;
    markExpired(world, context);
  }
  return expired(world, context) === undefined ? ROUND_START : TIMERS;
}

/** Runs the next thing of a dispatch round. @returns false if there was none left: the round is over */
export function runRound(world: KernelWorld, context: Context, round: Round): boolean {
  if (!advance(world, context, round)) return false;
  if (round.stage === BOTTOM_HALVES || round.stage === ONLY_HALVES) {
    if (context.awakeHead !== NONE) runWake(world, context);
    else runBottomHalf(world, context);
  } else if (round.stage === NOTIFIERS) runNotifier(world, context);
  else runTimer(world, context);
  return true;
}

/** Whether a round that has begun has anything left to run; closes it if not. */
export const roundGoesOn = advance;

/** What was set before the poll is served in this round, what is set from now on in the next. */
export function markSet(world: KernelWorld, context: Context): void {
  for (const notifier of world.store.table(Notifier).live())
    if (notifier.set && notifier.attached && notifier.context === context.id) {
      notifier.set = false;
      notifier.ready = true;
    }
}

const readyNotifier = (world: KernelWorld, context: Context): Notifier | undefined =>
  firstNotifier(world, context, ({ ready }) => ready);

/** The handler that was registered last is looked at first, except by the main loop's poll. */
function firstNotifier(
  world: KernelWorld,
  context: Context,
  wanted: (notifier: Notifier) => boolean,
): Notifier | undefined {
  let found: Notifier | undefined;
  for (const notifier of world.store.table(Notifier).live())
    if (notifier.context === context.id && wanted(notifier)) {
      if (context.polledByLoop) return notifier;
      found = notifier;
    }
  return found;
}

function takeBatch(world: KernelWorld, context: Context): void {
  touchQueue(world, context);
  if (context.pendingHead === NONE) return;
  if (context.runHead === NONE) context.runHead = context.pendingHead;
  else lastHalf(world, context.runHead).next = context.pendingHead;
  context.pendingHead = NONE;
}

function lastHalf(world: KernelWorld, first: number): BottomHalf {
  const halves = world.store.table(BottomHalf);
  let half = halves.at(first);
  while (half.next !== NONE) half = halves.at(half.next);
  return half;
}

const callee = (record: { readonly handler: Handler | null }): Handler => record.handler ?? bug('nothing to call');

function runBottomHalf(world: KernelWorld, context: Context): void {
  const halves = world.store.table(BottomHalf);
  const half = halves.at(context.runHead);
  context.runHead = half.next;
  const { arg, value } = half;
  const called = callee(half);
  if (half.oneShot) halves.remove(half);
  else {
    half.scheduled = false;
    half.next = NONE;
  }
  callHandler(world, called, arg, value);
}

function runWake(world: KernelWorld, context: Context): void {
  const wakes = world.store.table(Wake);
  const entry = wakes.at(context.awakeHead);
  context.awakeHead = entry.next;
  if (context.awakeHead === NONE) context.awakeTail = NONE;
  const { arg, value } = entry;
  const called = callee(entry);
  wakes.remove(entry);
  callHandler(world, called, arg, value);
}

function runNotifier(world: KernelWorld, context: Context): void {
  const notifier = readyNotifier(world, context) ?? bug('no notifier is ready');
  notifier.ready = false;
  callHandler(world, callee(notifier), notifier.arg, 0);
}

function runTimer(world: KernelWorld, context: Context): void {
  const timer = expired(world, context) ?? bug('no timer has expired');
  const { arg, value } = timer;
  const called = callee(timer);
  cancelTimer(world, timer);
  callHandler(world, called, arg, value);
}

/** Timers that are armed by the timers of this round wait for the next one: a clock never stands still. */
function markExpired(world: KernelWorld, context: Context): void {
  const timers = world.store.table(Timer);
  const at = now(world);
  for (let id = context.timerHead; id !== NONE; id = timers.at(id).next) {
    if (timers.at(id).due > at) break;
    timers.at(id).ready = true;
  }
}

/** Whether a round has looked what there is to do. */
export const hasBegun = (round: Round): boolean => round.stage !== ROUND_START && round.stage !== HALVES_START;

/**
 * What a round of the context runs next. Before the round has begun: what it would run if it began now.
 * @returns a record that holds the handler and its argument
 */
export function nextUnit(
  world: KernelWorld,
  context: Context,
  begun: boolean,
): { readonly handler: Handler | null; readonly arg: number } | undefined {
  if (context.awakeHead !== NONE) return world.store.table(Wake).at(context.awakeHead);
  const half = context.runHead !== NONE || begun ? context.runHead : context.pendingHead;
  if (half !== NONE) return world.store.table(BottomHalf).at(half);
  const notifier = readyNotifier(world, context);
  if (notifier !== undefined) return notifier;
  const set = begun ? undefined : firstNotifier(world, context, (one) => one.set && one.attached);
  if (set !== undefined) return set;
  const timer = context.timerHead === NONE ? undefined : world.store.table(Timer).at(context.timerHead);
  return timer !== undefined && timer.due <= now(world) ? timer : undefined;
}

function expired(world: KernelWorld, context: Context): Timer | undefined {
  const timers = world.store.table(Timer);
  for (let id = context.timerHead; id !== NONE; id = timers.at(id).next) if (timers.at(id).ready) return timers.at(id);
  return undefined;
}
