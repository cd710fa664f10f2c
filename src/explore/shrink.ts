/**
 * Scenarios that are a little smaller than a given one: what a counterexample may do without, the largest pieces first.
 */
import { isObject, type Json, type JsonObject, type Scenario, type Step } from '../scenario/scenario.ts';
import { SECTOR } from '../scenario/shape.ts';

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

/** Lists of a scenario that may do without some of their items. */
const LISTS = ['blockdev', 'drive', 'steps', 'clients', 'images', 'pools', 'object'] as const;

/**
 * Each is smaller than the scenario by one thing; not all of them are scenarios that can be built.
 * @param options `clients`: whether what clients do may be left out, too; yes if not said
 */
export function* smaller(
  scenario: Scenario,
  { clients = true }: { readonly clients?: boolean } = {},
): Iterable<Scenario> {
  const lists = LISTS.filter((list) => clients || list !== 'clients');
  yield* withoutDevices(scenario);
  for (const list of lists) {
    const items: readonly object[] = scenario[list] ?? [];
    for (let i = items.length - 1; i >= 0; i--)
      if (clients || !isOfClient(items[i] as object)) yield { ...scenario, [list]: without(items, i) };
  }
  for (const list of lists)
    for (const items of withoutInnerItem((scenario[list] ?? []) as readonly Json[]))
      yield { ...scenario, [list]: items };
  yield* withoutMaybes(scenario);
  yield* withFewerBytes(scenario);
}

/** Whether it is a step that a client takes. */
const isOfClient = (item: object): boolean => CLIENT_STEPS.some((member) => member in item);

const CLIENT_STEPS = ['qmp', 'raw', 'bytes', 'hmp', 'connect', 'disconnect'];

/**
 * A request of a step, a rule of a node, a reaction of a client, a write of an image: whatever stands in a list in it.
 */
function* withoutInnerItem(list: readonly Json[]): Iterable<readonly Json[]> {
  for (const [i, item] of list.entries()) for (const less of withLess(item)) yield list.with(i, less);
}

/** Lists that are left out rather than empty. */
const OPTIONAL = ['inject-error', 'set-state', 'ops'];

function* withLess(value: Json): Iterable<Json> {
  if (Array.isArray(value)) {
    for (let i = value.length - 1; i >= 0; i--) yield without(value as readonly Json[], i);
    yield* withoutInnerItem(value);
  } else if (isObject(value))
    for (const [member, inner] of Object.entries(value)) {
      const { [member]: _dropped, ...rest } = value;
      for (const less of withLess(inner))
        yield OPTIONAL.includes(member) && Array.isArray(less) && less.length === 0
          ? rest
          : { ...value, [member]: less };
    }
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

function* eachStep(scenario: Scenario, change: (step: Step) => Iterable<Step>): Iterable<Scenario> {
  for (const [i, step] of scenario.steps.entries())
    for (const changed of change(step)) yield { ...scenario, steps: scenario.steps.with(i, changed) };
}

const withFewerBytes = (scenario: Scenario): Iterable<Scenario> =>
  eachStep(scenario, function* (step) {
    if (!('io' in step)) return;
    for (const [i, request] of step.io.entries()) {
      const { bytes = 0 } = request;
      const half = Math.ceil(bytes / 2 / SECTOR) * SECTOR;
      for (const fewer of [SECTOR, half])
        if (fewer < bytes) yield { ...step, io: step.io.with(i, { ...request, bytes: fewer }) };
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
        for (const rules of change(value, i)) yield { ...node, 'inject-error': rules };
    } else if (isObject(value)) for (const inner of changedRules(value, change)) yield { ...node, [member]: inner };
  }
}
