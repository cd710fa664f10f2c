/** What QEMU's command line has no words for, from the environment: BLOCKSIM_... */
import { defaultProfile, type Profile, profileNamed, profiles } from '../../profile/index.ts';
import { suggest } from '../../scenario/nearest.ts';
import { ServeRefusal } from '../address.ts';
import type { ClockMode } from '../clock.ts';
import { readWorkload, type Workload } from '../guest.ts';
import { readInput } from '../read-input.ts';
import type { ServeOptions } from '../serve-options.ts';
import { foldersIn, HOST_CAPACITY, imagesIn } from './host-names.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ServeRefusal */
export function profileOf({ BLOCKSIM_QEMU: name }: Environment): Profile {
  if (name === undefined || name === '') return defaultProfile;
  const found = profileNamed(name);
  if (found !== undefined) return found;
  const known = profiles.map((profile) => profile.name);
  throw new ServeRefusal(`BLOCKSIM_QEMU: no QEMU is called '${name}', ${suggest(name, known)}`);
}

/** Bytes that the host's image files may take. @throws ServeRefusal */
export function capacityOf({ BLOCKSIM_POOL: text }: Environment): number {
  if (text === undefined || text === '') return HOST_CAPACITY;
  if (!/^\d+$/.test(text)) throw new ServeRefusal(`BLOCKSIM_POOL: '${text}' is no number of bytes, expected digits`);
  return Number(text);
}

function clockOf({ BLOCKSIM_CLOCK: text }: Environment): ClockMode | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'wall' || text === 'virtual' || text === 'stepped') return text;
  throw new ServeRefusal(`BLOCKSIM_CLOCK: no clock is called '${text}', expected wall, virtual or stepped`);
}

/** JSON, or the name of a file that holds it: one workload or a list of them. @throws ServeRefusal */
export function workloadsOf({ BLOCKSIM_GUEST: text }: Environment): Workload[] {
  if (text === undefined || text.trim() === '') return [];
  const { value: source, refusal } = /^\s*[[{]/.test(text) ? { value: text } : readInput(text);
  if (source === undefined) throw new ServeRefusal(`BLOCKSIM_GUEST: ${refusal}`);
  try {
    const value: unknown = JSON.parse(source);
    return (Array.isArray(value) ? value : [value]).map(readWorkload);
  } catch (error) {
    throw new ServeRefusal(`BLOCKSIM_GUEST: ${(error as Error).message}`);
  }
}

/** @throws ServeRefusal */
export function optionsOf(env: Environment): ServeOptions {
  const clock = clockOf(env);
  const given = (name: string) => (env[name] === '' ? undefined : env[name]);
  const control = given('BLOCKSIM_CONTROL');
  const record = given('BLOCKSIM_RECORD');
  const save = given('BLOCKSIM_SAVE');
  return {
    // A machine that nobody wants to save may run for weeks.
    history: record !== undefined || save !== undefined || control !== undefined,
    // Management software that runs QEMU decides about its addresses.
    allowRemote: true,
    imagesIn,
    foldersIn,
    ...(clock === undefined ? {} : { clock }),
    ...(control === undefined ? {} : { control: control.includes(':') ? control : `unix:${control}` }),
    ...(record === undefined ? {} : { record }),
    ...(save === undefined ? {} : { save }),
  };
}
