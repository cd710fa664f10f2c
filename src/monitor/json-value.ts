/**
 * JSON values as QEMU's monitor knows them: integers and floats are different things, and integers are exact up to
 * 64 bits. All forms are plain data, so a value may stand in the store.
 *
 * - integer: a number when it is safe, else a bigint
 * - float: a tagged object, see `jsonFloat` (`5.0` and `1e3` are floats, 4.2)
 * - everything else: the JavaScript value one expects
 */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject | JsonFloat;
export type JsonObject = { readonly [key: string]: JsonValue };

/** No string that came over the wire has U+FFFF in it (4.3), so no object that did can be taken for a float. */
const FLOAT = '\uFFFFfloat';

export interface JsonFloat {
  /** the number as `String(n)` writes it: JSON itself knows neither -0 nor infinities */
  readonly [FLOAT]: string;
}

export type JsonType = 'null' | 'boolean' | 'integer' | 'float' | 'string' | 'array' | 'object';

export function jsonFloat(value: number): JsonFloat {
  return { [FLOAT]: Object.is(value, -0) ? '-0' : String(value) };
}

export function floatValue(value: JsonFloat): number {
  return Number(value[FLOAT]);
}

/**
 * The value of an integer literal. Beyond 64 bits (signed below zero, unsigned above) it is a float, as in QEMU.
 * @param text `-?[0-9]+`
 */
export function integerLiteral(text: string): JsonValue {
  if (text.length > 20) return jsonFloat(text.length > 400 ? Number(`${text.slice(0, 2)}e999`) : Number(text));
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number === 0 ? 0 : number;
  const exact = BigInt(text);
  if (exact < -(2n ** 63n) || exact >= 2n ** 64n) return jsonFloat(number);
  return exact;
}

export function typeOf(value: JsonValue): JsonType {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'float';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'string';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      return isFloat(value) ? 'float' : 'object';
  }
}

export function isFloat(value: JsonValue): value is JsonFloat {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, FLOAT);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeOf(value) === 'object';
}
