/** Whether a device takes a property's value, in the words of the version (1.2, 5.3). */
import { choicesOf, type DeviceProperty } from './device-properties.ts';

/** typed: the JSON value as it is, since 9.2; text: everything was made text and is read back, as from arguments. */
export type ValueForm = 'typed' | 'text';

export type CheckedProperty = { readonly value: unknown } | { readonly refusal: string };

const refuse = (refusal: string): CheckedProperty => ({ refusal });
const wrongType = (name: string, expected: string) =>
  refuse(`Invalid parameter type for '${name}', expected: ${expected}`);

/** JSON values as an option string has them: objects and lists are dropped, booleans become on and off. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

/** @returns the value as the property keeps it, or the refusal */
export function checkProperty(property: DeviceProperty, value: unknown, form: ValueForm): CheckedProperty {
  const { name, type } = property;
  // A slot, as text or as the number of the function; its own text says what is wrong with it.
  if (name === 'addr') return { value };
  const choices = choicesOf(type);
  if (choices !== undefined) return checkChoice(name, value, choices);
  if (type === 'bool')
    return form === 'text' && typeof value === 'string' ? readBool(name, value) : isBool(name, value);
  if (type === 'size')
    return form === 'text' && typeof value === 'string' ? readSize(name, value) : integer(property, value);
  if (/^u?int\d+$/.test(type))
    return form === 'text' && typeof value === 'string' ? readInteger(property, value) : integer(property, value);
  if (type === 'str' || type.startsWith('link<'))
    return typeof value === 'string' ? { value } : wrongType(name, 'string');
  return { value };
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): CheckedProperty {
  if (typeof value !== 'string') return wrongType(name, 'string');
  return choices.includes(value) ? { value } : refuse(`Parameter '${name}' does not accept value '${value}'`);
}

const isBool = (name: string, value: unknown): CheckedProperty =>
  typeof value === 'boolean' ? { value } : wrongType(name, 'boolean');

function readBool(name: string, text: string): CheckedProperty {
  if (['on', 'yes', 'true', 'y'].includes(text)) return { value: true };
  if (['off', 'no', 'false', 'n'].includes(text)) return { value: false };
  return refuse(`Parameter '${name}' expects 'on' or 'off'`);
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffffffff],
  int32: [-0x80000000, 0x7fffffff],
};

function integer({ name, type }: DeviceProperty, value: unknown): CheckedProperty {
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));
  if (!isInteger)
    return type.startsWith('int') ? wrongType(name, 'integer') : refuse(`Parameter '${name}' expects uint64`);
  const range = RANGES[type];
  if (range !== undefined && (value < range[0] || value > range[1]))
    return refuse(`Parameter '${name}' expects ${type}_t`);
  return { value: Number(value) };
}

function readInteger(property: DeviceProperty, text: string): CheckedProperty {
  if (!/^[-+]?(0x[0-9a-f]+|\d+)$/i.test(text)) return refuse(`Parameter '${property.name}' expects integer`);
  return integer(property, Number(text));
}

const SUFFIXES = 'BKMGTPE';

function readSize(name: string, text: string): CheckedProperty {
  const match = /^(\d+(?:\.\d+)?)([bkmgtpe]?)$/i.exec(text);
  if (match === null) return refuse(`Parameter '${name}' expects size`);
  const shift = Math.max(0, SUFFIXES.indexOf((match[2] ?? '').toUpperCase()));
  return { value: Math.round(Number(match[1]) * 1024 ** (match[2] === '' ? 0 : shift)) };
}
