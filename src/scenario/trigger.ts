/** Whether a message that a client receives is one that it waits for. */
import { type EventPattern, isObject, type Json, type JsonObject, type Trigger } from './scenario.ts';

/** A QMP message: an event, a reply or a greeting. */
type Message = Readonly<Record<string, unknown>>;

export function triggers(on: Trigger, message: Message): boolean {
  if ('greeting' in on) return 'QMP' in message;
  if ('event' in on) return isEvent(on, message);
  if (on.id !== undefined && !sameJson(on.id, (message.id ?? null) as Json)) return false;
  if ('return' in on) return 'return' in message && fits(on.return, message.return as Json);
  return 'error' in message && fits(on.error, message.error as Json);
}

/** The name, and each further member equal in the event's data. */
export function isEvent(on: EventPattern, message: Message): boolean {
  if (on.event !== message.event) return false;
  const data = (message.data ?? {}) as JsonObject;
  return Object.entries(on).every(
    ([member, value]) => member === 'event' || (Object.hasOwn(data, member) && sameJson(value, data[member] ?? null)),
  );
}

/** An object fits what has members that fit its own, and a list with an element that does; all else fits its equal. */
function fits(wanted: Json, found: Json): boolean {
  if (!isObject(wanted)) return sameJson(wanted, found);
  if (isList(found)) return found.some((element) => fits(wanted, element));
  if (!isObject(found)) return false;
  return Object.entries(wanted).every(
    ([member, value]) => Object.hasOwn(found, member) && fits(value, found[member] ?? null),
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function sameJson(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false;
  if (isList(left) !== isList(right)) return false;
  const entries = Object.entries(left);
  if (entries.length !== Object.keys(right).length) return false;
  return entries.every(
    ([member, value]) => Object.hasOwn(right, member) && sameJson(value, (right as JsonObject)[member] ?? null),
  );
}
