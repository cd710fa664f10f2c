/** Files that a person names: read whole, or refused in one sentence. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { propertyNames } from '../explore/properties/index.ts';
import { defaultProfile, type Profile, profileNamed, profiles } from '../profile/index.ts';
import { suggest } from '../scenario/nearest.ts';
import { parseScenario } from '../scenario/parse-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';

export type Loaded<T> =
  | { readonly value: T; readonly refusal?: never }
  | { readonly refusal: string; readonly value?: never };

const MOST_BYTES = 256 * 1024 * 1024;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  EISDIR: 'this is a folder, expected a file',
};

/** The text of a file, or of the standard input for `-`. */
export function readInput(file: string): Loaded<string> {
  try {
    if (file !== '-' && statSync(file).isDirectory()) return { refusal: `${file}: ${WHY.EISDIR}` };
    const bytes = readAll(file);
    if (bytes === undefined)
      return { refusal: `${file}: the file has more than ${MOST_BYTES / 1024 / 1024} MiB, expected less` };
    return { value: new TextDecoder().decode(bytes) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { refusal: `${file}: ${WHY[code ?? ''] ?? `cannot be read (${message})`}` };
  }
}

/** Piece by piece, because a file may be a pipe or have no end. */
function readAll(file: string): Buffer | undefined {
  const descriptor = file === '-' ? 0 : openSync(file, 'r');
  const pieces: Buffer[] = [];
  let total = 0;
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(1024 * 1024);
      const length = readSync(descriptor, piece, 0, piece.length, null);
      if (length === 0) return Buffer.concat(pieces);
      total += length;
      if (total > MOST_BYTES) return undefined;
      pieces.push(piece.subarray(0, length));
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}

/** Where the shipped scenarios lie: this file is two folders below the package, built or not. */
export const SCENARIO_FOLDER = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** A name of `list scenarios` stands for the shipped file, unless there is a file of that name. */
function shipped(name: string): string {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)?$/.test(name) || existsSync(name)) return name;
  const file = join(SCENARIO_FOLDER, `${name}.yaml`);
  return existsSync(file) ? file : name;
}

/** Reads a scenario: a file, or a shipped one by its name. */
export function loadScenario(name: string): Loaded<Scenario> {
  const file = shipped(name);
  const read = readInput(file);
  if (read.refusal !== undefined) return read;
  const { scenario, refusal } = parseScenario(read.value, file, {
    profiles: profiles.map((profile) => profile.name),
    properties: propertyNames,
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
