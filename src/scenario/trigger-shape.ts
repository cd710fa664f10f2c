/** What a client's reactions wait for: an event, a reply, the greeting of a new connection. */
import { schemaNamed } from '../monitor/schema/index.ts';
import { profiles } from '../profile/index.ts';
import { eventPattern } from './event-pattern.ts';
import { suggest } from './nearest.ts';
import { type Place, ShapeRefusal } from './refusal.ts';
import type { Json, JsonObject, Trigger } from './scenario.ts';
import { json, maybe, object, oneOf, onlyMembers, type Reader, text } from './shape.ts';

const KINDS = ['event', 'return', 'error', 'greeting'] as const;

export const trigger: Reader<Trigger> = (value, place) => {
  const members = object(value, place, 'an object with what the client receives');
  const [kind, another] = KINDS.filter((each) => members[each] !== undefined);
  if (kind === undefined) {
    const [first] = Object.keys(members);
    const found = first === undefined ? '' : `, found '${first}'`;
    throw new ShapeRefusal(place, `expected one of ${KINDS.join(', ')}${found}`);
  }
  if (kind === 'event') return eventPattern(value, place);
  if (another !== undefined)
    throw new ShapeRefusal([...place, another], `expected either '${kind}' or '${another}', found both`, true);
  onlyMembers(members, place, kind === 'greeting' ? ['greeting'] : [kind, 'id']);
  if (kind === 'greeting') {
    if (members.greeting !== true) throw new ShapeRefusal([...place, 'greeting'], 'expected true');
    return { greeting: true };
  }
  const whose = maybe(members, 'id', place, json);
  const here = [...place, kind];
  return kind === 'return'
    ? { return: returned(members.return, here), ...whose }
    : { error: error(members.error, here), ...whose };
};

/** A part of what a command returns. */
const returned: Reader<Json> = (value, place) => {
  const wanted = json(value, place);
  checkMembers(wanted, place);
  return wanted;
};

/** What no command of any version returns would never come. */
function checkMembers(wanted: Json, place: Place): void {
  if (wanted === null || typeof wanted !== 'object') return;
  for (const [member, inner] of Object.entries(wanted)) {
    if (!Array.isArray(wanted) && !memberNames().has(member))
      throw new ShapeRefusal([...place, member], `no command returns it, ${suggest(member, [...memberNames()])}`, true);
    checkMembers(inner, [...place, Array.isArray(wanted) ? Number(member) : member]);
  }
}

/** Names of members of all objects in the schemas of all versions. */
function memberNames(): ReadonlySet<string> {
  const schemas = [...new Set(profiles.map(({ wire }) => wire.schema))].map(schemaNamed);
  const types = schemas.flatMap(({ types }) => [...types].map(([, type]) => type));
  return new Set(types.flatMap((type) => (type.kind === 'object' ? type.members.map(({ name }) => name) : [])));
}

const CLASSES = ['GenericError', 'CommandNotFound', 'DeviceNotActive', 'DeviceNotFound', 'KVMMissingCap'];

const error: Reader<JsonObject> = (value, place) => {
  const members = object(value, place, 'an object with members of an error');
  onlyMembers(members, place, ['class', 'desc']);
  return { ...maybe(members, 'class', place, oneOf('class', CLASSES)), ...maybe(members, 'desc', place, text) };
};
