/**
 * Procedures: what QEMU writes as a coroutine or as a function with a nested event loop is here an object of named
 * steps, each the stretch of code between two suspensions. Where a procedure stands is a record (a frame), so that it
 * can be hashed, saved, taken back and shown.
 *
 * Frames are stacked on a holder: a thread (whose frames may poll, L-7) or a coroutine (whose frames may yield).
 */
import { bug } from './bug.ts';
import { type Named, remember } from './handler.ts';
import { hashText } from './hash.ts';
import { callback, code, defineRecord, flag, json, NONE, number, type RecordOf, ref, text } from './record.ts';
import type { KernelWorld } from './world.ts';

export const Frame = defineRecord('frame', {
  /** the step that runs next */
  place: code<Place>(),
  locals: json<unknown>(null),
  /** what the last procedure called from here returned */
  result: json<unknown>(null),
  caller: ref(),
  /** while the frame polls: how far the round is, see context.ts */
  stage: number(),
  polling: flag(),
});
export type Frame = RecordOf<typeof Frame>;

export const Coroutine = defineRecord('coroutine', {
  name: text(),
  top: ref(),
  /** called when the last frame has returned, with `arg` and the returned number (0 if it was none) */
  onEnd: callback(),
  arg: number(),
});
export type Coroutine = RecordOf<typeof Coroutine>;

export type Outcome =
  | { readonly kind: 'next'; readonly step: string }
  | { readonly kind: 'call'; readonly procedure: Procedure; readonly locals: unknown; readonly then: string }
  | { readonly kind: 'poll'; readonly step: string; readonly halves?: boolean }
  | { readonly kind: 'yield'; readonly step: string }
  | { readonly kind: 'again'; readonly step: string }
  | { readonly kind: 'return'; readonly value: unknown };

/** Go on at once at another step. */
export const next = (step: string): Outcome => ({ kind: 'next', step });
/** Call a procedure; go on at `then`, where `frame.result` is what it returned. */
export const call = <L>(procedure: Procedure<L>, locals: L, then: string): Outcome => ({
  kind: 'call',
  procedure: procedure as unknown as Procedure,
  locals,
  then,
});
/** Threads only: run one round of the main context, then go on at `step`, which looks whether it waited enough. */
export const poll = (step: string): Outcome => ({ kind: 'poll', step });
/** Threads only: run the bottom halves that are scheduled now, without waiting, then go on at `step`. */
export const runHalves = (step: string): Outcome => ({ kind: 'poll', step, halves: true });
/** Coroutines only: give up control; the next entry goes on at `step`, with what it brings as the result. */
export const suspend = (step: string): Outcome => ({ kind: 'yield', step });
/**
 * Coroutines only: go on at `step` without giving up control, in a move of its own. For loops that may never end: once
 * the move is over in which the coroutine was entered, nothing else happens on that thread until they do.
 */
export const again = (step: string): Outcome => ({ kind: 'again', step });
/** Return to the caller. */
export const done = (value: unknown = null): Outcome => ({ kind: 'return', value });

/** What a step sees of the frame that it runs in. */
export type RunningFrame = Pick<Frame, 'locals' | 'result'>;

export type Step<W, L> = (world: W, locals: L, frame: RunningFrame) => Outcome;

type Code = Step<never, never>;

/** One step of a procedure. */
export interface Place extends Named {
  readonly procedure: Procedure;
  readonly step: string;
  readonly run: Code;
  /** where it went from here the last time: most often it goes there again */
  last: Place | undefined;
}

export interface Procedure<L = unknown> {
  readonly name: string;
  /** the step that it begins with */
  readonly first: Place;
  /** by the name of the step */
  readonly places: ReadonlyMap<string, Place>;
  /** what a caller hands over */
  readonly locals?: L;
}

const known = new Map<string, Procedure>();

/** Defines a procedure; its first step is the first one written. Names are unique in the program. */
export function procedure<W, L>(name: string, steps: Readonly<Record<string, Step<W, L>>>): Procedure<L> {
  if (known.has(name)) bug(`two procedures are called ${name}`);
  const places = new Map<string, Place>();
  const made: { readonly name: string; readonly places: typeof places; first?: Place } = { name, places };
  for (const [step, run] of Object.entries(steps)) {
    const full = `${name} > ${step}`;
    const place: Place = {
      name: full,
      hash: hashText(full),
      procedure: made as unknown as Procedure,
      step,
      run: run as Code,
      last: undefined,
    };
    places.set(step, remember(place));
    made.first ??= place;
  }
  if (made.first === undefined) bug(`procedure ${name} has no steps`);
  known.set(name, made as unknown as Procedure);
  return made as Procedure<L>;
}

const placeOf = (of: Procedure, step: string): Place =>
  of.places.get(step) ?? bug(`procedure ${of.name} has no step ${step}`);

/** The step of the same procedure that comes after a place. */
function placeAfter(place: Place, step: string): Place {
  if (place.last?.step === step) return place.last;
  place.last = placeOf(place.procedure, step);
  return place.last;
}

/** What a frame runs next. */
export const placeIn = (frame: Frame): Place => frame.place ?? bug('a frame is nowhere');

function newFrame(world: KernelWorld, locals: unknown, caller: number): Frame {
  const frame = world.store.table(Frame).take();
  frame.locals = locals;
  frame.caller = caller;
  return frame;
}

/** Puts a procedure on top of a holder's stack. */
export function push<L>(world: KernelWorld, holder: { top: number }, called: Procedure<L>, locals: L): void {
  const frame = newFrame(world, locals, holder.top);
  frame.place = called.first;
  holder.top = frame.id;
}

const RETURN = procedure<never, unknown>('return', { begin: (_world, value) => done(value) });

/** In its last step it has had something called (callOnMain), which comes first. */
function returnLater(frame: Frame, value: unknown): void {
  frame.place = RETURN.first;
  frame.locals = value;
}

/** Runs the step of a thread's top frame. @returns what it asked for, after calls and returns are done */
export function runTop(world: KernelWorld, holder: { top: number }): Outcome {
  const frames = world.store.table(Frame);
  const frame = frames.at(holder.top);
  const place = placeIn(frame);
  const outcome = place.run(world as never, frame.locals as never, frame);
  switch (outcome.kind) {
    case 'call':
      frame.place = placeAfter(place, outcome.then);
      push(world, holder, outcome.procedure, outcome.locals);
      break;
    case 'return': {
      if (holder.top !== frame.id) {
        returnLater(frame, outcome.value);
        break;
      }
      holder.top = frame.caller;
      frames.remove(frame);
      if (holder.top !== NONE) frames.at(holder.top).result = outcome.value;
      break;
    }
    default:
      frame.place = placeAfter(place, outcome.step);
  }
  return outcome;
}

/** A coroutine that has not run yet. */
export function createCoroutine<L>(world: KernelWorld, name: string, called: Procedure<L>, locals: L): Coroutine {
  const made = world.store.table(Coroutine).add({ name });
  push(world, made, called, locals);
  return made;
}

/** A call of a procedure while its coroutine runs. */
interface Call {
  locals: unknown;
  result: unknown;
  /** where it goes on when what it has called returns */
  place: Place;
  /** undefined: that of the frame below, if it has one */
  readonly caller: Call | undefined;
  /** undefined: it was called since the coroutine was entered */
  readonly frame: Frame | undefined;
}

const callOf = (frame: Frame, result: unknown): Call => ({
  locals: frame.locals,
  result,
  place: placeIn(frame),
  caller: undefined,
  frame,
});

/**
 * Goes on with a coroutine until it yields or ends; an ended one is removed, then its `onEnd` is called. Nobody sees it
 * on the way: what it calls becomes a frame only if it has not returned when the coroutine stops.
 * @param result what the step that goes on finds as the result
 */
export function enterCoroutine(world: KernelWorld, coroutine: Coroutine, result: unknown = null): void {
  const { entered } = world.loop;
  if (isEntered(world, coroutine)) bug(`coroutine ${coroutine.name} entered while it runs`);
  entered.push(coroutine.id);
  const frames = world.store.table(Frame);
  let running = callOf(frames.at(coroutine.top), result);
  let { place } = running;
  for (;;) {
    const outcome = place.run(world as never, running.locals as never, running);
    switch (outcome.kind) {
      case 'next':
        place = placeAfter(place, outcome.step);
        break;
      case 'call':
        running.place = placeAfter(place, outcome.then);
        place = outcome.procedure.first;
        running = { locals: outcome.locals, result: null, place, caller: running, frame: undefined };
        break;
      case 'return': {
        const caller = callerOf(world, running);
        if (running.frame !== undefined) frames.remove(running.frame);
        if (caller === undefined) {
          entered.pop();
          endCoroutine(world, coroutine, outcome.value);
          return;
        }
        running = caller;
        running.result = outcome.value;
        place = running.place;
        break;
      }
      case 'poll':
        bug(`coroutine ${coroutine.name} polls`);
        break;
      default:
        running.place = placeAfter(place, outcome.step);
        coroutine.top = keep(world, running);
        entered.pop();
        if (outcome.kind === 'again') spinOn(world, coroutine);
        return;
    }
  }
}

function callerOf(world: KernelWorld, { caller, frame }: Call): Call | undefined {
  if (frame === undefined || frame.caller === NONE) return caller;
  return callOf(world.store.table(Frame).at(frame.caller), null);
}

/** Makes frames of calls that have not returned. @returns the id of the uppermost */
function keep(world: KernelWorld, { locals, place, caller, frame: kept }: Call): number {
  const below = caller === undefined ? NONE : keep(world, caller);
  const frame = kept ?? newFrame(world, locals, below);
  frame.locals = locals;
  frame.place = place;
  return frame.id;
}

/** Whether a coroutine is being run right now. */
export const isEntered = (world: KernelWorld, { id }: Coroutine): boolean => world.loop.entered.includes(id);

/** Whoever was entered in the same move and says `again` too comes after those that have said it. */
function spinOn(world: KernelWorld, { id }: Coroutine): void {
  const thread = world.loop.running;
  thread.spinning = [...thread.spinning, id];
}

function endCoroutine(world: KernelWorld, coroutine: Coroutine, value: unknown): void {
  const { onEnd, arg } = coroutine;
  world.store.table(Coroutine).remove(coroutine);
  onEnd?.run(world as never, arg, typeof value === 'number' ? value : 0);
}

/** The procedure of that name; a bug if there is none. */
export const procedureNamed = (name: string): Procedure => known.get(name) ?? bug(`no procedure is called ${name}`);
