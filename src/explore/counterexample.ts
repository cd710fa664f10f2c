/** Making a story of a path that breaks a property: a scenario with its `order`, cut down to what is needed. */
import { MILLISECOND, now } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import { BuildRefusal } from '../scenario/build.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { fewestDeviations } from './deviations.ts';
import { findEndless } from './endless.ts';
import type { MachineModel } from './machine-model.ts';
import { modelOf } from './model-of-scenario.ts';
import type { Property } from './properties/property.ts';
import { labelsOf, searchShortest } from './search.ts';
import { smaller } from './shrink.ts';

export interface Story {
  readonly scenario: Scenario;
  /** What breaks the property, in a sentence. */
  readonly sentence?: string;
}

export interface StoryOptions {
  /** how many moves at the end of the path lead back to where they began, if it is broken by a run without an end */
  readonly loop?: number;
  readonly eager?: boolean;
  /** how many states may be looked at to see whether a smaller scenario still shows it */
  readonly maxStates?: number;
}

const MAX_STATES = 20_000;

/**
 * Makes a story piece by piece, for whoever wants to be interrupted.
 * @param path moves that break the property, from the first state on
 * @returns a scenario that plays by its `order` to the broken property, and none that is smaller by one step, device,
 * request, rule or other item of a list does; what a client reacts to stays as it is
 */
export function* counterexampleOf(
  whole: Scenario,
  profile: Profile,
  property: Property,
  path: readonly number[],
  options: StoryOptions = {},
): Generator<void, Story> {
  const maxStates = options.maxStates ?? MAX_STATES;
  const eager = options.eager ?? true;
  const model = (of: Scenario) => modelOf(of, profile, [property], eager);
  const closest = (of: MachineModel) => fewestDeviations(of, { maxStates, eager });
  const shows = (candidate: Scenario): boolean => {
    try {
      if (options.loop !== undefined) return findEndless(model(candidate), maxStates) !== undefined;
      return closest(model(candidate)) !== undefined;
    } catch (error) {
      if (error instanceof BuildRefusal) return false;
      throw error;
    }
  };
  const scenario = withoutWishes(whole);
  const accepted = acceptedLike(scenario);
  let small = scenario;
  for (;;) {
    const found = yield* firstThat(smaller(small, { clients: property.ofClients !== true }), accepted, shows);
    if (found === undefined) break;
    small = found;
  }
  if (small === scenario) return storyAsFound(whole, profile, property, path, options);
  if (options.loop !== undefined) {
    const endless = findEndless(model(small), maxStates);
    if (endless === undefined) return storyAsFound(whole, profile, property, path, options);
    const { stem, loop } = endless;
    return tell(small, profile, property, model(small), [...stem, ...loop], loop.length);
  }
  const shortest = searchShortest(model(small), { maxStates, eager });
  const order = shortest.ended === 'wrong' ? shortest.path : closest(model(small));
  if (order === undefined) return storyAsFound(whole, profile, property, path, options);
  return tell(small, profile, property, model(small), order);
}

/** The story of a path as it is: nothing that the machine does is left out of it. */
export function storyAsFound(
  whole: Scenario,
  profile: Profile,
  property: Property,
  path: readonly number[],
  { loop, eager = true }: Pick<StoryOptions, 'loop' | 'eager'> = {},
): Story {
  const scenario = withoutWishes(whole);
  return tell(scenario, profile, property, modelOf(scenario, profile, [property], eager), path, loop);
}

/** What else must happen in some order need not be in a story. */
const withoutWishes = ({ sometimes: _sometimes, ...scenario }: Scenario): Scenario => scenario;

/** What is broken by a run without an end. */
export const forEver = (sentence: string, moves: number): string =>
  `${sentence}; the last ${moves} moves lead back to where they began, and so on for ever`;

/**
 * A smaller scenario as its file is read; undefined if it would be refused, or if one of its clients reacts to less
 * than it did: a manager without some of its rules is another one, of which the story would not be true.
 */
function acceptedLike(whole: Scenario): (smaller: Scenario) => Scenario | undefined {
  const read = (scenario: Scenario, refuseVain: boolean) =>
    parseScenario(writeScenario(scenario), scenario.name, { refuseVain }).scenario;
  const refuseVain = read(whole, true) !== undefined;
  const rules = new Map(whole.clients.map(({ name, reactions }) => [name, JSON.stringify(reactions)]));
  return (scenario) =>
    scenario.clients.every(({ name, reactions }) => JSON.stringify(reactions) === rules.get(name))
      ? read(scenario, refuseVain)
      : undefined;
}

function* firstThat<T>(
  all: Iterable<T>,
  made: (one: T) => T | undefined,
  fits: (one: T) => boolean,
): Generator<void, T | undefined> {
  for (const each of all) {
    const one = made(each);
    if (one !== undefined && fits(one)) return one;
    yield;
  }
  return undefined;
}

function tell(
  scenario: Scenario,
  profile: Profile,
  property: Property,
  model: MachineModel,
  path: readonly number[],
  repeats?: number,
): Story {
  const order = labelsOf(model, path);
  const broken = model.sentence(0);
  const sentence = broken === undefined || repeats === undefined ? broken : forEver(broken, repeats);
  const { expect: _expect, ...story } = scenario;
  return {
    scenario: {
      ...story,
      name: `${scenario.name}-${property.name}`,
      ...(sentence === undefined ? {} : { description: `${property.name} is violated: ${sentence}.` }),
      qemu: profile.name,
      properties: [property.name],
      expect: [{ property: property.name, verdict: 'violated', qemu: profile.name }],
      end: Math.max(scenario.end, Math.ceil(now(model.machine) / MILLISECOND)),
      order,
      ...(repeats === undefined ? {} : { repeats }),
    },
    ...(sentence === undefined ? {} : { sentence }),
  };
}
