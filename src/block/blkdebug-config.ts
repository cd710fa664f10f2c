/**
 * blkdebug's `config` file: an ini file with the groups `inject-error` and `set-state` (block-and-devices 4.1). The
 * refusals are QEMU's; where the text does not tell, they were asked of real binaries.
 */
import {
  BLKDEBUG_EVENTS,
  BLKDEBUG_IO_TYPES,
  type BlkdebugIoType,
  type InjectErrorOptions,
  type SetStateOptions,
} from './blkdebug-rules.ts';

/** The rules of a config file; they come before those given inline. */
export interface BlkdebugConfig {
  readonly 'inject-error': readonly InjectErrorOptions[];
  readonly 'set-state': readonly SetStateOptions[];
}

export type BlkdebugConfigResult =
  | { readonly config: BlkdebugConfig; readonly error?: never }
  | { readonly error: string; readonly config?: never };

type OptionType = 'text' | 'number' | 'bool';
type Value = string | number | boolean;
type Group = 'inject-error' | 'set-state';
type Section = { group: string; id: string | undefined; lines: [key: string, value: string][] };

/** Carries a refusal out of the parser; never leaves this file. */
class ConfigError extends Error {}

const OPTIONS: Readonly<Record<Group, Readonly<Record<string, OptionType>>>> = {
  'inject-error': {
    event: 'text',
    state: 'number',
    iotype: 'text',
    errno: 'number',
    sector: 'number',
    once: 'bool',
    immediately: 'bool',
    'delay-ns': 'number',
  },
  'set-state': { event: 'text', state: 'number', new_state: 'number' },
};

const isGroup = (name: string): name is Group => Object.hasOwn(OPTIONS, name);

/** Reads the text of a config file. `delayNs`: whether this version knows the option `delay-ns`. */
export function parseBlkdebugConfig(text: string, version: { readonly delayNs: boolean }): BlkdebugConfigResult {
  try {
    return { config: readRules(text, version.delayNs) };
  } catch (error) {
    if (error instanceof ConfigError) return { error: error.message };
    throw error;
  }
}

function readRules(text: string, delayNs: boolean): BlkdebugConfig {
  const groups: Record<Group, Record<string, Value>[]> = { 'inject-error': [], 'set-state': [] };
  const ids = new Set<string>();
  // a section is complete, and its mistakes are found, when the next one begins
  for (const { group, id, lines } of sections(text)) {
    if (!isGroup(group)) throw new ConfigError(`There is no option group '${group}'`);
    checkId(group, id, ids);
    groups[group].push(readOptions(group, lines, delayNs));
  }
  return {
    'inject-error': groups['inject-error'].map(injectOptions),
    'set-state': groups['set-state'].map(setStateOptions),
  };
}

function* sections(text: string): Generator<Section> {
  let section: Section | undefined;
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    if (line === '\n' || line.startsWith('#')) continue;
    const header = /^\[([^\]]{1,63})/.exec(line);
    if (header !== null) {
      if (section !== undefined) yield section;
      const named = /^\[(\S{1,63})\s*"([^"]{1,63})"/.exec(line);
      section = { group: named?.[1] ?? header[1]!, id: named?.[2], lines: [] };
      continue;
    }
    // a value that is not in quotes reads as empty, and whatever follows it is not looked at
    const key = /^\s*(\S{1,63})/.exec(line)?.[1];
    if (key === undefined) throw new ConfigError('parse error');
    if (section === undefined) throw new ConfigError('no group defined');
    section.lines.push([key, /^\s*\S{1,63}\s*=\s*"([^"]+)/.exec(line)?.[1]?.replace(/\n$/, '') ?? '']);
  }
  if (section !== undefined) yield section;
}

function checkId(group: Group, id: string | undefined, seen: Set<string>): void {
  if (id === undefined) return;
  if (!/^[A-Za-z][A-Za-z0-9\-._]*$/.test(id)) throw new ConfigError(`Parameter 'id' expects an identifier`);
  const key = `${group} ${id}`;
  if (seen.has(key)) throw new ConfigError(`Duplicate ID '${id}' for ${group}`);
  seen.add(key);
}

function readOptions(group: Group, lines: Section['lines'], delayNs: boolean): Record<string, Value> {
  const known = OPTIONS[group];
  const options: Record<string, Value> = {};
  let unknown: string | undefined;
  for (const [key, value] of lines) {
    const type = key === 'delay-ns' && !delayNs ? undefined : Object.hasOwn(known, key) ? known[key] : undefined;
    // values are read before unknown names are complained about
    if (type !== undefined) options[key] = readValue(key, value, type);
    else if (key !== 'id') unknown ??= key;
  }
  if (unknown !== undefined) throw new ConfigError(`Invalid parameter '${unknown}'`);
  return options;
}

function readValue(key: string, text: string, type: OptionType): Value {
  if (type === 'number') return readNumber(key, text);
  if (type === 'text') return text;
  if (['on', 'yes', 'true', 'y'].includes(text)) return true;
  if (['off', 'no', 'false', 'n'].includes(text)) return false;
  throw new ConfigError(`Parameter '${key}' expects 'on' or 'off'`);
}

/** Numbers are read as C does: decimal, 0x for hexadecimal, a leading 0 for octal, a sign. */
function readNumber(key: string, text: string): number {
  const parts = /^\s*([-+]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]*)|([1-9][0-9]*))$/.exec(text);
  if (parts === null) throw new ConfigError(`Parameter '${key}' expects a number`);
  const [, sign, hexadecimal, octal, decimal] = parts;
  const digits = hexadecimal !== undefined ? `0x${hexadecimal}` : decimal !== undefined ? decimal : `0o${octal || '0'}`;
  const value = BigInt(digits);
  if (value >= 1n << 64n) throw new ConfigError(`Value '${text}' is too large for parameter '${key}'`);
  const signed = sign === '-' ? -value : value;
  // states and errnos are stored in 32 bits, sectors and delays in 64
  return Number(BigInt.asIntN(key === 'sector' || key === 'delay-ns' ? 64 : 32, signed));
}

function eventOf(options: Record<string, Value>): string {
  const { event } = options;
  if (event === undefined) throw new ConfigError('Missing event name for rule');
  return oneOf(String(event), BLKDEBUG_EVENTS);
}

function oneOf<T extends string>(value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new ConfigError(`invalid parameter value: ${value}`);
  return found;
}

function injectOptions(options: Record<string, Value>): InjectErrorOptions {
  const event = eventOf(options);
  const iotype: { iotype?: BlkdebugIoType } =
    options.iotype === undefined ? {} : { iotype: oneOf(String(options.iotype), BLKDEBUG_IO_TYPES) };
  return { ...options, event, ...iotype };
}

function setStateOptions(options: Record<string, Value>): SetStateOptions {
  return { ...options, event: eventOf(options), new_state: Number(options.new_state ?? 0) };
}
