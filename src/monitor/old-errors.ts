/** Errors as 1.1 to 2.2 worded them; in 1.1 each error has a class of its own and its parts as data (4.2, 4.6). */
import type { Refusal } from './command.ts';

/** The texts of the request checks before they got their present wording (4.2). */
export function asOldRefusal({ error }: Refusal): Refusal {
  const unexpected = /^Parameter '(.*)' is unexpected$/.exec(error.desc);
  if (unexpected !== null) return { error: { ...error, desc: `Invalid parameter '${unexpected[1]}'` } };
  return /^JSON /.test(error.desc) ? { error: { ...error, desc: 'Invalid JSON syntax' } } : { error };
}

interface Shape {
  readonly pattern: RegExp;
  readonly class: string;
  /** names of the parts, in the order of the pattern's groups */
  readonly parts: readonly string[];
}

const SHAPES: readonly Shape[] = [
  { pattern: /^The command (.*) has not been found$/s, class: 'CommandNotFound', parts: ['name'] },
  { pattern: /^Parameter '(.*)' is missing$/s, class: 'MissingParameter', parts: ['name'] },
  { pattern: /^Invalid parameter '(.*)'$/s, class: 'InvalidParameter', parts: ['name'] },
  {
    pattern: /^Invalid parameter type for '(.*)', expected: (.*)$/s,
    class: 'InvalidParameterType',
    parts: ['name', 'expected'],
  },
  { pattern: /^Expected '(.*)' in QMP input$/s, class: 'QMPBadInputObject', parts: ['expected'] },
  {
    pattern: /^QMP input object member '(.*)' expects '(.*)'$/s,
    class: 'QMPBadInputObjectMember',
    parts: ['member', 'expected'],
  },
  { pattern: /^QMP input object member '(.*)' is unexpected$/s, class: 'QMPExtraInputObjectMember', parts: ['member'] },
  { pattern: /^Invalid JSON syntax$/, class: 'JSONParsing', parts: [] },
  { pattern: /^Device '(.*)' not found$/s, class: 'DeviceNotFound', parts: ['device'] },
  { pattern: /^Device '(.*)' is already in use$/s, class: 'DeviceInUse', parts: ['device'] },
  { pattern: /^Device '(.*)' is locked$/s, class: 'DeviceLocked', parts: ['device'] },
  { pattern: /^Device '(.*)' is not removable$/s, class: 'DeviceNotRemovable', parts: ['device'] },
  { pattern: /^Duplicate ID '(.*)' for (.*)$/s, class: 'DuplicateId', parts: ['id', 'object'] },
  { pattern: /^Bus '(.*)' not found$/s, class: 'BusNotFound', parts: ['bus'] },
  { pattern: /^Property '(.*)\.(.*)' not found$/s, class: 'PropertyNotFound', parts: ['device', 'property'] },
  { pattern: /^Resetting the Virtual Machine is required$/, class: 'ResetRequired', parts: [] },
];

/** An error as 1.1 sends it: `{class, desc, data}`. */
export function withErrorData({ error }: Refusal): Readonly<Record<string, unknown>> {
  for (const { pattern, class: errorClass, parts } of SHAPES) {
    const match = pattern.exec(error.desc);
    if (match === null) continue;
    const data = Object.fromEntries(parts.map((part, i) => [part, match[i + 1] ?? '']));
    return { error: { class: errorClass, desc: error.desc, data } };
  }
  return { error: { class: 'UndefinedError', desc: error.desc, data: {} } };
}
