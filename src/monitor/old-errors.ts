/** Errors as 1.1 to 2.2 worded them; in 1.1 each error has a class of its own and its parts as data (4.2, 4.6). */
import type { JobBehaviour, Profile } from '../profile/profile.ts';
import type { Refusal } from './command.ts';

type Words = readonly [pattern: RegExp, text: string];

/** Texts as they are now, and as they were (4.2, section 6). */
const WORDS: readonly Words[] = [
  [/^Parameter '(.*)' is unexpected$/, "Invalid parameter '$1'"],
  [/^JSON .*$/s, 'Invalid JSON syntax'],
  [/^Parameter 'speed' expects a non-negative value$/, "Invalid parameter 'speed'"],
  [/^Can't find '(.*)' in the backing chain$/s, "Base '$1' not found"],
  [/^The active block job '(.*)' cannot be completed$/, "The active block job for device '$1' cannot be completed"],
  [
    /^Job '(.*)' in state '.*' cannot accept command verb 'complete'$/,
    "The active block job for device '$1' cannot be completed",
  ],
];

const UNKNOWN_JOB: Readonly<Record<JobBehaviour['unknownJob'], string>> = {
  'not-activated': "Device '$1' has not been activated",
  'no-active-job': "No active block job on device '$1'",
  'not-found': "Block job '$1' not found",
};

/** A refusal as the versions before recorded schemas worded it; that of a later version stays as it is. */
export function inOldWords({ wire, job }: Profile, { error }: Refusal): Refusal {
  if (wire.negotiationTexts !== 'not-found') return { error };
  const words: readonly Words[] = [...WORDS, [/^Block job '(.*)' not found$/s, UNKNOWN_JOB[job.unknownJob]]];
  const [pattern, text] = words.find(([each]) => each.test(error.desc)) ?? [];
  if (pattern === undefined || text === undefined) return { error };
  return { error: { ...error, desc: error.desc.replace(pattern, text) } };
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
  { pattern: /^Device '(.*)' has not been activated$/s, class: 'DeviceNotActive', parts: ['device'] },
  { pattern: /^Base '(.*)' not found$/s, class: 'BaseNotFound', parts: ['base'] },
  { pattern: /^Device '(.*)' is in use$/s, class: 'DeviceInUse', parts: ['device'] },
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
