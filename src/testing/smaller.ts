/** The last steps of shrinking: what fast-check cannot leave out of a scenario, not knowing what it made. */
import { smaller } from '../explore/shrink.ts';
import { BuildRefusal, buildMachine } from '../scenario/build.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { OrderRefusal } from '../scenario/policy.ts';
import { runScenario } from '../scenario/run.ts';
import { isObject, type Json, type Scenario } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { profileOf } from './check.ts';
import type { Arbitrary, Fc } from './fast-check.ts';
import { disksOf } from './plan.ts';

/**
 * Makes a scenario as small as it can be.
 * @param fails whether a scenario still shows what is to be shown; is asked about such only as can be played
 * @returns the scenario, or a smaller one of which nothing can be left out
 */
export function smallest(scenario: Scenario, fails: (scenario: Scenario) => boolean): Scenario {
  for (;;) {
    let found: Scenario | undefined;
    for (const each of playable(scenario)) {
      if (!fails(each)) continue;
      found = each;
      break;
    }
    if (found === undefined) return scenario;
    scenario = found;
  }
}

/** Marks what was made smaller here. */
const CUT = { cut: true };

/** Scenarios that shrink as they do by themselves, and then by leaving out what nobody needs. */
export function shrunkFurther(fc: Fc, inner: Arbitrary<Scenario>, print: (made: Scenario) => Scenario) {
  const cut = (value: Scenario) =>
    fc.stream(
      (function* () {
        for (const each of playable(value)) if (disksOf(each).length > 0) yield new fc.Value(print(each), CUT);
      })(),
    );
  class Further extends fc.Arbitrary<Scenario> {
    generate(...from: Parameters<Arbitrary<Scenario>['generate']>) {
      return inner.generate(...from);
    }
    canShrinkWithoutContext(value: unknown): value is Scenario {
      return inner.canShrinkWithoutContext(value);
    }
    shrink(value: Scenario, context: unknown) {
      return context === CUT ? cut(value) : inner.shrink(value, context).join(cut(value));
    }
  }
  return new Further();
}

/** Each is a little smaller, and can be read and built. */
function* playable(scenario: Scenario): Iterable<Scenario> {
  for (const each of candidates(scenario)) {
    const { object = [], ...rest } = each;
    const tidy = object.length === 0 ? rest : each;
    if (canBePlayed(tidy)) yield tidy;
  }
}

function canBePlayed(scenario: Scenario): boolean {
  if (parseScenario(writeScenario(scenario), 'smaller.json', { refuseVain: true }).scenario === undefined) return false;
  const profile = profileOf(scenario.qemu);
  try {
    // Whether an order fits shows when it is played.
    if (scenario.order === undefined) buildMachine(scenario, profile);
    else runScenario(scenario, profile);
    return true;
  } catch (error) {
    if (error instanceof BuildRefusal || error instanceof OrderRefusal) return false;
    throw error;
  }
}

function* candidates(scenario: Scenario): Iterable<Scenario> {
  yield* smaller(scenario);
  yield* withoutFilters(scenario);
  yield* withRoomlessPools(scenario);
  yield* withRoundRequests(scenario);
  yield* sooner(scenario);
}

/** Whoever has a blkdebug or throttle node has what is below it. */
function* withoutFilters(scenario: Scenario): Iterable<Scenario> {
  for (const [i, { driver, 'node-name': name, image, file }] of scenario.blockdev.entries()) {
    const below = driver === 'blkdebug' ? image : driver === 'throttle' ? file : undefined;
    if (typeof name !== 'string' || typeof below !== 'string') continue;
    yield renamed({ ...scenario, blockdev: scenario.blockdev.filter((_, j) => j !== i) }, name, below);
  }
}

function renamed(scenario: Scenario, from: string, to: string): Scenario {
  const rename = <T extends Json>(value: T): T => {
    if (value === from) return to as T;
    if (Array.isArray(value)) return value.map(rename) as unknown as T;
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rename(item)])) as unknown as T;
  };
  const { blockdev, device, steps } = scenario;
  return {
    ...scenario,
    blockdev: blockdev.map(rename),
    device: device.map(rename),
    steps: rename(steps as unknown as Json) as unknown as Scenario['steps'],
  };
}

/** No pool at all, or one in which there is no room. */
function* withRoomlessPools(scenario: Scenario): Iterable<Scenario> {
  if (scenario.pools.length > 0)
    yield { ...scenario, pools: [], images: scenario.images.map(({ pool: _pool, ...image }) => image) };
  for (const [i, pool] of scenario.pools.entries())
    if (pool.capacity > 0) yield { ...scenario, pools: scenario.pools.with(i, { ...pool, capacity: 0 }) };
}

/** A file's second block is the first that is not there before it is written. */
const SECOND = { offset: 4096, bytes: 512 } as const;

function* withRoundRequests(scenario: Scenario): Iterable<Scenario> {
  for (const [i, step] of scenario.steps.entries()) {
    if (!('io' in step)) continue;
    for (const [j, request] of step.io.entries()) {
      const { offset = 0, bytes = 0 } = request;
      if (bytes < SECOND.bytes || (bytes === SECOND.bytes && offset <= SECOND.offset)) continue;
      const io = step.io.with(j, { ...request, ...SECOND });
      yield { ...scenario, steps: scenario.steps.with(i, { ...step, io }) };
    }
  }
}

/** A step at the time of the one before, and those behind it as much sooner. */
function* sooner(scenario: Scenario): Iterable<Scenario> {
  let before = 0;
  for (const [i, { at }] of scenario.steps.entries()) {
    const wait = at - before;
    before = at;
    if (wait === 0) continue;
    const steps = scenario.steps.map((step, j) => (j < i ? step : { ...step, at: step.at - wait }));
    yield { ...scenario, steps, end: scenario.end - wait };
  }
}
