/** What a client's reactions wait for: an event, a reply, the greeting of a new connection. */
import { schemaNamed } from '../monitor/schema/index.ts';
import { NOTHING, type Type, type TypeName, typeNamed } from '../monitor/schema/model.ts';
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
  // An event may have data called like that; nothing is called like the greeting.
  const second = kind === 'event' && members.greeting === undefined ? undefined : another;
  if (second !== undefined)
    throw new ShapeRefusal([...place, second], `expected either '${kind}' or '${second}', found both`, true);
  if (kind === 'event') return eventPattern(value, place);
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
  if (wanted !== null && typeof wanted === 'object') checkMembers(wanted, place, memberTypes());
  return wanted;
};

type MemberTypes = ReadonlyMap<string, readonly Type[]>;

/**
 * What no command of any version returns would never come: neither such a member nor such a value of an enumeration.
 */
function checkMembers(wanted: Json, place: Place, known: MemberTypes): void {
  if (wanted === null || typeof wanted !== 'object') return;
  for (const [member, inner] of Object.entries(wanted)) {
    const here = [...place, Array.isArray(wanted) ? Number(member) : member];
    if (!Array.isArray(wanted)) checkMember(member, inner, here, known);
    checkMembers(inner, here, known);
  }
}

function checkMember(member: string, wanted: Json, place: Place, known: MemberTypes): void {
  const types = known.get(member);
  if (types === undefined)
    throw new ShapeRefusal(place, `no command returns it, ${suggest(member, [...known.keys()])}`, true);
  if (typeof wanted !== 'string') return;
  const texts = types.filter(mayBeText);
  const values = texts.flatMap((type) => (type.kind === 'enum' ? [type.values.map(({ name }) => name)] : []));
  if (values.length > 0 && values.length === texts.length) oneOf(member, [...new Set(values.flat())])(wanted, place);
}

const mayBeText = (type: Type): boolean =>
  type.kind === 'builtin'
    ? type.name === 'str' || type.name === 'any'
    : type.kind !== 'object' && type.kind !== 'array';

/** The types that members of a name have, in whatever commands return, in all versions. */
function memberTypes(): MemberTypes {
  const found = new Map<string, Type[]>();
  for (const name of new Set(profiles.map(({ wire }) => wire.schema))) {
    const schema = schemaNamed(name);
    const seen = new Set<TypeName>();
    const left = [...schema.commands.values()].map(({ returns }) => returns);
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (next === NOTHING || seen.has(next)) continue;
      seen.add(next);
      const type = typeNamed(schema, next);
      left.push(...partsOf(type));
      if (type.kind !== 'object') continue;
      for (const member of type.members)
        found.set(member.name, [...(found.get(member.name) ?? []), typeNamed(schema, member.type)]);
    }
  }
  return found;
}

function partsOf(type: Type): readonly TypeName[] {
  if (type.kind === 'array') return [type.element];
  if (type.kind === 'alternate') return type.branches;
  if (type.kind !== 'object') return [];
  return [...type.members, ...(type.variants ?? [])].map((part) => part.type);
}

const CLASSES = ['GenericError', 'CommandNotFound', 'DeviceNotActive', 'DeviceNotFound', 'KVMMissingCap'];

const error: Reader<JsonObject> = (value, place) => {
  const members = object(value, place, 'an object with members of an error');
  onlyMembers(members, place, ['class', 'desc']);
  return { ...maybe(members, 'class', place, oneOf('class', CLASSES)), ...maybe(members, 'desc', place, text) };
};
