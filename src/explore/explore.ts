/**
 * Exploring a scenario: every order of what may happen in it, each property's verdict, and for each broken one a story.
 */
import type { Profile } from '../profile/index.ts';
import { BuildRefusal } from '../scenario/build.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { CrewReport } from './crew.ts';
import { explained, type PropertyReport, unexplained } from './findings.ts';
import { closeToUnhurried, explored, exploredByCrew, type Known, type Task } from './phases.ts';
import { properties as allProperties, propertyNamed } from './properties/index.ts';
import { confined, type Property } from './properties/property.ts';
import { sometimesOf } from './properties/sometimes.ts';
import { type Limits, sliceOf, within } from './search.ts';

/** Which properties a search watches, and when it gives up. */
export interface ExploreOptions extends Limits {
  /** which properties to watch; those the scenario names if absent, else all */
  readonly properties?: readonly Property[];
  /** use the reductions; true if not said */
  readonly eager?: boolean;
  /** only orders with at most so many deviations from the unhurried run; all if not said */
  readonly deviations?: number;
}

/** What a search has found out, property by property in the order in which they were asked for. */
export interface ExploreReport {
  readonly scenario: string;
  readonly qemu: string;
  /** Every state that can be reached was seen. */
  readonly exhausted: boolean;
  /**
   * Every order with at most so many deviations from the unhurried run was seen. Absent if all was, and of a search
   * that was given up before it could tell.
   */
  readonly deviations?: number;
  readonly states: number;
  readonly transitions: number;
  readonly properties: readonly PropertyReport[];
}

/** The orders with at most so many deviations, in words. */
export function closeOrders(deviations = Number.POSITIVE_INFINITY): string {
  if (deviations === Number.POSITIVE_INFINITY) return 'every order';
  if (deviations === 0) return 'the unhurried run';
  return `every order with up to ${deviations} deviation${deviations === 1 ? '' : 's'} from the unhurried run`;
}

/** `decided`: every property was found; `bound`: those who searched in its place have given up. */
export type ExploreEnd = 'exhausted' | 'decided' | 'bound';

/** One bit each. */
const MOST = 31;

/** An exploration that can be made piece by piece, by whoever wants to be interrupted. */
export class Exploration {
  private readonly task: Task;
  private phases: Generator<Known, Known, number>;
  private known: Known;
  private ended: ExploreEnd | undefined;
  private readonly reports = new Map<Property, PropertyReport>();
  /** the explanation that is under way */
  private explaining: Generator<void, PropertyReport> | undefined;

  /**
   * Builds the machine.
   * @throws BuildRefusal when it refuses the scenario
   * @throws RangeError when a limit is no number
   */
  constructor(
    scenario: Scenario,
    profile: Profile,
    options: Pick<ExploreOptions, 'properties' | 'eager' | 'deviations'> = {},
  ) {
    const properties = (options.properties ?? propertiesOf(scenario)).map(confined);
    if (properties.length > MOST) throw new BuildRefusal(`${properties.length} properties, expected ${MOST} at most`);
    const { eager = true, deviations = Number.POSITIVE_INFINITY } = options;
    if (!(deviations >= 0 && (Number.isInteger(deviations) || deviations === Number.POSITIVE_INFINITY)))
      throw new RangeError(`deviations: expected a whole number from 0 on, found ${deviations}`);
    this.task = { scenario, profile, properties, eager, deviations };
    this.phases = explored(this.task);
    this.known = this.phases.next(0).value;
  }

  get scenario(): Scenario {
    return this.task.scenario;
  }

  get profile(): Profile {
    return this.task.profile;
  }

  get properties(): readonly Property[] {
    return this.task.properties;
  }

  get states(): number {
    return this.known.states;
  }

  get transitions(): number {
    return this.known.transitions;
  }

  /** Names of the properties that were found broken so far. */
  get broken(): readonly string[] {
    return this.known.found.flatMap(({ property: { kind, name } }) => (kind === 'sometimes' ? [] : name));
  }

  /** Makes about `count` moves of the search. @returns why it is over, undefined while it is not */
  advance(count: number): ExploreEnd | undefined {
    if (this.ended !== undefined) return this.ended;
    const { value, done } = this.phases.next(count);
    this.known = value;
    if (done === true) this.ended = endOf(this.task, value);
    return this.ended;
  }

  /** A crew is going to search: this thread looks only at so many states before, those close to the unhurried run. */
  leaveToCrew(states: number): void {
    this.phases = closeToUnhurried(this.task, states);
    this.known = this.phases.next(0).value;
  }

  /**
   * Goes on from what a crew has found instead of this search.
   * @returns why that was all, undefined if there is more
   */
  include(result: CrewReport): ExploreEnd | undefined {
    this.phases = exploredByCrew(this.task, this.known, result);
    this.ended = undefined;
    return this.advance(0);
  }

  /**
   * Does a piece of the work of explaining what was found: looks for the shortest order that breaks each broken
   * property, and makes a story of it. @returns false if that has been done for all of them
   */
  explainNext(): boolean {
    const next = this.known.found.find(({ property }) => !this.reports.has(property));
    if (next === undefined) return false;
    this.explaining ??= explained(this.task, this.known, next);
    const { done, value } = this.explaining.next();
    if (done !== true) return true;
    this.reports.set(next.property, value);
    this.explaining = undefined;
    return true;
  }

  /** What is known so far. */
  report(): ExploreReport {
    const { task, known } = this;
    const { states, transitions, exhausted, deviations } = known;
    const close = exhausted || deviations < 0 ? {} : { deviations };
    const properties = task.properties.map(
      (property) => this.reports.get(property) ?? unexplained(task, known, property),
    );
    return {
      scenario: task.scenario.name,
      qemu: task.profile.name,
      exhausted,
      ...close,
      states,
      transitions,
      properties,
    };
  }
}

const endOf = ({ properties }: Task, { exhausted, found }: Known): ExploreEnd =>
  exhausted ? 'exhausted' : found.length === properties.length ? 'decided' : 'bound';

/** The properties that a scenario names, all if it names none, and those that it brings itself. */
export const propertiesOf = (scenario: Scenario): readonly Property[] => [
  ...(scenario.properties?.flatMap((name) => propertyNamed(name) ?? []) ?? allProperties),
  ...sometimesOf(scenario),
];

/**
 * Explores a scenario in one go. Pure but for the clock that is passed in.
 * @throws BuildRefusal when the machine refuses the scenario
 */
export function explore(scenario: Scenario, profile: Profile, options: ExploreOptions = {}): ExploreReport {
  const exploration = new Exploration(scenario, profile, options);
  const slice = sliceOf(options);
  within(exploration, options, () => exploration.advance(slice));
  while (exploration.explainNext());
  return exploration.report();
}
