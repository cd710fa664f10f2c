/** What a person names on the command line: scenarios and versions, or a refusal in one sentence. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { propertyNames } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { defaultProfile, type Profile, profileNamed, profiles } from '../profile/index.ts';
import { nearest, suggest } from '../scenario/nearest.ts';
import { type ParseOptions, parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Loaded, readInput } from '../server/read-input.ts';

/** Where the shipped scenarios lie: this file is two folders below the package, built or not. */
export const SCENARIO_FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/**
 * The file that is meant: a name of `list scenarios` stands for the shipped one, unless there is a file of that name.
 */
export function scenarioFile(name: string): Loaded<string> {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)?$/.test(name) || name === '-' || existsSync(name)) return { value: name };
  const file = join(SCENARIO_FOLDER, `${name}.yaml`);
  if (existsSync(file)) return { value: file };
  const known = readdirSync(SCENARIO_FOLDER, { recursive: true, encoding: 'utf8' });
  const meant = nearest(
    name,
    known.map((each) => each.replaceAll('\\', '/').replace(/\.yaml$/, '')),
  );
  const hint =
    meant === undefined ? "'blocksim list scenarios' tells those that come along" : `did you mean '${meant}'?`;
  return { refusal: `${name}: there is no such file, and no such scenario, ${hint}` };
}

/**
 * Reads a scenario: a file, or a shipped one by its name. It may name `more` properties than there are.
 * @param options what else must be so
 */
export function loadScenario(
  name: string,
  more: readonly Property[] = [],
  options: Pick<ParseOptions, 'refuseVain'> = {},
): Loaded<Scenario> {
  const { value: file, refusal: unknown } = scenarioFile(name);
  if (unknown !== undefined) return { refusal: unknown };
  const read = readInput(file);
  if (read.refusal !== undefined) return read;
  const { scenario, refusal } = parseScenario(read.value, file, {
    ...options,
    profiles: profiles.map((profile) => profile.name),
    properties: [...propertyNames, ...more.map(({ name }) => name)],
  });
  return scenario === undefined ? { refusal } : { value: scenario };
}

/** The profile that the command line names; undefined if it names none. */
export function namedProfile(name: string | undefined): Loaded<Profile | undefined> {
  if (name === undefined) return { value: undefined };
  const profile = profileNamed(name);
  if (profile !== undefined) return { value: profile };
  const known = profiles.map((each) => each.name);
  return { refusal: `--qemu: no QEMU is called '${name}', ${suggest(name, known)}` };
}

/** Which QEMU plays a scenario: the command line's choice, else the file's, else the newest. */
export const profileFor = (scenario: Scenario, chosen: Profile | undefined): Profile =>
  chosen ?? profileNamed(scenario.qemu ?? '') ?? defaultProfile;
