/** Matchers for vitest and jest: `expect.extend(matchers)`, then `expect(scenario).toHold('stop-has-io-error')`. */
import type { Scenario } from '../scenario/scenario.ts';
import { type CheckOptions, checkProperties, type ExplorePropertyOptions, exploreProperty } from './check.ts';

export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The property holds in every order of what may happen. */
function toHold(scenario: Scenario, property: string, options: ExplorePropertyOptions = {}): MatcherResult {
  const { verdict, sentence, counterexample, states } = exploreProperty(scenario, property, options);
  const where = `${scenario.name}: ${property}`;
  return {
    pass: verdict === 'holds',
    message: () => {
      if (verdict === 'holds')
        return `${where} holds in every order (${states} states), expected an order that breaks it`;
      if (verdict === 'undecided')
        return `${where} is undecided after ${states} states, expected it to hold in every order`;
      return `${where} is violated: ${sentence ?? ''}\n\nin this order:\n${indented(counterexample?.order ?? [])}`;
    },
  };
}

/** The property is broken in some order. */
function toViolate(scenario: Scenario, property: string, options: ExplorePropertyOptions = {}): MatcherResult {
  const { verdict, sentence, states } = exploreProperty(scenario, property, options);
  const where = `${scenario.name}: ${property}`;
  return {
    pass: verdict === 'violated',
    message: () =>
      verdict === 'violated'
        ? `${where} is violated, expected it not to be: ${sentence ?? ''}`
        : `${where} ${verdict === 'holds' ? 'holds in every order' : 'is undecided'} (${states} states), expected an order that breaks it`,
  };
}

/** A plain run, and as many random orders as asked for, break none of the properties. */
function toGoWell(scenario: Scenario, options: CheckOptions = {}): MatcherResult {
  const { violations, seed, transcript } = checkProperties(scenario, options);
  return {
    pass: violations.length === 0,
    message: () => {
      if (violations.length === 0) return `${scenario.name} goes well, expected a property to be broken`;
      const told = violations.map(({ property, time, sentence }) => `${property} at ${time} ms: ${sentence}`);
      const order = seed === undefined ? '' : ` in the order of seed ${seed}`;
      return `${scenario.name} goes wrong${order}:\n${indented(told)}\n\n${transcript}`;
    },
  };
}

export const matchers = { toHold, toViolate, toGoWell };

/** For a declaration in the test suite: `interface Matchers<T> extends BlocksimMatchers<T> {}`. */
export interface BlocksimMatchers<R = unknown> {
  toHold(property: string, options?: ExplorePropertyOptions): R;
  toViolate(property: string, options?: ExplorePropertyOptions): R;
  toGoWell(options?: CheckOptions): R;
}
