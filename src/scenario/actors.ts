/** Who acts on a machine from outside: the guest and the clients of a scenario, step by step. */
import { defineRecord, json, NONE, number, type RecordOf, ref, text, time } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Step } from './scenario.ts';

/**
 * One who takes steps in order. In a run there is a single actor for all steps of the file: a person with one guest and
 * a few clients at hand, who waits for each answer before going on. In a search each guest device and each client has
 * its own.
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
  /** when it gives up waiting */
  waitsUntil: time(),
});
export type Actor = RecordOf<typeof Actor>;

/** Lets actors hear the replies they wait for. Called once a machine, also one that was loaded from a dump. */
export function hearReplies(machine: Machine): void {
  machine.bus.on('monitor-output', ({ monitor, message }) => {
    if (!('return' in message || 'error' in message)) return;
    for (const actor of machine.store.table(Actor)) if (actor.waitsFor === monitor) actor.waitsFor = NONE;
  });
}
