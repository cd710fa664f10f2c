/** The threads that have a loop: the main thread and iothreads. What they do is in loop.ts. */
import { defineRecord, flag, json, number, type RecordOf, ref, text } from './record.ts';
import type { KernelWorld } from './world.ts';

/** Fixed ids: the main thread and its context come first in every world. */
export const MAIN_THREAD = 0;
export const MAIN_CONTEXT = 0;

/** `both`: the main context, and after it the iohandler context, which the poll has found ready too. */
export type Phase = 'check' | 'poll' | 'both' | 'main' | 'iohandler' | 'timers';

export const NOBODY: readonly number[] = [];

export const Thread = defineRecord('thread', {
  name: text(),
  /** the innermost procedure this thread is in */
  top: ref(),
  /** main thread: where in the iteration; an iothread is always in `main` */
  phase: text<Phase>('check'),
  stage: number(),
  /** another thread has asked for an iteration */
  notified: flag(),
  /** the context that an iothread runs */
  context: number(MAIN_CONTEXT),
  /** the coroutines that go on before anything else on this thread does, in this order; see `again` of procedure.ts */
  spinning: json(NOBODY),
});
export type Thread = RecordOf<typeof Thread>;

export const mainThread = (world: KernelWorld): Thread => world.loop.thread;
