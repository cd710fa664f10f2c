/**
 * What an exploration does, from top to bottom. Every state is looked at; if there are many, those close to the
 * unhurried run are also looked at first, and some at random. Where something could stay unfulfilled for ever, runs
 * without an end are looked for as well. What is found goes on to findings.ts.
 *
 * Each phase is given what is known and yields what is known since, whenever it may be interrupted; it is then told how
 * many moves to make until the next time.
 */
import type { Profile } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { forEver } from './counterexample.ts';
import type { CrewReport } from './crew.ts';
import { Deviations } from './deviations.ts';
import { EndlessSearch } from './endless.ts';
import type { MachineModel } from './machine-model.ts';
import { modelOf } from './model-of-scenario.ts';
import { isJudgedWithoutEnd, type Property } from './properties/property.ts';
import { DepthFirst } from './search.ts';
import { UnfulfilledMoves } from './unfulfilled.ts';
import { walk } from './walk.ts';

/** What is explored. */
export interface Task {
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly properties: readonly Property[];
  /** use the reductions */
  readonly eager: boolean;
  /** orders with more deviations from the unhurried run are left alone */
  readonly deviations: number;
}

/** A broken property; of one that is `sometimes`, one that has happened. */
export interface Found {
  readonly property: Property;
  readonly sentence: string;
  readonly path: readonly number[];
  /** how many moves at its end lead back to where they began, and are repeated for ever */
  readonly loop?: number;
}

export interface Known {
  readonly states: number;
  readonly transitions: number;
  readonly found: readonly Found[];
  /** every state was seen */
  readonly exhausted: boolean;
  /** every order with at most so many deviations from the unhurried run was seen; -1: none */
  readonly deviations: number;
  /** properties of which nobody knows whether a run without an end breaks them */
  readonly unjudged: readonly Property[];
}

/** Once every state was seen, the moves that leave properties unfulfilled as well. */
type Seen = Known & { readonly unfulfilled?: UnfulfilledMoves };

/** `isAll`: there are no orders with more deviations. */
type Close = Known & { readonly isAll?: true };

type Phase<T> = Generator<Known, T, number>;

/** A search that has seen so many states is large enough to look at what is close to the unhurried run first. */
const LARGE = 10_000;
/** States that may be seen so, for the memory that each takes. */
const MOST_CLOSE = 2_000_000;

/** One that has seen so many is also walked through at random. */
const WORTH_WALKING = 50_000;
const WALKS = { walks: 50, length: 1000 };

/**
 * The search for runs without an end, which is not reduced, may see this many times the states, or a lot; and no more
 * than memory holds.
 */
const ROUND = 10;
const A_LOT = 200_000;
const MOST_ROUND = 2_000_000;

export function* explored(task: Task): Phase<Known> {
  if (!Number.isFinite(task.deviations)) return yield* endlessRuns(task, yield* everyState(task));
  const close = yield* closeToUnhurried(task, Number.POSITIVE_INFINITY);
  if (close.isAll !== true || isDecided(task, close.found)) return close;
  return yield* endlessRuns(task, yield* everyState(task, close));
}

/** The same as {@link explored} after several threads have looked at the states, and one at some before. */
export function* exploredByCrew(task: Task, before: Known, result: CrewReport): Phase<Known> {
  return yield* endlessRuns(task, seenByCrew(task, before, result));
}

/** Until all orders with so many deviations are seen, or so many states, or all properties found. */
export function* closeToUnhurried(task: Task, most: number): Phase<Close> {
  const { properties } = task;
  const { model, search } = searching(task, (each) => new Deviations(each, { ...task, endless: true }));
  let found: readonly Found[] = [];
  const known = (): Known => {
    const { states, transitions, seen } = search;
    return { states, transitions, found, exhausted: false, deviations: seen, unjudged: [] };
  };
  for (;;) {
    const ended = search.advance(yield known(), task.deviations);
    if (ended === 'wrong') {
      found = withNews(found, brokenIn(model, properties, search.wrong, search.path));
      search.goOn();
    }
    if (isDecided(task, found) || search.states >= most) return known();
    if (ended === 'exhausted') return { ...known(), isAll: true };
    if (ended === 'bound') return { ...known(), unjudged: circling(task, found, search.unfulfilled) };
  }
}

/**
 * Until all states are seen or all properties found. Of a large machine what is close to the unhurried run is seen by
 * turns with the rest, unless it was before: there it may never come to an end, and what goes wrong is mostly found
 * here.
 */
function* everyState(task: Task, before?: Known): Phase<Seen> {
  const { properties } = task;
  const deep = searching(task, (model) => new DepthFirst(model, task));
  let close: Searching<Deviations> | undefined;
  let closeOver = before !== undefined;
  let walked = false;
  let found = before?.found ?? [];
  const known = (exhausted = false): Known => {
    const { states, transitions } = deep.search;
    const deviations = close?.search.seen ?? before?.deviations ?? -1;
    return { states, transitions, found, exhausted, deviations, unjudged: [] };
  };
  for (;;) {
    tellOf(task, found, deep.search);
    if (close !== undefined) tellOf(task, found, close.search);
    const { states } = deep.search;
    const isBehind = close !== undefined && !closeOver && close.search.states < Math.min(states, MOST_CLOSE);
    const { model, search } = isBehind ? (close as Searching<Deviations>) : deep;
    const ended = search.advance(yield known());
    const over = ended === 'exhausted' || ended === 'bound';
    if (over && !isBehind) return { ...known(ended === 'exhausted'), unfulfilled: deep.search.unfulfilled };
    if (over) closeOver = true;
    if (ended === 'wrong') {
      found = withNews(found, brokenIn(model, properties, search.wrong, search.path));
      search.goOn();
    } else if (!walked && states >= WORTH_WALKING) {
      walked = true;
      found = walkAbout(task, found);
    }
    if (isDecided(task, found)) return known();
    if (close === undefined && !closeOver && states >= LARGE)
      close = searching(task, (model) => new Deviations(model, task));
  }
}

/** A search, and the machine that it searches. */
interface Searching<S> {
  readonly model: MachineModel;
  readonly search: S;
}

function searching<S>(task: Task, search: (model: MachineModel) => S): Searching<S> {
  const model = modelFor(task, task.properties);
  return { model, search: search(model) };
}

/** Random walks soon find what is badly broken, wherever the search is just now. */
function walkAbout(task: Task, found: readonly Found[]): readonly Found[] {
  const open = task.properties.filter((property) => !isFound(found, property));
  if (open.length === 0) return found;
  const model = modelFor(task, open);
  const { wrong, path } = walk(model, WALKS);
  if (wrong === 0) return found;
  return walkAbout(task, [...found, ...brokenIn(played(model, path), open, wrong, path)]);
}

function seenByCrew(task: Task, before: Known, result: CrewReport): Seen {
  const { states, transitions } = result;
  const others = result.found.flatMap(({ wrong, path }) =>
    brokenIn(played(modelFor(task, task.properties), path), task.properties, wrong, path),
  );
  const found = withNews(before.found, others);
  const exhausted = result.exhausted && !isDecided(task, found);
  const unfulfilled = new UnfulfilledMoves(result.unfulfilled);
  return { states, transitions, found, exhausted, deviations: before.deviations, unjudged: [], unfulfilled };
}

/** Where something could stay unfulfilled for ever, as the moves say that were seen, looks whether it does. */
function* endlessRuns(task: Task, { unfulfilled, ...seen }: Seen): Phase<Known> {
  if (!seen.exhausted) return seen;
  const unjudged = circling(task, seen.found, unfulfilled);
  if (unjudged.length === 0) return seen;
  const search = new EndlessSearch(modelFor(task, unjudged, false));
  const most = Math.min(Math.max(ROUND * seen.states, A_LOT), MOST_ROUND);
  while (!search.advance(yield { ...seen, unjudged })) if (search.states >= most) return { ...seen, unjudged };
  const found = unjudged.flatMap((property, i): Found[] => {
    const endless = search.find(1 << i);
    if (endless === undefined) return [];
    const path = [...endless.stem, ...endless.loop];
    const sentence = played(modelFor(task, [property], false), path).sentence(0) ?? property.sentence;
    const loop = endless.loop.length;
    return [{ property, sentence: forEver(sentence, loop), path, loop }];
  });
  return { ...seen, found: [...seen.found, ...found] };
}

/** The properties that some run without an end may leave unfulfilled, as far as such moves tell. */
function circling({ properties }: Task, found: readonly Found[], unfulfilled?: UnfulfilledMoves): readonly Property[] {
  const open = bitsOf(properties, (each) => isJudgedWithoutEnd(each) && !isFound(found, each));
  const circles = unfulfilled?.circles(open) ?? 0;
  return properties.filter((_, i) => (circles & (1 << i)) !== 0);
}

export const modelFor = (
  { scenario, profile, eager }: Task,
  properties: readonly Property[],
  reduced = eager,
): MachineModel => modelOf(scenario, profile, properties, reduced);

function played(model: MachineModel, path: readonly number[]): MachineModel {
  for (const move of path) model.play(move);
  return model;
}

/** What is wrong in the state that the model is in, which a path has led to. */
const brokenIn = (
  model: MachineModel,
  properties: readonly Property[],
  wrong: number,
  path: readonly number[],
): Found[] =>
  properties.flatMap((property, i) =>
    (wrong & (1 << i)) === 0 ? [] : [{ property, sentence: model.sentence(i) ?? property.sentence, path }],
  );

/** Tells a search what others have found, unless it has just found something itself. */
function tellOf({ properties }: Task, found: readonly Found[], search: DepthFirst | Deviations): void {
  if (search.wrong === 0) search.learn(bitsOf(properties, (property) => isFound(found, property)));
}

/** Of what two searches have found, that of the first counts. */
const withNews = (found: readonly Found[], news: readonly Found[]): readonly Found[] => [
  ...found,
  ...news.filter(({ property }) => !isFound(found, property)),
];

/** One bit for each of the properties that are meant. */
const bitsOf = (properties: readonly Property[], meant: (property: Property) => boolean): number =>
  properties.reduce((bits, property, i) => (meant(property) ? bits | (1 << i) : bits), 0);

const isFound = (found: readonly Found[], property: Property): boolean =>
  found.some((each) => each.property === property);

const isDecided = ({ properties }: Task, found: readonly Found[]): boolean =>
  found.length > 0 && properties.every((property) => isFound(found, property));
