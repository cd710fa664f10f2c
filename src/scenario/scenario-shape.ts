/** Plain values into a scenario: every member has the right shape, and none is unknown. */
import { checkDevice, checkDrive, checkNode } from './block-options.ts';
import { eventPattern } from './event-pattern.ts';
import { HOST_ACTIONS, machine, readHostAction } from './host-shape.ts';
import { type Place, ShapeRefusal } from './refusal.ts';
import {
  type Expectation,
  type HostDeed,
  type ImageWrite,
  IO_OPS,
  type IoRequest,
  type PoolStep,
  type QmpCommand,
  type Reaction,
  type Scenario,
  type ScenarioClient,
  type ScenarioDevice,
  type ScenarioDrive,
  type ScenarioImage,
  type ScenarioPool,
  SIGNALS,
  type Sometimes,
  STATUSES,
  type Step,
} from './scenario.ts';
import {
  json,
  jsonObject,
  list,
  maybe,
  name,
  object,
  oneOf,
  onlyMembers,
  type Reader,
  sectors,
  text,
  time,
  whole,
  yes,
} from './shape.ts';
import { trigger } from './trigger-shape.ts';

const LARGEST_REQUEST = 2 ** 31;
const FORMATS = ['raw', 'qcow2'] as const;
/** How long a run goes on after the last step when the file does not say. */
const AFTERWARDS = 300;

const SCENARIO_MEMBERS = [
  'name',
  'description',
  'qemu',
  'machine',
  'object',
  'images',
  'pools',
  'blockdev',
  'drive',
  'device',
  'clients',
  'steps',
  'end',
  'start_paused',
  'raw_negotiation',
  'properties',
  'sometimes',
  'expect',
  'order',
  'repeats',
] as const;

/** Reads a whole scenario; `ownName` is its name if the file gives none. */
export function readScenario(value: unknown, ownName: string): Scenario {
  const file = object(value, [], 'an object with the members of a scenario');
  onlyMembers(file, [], SCENARIO_MEMBERS);
  if (Object.keys(file).length === 0) throw new ShapeRefusal([], 'the scenario is empty, expected steps at least');
  const of = <T>(member: (typeof SCENARIO_MEMBERS)[number], item: Reader<T>, what: string): T[] =>
    file[member] === undefined ? [] : list(item, what)(file[member], [member]);
  const images = readImages(of('images', image, 'images'));
  const around = { images: images.map((each) => each.name) };
  const blockdev = of('blockdev', jsonObject, 'blockdev-add arguments');
  for (const [index, options] of blockdev.entries()) checkNode(options, ['blockdev', index], around);
  const drive = of('drive', jsonObject, '-drive options');
  for (const [index, options] of drive.entries()) checkDrive(options, ['drive', index], around);
  const steps = of('steps', step, 'steps');
  return {
    name: file.name === undefined ? ownName : name(file.name, ['name']),
    ...maybe(file, 'description', [], text),
    ...maybe(file, 'qemu', [], name),
    ...maybe(file, 'machine', [], machine),
    ...maybe(file, 'object', [], list(jsonObject, 'object-add arguments')),
    images,
    pools: of('pools', pool, 'pools'),
    blockdev,
    drive: drive as ScenarioDrive[],
    device: of('device', device, 'device_add arguments'),
    clients: of('clients', client, 'clients'),
    steps,
    end: file.end === undefined ? (steps.at(-1)?.at ?? 0) + AFTERWARDS : time(file.end, ['end']),
    ...maybe(file, 'start_paused', [], yes),
    ...maybe(file, 'raw_negotiation', [], yes),
    ...maybe(file, 'properties', [], list(name, "properties' names")),
    ...maybe(file, 'sometimes', [], list(sometimes, 'what must happen in some order')),
    ...maybe(file, 'expect', [], list(expectation, 'expectations')),
    ...maybe(file, 'order', [], list(text, "moves' labels")),
    ...maybe(file, 'repeats', [], whole('how many moves', 1)),
  };
}

type RawImage = Omit<ScenarioImage, 'write'> & { readonly write: readonly ImageWrite[] };

const image: Reader<RawImage> = (value, place) => {
  const members = object(value, place, 'an image');
  onlyMembers(members, place, ['name', 'format', 'size', 'backing', 'backing_format', 'write', 'pool']);
  return {
    name: name(members.name, [...place, 'name']),
    format: oneOf('format', FORMATS)(members.format, [...place, 'format']),
    size: sectors('bytes', 0)(members.size, [...place, 'size']),
    ...maybe(members, 'backing', place, name),
    ...maybe(members, 'backing_format', place, oneOf('format', FORMATS)),
    write: members.write === undefined ? [] : list(imageWrite, 'writes')(members.write, [...place, 'write']),
    ...maybe(members, 'pool', place, name),
  };
};

const imageWrite: Reader<ImageWrite> = (value, place) => {
  const members = object(value, place, 'a write');
  onlyMembers(members, place, ['offset', 'bytes', 'pattern']);
  return {
    offset: sectors('bytes', 0)(members.offset, [...place, 'offset']),
    bytes: sectors('bytes', 512)(members.bytes, [...place, 'bytes']),
    pattern: whole('a byte', 0, 255)(members.pattern, [...place, 'pattern']),
  };
};

/** An image on top of another knows its format, as qemu-img would record it. */
function readImages(images: readonly RawImage[]): ScenarioImage[] {
  return images.map((each, index) => {
    const below = images.slice(0, index).find((other) => other.name === each.backing);
    return below === undefined || each.backing_format !== undefined ? each : { ...each, backing_format: below.format };
  });
}

const pool: Reader<ScenarioPool> = (value, place) => {
  const members = object(value, place, 'a pool');
  onlyMembers(members, place, ['name', 'capacity']);
  return {
    name: name(members.name, [...place, 'name']),
    capacity: whole('bytes', 0)(members.capacity, [...place, 'capacity']),
  };
};

const device: Reader<ScenarioDevice> = (value, place) => {
  const options = jsonObject(value, place);
  const driver = name(options.driver, [...place, 'driver']);
  const id = name(options.id, [...place, 'id']);
  checkDevice(options, place);
  return { ...options, driver, id };
};

const client: Reader<ScenarioClient> = (value, place) => {
  const members = object(value, place, 'a client');
  onlyMembers(members, place, ['name', 'negotiate', 'connected', 'reactions']);
  return {
    name: name(members.name, [...place, 'name']),
    negotiate: members.negotiate === undefined || yes(members.negotiate, [...place, 'negotiate']),
    connected: members.connected === undefined || yes(members.connected, [...place, 'connected']),
    reactions:
      members.reactions === undefined ? [] : list(reaction, 'reactions')(members.reactions, [...place, 'reactions']),
  };
};

const sometimes: Reader<Sometimes> = (value, place) => {
  const members = object(value, place, 'what must happen in some order');
  onlyMembers(members, place, ['name', 'on', 'complete', 'status']);
  if ((members.on === undefined) === (members.complete === undefined))
    throw new ShapeRefusal(place, "expected either 'on' or 'complete'");
  const called = (otherwise: string): string =>
    members.name === undefined ? otherwise : name(members.name, [...place, 'name']);
  if (members.on !== undefined) {
    if (members.status !== undefined)
      throw new ShapeRefusal([...place, 'status'], "expected 'complete' beside it", true);
    const on = eventPattern(members.on, [...place, 'on']);
    const { event, ...data } = on;
    return { name: called(['sometimes', event, ...Object.values(data).map(String)].join(' ')), on };
  }
  const complete = name(members.complete, [...place, 'complete']);
  const status = maybe(members, 'status', place, oneOf('status', STATUSES));
  return { name: called(['sometimes', complete, ...Object.values(status)].join(' ')), complete, ...status };
};

const reaction: Reader<Reaction> = (value, place) => {
  const members = object(value, place, 'a reaction');
  onlyMembers(members, place, ['on', 'send', 'do', 'times', 'after']);
  const when = {
    on: trigger(members.on, [...place, 'on']),
    ...maybe(members, 'times', place, whole('how often', 1)),
    after: members.after === undefined ? 0 : hesitation(members.after, [...place, 'after']),
  };
  if (members.send !== undefined && members.do !== undefined)
    throw new ShapeRefusal([...place, 'do'], "expected either 'send' or 'do', found both", true);
  if (members.do !== undefined) return { ...when, do: deed(members.do, [...place, 'do']) };
  return { ...when, send: command(members.send, [...place, 'send']) };
};

const hesitation: Reader<number | readonly number[]> = (value, place) => {
  if (!Array.isArray(value)) return time(value, place);
  if (value.length === 0) throw new ShapeRefusal(place, 'expected milliseconds, found an empty list');
  return list(time, 'milliseconds')(value, place);
};

/** What managers do to the host by reaction. */
const DEEDS = ['pool', 'fault', 'heal', 'freeze', 'thaw', 'image', 'folder'];

const deed: Reader<HostDeed> = (value, place) => {
  const members = object(value, place, 'what is done to the host');
  onlyMembers(members, place, DEEDS);
  const { at: _at, ...done } = step({ at: 0, ...members }, place);
  return done as HostDeed;
};

const command: Reader<QmpCommand> = (value, place) => {
  const members = object(value, place, 'a QMP command object');
  onlyMembers(members, place, ['execute', 'exec-oob', 'arguments', 'id']);
  const rest = { ...maybe(members, 'arguments', place, jsonObject), ...maybe(members, 'id', place, json) };
  const outOfBand = members['exec-oob'];
  if (outOfBand === undefined) return { execute: text(members.execute, [...place, 'execute']), ...rest };
  if (members.execute !== undefined) {
    throw new ShapeRefusal([...place, 'exec-oob'], "expected either 'execute' or 'exec-oob', found both", true);
  }
  return { 'exec-oob': text(outOfBand, [...place, 'exec-oob']), ...rest };
};

const request: Reader<IoRequest> = (value, place) => {
  const members = object(value, place, 'a guest request');
  onlyMembers(members, place, ['device', 'op', 'offset', 'bytes', 'tag']);
  const op = oneOf('op', IO_OPS)(members.op, [...place, 'op']);
  const who = { device: name(members.device, [...place, 'device']), op };
  const tag = name(members.tag, [...place, 'tag']);
  const offset = sectors('bytes', 0);
  const bytes = sectors('bytes', op === 'flush' ? 0 : 512, LARGEST_REQUEST);
  if (op === 'flush')
    return { ...who, ...maybe(members, 'offset', place, offset), ...maybe(members, 'bytes', place, bytes), tag };
  return {
    ...who,
    offset: offset(members.offset, [...place, 'offset']),
    bytes: bytes(members.bytes, [...place, 'bytes']),
    tag,
  };
};

/** What a step does, by the one member that says so; the rest of its members beside `at` and `maybe`. */
const ACTIONS = [
  'io',
  'qmp',
  'raw',
  'hmp',
  'signal',
  'guest_reset',
  'connect',
  'disconnect',
  'pool',
  'image',
  ...HOST_ACTIONS,
] as const;
type Action = (typeof ACTIONS)[number];
const COMPANIONS: Partial<Record<Action, readonly string[]>> = {
  io: ['kick'],
  qmp: ['client'],
  raw: ['client', 'reply'],
  bytes: ['client'],
};

export const step: Reader<Step> = (value, place) => {
  const members = object(value, place, 'a step');
  onlyMembers(members, place, ['at', ...ACTIONS, 'client', 'reply', 'maybe']);
  const when = { at: time(members.at, [...place, 'at']), ...maybe(members, 'maybe', place, yes) };
  // `kick` says two things: which devices, as a step of its own; whether to kick, beside `io`.
  const [action, another] = ACTIONS.filter(
    (candidate) => members[candidate] !== undefined && (candidate !== 'kick' || members.io === undefined),
  );
  if (action === undefined)
    throw new ShapeRefusal(place, `the step does nothing, expected one of ${ACTIONS.join(', ')}`);
  if (another !== undefined) {
    throw new ShapeRefusal([...place, another], `the step does '${action}' already, expected a step of its own`, true);
  }
  for (const companion of ['client', 'reply']) {
    if (members[companion] === undefined || COMPANIONS[action]?.includes(companion)) continue;
    throw new ShapeRefusal([...place, companion], `not for a step that does '${action}'`, true);
  }
  return readAction(action, members, place, when);
};

function readAction(
  action: Action,
  members: Readonly<Record<string, unknown>>,
  place: Place,
  when: { at: number; maybe?: boolean },
): Step {
  const value = members[action];
  const here = [...place, action];
  const whose = maybe(members, 'client', place, name);
  switch (action) {
    case 'io':
      return { ...when, io: list(request, 'guest requests')(value, here), ...maybe(members, 'kick', place, yes) };
    case 'qmp':
      return { ...when, ...whose, qmp: command(value, here) };
    case 'raw':
      return { ...when, ...whose, raw: text(value, here), ...maybe(members, 'reply', place, yes) };
    case 'hmp':
      return { ...when, hmp: text(value, here) };
    case 'signal':
      return { ...when, signal: oneOf('signal', SIGNALS)(value, here) };
    case 'guest_reset':
      if (value !== true) throw new ShapeRefusal(here, 'expected true');
      return { ...when, guest_reset: true };
    case 'connect':
      return { ...when, connect: name(value, here) };
    case 'disconnect':
      return { ...when, disconnect: name(value, here) };
    case 'pool':
      return { ...when, pool: poolChange(value, here) };
    case 'image': {
      const [created] = readImages([image(value, here)]);
      return { ...when, image: created as ScenarioImage };
    }
    default:
      return { ...when, ...whose, ...readHostAction(action, value, here) } as Step;
  }
}

const poolChange: Reader<PoolStep['pool']> = (value, place) => {
  const members = object(value, place, 'a change of a pool');
  onlyMembers(members, place, ['name', 'extend_to', 'capacity']);
  const which = { name: name(members.name, [...place, 'name']) };
  const bytes = whole('bytes', 0);
  if ((members.extend_to === undefined) === (members.capacity === undefined)) {
    throw new ShapeRefusal(place, "expected either 'extend_to' or 'capacity'");
  }
  if (members.capacity !== undefined) return { ...which, capacity: bytes(members.capacity, [...place, 'capacity']) };
  return { ...which, extend_to: bytes(members.extend_to, [...place, 'extend_to']) };
};

const expectation: Reader<Expectation> = (value, place) => {
  const members = object(value, place, 'an expectation');
  onlyMembers(members, place, ['property', 'verdict', 'qemu']);
  return {
    property: name(members.property, [...place, 'property']),
    verdict: oneOf('verdict', ['holds', 'violated'])(members.verdict, [...place, 'verdict']),
    ...maybe(members, 'qemu', place, name),
  };
};
