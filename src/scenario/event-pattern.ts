/**
 * Events that a scenario waits for. One that no QEMU has, or a member or a value that none tells, would never come and
 * nobody would notice; what only other versions have is none of that.
 */
import { schemaNamed } from '../monitor/schema/index.ts';
import { type Schema, type Type, typeNamed } from '../monitor/schema/model.ts';
import { profiles } from '../profile/index.ts';
import { nearest, suggest } from './nearest.ts';
import { describe, type Place, ShapeRefusal } from './refusal.ts';
import type { EventPattern, Json } from './scenario.ts';
import { jsonObject, name, object, oneOf, type Reader, text, wrong, yes } from './shape.ts';

/** The schemas, the newest first, because most is found there. Each is read when it is asked for. */
const SCHEMAS = [...new Set(profiles.map(({ wire }) => wire.schema))].reverse();

/** An event that QEMU tells, and members that its data must have. */
export const eventPattern: Reader<EventPattern> = (value, place) => {
  const on = { ...jsonObject(object(value, place, 'an object with the name of an event'), place) };
  const event = name(on.event, [...place, 'event']);
  if (!SCHEMAS.some((each) => schemaNamed(each).events.has(event))) throw unknownEvent(event, [...place, 'event']);
  for (const [member, wanted] of Object.entries(on))
    if (member !== 'event') checkMember(event, member, wanted, [...place, member]);
  return { ...on, event };
};

function unknownEvent(event: string, place: Place): ShapeRefusal {
  const all = SCHEMAS.flatMap((each) => [...schemaNamed(each).events.keys()]);
  const near = nearest(event, all);
  const otherwise = near === undefined ? 'expected a name like BLOCK_IO_ERROR' : `did you mean '${near}'?`;
  return new ShapeRefusal(place, `no event is called ${describe(event).slice('the text '.length)}, ${otherwise}`);
}

/** A member of an event's data, in any version. */
function checkMember(event: string, member: string, wanted: Json, place: Place): void {
  const types = SCHEMAS.flatMap((each) => memberTypes(schemaNamed(each), event).get(member) ?? []);
  const [type] = types;
  if (type === undefined) {
    if (isOfPatch(event, member)) return;
    const known = SCHEMAS.flatMap((each) => [...memberTypes(schemaNamed(each), event).keys()]);
    throw new ShapeRefusal(place, `no member of ${event}, ${suggest(member, ['event', ...new Set(known)])}`, true);
  }
  if (type.kind === 'enum') {
    const values = types.flatMap((each) => (each.kind === 'enum' ? each.values.map((one) => one.name) : []));
    oneOf(member, [...new Set(values)])(wanted, place);
  } else if (type.kind === 'builtin') BUILTINS[type.name]?.(wanted, place);
}

const number: Reader<number> = (value, place) => {
  if (typeof value !== 'number') throw wrong(place, 'a number', value);
  return value;
};

const BUILTINS: Readonly<Record<string, Reader<unknown>>> = { str: text, bool: yes, int: number };

/** Members that no released QEMU tells. */
const isOfPatch = (event: string, member: string): boolean =>
  event === 'BLOCK_IO_ERROR' && profiles.some(({ events }) => events.ioErrorMembers.some((each) => each === member));

function memberTypes(schema: Schema, event: string): ReadonlyMap<string, Type> {
  const told = schema.events.get(event);
  const data = told === undefined ? undefined : typeNamed(schema, told.data);
  const members = data?.kind === 'object' ? data.members : [];
  return new Map(members.map((member) => [member.name, typeNamed(schema, member.type)]));
}
