/** `blocksim replay`: plays a counterexample or a recording, and says whether it shows what it claims. */
import { everyProperty } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import type { Violation } from '../scenario/run.ts';
import type { Expectation, Scenario } from '../scenario/scenario.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BOUND, FINE, type Io, refuse, VIOLATED } from './io.ts';
import { chosenProperties, failureSentence } from './run.ts';
import { claimsOf, playStory } from './story.ts';

export interface ReplayOptions {
  readonly qemu?: string;
  readonly maxMoves?: number;
  /** files with properties that the story names */
  readonly property?: readonly string[];
}

/** Plays the file's `order`, draws it and compares with what it expects. @returns the exit code */
export async function replayFile(file: string, options: ReplayOptions, io: Io): Promise<number> {
  const brought = await chosenProperties(options.property ?? []);
  const known = [...everyProperty, ...(brought.value ?? [])];
  const loaded = loadScenario(file, known);
  const chosen = namedProfile(options.qemu);
  const refusal = brought.refusal ?? loaded.refusal ?? chosen.refusal;
  if (refusal !== undefined) return refuse(io, refusal);
  const scenario = loaded.value as Scenario;
  const profile = profileFor(scenario, chosen.value);
  const claims = claimsOf(scenario, profile);
  if (scenario.order === undefined)
    return refuse(
      io,
      `${file}: it has no 'order', expected a counterexample or a recording; 'blocksim run' plays scenarios`,
    );
  const watched = known.filter(({ name }) => claims.some((claim) => claim.property === name));
  try {
    const { whole, shown, turn, result, draw } = playStory(scenario, profile, watched, claims, options.maxMoves);
    const { violations } = result;
    io.out(`${scenario.name} on QEMU ${profile.name}\n`);
    io.out(draw(io));
    if (shown) io.out(`what follows is not drawn: ${whole.reason ?? ''}\n`);
    else if (result.ended === 'bound') {
      io.err(`blocksim: ${file}: ${result.reason ?? ''}\n`);
      return BOUND;
    } else if (turn.sentence !== undefined) io.out(`${turn.sentence}\n`);
    const code = compare(claims, violations, known, io);
    return shown || turn.closes ? code : VIOLATED;
  } catch (error) {
    return refuse(io, failureSentence(file, error));
  }
}

/** Tells of each claim whether it is so; of a violation what went wrong, and why that is one. */
function compare(
  claims: readonly Expectation[],
  violations: readonly Violation[],
  known: readonly Property[],
  io: Io,
): number {
  let same = true;
  for (const { property, verdict } of claims) {
    const violation = violations.find((one) => one.property === property);
    const shown = violation === undefined ? 'holds' : 'violated';
    same &&= shown === verdict;
    const rule = known.find(({ name }) => name === property)?.sentence;
    const why = violation === undefined ? '' : `: ${violation.sentence}; the rule is: ${rule}`;
    io.out(`${property}: ${shown}${shown === verdict ? ', as it says' : `, but it says ${verdict}`}${why}\n`);
  }
  if (claims.length === 0) io.out('every move of its order was played\n');
  return same ? FINE : VIOLATED;
}
