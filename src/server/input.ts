/** What a server is started with: a scenario from a file or an object, a profile by name. */
import { defaultProfile, type Profile, profileNamed, profiles } from '../profile/index.ts';
import { suggest } from '../scenario/nearest.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import { MAIN_CLIENT, type Scenario, type ScenarioClient, type Step } from '../scenario/scenario.ts';
import { ServeRefusal } from './address.ts';
import { readInput } from './read-input.ts';

/** Two disks on one storage pool, which stop the machine when the storage fails. */
const DEFAULT_SCENARIO = {
  name: 'two disks',
  images: [
    { name: 'disk0.img', format: 'raw', size: 64 * 1024 * 1024, pool: 'pool' },
    { name: 'disk1.img', format: 'raw', size: 64 * 1024 * 1024, pool: 'pool' },
  ],
  pools: [{ name: 'pool', capacity: 128 * 1024 * 1024 }],
  blockdev: [0, 1].map((n) => ({
    driver: 'raw',
    'node-name': `node${n}`,
    file: { driver: 'file', 'node-name': `file${n}`, filename: `@DIR@/disk${n}.img` },
  })),
  device: [0, 1].map((n) => ({
    driver: 'virtio-blk-pci',
    id: `disk${n}`,
    drive: `node${n}`,
    werror: 'stop',
    rerror: 'stop',
  })),
  steps: [],
};

/**
 * The scenario that a server plays.
 * @param given a file's path, or an object with the members of a scenario; two disks if absent
 * @throws ServeRefusal
 */
export function scenarioFrom(given: string | object | undefined): Scenario {
  const file = typeof given === 'string' ? given : 'scenario';
  const text = typeof given === 'string' ? readText(given) : JSON.stringify(given ?? DEFAULT_SCENARIO);
  const parsed = parseScenario(text, file, { profiles: profiles.map((profile) => profile.name) });
  if (parsed.scenario === undefined) throw new ServeRefusal(parsed.refusal);
  return parsed.scenario;
}

function readText(path: string): string {
  const { value, refusal } = readInput(path);
  if (value === undefined) throw new ServeRefusal(refusal ?? path);
  return value;
}

/** Which QEMU it is: the caller's choice, else the scenario's, else the newest. @throws ServeRefusal */
export function profileFrom(name: string | undefined, scenario: Scenario): Profile {
  const wanted = name ?? scenario.qemu;
  if (wanted === undefined) return defaultProfile;
  const found = profileNamed(wanted);
  if (found !== undefined) return found;
  const known = profiles.map((profile) => profile.name);
  throw new ServeRefusal(`qemu: no QEMU is called '${wanted}', ${suggest(wanted, known)}`);
}

/** The clients of `count` ports, and the scenario with them. A script that speaks for the main client keeps it. */
export function withPorts(
  scenario: Scenario,
  count: number,
): { readonly scenario: Scenario; readonly names: readonly string[] } {
  const taken = new Set(scenario.clients.map((client) => client.name));
  const names: string[] = [];
  if (count > 0 && !speaksForMain(scenario)) names.push(MAIN_CLIENT);
  for (let n = 0; names.length < count; n++) if (!taken.has(`qmp${n}`)) names.push(`qmp${n}`);
  const live = names.map((name): ScenarioClient => ({ name, negotiate: false, connected: false, reactions: [] }));
  const clients = [...live, ...scenario.clients.filter((client) => !names.includes(client.name))];
  const own = names[0] === MAIN_CLIENT ? { raw_negotiation: true } : {};
  return { scenario: { ...scenario, clients, ...own }, names };
}

const isMainStep = (step: Step): boolean =>
  'hmp' in step || (('qmp' in step || 'raw' in step) && (step.client ?? MAIN_CLIENT) === MAIN_CLIENT);

const speaksForMain = (scenario: Scenario): boolean =>
  scenario.steps.some(isMainStep) ||
  scenario.clients.some((client) => client.name === MAIN_CLIENT && client.reactions.length > 0);
