/** Objects that a user makes: iothreads, and throttle groups, which the block layer keeps. */
import { addThrottleGroup, groupNamed, removeThrottleGroup } from '../block/throttle-group.ts';
import { addIothread, iothreads, removeIothread } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import { UserObject } from './records.ts';
import type { VmWorld } from './world.ts';

type Properties = Readonly<Record<string, unknown>>;

const objects = (world: VmWorld) => world.store.table(UserObject);

export const objectNamed = (world: VmWorld, name: string): UserObject | undefined =>
  objects(world).find((object) => object.name === name);

export const isIothread = (world: VmWorld, name: string): boolean => objectNamed(world, name)?.type === 'iothread';

/** Every object, in no order that means anything. */
export const userObjects = (world: VmWorld): UserObject[] => [...objects(world)];

const isIdentifier = (name: string): boolean => /^[a-zA-Z][-a-zA-Z0-9._]*$/.test(name);

/** What an iothread's properties are until somebody says otherwise; `poll-weight` came with new defaults (11.1). */
export function iothreadDefaults(profile: Profile): Properties {
  // In the order in which QEMU tells them.
  const common = { 'thread-pool-min': 0, 'aio-max-batch': 0, 'thread-pool-max': 64, 'poll-max-ns': 32768 };
  return profile.device.iothreadPollWeight
    ? { ...common, 'poll-weight': 3, 'poll-grow': 2, 'poll-shrink': 2 }
    : { ...common, 'poll-grow': 0, 'poll-shrink': 0 };
}

/** object-add; the schema has checked names and types. @returns the refusal, or undefined */
export function addObject(world: VmWorld, type: string, name: string, properties: Properties): string | undefined {
  if (type !== 'iothread' && type !== 'throttle-group') return `blocksim does not simulate objects of type ${type}`;
  if (!isIdentifier(name)) return `Parameter 'id' expects an identifier`;
  if (objectNamed(world, name) !== undefined)
    return `attempt to add duplicate property '${name}' to object (type 'container')`;
  if (type === 'throttle-group') {
    const made = addThrottleGroup(world, name, limitsOf(properties));
    if (made.refusal !== undefined) return made.refusal.desc;
    objects(world).add({ type, name });
    return undefined;
  }
  const wrong = Object.entries(properties).find(([, value]) => isOutOfRange(value));
  if (wrong !== undefined) return iothreadRangeText(wrong[0]);
  const thread = addIothread(world, name).id;
  objects(world).add({ type, name, thread, properties: { ...iothreadDefaults(world.profile), ...properties } });
  return undefined;
}

/** `limits`, and the older way of saying the same in single properties. */
function limitsOf(properties: Properties): Properties {
  const single = Object.entries(properties)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => [name.slice(2), value] as const);
  return { ...Object.fromEntries(single), ...(properties.limits as Properties | undefined) };
}

export const isOutOfRange = (value: unknown): boolean =>
  (typeof value === 'number' || typeof value === 'bigint') && value < 0;

export const iothreadRangeText = (name: string): string => `${name} value must be in range [0, 9223372036854775807]`;

/** object-del. @returns the refusal, or undefined */
export function removeObject(world: VmWorld, name: string): string | undefined {
  const object = objectNamed(world, name);
  if (object === undefined) return `object '${name}' not found`;
  if (object.type === 'iothread') {
    if (usersOf(world, name) > 0) return `object '${name}' is in use, can not be deleted`;
    const thread = iothreads(world).find((candidate) => candidate.id === object.thread);
    if (thread !== undefined) removeIothread(world, thread);
  } else if (groupNamed(world, name) !== undefined) {
    const refusal = removeThrottleGroup(world, name);
    if (refusal !== undefined) return refusal.desc;
  }
  objects(world).remove(object);
  return undefined;
}

const usersOf = (world: VmWorld, name: string): number =>
  [...world.devices].filter((device) => device.properties.iothread === name).length;
