/** Properties as assertions: on single runs, on many random orders, on every order. */
import { explore, type PropertyReport } from '../explore/explore.ts';
import { properties as allProperties, propertyNamed, propertyNames } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import { defaultProfile, type Profile, profileNamed, profiles } from '../profile/index.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Observer, runScenario, type Violation } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface CheckOptions {
  /** name of the QEMU; the newest if not said */
  readonly qemu?: string;
  /** names of properties; all if not said */
  readonly properties?: readonly string[];
  /** play this many random orders as well; 0 if not said */
  readonly orders?: number;
  readonly observers?: readonly Observer[];
}

export interface Checked {
  readonly violations: readonly Violation[];
  /** what the client and the guest saw, of the run that broke something or else of the unhurried one */
  readonly transcript: string;
  /** seed of the random order that broke something; absent: the unhurried one did, or none */
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

/** @throws Error when there is no property of one of these names */
export function propertiesOf(names: readonly string[] | undefined): readonly Property[] {
  return (
    names?.map((name) => {
      const found = propertyNamed(name);
      if (found === undefined) throw new Error(`no property is called '${name}', ${suggest(name, propertyNames)}`);
      return found;
    }) ?? allProperties
  );
}

/**
 * Plays a scenario, unhurried and then in random orders, until a property is broken.
 * @throws BuildRefusal when the machine refuses the scenario
 */
export function checkProperties(scenario: Scenario, options: CheckOptions = {}): Checked {
  const profile = profileOf(options.qemu);
  const properties = propertiesOf(options.properties);
  const play = (seed?: number): Checked => {
    const observers = [watchProperties(properties), ...(options.observers ?? [])];
    const { violations, transcript } = runScenario(scenario, profile, {
      observers,
      ...(seed === undefined ? {} : { seed }),
    });
    return { violations, transcript, ...(seed === undefined ? {} : { seed }) };
  };
  const first = play();
  if (first.violations.length > 0) return first;
  for (let seed = 1; seed <= (options.orders ?? 0); seed++) {
    const other = play(seed);
    if (other.violations.length > 0) return other;
  }
  return first;
}

export interface ExplorePropertyOptions {
  readonly qemu?: string;
  /** how many states may be seen; 200,000 if not said */
  readonly maxStates?: number;
}

const MAX_STATES = 200_000;

/**
 * Searches every order for one that breaks the property.
 * @throws BuildRefusal when the machine refuses the scenario
 */
export function exploreProperty(
  scenario: Scenario,
  property: string,
  { qemu, maxStates = MAX_STATES }: ExplorePropertyOptions = {},
): PropertyReport & { readonly states: number } {
  const report = explore(scenario, profileOf(qemu), { properties: propertiesOf([property]), maxStates });
  return { ...(report.properties[0] as PropertyReport), states: report.states };
}
