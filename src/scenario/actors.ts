/** Who acts on a machine from outside: the guest and the clients of a scenario, step by step. */
import { defineRecord, json, number, type RecordOf, ref, text, time } from '../kernel/index.ts';
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
