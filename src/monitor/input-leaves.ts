/** The leaves of an input visit: scalars as JSON has them, and as `key=value` text has them (4.2). */
import { floatValue, isFloat, type JsonValue } from './json-value.ts';
import type { IntegerName } from './schema/model.ts';

/** Where a value is. QEMU tells some errors with the whole path and some with the last name only. */
export interface Place {
  readonly path: string;
  /** `null` in a list */
  readonly name: string;
}

/** Leaves the visit at the first thing that is wrong. */
export class Rejected extends Error {}

export const wrongType = (name: string, expected: string) =>
  new Rejected(`Invalid parameter type for '${name}', expected: ${expected}`);

const expects = (name: string, expected: string) => new Rejected(`Parameter '${name}' expects ${expected}`);

/** How a source of arguments writes scalars and counts list elements. */
export interface Leaves {
  /** the path of a list's element */
  element(path: string, index: number): string;
  string(value: JsonValue, place: Place): string;
  bool(value: JsonValue, place: Place): boolean;
  /** 64 bits, unsigned or signed */
  integer(value: JsonValue, unsigned: boolean, place: Place): number | bigint;
  number(value: JsonValue, place: Place): number;
}

/** JSON: each type is written in its own way. */
export const JSON_LEAVES: Leaves = {
  element: (path, index) => `${path}[${index}]`,
  string(value, place) {
    if (typeof value === 'string') return value;
    throw wrongType(place.path, 'string');
  },
  bool(value, place) {
    if (typeof value === 'boolean') return value;
    throw wrongType(place.path, 'boolean');
  },
  integer(value, unsigned, place) {
    const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
    if (unsigned) {
      if (!isInteger) throw expects(place.path, 'uint64');
      return value < 0 ? wrapped(value) : value;
    }
    if (!isInteger || value >= 2n ** 63n) throw wrongType(place.path, 'integer');
    return value;
  },
  number(value, place) {
    if (isFloat(value)) return floatValue(value);
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
    throw wrongType(place.path, 'number');
  },
};

const TRUE = ['on', 'yes', 'true', 'y'];
const FALSE = ['off', 'no', 'false', 'n'];

/** `key=value` options: every scalar is a string. */
export const KEYVAL_LEAVES: Leaves = {
  element: (path, index) => `${path}.${index}`,
  string: keyvalText,
  bool(value, place) {
    const text = keyvalText(value, place);
    if (TRUE.includes(text)) return true;
    if (FALSE.includes(text)) return false;
    throw expects(place.path, "'on' or 'off'");
  },
  integer(value, unsigned, place) {
    const number = cInteger(keyvalText(value, place));
    const [lowest, highest] = unsigned ? [-(2n ** 64n - 1n), 2n ** 64n - 1n] : [-(2n ** 63n), 2n ** 63n - 1n];
    if (number === undefined || number < lowest || number > highest) throw expects(place.path, 'integer');
    return unsigned && number < 0 ? wrapped(number) : number;
  },
  number(value, place) {
    const text = keyvalText(value, place).trim();
    const number = Number(text);
    if (text === '' || !Number.isFinite(number)) throw expects(place.path, 'number');
    return number;
  },
};

function keyvalText(value: JsonValue, place: Place): string {
  if (typeof value === 'string') return value;
  // The keys went on after this one: `size.0=1`.
  if (typeof value === 'object' && value !== null) throw new Rejected(`Parameters '${place.path}.*' are unexpected`);
  throw wrongType(place.path, 'string');
}

/** An integer as C reads it: blanks before it, a sign, decimal, hexadecimal or octal; nothing after it. */
function cInteger(text: string): bigint | undefined {
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const isOctal = /^0[0-7]/.test(digits);
  const magnitude = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -magnitude : magnitude;
}

/** A negative number given for an unsigned one is taken as a large one, for old clients' sake. */
const wrapped = (value: number | bigint) => BigInt.asUintN(64, BigInt(value));

const LIMITS: { readonly [name in IntegerName]?: readonly [bigint, bigint] } = {
  int8: [-0x80n, 0x7fn],
  int16: [-0x8000n, 0x7fffn],
  int32: [-0x80000000n, 0x7fffffffn],
  uint8: [0n, 0xffn],
  uint16: [0n, 0xffffn],
  uint32: [0n, 0xffffffffn],
};

/** An integer of any width; a bigint only where a number would not be exact. */
export function visitInteger(leaves: Leaves, name: IntegerName, value: JsonValue, place: Place): number | bigint {
  const number = leaves.integer(value, name.startsWith('uint'), place);
  const limits = LIMITS[name];
  if (limits !== undefined && (number < limits[0] || number > limits[1])) throw expects(place.name, `${name}_t`);
  return Number.isSafeInteger(Number(number)) ? Number(number) : number;
}
