/** Stories: scenarios with an `order` that show what they expect. Playing and drawing them. */
import type { Property } from '../explore/properties/property.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { now } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import { type Observer, type Run, runScenario, type Violation } from '../scenario/run.ts';
import type { Expectation, Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import type { Io } from './io.ts';

/** What a story says of a version. */
export const claimsOf = ({ expect = [] }: Scenario, { name }: Profile): readonly Expectation[] =>
  expect.filter(({ qemu }) => qemu === undefined || qemu === name);

/** Plays a story and watches it. `shown`: it goes on for ever, and is drawn as far as it takes to show all claims. */
export function playStory(
  scenario: Scenario,
  profile: Profile,
  watched: readonly Property[],
  claims: readonly Expectation[],
  maxMoves?: number,
) {
  const { order = [] } = scenario;
  const whole = playWatched(scenario, profile, watched, maxMoves);
  const { ended, violations } = whole.result;
  const shown = ended === 'bound' && showsAll(claims, violations);
  const needed = Math.max(order.length, ...violations.map(({ move }) => move));
  const { timeline, turn, result } = shown ? playWatched(scenario, profile, watched, needed) : whole;
  const notes = result.violations.map(({ move, property, sentence }) => ({ move, text: `${property}: ${sentence}` }));
  const draw = ({ columns, colour }: Pick<Io, 'columns' | 'colour'>) => timeline.draw({ columns, colour, notes });
  return { whole: whole.result, shown, turn, result, draw };
}

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
