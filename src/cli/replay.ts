/** `blocksim replay`: plays a counterexample or a recording, and says whether it shows what it claims. */
import { properties } from '../explore/properties/index.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { runScenario } from '../scenario/run.ts';
import type { Expectation, Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BAD_INPUT, BOUND, FINE, type Io, VIOLATED } from './io.ts';
import { chosenProperties, failureSentence } from './run.ts';

export interface ReplayOptions {
  readonly qemu?: string;
  readonly maxMoves?: number;
  /** files with properties that the story names */
  readonly property?: readonly string[];
}

/** Plays the file's `order`, draws it and compares with what it expects. @returns the exit code */
export async function replayFile(file: string, options: ReplayOptions, io: Io): Promise<number> {
  const brought = await chosenProperties(options.property ?? []);
  const known = [...properties, ...(brought.value ?? [])];
  const loaded = loadScenario(file, known);
  const chosen = namedProfile(options.qemu);
  const refusal = brought.refusal ?? loaded.refusal ?? chosen.refusal;
  if (refusal !== undefined) return refuse(io, refusal);
  const scenario = loaded.value as Scenario;
  const profile = profileFor(scenario, chosen.value);
  const claims = (scenario.expect ?? []).filter((claim) => claim.qemu === undefined || claim.qemu === profile.name);
  if (scenario.order === undefined)
    return refuse(
      io,
      `${file}: it has no 'order', expected a counterexample or a recording; 'blocksim run' plays scenarios`,
    );
  const timeline = new Timeline();
  const watch = watchProperties(known.filter(({ name }) => claims.some((claim) => claim.property === name)));
  try {
    const maxMoves = options.maxMoves === undefined ? {} : { maxMoves: options.maxMoves };
    const result = runScenario(scenario, profile, { ...maxMoves, observers: [timeline, watch] });
    const notes = watch.violations.map(({ move, property, sentence }) => ({ move, text: `${property}: ${sentence}` }));
    io.out(`${scenario.name} on QEMU ${profile.name}\n`);
    io.out(timeline.draw({ columns: io.columns, colour: io.colour, notes }));
    if (scenario.repeats !== undefined)
      io.out(`the last ${scenario.repeats} moves lead back to where they began, and so on for ever\n`);
    if (result.ended === 'bound') {
      io.err(`blocksim: ${file}: ${result.reason ?? ''}\n`);
      return BOUND;
    }
    return compare(claims, new Set(watch.violations.map((violation) => violation.property)), io);
  } catch (error) {
    return refuse(io, failureSentence(file, error));
  }
}

function refuse(io: Io, sentence: string): number {
  io.err(`blocksim: ${sentence}\n`);
  return BAD_INPUT;
}

function compare(claims: readonly Expectation[], violated: ReadonlySet<string>, io: Io): number {
  let same = true;
  for (const { property, verdict } of claims) {
    const shown = violated.has(property) ? 'violated' : 'holds';
    same &&= shown === verdict;
    io.out(`${property}: ${shown}${shown === verdict ? ', as it says' : `, but it says ${verdict}`}\n`);
  }
  if (claims.length === 0) io.out('every move of its order was played\n');
  return same ? FINE : VIOLATED;
}
