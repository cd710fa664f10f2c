/** Exploring a scenario: every order of what may happen in it, each property's verdict, and for each broken one a story. */
import type { Profile } from '../profile/index.ts';
import { BuildRefusal, buildMachine } from '../scenario/build.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { alikeIn } from './alike.ts';
import { counterexampleOf, forEver, storyAsFound } from './counterexample.ts';
import type { CrewFound } from './crew.ts';
import { EndlessSearch } from './endless.ts';
import { MachineModel } from './machine-model.ts';
import { properties as allProperties, propertyNamed } from './properties/index.ts';
import { confined, isJudgedWithoutEnd, type Property, type PropertyKind } from './properties/property.ts';
import { sometimesOf } from './properties/sometimes.ts';
import { DepthFirst, type Limits, sliceOf, within } from './search.ts';
import { BreadthFirst } from './shortest.ts';
import { UnfulfilledMoves } from './unfulfilled.ts';
import { walk } from './walk.ts';

/** Which properties a search watches, and when it gives up. */
export interface ExploreOptions extends Limits {
  /** which properties to watch; those the scenario names if absent, else all */
  readonly properties?: readonly Property[];
  /** use the reductions; true if not said */
  readonly eager?: boolean;
}

/** `undecided`: the search was given up before there was an answer, or runs without an end could not all be judged. */
export type Verdict = 'holds' | 'violated' | 'undecided';

/** What a search knows of one property. */
export interface PropertyReport {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly verdict: Verdict;
  /** What breaks it, in a sentence; of one that is `sometimes`, what happens. */
  readonly sentence?: string;
  /** Length of the shortest order that breaks it, or in which it happens; absent if that was too far to look for. */
  readonly moves?: number;
  /** A story as short as can be in which it is broken; it plays by its `order`. */
  readonly counterexample?: Scenario;
  /** The story is as it was found: nobody has looked for a shorter one, and nothing is left out of it. */
  readonly asFound?: true;
}

/** What a search has found out, property by property in the order in which they were asked for. */
export interface ExploreReport {
  readonly scenario: string;
  readonly qemu: string;
  /** Every state that can be reached was seen. */
  readonly exhausted: boolean;
  readonly states: number;
  readonly transitions: number;
  readonly properties: readonly PropertyReport[];
}

interface Found {
  readonly property: Property;
  readonly sentence: string;
  readonly path: readonly number[];
  /** how many moves at its end lead back to where they began, and are repeated for ever */
  readonly loop?: number;
}

/** A search that has seen so many states is large enough to be walked through at random as well. */
const WORTH_WALKING = 50_000;

/** What several threads have found together. */
export interface CrewResult {
  readonly states: number;
  readonly transitions: number;
  readonly found: readonly CrewFound[];
  readonly unfulfilled: UnfulfilledMoves['noted'];
  readonly exhausted: boolean;
}

/** The search for the shortest order may see this many times the states that the first search has seen, or a few. */
const FURTHER = 4;
const A_FEW = 20_000;
/** Moves of that search between two occasions to give up. */
const PIECE = 4096;
/** One bit each. */
const MOST = 31;
/** The search for runs without an end, which is not reduced, this many times, or a lot; and no more than memory holds. */
const ROUND = 10;
const A_LOT = 200_000;
const MOST_ROUND = 2_000_000;

/** A search that can be made piece by piece, by whoever wants to be interrupted. */
export class Exploration {
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly properties: readonly Property[];
  private readonly model: MachineModel;
  private readonly search: DepthFirst;
  private readonly eager: boolean;
  private crew: CrewResult | undefined;
  private walked = false;
  private endless: EndlessSearch | undefined;
  /** properties of which nobody knows whether a run without an end breaks them */
  private endlessly: readonly Property[] = [];
  /** every state was seen */
  private exhausted = false;
  private readonly found: Found[] = [];
  private readonly reports = new Map<Property, PropertyReport>();
  /** the explanation that is under way */
  private explaining: Generator<void, PropertyReport> | undefined;
  private ended: 'exhausted' | 'bound' | 'decided' | undefined;

  /** Builds the machine. @throws BuildRefusal when it refuses the scenario */
  constructor(scenario: Scenario, profile: Profile, options: Pick<ExploreOptions, 'properties' | 'eager'> = {}) {
    this.scenario = scenario;
    this.profile = profile;
    this.properties = (options.properties ?? propertiesOf(scenario)).map(confined);
    if (this.properties.length > MOST)
      throw new BuildRefusal(`${this.properties.length} properties, expected ${MOST} at most`);
    this.eager = options.eager ?? true;
    this.model = this.newModel(this.properties);
    this.search = new DepthFirst(this.model, { eager: this.eager });
  }

  get states(): number {
    return this.crew?.states ?? this.search.states;
  }

  get transitions(): number {
    return this.crew?.transitions ?? this.search.transitions;
  }

  /** Whether those who searched in its place have stopped before the end. */
  get gaveUp(): boolean {
    return this.ended === 'bound';
  }

  /** Names of the properties that were found broken so far. */
  get broken(): readonly string[] {
    return this.found.flatMap(({ property: { kind, name } }) => (kind === 'sometimes' ? [] : name));
  }

  /** Makes about `count` moves of the search. @returns why it is over, undefined while it is not */
  advance(count: number): 'exhausted' | 'decided' | undefined {
    if (this.ended === 'bound') this.ended = undefined;
    if (this.ended !== undefined) return this.ended;
    if (this.endless !== undefined) return this.goRound(this.endless, count);
    const ended = this.search.advance(count);
    if (ended === 'wrong') {
      this.note(this.search.wrong, this.search.path);
      if (this.found.length === this.properties.length) this.ended = 'decided';
      else this.search.goOn();
    } else if (ended === 'exhausted') this.exhaust(this.search.unfulfilled);
    else if (!this.walked && this.states >= WORTH_WALKING) this.walk();
    return this.ended as 'exhausted' | 'decided' | undefined;
  }

  /** Every state was seen. Where something could stay unfulfilled for ever, runs without an end are looked for as well. */
  private exhaust(unfulfilled: UnfulfilledMoves): void {
    this.exhausted = true;
    this.endlessly = this.properties.filter(
      (property, index) =>
        isJudgedWithoutEnd(property) && !this.isFound(property) && unfulfilled.makeCircle(1 << index),
    );
    if (this.endlessly.length > 0) this.endless = new EndlessSearch(this.newModel(this.endlessly, false));
    else this.ended = 'exhausted';
  }

  private goRound(endless: EndlessSearch, count: number): 'exhausted' | undefined {
    const done = endless.advance(count);
    const most = Math.min(Math.max(ROUND * this.states, A_LOT), MOST_ROUND);
    if (!done && endless.states < most) return undefined;
    this.endlessly.forEach((property, index) => {
      const found = done ? endless.find(1 << index) : undefined;
      if (found === undefined) return;
      const path = [...found.stem, ...found.loop];
      const model = this.newModel([property], false);
      for (const move of path) model.play(move);
      const sentence = forEver(model.sentence(0) ?? property.sentence, found.loop.length);
      this.found.push({ property, sentence, path, loop: found.loop.length });
    });
    if (done) this.endlessly = [];
    this.endless = undefined;
    this.ended = 'exhausted';
    return this.ended;
  }

  /** In a large search, random walks soon find what is badly broken, wherever the search is just now. */
  private walk(): void {
    this.walked = true;
    for (;;) {
      const open = this.properties.filter((property) => !this.isFound(property));
      const model = this.newModel(open);
      const { wrong, path } = walk(model, { walks: 50, length: 1000 });
      if (wrong === 0) return;
      for (const move of path) model.play(move);
      open.forEach((property, index) => {
        if ((wrong & (1 << index)) === 0) return;
        this.found.push({ property, sentence: model.sentence(index) ?? property.sentence, path });
        this.search.learn(1 << this.properties.indexOf(property));
      });
      if (this.found.length < this.properties.length) continue;
      this.ended = 'decided';
      return;
    }
  }

  private isFound(property: Property): boolean {
    return this.found.some((each) => each.property === property);
  }

  private note(wrong: number, path: readonly number[], model = this.model): void {
    this.properties.forEach((property, index) => {
      if ((wrong & (1 << index)) === 0) return;
      this.found.push({ property, sentence: model.sentence(index) ?? property.sentence, path });
    });
  }

  /** What a crew has found instead of this search. */
  include(result: CrewResult): void {
    this.crew = result;
    for (const { wrong, path } of result.found) {
      const model = this.newModel(this.properties);
      for (const move of path) model.play(move);
      this.note(wrong, path, model);
    }
    const decided = this.found.length === this.properties.length;
    if (result.exhausted && !decided) this.exhaust(new UnfulfilledMoves(result.unfulfilled));
    else this.ended = decided ? 'decided' : 'bound';
  }

  /**
   * Does a piece of the work of explaining what was found: looks for the shortest order that breaks each broken
   * property, and makes a story of it. @returns false if that has been done for all of them
   */
  explainNext(): boolean {
    const next = this.found.find(({ property }) => !this.reports.has(property));
    if (next === undefined) return false;
    this.explaining ??= this.explain(next);
    const { done, value } = this.explaining.next();
    if (done !== true) return true;
    this.reports.set(next.property, value);
    this.explaining = undefined;
    return true;
  }

  private *explain({ property, sentence, path, loop }: Found): Generator<void, PropertyReport> {
    const { name, kind } = property;
    const shortest = loop === undefined ? yield* this.shortestPath(property) : undefined;
    const moves = shortest === undefined ? {} : { moves: shortest.length };
    if (kind === 'sometimes') return { name, kind, verdict: 'holds', sentence, ...moves };
    const options = { eager: this.eager, ...(loop === undefined ? {} : { loop }) };
    const story = yield* counterexampleOf(this.scenario, this.profile, property, shortest ?? path, options);
    const told = { sentence: story.sentence ?? sentence, ...moves, counterexample: story.scenario };
    return { name, kind, verdict: 'violated', ...told };
  }

  /** The shortest path that breaks a property; undefined if it is too far to look for. */
  private *shortestPath(property: Property): Generator<void, readonly number[] | undefined> {
    const most = Math.max(FURTHER * this.states, A_FEW);
    const search = new BreadthFirst(this.newModel([property]), { eager: this.eager });
    for (;;) {
      const ended = search.advance(PIECE);
      if (ended !== undefined) return ended === 'wrong' ? search.path : undefined;
      if (search.states >= most) return undefined;
      yield;
    }
  }

  /** What is known so far. */
  report(): ExploreReport {
    const { scenario, profile, states, transitions, exhausted } = this;
    return {
      scenario: scenario.name,
      qemu: profile.name,
      exhausted,
      states,
      transitions,
      properties: this.properties.map((property) => this.reportOf(property)),
    };
  }

  private reportOf(property: Property): PropertyReport {
    const { name, kind } = property;
    const { exhausted } = this;
    const done = this.reports.get(property);
    if (done !== undefined) return done;
    const found = this.found.find((each) => each.property === property);
    if (found === undefined) {
      if (kind === 'sometimes' && exhausted)
        return { name, kind, verdict: 'violated', sentence: 'this never happens, in whatever order' };
      return { name, kind, verdict: exhausted && !this.endlessly.includes(property) ? 'holds' : 'undecided' };
    }
    const { sentence, path, loop } = found;
    if (kind === 'sometimes') return { name, kind, verdict: 'holds', sentence };
    const options = { eager: this.eager, ...(loop === undefined ? {} : { loop }) };
    const story = storyAsFound(this.scenario, this.profile, property, path, options);
    const told = { sentence: story.sentence ?? sentence, counterexample: story.scenario, asFound: true } as const;
    return { name, kind, verdict: 'violated', ...told };
  }

  private newModel(properties: readonly Property[], reduced = this.eager): MachineModel {
    const alike = reduced ? alikeIn(this.scenario, properties) : [];
    return new MachineModel(buildMachine(this.scenario, this.profile, { apart: true }), properties, alike);
  }
}

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
