/** Matchers for vitest and jest: `expect.extend(matchers)`, then `expect(run).toSatisfy('stop-has-io-error')`. */
import { closeOrders } from '../explore/explore.ts';
import { WITHOUT_END } from '../explore/findings.ts';
import { propertyNamed, propertyNames } from '../explore/properties/index.ts';
import type { TrafficVerdict } from '../explore/traffic-verdict.ts';
import { suggest } from '../scenario/nearest.ts';
import type { Scenario } from '../scenario/scenario.ts';
import {
  type CheckOptions,
  checkProperties,
  type Explored,
  type ExplorePropertyOptions,
  exploreProperty,
  type Played,
  type PlayOptions,
  playScenario,
} from './check.ts';
import { checkTraffic } from './traffic.ts';
import { scenarioYaml } from './yaml.ts';

/** What vitest and jest want to know of a matcher. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, '  ');

/** What a person needs to see it happen. The order of moves is for machines: the timeline tells it. */
function shown({ scenario, qemu, seed, timeline }: Played): string {
  const { order: _order, expect: _expect, description: _description, ...rest } = scenario;
  const how = seed === undefined ? '' : ` in the order of seed ${seed}`;
  return `the scenario, on QEMU ${qemu}${how}:\n${indented(scenarioYaml(rest))}\n\n${indented(timeline)}`;
}

/** The same of a search. */
function shownStory({ name, counterexample }: Explored, qemu: string): string {
  if (counterexample === undefined) return '';
  return `\n\n${shown(playScenario(counterexample, { qemu, properties: [name] }))}`;
}

type Predicate = (value: unknown) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isScenario = (received: unknown): received is Scenario =>
  isObject(received) && Array.isArray(received.steps) && Array.isArray(received.device);

/** `expect` takes anything. @throws Error for what is not expected, in a sentence */
function refuse(received: unknown, expected: string): never {
  const members = isObject(received) ? `an object with ${Object.keys(received).join(', ')}` : undefined;
  throw new Error(`expected ${expected}, found ${members ?? (typeof received === 'string' ? 'a text' : received)}`);
}

const scenarioIn = (received: unknown): Scenario =>
  isScenario(received) ? received : refuse(received, 'a scenario as parseScenario reads it');

/**
 * The property holds in a run, in a scenario that is played unhurried, or in recorded traffic. With a function it is
 * what the test runner has under that name.
 */
function toSatisfy(
  received: unknown,
  property: string | Predicate,
  options: Omit<PlayOptions, 'properties'> | string = {},
): MatcherResult {
  if (typeof property === 'function') return predicate(received, property, options);
  if (propertyNamed(property) === undefined)
    throw new Error(`no property is called '${property}', ${suggest(property, propertyNames)}`);
  const own = typeof options === 'string' ? {} : options;
  if (isScenario(received)) return inRun(playScenario(received, { ...own, properties: [property] }), property);
  // It would look as if another QEMU had been asked.
  if (Object.keys(own).length > 0) refuse(received, `a scenario to play with ${Object.keys(own).join(', ')}`);
  return isPlayed(received) ? inRun(received, property) : inTraffic(textOf(received), property);
}

function predicate(received: unknown, holds: Predicate, message: unknown): MatcherResult {
  const pass = holds(received);
  const told = typeof message === 'string' ? `${message}: ` : '';
  return { pass, message: () => `${told}expected ${String(received)} ${pass ? 'not ' : ''}to satisfy ${holds}` };
}

const isPlayed = (received: unknown): received is Played =>
  isObject(received) && 'violations' in received && 'properties' in received;

/** Traffic itself, or a run that was not watched by this toolkit. */
function textOf(received: unknown): string {
  if (typeof received === 'string') return received;
  if (isObject(received) && typeof received.transcript === 'string') return received.transcript;
  return refuse(received, 'a run, a scenario or the text of recorded traffic');
}

function inRun(run: Played, property: string): MatcherResult {
  if (!run.properties.includes(property))
    throw new Error(`'${property}' was not watched in this run, only ${run.properties.join(', ')}`);
  const found = run.violations.find((violation) => violation.property === property);
  const where = `${run.scenario.name}: ${property}`;
  if (found === undefined) mustBeDecided(run, [property], where);
  return {
    pass: found === undefined,
    message: () =>
      found === undefined
        ? `${where} holds in this run, expected it to be violated\n\n${shown(run)}`
        : `${where} is violated at ${found.time} ms: ${found.sentence}\n\n${shown(run)}`,
  };
}

/** @throws Error when the run was given up: then neither a matcher nor its opposite passes */
function mustBeDecided(run: Played, properties: readonly string[], what: string): void {
  const open = properties.some((name) => propertyNamed(name)?.kind === 'eventually');
  if (run.reason !== undefined && open) throw new Error(`${what} is undecided: ${run.reason}\n\n${shown(run)}`);
}

function inTraffic(text: string, property: string): MatcherResult {
  const verdicts = checkTraffic(text, { properties: [property] }).flatMap(({ properties }) => properties);
  const bad = verdicts.find(({ verdict }) => verdict === 'violated');
  const open = verdicts.find(({ verdict }) => verdict === 'undecided');
  if (bad === undefined && open !== undefined) throw new Error(wrongLine(text, open));
  return {
    pass: bad === undefined,
    message: () =>
      bad === undefined ? `${property} holds in this traffic, expected it to be violated` : wrongLine(text, bad),
  };
}

function wrongLine(text: string, { name, verdict, line = 0, sentence = '' }: TrafficVerdict): string {
  const lines = text.split('\n').slice(Math.max(0, line - 5), line);
  return `${name} is ${verdict} at line ${line} of this traffic: ${sentence}\n\n${indented(lines.join('\n'))}`;
}

/** Whether some order breaks the property, and how many were asked. */
interface Searched {
  readonly explored: Explored;
  readonly violated: boolean;
  readonly where: string;
  /** it holds in these orders, if in all of them */
  readonly orders: string;
}

/** @throws Error when the search was given up: then neither a matcher nor its opposite passes */
function searched(received: unknown, property: string, options: ExplorePropertyOptions): Searched {
  const scenario = scenarioIn(received);
  const explored = exploreProperty(scenario, property, options);
  const { verdict, states, qemu, kind, unjudged, deviations = -1 } = explored;
  const where = `${scenario.name} on QEMU ${qemu}: ${property}`;
  const asked = options.deviations ?? Number.POSITIVE_INFINITY;
  const orders = `${verdict === 'undecided' ? closeOrders(asked) : closeOrders()} (${states} states)`;
  if (unjudged) throw new Error(`${where} is undecided after ${states} states: ${WITHOUT_END}`);
  // What need only happen in some order may happen in one that was not asked for.
  if (verdict === 'undecided' && (deviations < asked || kind === 'sometimes'))
    throw new Error(`${where} is undecided after ${states} states, expected ${closeOrders(asked)} to be searched`);
  return { explored, violated: verdict === 'violated', where, orders };
}

const broken = ({ explored, where }: Searched, otherwise = ''): string =>
  `${where} is violated${otherwise}: ${explored.sentence ?? ''}${shownStory(explored, explored.qemu)}`;

/** The property holds in every order of what may happen, or in those that are asked for. */
function toHold(received: unknown, property: string, options: ExplorePropertyOptions = {}): MatcherResult {
  const found = searched(received, property, options);
  const { violated, where, orders } = found;
  return {
    pass: !violated,
    message: () => (violated ? broken(found) : `${where} holds in ${orders}, expected an order that breaks it`),
  };
}

/** The property is broken in some order, or in one of those that are asked for. */
function toViolate(received: unknown, property: string, options: ExplorePropertyOptions = {}): MatcherResult {
  const found = searched(received, property, options);
  const { violated, where, orders } = found;
  const scenario = scenarioIn(received);
  return {
    pass: violated,
    message: () =>
      violated
        ? broken(found, ', expected it not to be')
        : `${where} holds in ${orders}, expected an order that breaks it\n\n${indented(scenarioYaml(scenario))}`,
  };
}

/** A plain run, and as many random orders as asked for, break none of the properties. */
function toGoWell(received: unknown, options: CheckOptions = {}): MatcherResult {
  const scenario = scenarioIn(received);
  const run = checkProperties(scenario, options);
  const { violations } = run;
  if (violations.length === 0) mustBeDecided(run, run.properties, `whether ${scenario.name} goes well`);
  return {
    pass: violations.length === 0,
    message: () => {
      if (violations.length === 0)
        return `${scenario.name} goes well, expected a property to be broken\n\n${shown(run)}`;
      const told = violations.map(({ property, time, sentence }) => `${property} at ${time} ms: ${sentence}`);
      return `${scenario.name} goes wrong:\n${indented(told.join('\n'))}\n\n${shown(run)}`;
    },
  };
}

/** For `expect.extend`. */
export const matchers = { toSatisfy, toHold, toViolate, toGoWell };

/**
 * For a declaration in the test suite: `interface Matchers<T> extends BlocksimMatchers<T> {}`. vitest has a `toSatisfy`
 * of its own, which `blocksim/testing/vitest` widens.
 */
export interface BlocksimMatchers<R = unknown> {
  /** No order of what may happen breaks the property, or none of those that are asked for; undecided is not enough. */
  toHold(property: string, options?: ExplorePropertyOptions): R;
  /** Some order breaks it, or one of those that are asked for. */
  toViolate(property: string, options?: ExplorePropertyOptions): R;
  /** Neither the unhurried run nor as many random orders as asked for break a property. */
  toGoWell(options?: CheckOptions): R;
}

/** The name of a property, or what the test runner takes. One signature, because `resolves` passes on only one. */
export type ToSatisfy = (
  ...expected:
    | [property: string, options?: Omit<PlayOptions, 'properties'>]
    // biome-ignore lint/suspicious/noExplicitAny: as vitest has it
    | [matcher: (value: any) => boolean, message?: string]
) => void;
