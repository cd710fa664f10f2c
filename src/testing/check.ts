/** Properties as assertions: on single runs, on many random orders, on every order. */
import { explore } from '../explore/explore.ts';
import type { PropertyReport } from '../explore/findings.ts';
import { properties as allProperties, propertyNamed, propertyNames } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { sometimesOf } from '../explore/properties/sometimes.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { defaultProfile, type Profile, profileNamed, profiles } from '../profile/index.ts';
import { BuildRefusal } from '../scenario/build.ts';
import { checkMeaning } from '../scenario/check-scenario.ts';
import { suggest } from '../scenario/nearest.ts';
import { pathText, ShapeRefusal } from '../scenario/refusal.ts';
import { type Observer, runScenario, type Violation } from '../scenario/run.ts';
import type { Json, Scenario } from '../scenario/scenario.ts';
import { readScenario } from '../scenario/scenario-shape.ts';
import { Timeline } from '../scenario/timeline.ts';
import { scenarioYaml } from './yaml.ts';

/** On which QEMU, in which order and under whose eyes a scenario is played. */
export interface PlayOptions {
  /** name of the QEMU; the scenario's choice, else the newest, if not said */
  readonly qemu?: string;
  /** names of the properties to watch; those that the scenario names if not said, else all */
  readonly properties?: readonly string[];
  /** plays a random order, the same each time for the same 32-bit integer; unhurried if not said */
  readonly seed?: number;
  readonly observers?: readonly Observer[];
}

/** The same for a run and random orders beside it. */
export interface CheckOptions extends Omit<PlayOptions, 'seed'> {
  /** play this many random orders as well; 0 if not said */
  readonly orders?: number;
}

/** A run, and what was broken in it. */
export interface Played {
  readonly scenario: Scenario;
  readonly qemu: string;
  /** names of the properties that were watched */
  readonly properties: readonly string[];
  readonly violations: readonly Violation[];
  /** what the clients and the guest saw, one JSON object a line */
  readonly transcript: string;
  /** the run as `blocksim run` draws it */
  readonly timeline: string;
  /** why the run was given up before its end, in a sentence: then nobody knows what happens eventually */
  readonly reason?: string;
  /** of the random order; absent: the unhurried one */
  readonly seed?: number;
}

/** @throws Error when there is no QEMU of that name */
export function profileOf(name: string | undefined): Profile {
  if (name === undefined) return defaultProfile;
  const known = profiles.map((profile) => profile.name);
  const found = profileNamed(name);
  if (found === undefined) throw new Error(`no QEMU is called '${name}', ${suggest(name, known)}`);
  return found;
}

/** @throws Error when neither blocksim nor the caller has a property of that name */
function propertyCalled(name: string, own: readonly Property[] = []): Property {
  const found = propertyNamed(name) ?? own.find((property) => property.name === name);
  if (found !== undefined) return found;
  const known = [...propertyNames, ...own.map((property) => property.name)];
  throw new Error(`no property is called '${name}', ${suggest(name, known)}`);
}

const watchedIn = (scenario: Scenario, names = scenario.properties): readonly Property[] =>
  names?.map((name) => propertyCalled(name)) ?? allProperties;

/** @throws BuildRefusal for a scenario that no file could hold: with names that nobody has, with times out of order */
function refuseMistakes(scenario: Scenario): void {
  const { name = 'scenario' } = scenario;
  try {
    checkMeaning(readScenario(scenario as unknown as Json, name), {});
  } catch (error) {
    if (!(error instanceof ShapeRefusal)) throw error;
    const place = error.place.length === 0 ? [] : [pathText(error.place)];
    throw new BuildRefusal([name, ...place, error.message].join(': '));
  }
}

/**
 * Plays a scenario once and watches properties.
 * @throws BuildRefusal when the machine refuses the scenario, or nobody could have read it
 */
export function playScenario(scenario: Scenario, options: PlayOptions = {}): Played {
  refuseMistakes(scenario);
  return playChecked(scenario, options);
}

function playChecked(scenario: Scenario, options: PlayOptions): Played {
  const { seed, observers = [] } = options;
  const profile = profileOf(options.qemu ?? scenario.qemu);
  const properties = watchedIn(scenario, options.properties);
  const order = seed === undefined ? {} : { seed };
  // Drawing costs as much as playing, and is asked for of the few runs that fail. Whoever watches watches once.
  const drawn = observers.length === 0 ? undefined : new Timeline();
  const watching = [watchProperties(properties), ...observers, ...(drawn === undefined ? [] : [drawn])];
  const { violations, transcript, reason } = runScenario(scenario, profile, { observers: watching, ...order });
  return {
    scenario,
    qemu: profile.name,
    properties: properties.map(({ name }) => name),
    violations,
    transcript,
    get timeline() {
      if (drawn !== undefined) return drawn.draw();
      const timeline = new Timeline();
      runScenario(scenario, profile, { observers: [timeline], ...order });
      return timeline.draw();
    },
    ...(reason === undefined ? {} : { reason }),
    ...order,
  };
}

/**
 * Plays a scenario, unhurried and then in random orders, until a property is broken.
 * @returns the run that broke something, or else the first that was given up, or else the unhurried one
 * @throws BuildRefusal when the machine refuses the scenario, or nobody could have read it
 */
export function checkProperties(scenario: Scenario, { orders = 0, ...options }: CheckOptions = {}): Played {
  if (Number.isNaN(orders)) throw new RangeError('orders: expected a number, found NaN');
  let first = playScenario(scenario, options);
  if (first.violations.length > 0) return first;
  for (let seed = 1; seed <= orders; seed++) {
    const other = playChecked(scenario, { ...options, seed });
    if (other.violations.length > 0) return other;
    if (first.reason === undefined && other.reason !== undefined) first = other;
  }
  return first;
}

/** On which QEMU, and how far, every order is searched. */
export interface ExplorePropertyOptions {
  /** name of the QEMU; the scenario's choice, else the newest, if not said */
  readonly qemu?: string;
  /** how many states may be seen; 200,000 if not said */
  readonly maxStates?: number;
  /** search only orders with at most so many deviations from the unhurried run; every order if not said */
  readonly deviations?: number;
}

/** A property's verdict over all orders. */
export interface Explored extends PropertyReport {
  readonly qemu: string;
  readonly states: number;
  /** every order with at most so many deviations was searched; absent if every order was, and if nobody knows */
  readonly deviations?: number;
  /** the counterexample as the text of a file, in YAML: it plays as it is */
  readonly story?: string;
}

const MAX_STATES = 200_000;

/**
 * Searches every order for one that breaks the property.
 * @param property a name of blocksim's, or of what must `sometimes` happen in the scenario
 * @throws BuildRefusal when the machine refuses the scenario, or nobody could have read it
 */
export function exploreProperty(scenario: Scenario, property: string, options: ExplorePropertyOptions = {}): Explored {
  refuseMistakes(scenario);
  const { qemu, maxStates = MAX_STATES, ...limits } = options;
  const profile = profileOf(qemu ?? scenario.qemu);
  const searched = [propertyCalled(property, sometimesOf(scenario))];
  const { properties, states, deviations } = explore(scenario, profile, { ...limits, properties: searched, maxStates });
  const report = properties[0] as PropertyReport;
  const { counterexample } = report;
  const story = counterexample === undefined ? {} : { story: scenarioYaml(counterexample) };
  const close = deviations === undefined ? {} : { deviations };
  return { ...report, qemu: profile.name, states, ...close, ...story };
}
