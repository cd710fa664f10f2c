/** What is said of each property: whether it holds, and of a broken one a story, as short as can be. */
import type { Scenario } from '../scenario/scenario.ts';
import { counterexampleOf, storyAsFound } from './counterexample.ts';
import { type Found, type Known, modelFor, type Task } from './phases.ts';
import type { Property, PropertyKind } from './properties/property.ts';
import { BreadthFirst } from './shortest.ts';

/** `undecided`: the search was given up before there was an answer, or runs without an end could not all be judged. */
export type Verdict = 'holds' | 'violated' | 'undecided';

/** Why a property is undecided although all was seen that was asked for. */
export const WITHOUT_END = 'a run without an end may break it, and not all of these were judged';

/** What a search knows of one property. */
export interface PropertyReport {
  readonly name: string;
  readonly kind: PropertyKind;
  readonly verdict: Verdict;
  /** {@link WITHOUT_END} */
  readonly unjudged?: true;
  /** What breaks it, in a sentence; of one that is `sometimes`, what happens. */
  readonly sentence?: string;
  /** Length of the shortest order that breaks it, or in which it happens; absent if that was too far to look for. */
  readonly moves?: number;
  /** A story as short as can be in which it is broken; it plays by its `order`. */
  readonly counterexample?: Scenario;
  /** The story is as it was found: nobody has looked for a shorter one, and nothing is left out of it. */
  readonly asFound?: true;
}

/**
 * The search for the shortest order may see this many times the states that the first search has seen, or a few. Where
 * that one has not seen them all, a short order is soon found or never.
 */
const FURTHER = 4;
const A_FEW = 20_000;
const SOON = 50_000;
/** Moves of that search between two occasions to give up. */
const PIECE = 4096;

/**
 * Explains what was found: looks for the shortest order that shows it, and cuts the scenario down to what that takes.
 */
export function* explained(task: Task, { states, exhausted }: Known, found: Found): Generator<void, PropertyReport> {
  const { property, sentence, path, loop } = found;
  const { name, kind } = property;
  const most = exhausted ? Math.max(FURTHER * states, A_FEW) : SOON;
  const shortest = loop === undefined ? yield* shortestPath(task, most, property) : undefined;
  const moves = shortest === undefined ? {} : { moves: shortest.length };
  if (kind === 'sometimes') return { name, kind, verdict: 'holds', sentence, ...moves };
  const { scenario, profile } = task;
  const story = yield* counterexampleOf(scenario, profile, property, shortest ?? path, storyOptions(task, found));
  const told = { sentence: story.sentence ?? sentence, ...moves, counterexample: story.scenario };
  return { name, kind, verdict: 'violated', ...told };
}

/** The shortest path that breaks a property; undefined if it is too far to look for. */
function* shortestPath(task: Task, most: number, property: Property): Generator<void, readonly number[] | undefined> {
  const search = new BreadthFirst(modelFor(task, [property]), task);
  for (;;) {
    const ended = search.advance(PIECE);
    if (ended !== undefined) return ended === 'wrong' ? search.path : undefined;
    if (search.states >= most) return undefined;
    yield;
  }
}

/** Of a property that nobody has explained. */
export function unexplained(task: Task, { found, exhausted, unjudged }: Known, property: Property): PropertyReport {
  const { name, kind } = property;
  const broken = found.find((each) => each.property === property);
  if (broken !== undefined) return asFound(task, broken);
  if (kind === 'sometimes' && exhausted)
    return { name, kind, verdict: 'violated', sentence: 'this never happens, in whatever order' };
  if (unjudged.includes(property)) return { name, kind, verdict: 'undecided', unjudged: true };
  return { name, kind, verdict: exhausted ? 'holds' : 'undecided' };
}

function asFound(task: Task, found: Found): PropertyReport {
  const { property, sentence, path } = found;
  const { name, kind } = property;
  if (kind === 'sometimes') return { name, kind, verdict: 'holds', sentence };
  const story = storyAsFound(task.scenario, task.profile, property, path, storyOptions(task, found));
  const told = { sentence: story.sentence ?? sentence, counterexample: story.scenario, asFound: true } as const;
  return { name, kind, verdict: 'violated', ...told };
}

const storyOptions = ({ eager }: Task, { loop }: Found) => ({ eager, ...(loop === undefined ? {} : { loop }) });
