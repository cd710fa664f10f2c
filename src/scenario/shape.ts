/** Small readers for the shapes a scenario is made of. Each takes a value and its place, and throws ShapeRefusal. */
import { suggest } from './nearest.ts';
import { DEEPEST, describe, type Place, ShapeRefusal, TOO_DEEP } from './refusal.ts';
import type { Json, JsonObject } from './scenario.ts';

export type Reader<T> = (value: unknown, place: Place) => T;
type Members = Readonly<Record<string, unknown>>;

/** Every time and size in a scenario is at most this. */
export const LARGEST_TIME = 1e12;
export const SECTOR = 512;

/** A value that is not what was expected. */
export function wrong(place: Place, expected: string, found: unknown): ShapeRefusal {
  if (found === undefined) return new ShapeRefusal(place, `missing, expected ${expected}`);
  return new ShapeRefusal(place, `expected ${expected}, found ${describe(found)}`);
}

export const text: Reader<string> = (value, place) => {
  if (typeof value !== 'string') throw wrong(place, 'text', value);
  return value;
};

export const name: Reader<string> = (value, place) => {
  if (typeof value !== 'string' || value === '') throw wrong(place, 'a name', value);
  return value;
};

export const yes: Reader<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw wrong(place, 'true or false', value);
  return value;
};

export const time: Reader<number> = (value, place) => {
  if (typeof value !== 'number' || !(value >= 0 && value <= LARGEST_TIME)) {
    throw wrong(place, `milliseconds, a number from 0 to ${LARGEST_TIME}`, value);
  }
  return value;
};

/** A whole number in a range; `what` says what it counts. */
export function whole(what: string, least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw wrong(place, `${what}, a whole number ${range}`, value);
    }
    return value;
  };
}

/** Bytes in whole sectors. */
export function sectors(what: string, least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> {
  const number = whole(what, least, most);
  return (value, place) => {
    if (number(value, place) % SECTOR !== 0) throw wrong(place, `${what}, a multiple of ${SECTOR}`, value);
    return value as number;
  };
}

export function oneOf<T extends string>(what: string, known: readonly T[]): Reader<T> {
  return (value, place) => {
    const found = known.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    if (typeof value !== 'string') throw wrong(place, `${what} (${known.join(', ')})`, value);
    throw new ShapeRefusal(
      place,
      `no ${what} is called ${describe(value).slice('the text '.length)}, ${suggest(value, known)}`,
    );
  };
}

export function list<T>(item: Reader<T>, what: string): Reader<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrong(place, `a list of ${what}`, value);
    return value.map((inner: unknown, index) => item(inner, [...place, index]));
  };
}

export function object(value: unknown, place: Place, what: string): Members {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong(place, what, value);
  return value as Members;
}

/** Refuses members that are not known, with the nearest known name. */
export function onlyMembers(members: Members, place: Place, known: readonly string[]): void {
  for (const member of Object.keys(members)) {
    if (!known.includes(member)) {
      throw new ShapeRefusal([...place, member], `unknown member, ${suggest(member, known)}`, true);
    }
  }
}

/** `{member: value}` when the file has the member, nothing otherwise: for optional members. */
export function maybe<K extends string, T>(
  members: Members,
  member: K,
  place: Place,
  read: Reader<T>,
): { [key in K]?: T } {
  if (members[member] === undefined) return {};
  return { [member]: read(members[member], [...place, member]) } as { [key in K]?: T };
}

/** Any JSON value, copied. Numbers must survive being read and written again. */
export const json: Reader<Json> = (value, place) => {
  if (place.length > DEEPEST) throw new ShapeRefusal(place.slice(0, 3), TOO_DEEP);
  if (Array.isArray(value)) return value.map((inner: unknown, index) => json(inner, [...place, index]));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [member, json(inner, [...place, member])]),
    );
  }
  if (
    typeof value === 'number' &&
    (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
  ) {
    throw new ShapeRefusal(place, 'this number cannot be kept exactly, send it in a raw step');
  }
  if (value === undefined) throw wrong(place, 'a value', value);
  return value as Json;
};

export const jsonObject: Reader<JsonObject> = (value, place) => {
  object(value, place, 'an object');
  return json(value, place) as JsonObject;
};
