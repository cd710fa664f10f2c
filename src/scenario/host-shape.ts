/** The shapes of the steps of host and guest beside commands and requests. */
import { errnoOf } from '../block/errno.ts';
import { suggest } from './nearest.ts';
import { ShapeRefusal } from './refusal.ts';
import { type FaultStep, type FreezeStep, IO_OPS, type IoOp, type MachineOptions, type Storage } from './scenario.ts';
import { list, maybe, name, object, oneOf, onlyMembers, type Reader, sectors, text, whole, yes } from './shape.ts';

export const HOST_ACTIONS = [
  'bytes',
  'kick',
  'fault',
  'heal',
  'freeze',
  'thaw',
  'folder',
  'guest_boot',
  'guest_shutdown',
  'guest_suspend',
] as const;
export type HostAction = (typeof HOST_ACTIONS)[number];

/** The member that says what the step does, read. */
export function readHostAction(action: HostAction, value: unknown, place: Parameters<Reader<unknown>>[1]): object {
  switch (action) {
    case 'bytes':
      return { bytes: bytes(value, place) };
    case 'kick':
      return { kick: list(name, 'names of devices')(value, place) };
    case 'fault':
      return { fault: fault(value, place) };
    case 'heal':
      return { heal: value === true ? true : name(value, place) };
    case 'freeze':
      return { freeze: freeze(value, place) };
    case 'thaw':
      return { thaw: value === true ? true : storageAlone(value, place) };
    case 'folder':
      return { folder: name(value, place) };
    default:
      if (value !== true) throw new ShapeRefusal(place, 'expected true');
      return { [action]: true };
  }
}

const bytes: Reader<string> = (value, place) => {
  const characters = text(value, place);
  for (const character of characters)
    if ((character.codePointAt(0) ?? 0) > 0xff)
      throw new ShapeRefusal(place, 'expected characters from U+0000 to U+00FF, each of them a byte');
  return characters;
};

const WHICH = ['device', 'node', 'image'] as const;

const storage: Reader<Storage> = (value, place) => {
  const members = object(value, place, 'an object that names a device, a node or an image');
  const [which, another] = WHICH.filter((member) => members[member] !== undefined);
  if (which === undefined) throw new ShapeRefusal(place, `missing, expected one of ${WHICH.join(', ')}`);
  if (another !== undefined)
    throw new ShapeRefusal([...place, another], `expected either '${which}' or '${another}', found both`, true);
  return { [which]: name(members[which], [...place, which]) } as unknown as Storage;
};

const storageAlone: Reader<Storage> = (value, place) => {
  onlyMembers(object(value, place, 'a storage, or true'), place, WHICH);
  return storage(value, place);
};

const ops: Reader<IoOp[]> = list(oneOf('op', IO_OPS), 'operations');

const freeze: Reader<FreezeStep['freeze']> = (value, place) => {
  const which = storage(value, place);
  const members = object(value, place, 'a storage');
  onlyMembers(members, place, [...WHICH, 'ops']);
  return { ...which, ...maybe(members, 'ops', place, ops) };
};

const errno: Reader<string> = (value, place) => {
  const given = name(value, place);
  if (errnoOf(given) === undefined)
    throw new ShapeRefusal(place, `no error is called '${given}', ${suggest(given, ['EIO', 'ENOSPC', 'EDQUOT'])}`);
  return given;
};

const fault: Reader<FaultStep['fault']> = (value, place) => {
  const which = storage(value, place);
  const members = object(value, place, 'a fault');
  onlyMembers(members, place, [...WHICH, 'name', 'ops', 'errno', 'offset', 'bytes', 'times']);
  return {
    ...which,
    ...maybe(members, 'name', place, name),
    ...maybe(members, 'ops', place, ops),
    errno: errno(members.errno, [...place, 'errno']),
    ...maybe(members, 'offset', place, sectors('bytes', 0)),
    ...maybe(members, 'bytes', place, sectors('bytes', 512)),
    ...maybe(members, 'times', place, whole('how often', 1)),
  };
};

const pair =
  <A extends string, B extends string>(what: string, first: A, second: B): Reader<Record<A | B, string>> =>
  (value, place) => {
    const members = object(value, place, what);
    onlyMembers(members, place, [first, second]);
    return {
      [first]: text(members[first], [...place, first]),
      [second]: text(members[second], [...place, second]),
    } as Record<A | B, string>;
  };

const MACHINE_MEMBERS = [
  'type',
  'name',
  'uuid',
  'memory',
  'cpus',
  'cpu',
  'accel',
  'pid',
  'live',
  'threads',
  'no_shutdown',
  'chardevs',
  'idle',
];

export const machine: Reader<MachineOptions> = (value, place) => {
  const members = object(value, place, 'a machine');
  onlyMembers(members, place, MACHINE_MEMBERS);
  return {
    ...maybe(members, 'type', place, name),
    ...maybe(members, 'name', place, text),
    ...maybe(members, 'uuid', place, name),
    ...maybe(members, 'memory', place, whole('bytes', 0)),
    ...maybe(members, 'cpus', place, whole('CPUs', 1, 1024)),
    ...maybe(members, 'cpu', place, name),
    ...maybe(members, 'accel', place, name),
    ...maybe(members, 'pid', place, whole('a process', 1)),
    ...maybe(members, 'live', place, yes),
    ...maybe(members, 'threads', place, list(whole('a thread', 1), 'threads')),
    ...maybe(members, 'no_shutdown', place, yes),
    ...maybe(members, 'chardevs', place, list(pair('a character device', 'label', 'filename'), 'character devices')),
    ...maybe(members, 'idle', place, list(pair('a device', 'driver', 'id'), 'devices')),
  };
};
