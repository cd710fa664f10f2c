/** The types of objects that there are, and what they derive from. */
import { LETTERS, type SchemaName } from '../../profile/index.ts';
import { machineList } from '../schema/data/machines.ts';
import { OBJECT_TYPES } from '../schema/data/object-types.ts';
import { entriesOf } from '../schema/data-lines.ts';
import type { MonitorWorld } from '../world.ts';
import { cpuDefinitions } from './cpus.ts';

interface Type {
  /** undefined for the root */
  readonly parent: string | undefined;
  readonly isAbstract: boolean;
}

const read = new Map<SchemaName, ReadonlyMap<string, Type>>();

function typesOf(schema: SchemaName): ReadonlyMap<string, Type> {
  let found = read.get(schema);
  if (found === undefined) {
    found = readTypes(schema);
    read.set(schema, found);
  }
  return found;
}

function readTypes(schema: SchemaName): Map<string, Type> {
  const letter = LETTERS[schema];
  const found = new Map<string, Type>();
  for (const { name: parent, items } of entriesOf(OBJECT_TYPES))
    for (const item of items) {
      const [, name = '', mark, versions = 'abcd'] = /^([^!@]+)(!?)(?:@(\w+))?$/.exec(item) ?? [];
      if (versions.includes(letter))
        found.set(name, { parent: parent === '-' ? undefined : parent, isAbstract: mark === '!' });
    }
  const concrete = (parent: string) => ({ parent, isAbstract: false });
  for (const { name } of machineList(schema))
    if (name.startsWith('pc-')) found.set(`${name}-machine`, concrete('generic-pc-machine'));
  for (const { typename } of cpuDefinitions(schema))
    found.set(typename, concrete(typename === 'host-x86_64-cpu' ? 'max-x86_64-cpu' : 'x86_64-cpu'));
  return found;
}

const typesIn = (world: MonitorWorld): ReadonlyMap<string, Type> => typesOf(world.profile.wire.schema);

/** Whether there is such a type at all. */
export const isKnownType = (world: MonitorWorld, type: string): boolean => typesIn(world).has(type);

function derives(types: ReadonlyMap<string, Type>, type: string, from: string): boolean {
  for (let at: string | undefined = type; at !== undefined; at = types.get(at)?.parent) if (at === from) return true;
  return false;
}

export interface TypeInfo {
  readonly name: string;
  readonly parent?: string;
  readonly abstract?: true;
}

/** All types, or those that derive from one; abstract ones only if asked for. */
export function typesImplementing(world: MonitorWorld, from: string | undefined, withAbstract: boolean): TypeInfo[] {
  const types = typesIn(world);
  return [...types]
    .filter(([, { isAbstract }]) => withAbstract || !isAbstract)
    .filter(([name]) => from === undefined || derives(types, name, from))
    .map(([name, { parent, isAbstract }]) => ({
      name,
      ...(isAbstract ? { abstract: true as const } : {}),
      ...(parent === undefined ? {} : { parent }),
    }));
}

/** Whether a type is one that devices can have; undefined: there is no such type. */
export function isDeviceType(world: MonitorWorld, type: string): boolean | undefined {
  const found = typesIn(world).get(type);
  return found === undefined ? undefined : !found.isAbstract && derives(typesIn(world), type, 'device');
}
