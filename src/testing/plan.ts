/**
 * Plans: what is added to a scenario, by whom it was thought of. A machine is a scenario in which nothing happens yet;
 * a fault plan, a client's behaviour and a job are plans; `withPlans` puts them together.
 */
import { suggest } from '../scenario/nearest.ts';
import { isObject, type Json, type JsonObject, type Scenario, type ScenarioClient } from '../scenario/scenario.ts';

/** What is added to a scenario; see {@link withPlans}. */
export interface Plan extends Partial<Pick<Scenario, 'images' | 'blockdev' | 'clients' | 'steps'>> {
  readonly rules?: readonly NodeRules[];
}

/** Rules for a blkdebug node of the scenario, behind those that it has. */
export interface NodeRules {
  /** its node-name */
  readonly node: string;
  readonly 'inject-error'?: readonly JsonObject[];
  readonly 'set-state'?: readonly JsonObject[];
}

/** How long a run goes on after its last step, in milliseconds: a rate limit's second, and time to resume. */
const AFTERWARDS = 3000;

/**
 * @returns the scenario with what the plans add. Steps are in order of time; those of one time keep the order of the
 * plans. The end is late enough for what the last step causes.
 * @throws Error when a plan has rules for a node that is not there
 */
export function withPlans(scenario: Scenario, ...plans: readonly Plan[]): Scenario {
  const all: readonly Plan[] = [scenario, ...plans];
  const steps = all.flatMap((plan) => plan.steps ?? []).sort((a, b) => a.at - b.at);
  const rules = plans.flatMap((plan) => plan.rules ?? []);
  const ruled = <T extends Json>(value: T): T => (rules.length === 0 ? value : (addRules(value, rules) as T));
  const blockdev = all.flatMap((plan) => plan.blockdev ?? []);
  const nodes = faultyNodes({ ...scenario, blockdev });
  for (const { node } of rules)
    if (!nodes.includes(node)) throw new Error(`no blkdebug node is called '${node}', ${suggest(node, nodes)}`);
  return {
    ...scenario,
    images: all.flatMap((plan) => plan.images ?? []),
    blockdev: blockdev.map(ruled),
    drive: scenario.drive.map(ruled),
    clients: merged(all.flatMap((plan) => plan.clients ?? [])),
    steps,
    end: Math.max(scenario.end, (steps.at(-1)?.at ?? 0) + AFTERWARDS),
  };
}

/** A client that two plans speak of has the reactions of both. */
function merged(clients: readonly ScenarioClient[]): readonly ScenarioClient[] {
  const names = [...new Set(clients.map(({ name }) => name))];
  return names.flatMap((name) => {
    const same = clients.filter((client) => client.name === name);
    const [first] = same;
    return first === undefined ? [] : [{ ...first, reactions: same.flatMap(({ reactions }) => reactions) }];
  });
}

function addRules(value: Json, rules: readonly NodeRules[]): Json {
  if (Array.isArray(value)) return value.map((item) => addRules(item, rules));
  if (!isObject(value)) return value;
  const below = Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, addRules(inner, rules)]));
  if (value.driver !== 'blkdebug') return below;
  const own = rules.filter(({ node }) => node === value['node-name']);
  return { ...below, ...listOf(below, own, 'inject-error'), ...listOf(below, own, 'set-state') };
}

function listOf(options: JsonObject, own: readonly NodeRules[], member: 'inject-error' | 'set-state'): JsonObject {
  const added = own.flatMap((rules) => rules[member] ?? []);
  return added.length === 0 ? {} : { [member]: [...((options[member] as JsonObject[]) ?? []), ...added] };
}

/** The node-names of the blkdebug nodes, at any depth. */
export function faultyNodes({ blockdev, drive }: Scenario): readonly string[] {
  const within = (value: Json): readonly string[] => {
    if (Array.isArray(value)) return value.flatMap(within);
    if (!isObject(value)) return [];
    const own = value.driver === 'blkdebug' ? value['node-name'] : undefined;
    return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(within)];
  };
  return [...within(blockdev), ...within(drive)];
}

/** Those of them in which a qcow2 image lies: it cannot be opened when its header cannot be read. */
export function nodesOfHeaders({ blockdev, drive }: Scenario): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: Json): void => {
    if (Array.isArray(value)) for (const item of value) look(item);
    if (!isObject(value)) return;
    const file = isObject(value.file) ? value.file['node-name'] : value.file;
    if ((value.driver === 'qcow2' || value.format === 'qcow2') && typeof file === 'string') found.add(file);
    for (const inner of Object.values(value)) look(inner);
  };
  look([...blockdev, ...drive]);
  return found;
}

/** A guest's disk: the device, and the node or drive below it. */
export interface GuestDisk {
  readonly id: string;
  readonly drive: string;
}

export const disksOf = ({ device }: Scenario): readonly GuestDisk[] =>
  device.flatMap(({ id, drive }) => (typeof drive === 'string' ? [{ id, drive }] : []));

/** One of a list, by a number that may be any: it goes round. */
export const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
