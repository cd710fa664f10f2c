/** `blocksim replay`: plays a counterexample or a recording, and says whether it shows what it claims. */
import { everyProperty } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { now } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import { type Observer, type Run, runScenario, type Violation } from '../scenario/run.ts';
import type { Expectation, Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BOUND, FINE, type Io, refuse, VIOLATED } from './io.ts';
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
  const known = [...everyProperty, ...(brought.value ?? [])];
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
  const watched = known.filter(({ name }) => claims.some((claim) => claim.property === name));
  try {
    const whole = playWatched(scenario, profile, watched, options.maxMoves);
    const shown = whole.result.ended === 'bound' && showsAll(claims, whole.result.violations);
    // What goes on for ever is drawn as far as it takes.
    const needed = Math.max(scenario.order.length, ...whole.result.violations.map(({ move }) => move));
    const { timeline, turn, result } = shown ? playWatched(scenario, profile, watched, needed) : whole;
    const { violations } = result;
    const notes = violations.map(({ move, property, sentence }) => ({ move, text: `${property}: ${sentence}` }));
    io.out(`${scenario.name} on QEMU ${profile.name}\n`);
    io.out(timeline.draw({ columns: io.columns, colour: io.colour, notes }));
    if (shown) io.out(`what follows is not drawn: ${whole.result.reason ?? ''}\n`);
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

/** Plays a story and watches it. */
function playWatched(scenario: Scenario, profile: Profile, watched: readonly Property[], maxMoves?: number) {
  const timeline = new Timeline();
  const turn = new Turn(scenario);
  const observers = [timeline, watchProperties(watched), turn];
  const result = runScenario(scenario, profile, { ...(maxMoves === undefined ? {} : { maxMoves }), observers });
  return { timeline, turn, result };
}

/** Whether there are claims, all of them of violations, and all of those were seen. */
const showsAll = (claims: readonly Expectation[], violations: readonly Violation[]): boolean =>
  claims.length > 0 &&
  claims.every((claim) => claim.verdict === 'violated' && violations.some((one) => one.property === claim.property));

/** Watches whether the moves that a recording says are repeated for ever lead back to where they began. */
class Turn implements Observer {
  private readonly repeats: number;
  private readonly first: number;
  private began = '';
  private ended = '';

  constructor({ repeats = 0, order = [] }: Scenario) {
    this.repeats = repeats;
    this.first = order.length - repeats;
  }

  begin(run: Run): void {
    if (this.repeats > 0) run.machine.store.watch({ fingerprint: true });
  }

  move(run: Run): void {
    if (this.repeats > 0 && run.moves === this.first) this.began = this.print(run);
  }

  end(run: Run): void {
    if (this.repeats > 0) this.ended = this.print(run);
  }

  get closes(): boolean {
    return this.began === this.ended;
  }

  get sentence(): string | undefined {
    if (this.repeats === 0) return undefined;
    const moves = this.repeats === 1 ? 'the last move leads' : `the last ${this.repeats} moves lead`;
    if (this.closes) return `${moves} back to where they began, and so on for ever`;
    return `${moves} elsewhere than to where they began, but it says that they are repeated for ever`;
  }

  private readonly print = ({ machine }: Run): string => machine.store.fingerprint(now(machine)).join();
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
