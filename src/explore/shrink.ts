/** Scenarios that are a little smaller than a given one: what a counterexample may do without, the largest pieces first. */
import type { Json, JsonObject, Scenario, Step } from '../scenario/scenario.ts';

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Each is smaller than the scenario by one thing; not all of them can be built. */
export function* smaller(scenario: Scenario): Iterable<Scenario> {
  yield* withoutDevices(scenario);
  yield* withoutNodes(scenario);
  for (let i = scenario.steps.length - 1; i >= 0; i--) yield { ...scenario, steps: without(scenario.steps, i) };
  for (let i = scenario.clients.length - 1; i >= 0; i--) yield { ...scenario, clients: without(scenario.clients, i) };
  for (let i = scenario.images.length - 1; i >= 0; i--) yield { ...scenario, images: without(scenario.images, i) };
  for (let i = scenario.pools.length - 1; i >= 0; i--) yield { ...scenario, pools: without(scenario.pools, i) };
  yield* withoutRequests(scenario);
  yield* withFewerRules(scenario);
  yield* withoutMaybes(scenario);
  yield* withFewerBytes(scenario);
}

/** A device goes with what the guest asks of it. */
function* withoutDevices(scenario: Scenario): Iterable<Scenario> {
  for (let i = scenario.device.length - 1; i >= 0; i--) {
    const { id } = scenario.device[i] as { id: string };
    const steps = scenario.steps.flatMap((step): Step[] => {
      if ('io' in step) {
        const io = step.io.filter((request) => request.device !== id);
        return io.length === 0 ? [] : [{ ...step, io }];
      }
      if ('kick' in step) {
        const kick = step.kick.filter((device) => device !== id);
        return kick.length === 0 ? [] : [{ ...step, kick }];
      }
      return [step];
    });
    yield { ...scenario, device: without(scenario.device, i), steps };
  }
}

function* withoutNodes(scenario: Scenario): Iterable<Scenario> {
  for (let i = scenario.blockdev.length - 1; i >= 0; i--)
    yield { ...scenario, blockdev: without(scenario.blockdev, i) };
  for (let i = scenario.drive.length - 1; i >= 0; i--) yield { ...scenario, drive: without(scenario.drive, i) };
}

function* eachStep(scenario: Scenario, change: (step: Step) => Iterable<Step>): Iterable<Scenario> {
  for (const [i, step] of scenario.steps.entries())
    for (const changed of change(step)) yield { ...scenario, steps: scenario.steps.with(i, changed) };
}

const withoutRequests = (scenario: Scenario): Iterable<Scenario> =>
  eachStep(scenario, function* (step) {
    if ('io' in step && step.io.length > 1)
      for (let i = step.io.length - 1; i >= 0; i--) yield { ...step, io: without(step.io, i) };
  });

/** Smallest request that a guest's disk takes. */
const SECTOR = 512;

const withFewerBytes = (scenario: Scenario): Iterable<Scenario> =>
  eachStep(scenario, function* (step) {
    if (!('io' in step)) return;
    for (const [i, request] of step.io.entries()) {
      if ((request.bytes ?? 0) > SECTOR) yield { ...step, io: step.io.with(i, { ...request, bytes: SECTOR }) };
      if ((request.offset ?? 0) > 0) yield { ...step, io: step.io.with(i, { ...request, offset: 0 }) };
    }
  });

/** What may be left out and was not, is simply there. */
function* withoutMaybes(scenario: Scenario): Iterable<Scenario> {
  yield* eachStep(scenario, function* (step) {
    if (step.maybe === undefined) return;
    const { maybe: _maybe, ...certain } = step;
    yield certain as Step;
  });
  yield* eachRule(scenario, function* (rules, i) {
    const rule = rules[i];
    if (!isObject(rule) || rule.maybe !== true) return;
    const { maybe: _maybe, ...certain } = rule;
    yield rules.with(i, certain);
  });
}

const withFewerRules = (scenario: Scenario): Iterable<Scenario> =>
  eachRule(scenario, function* (rules, i) {
    yield without(rules, i);
  });

/** Changes the inject-error rules of nodes, one rule at a time. */
function* eachRule(
  scenario: Scenario,
  change: (rules: readonly Json[], index: number) => Iterable<readonly Json[]>,
): Iterable<Scenario> {
  for (const [i, node] of scenario.blockdev.entries())
    for (const changed of changedRules(node, change))
      yield { ...scenario, blockdev: scenario.blockdev.with(i, changed) };
  for (const [i, drive] of scenario.drive.entries())
    for (const changed of changedRules(drive, change))
      yield { ...scenario, drive: scenario.drive.with(i, changed as typeof drive) };
}

function* changedRules(
  node: JsonObject,
  change: (rules: readonly Json[], index: number) => Iterable<readonly Json[]>,
): Iterable<JsonObject> {
  for (const [member, value] of Object.entries(node)) {
    if (member === 'inject-error' && Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--)
        for (const rules of change(value, i)) {
          const { 'inject-error': _rules, ...rest } = node;
          yield rules.length === 0 ? rest : { ...node, 'inject-error': rules };
        }
    } else if (isObject(value)) for (const inner of changedRules(value, change)) yield { ...node, [member]: inner };
  }
}
