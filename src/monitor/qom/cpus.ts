/** CPU models and properties of CPUs (4.5). No CPU is simulated: managers ask this before a start. */
import { LETTERS, type SchemaName, type VersionLetter } from '../../profile/index.ts';
import {
  CPU_FLAG_ALIASES,
  CPU_FLAGS,
  CPU_FLAGS_NOT_MISSED,
  CPU_MODEL_ALIASES,
  CPU_MODELS,
} from '../schema/data/cpus.ts';
import { entriesOf } from '../schema/data-lines.ts';

interface Flag {
  readonly name: string;
  /** in every model */
  readonly always: boolean;
  /** the software CPU has it */
  readonly supported: boolean;
  /** belongs to a static expansion */
  readonly isStatic: boolean;
}

interface Cpus {
  readonly flags: readonly Flag[];
  /** of each model with a version, the features */
  readonly models: ReadonlyMap<string, ReadonlySet<string>>;
  /** names without a version */
  readonly aliases: ReadonlyMap<string, string>;
  /** features that no model is said to lack, though the software CPU has them not */
  readonly notMissed: ReadonlySet<string>;
}

const SECOND_NAMES = new Map(
  CPU_FLAG_ALIASES.trim()
    .split(/\s+/)
    .map((pair) => pair.split('=') as [string, string]),
);

function readFlags(letter: VersionLetter): Flag[] {
  return CPU_FLAGS.trim()
    .split(/\s+/)
    .flatMap((text) => {
      const [, tilde, name = '', there = 'abcd', always, supported] =
        /^(~?)([^@=+]+)(?:@([a-d]+))?(=[a-d]*)?(\+[a-d]*)?$/.exec(text) ?? [];
      const holds = (mark: string | undefined) =>
        mark !== undefined && (mark.length === 1 ? there : mark).includes(letter);
      return there.includes(letter)
        ? [{ name, always: holds(always), supported: holds(supported), isStatic: tilde === '' }]
        : [];
    });
}

function readNotMissed(letter: VersionLetter): Set<string> {
  const entries = entriesOf(CPU_FLAGS_NOT_MISSED).filter(({ versions }) => versions.includes(letter));
  return new Set(entries.flatMap(({ items }) => items));
}

function readModels(letter: VersionLetter): Map<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  const found = new Map<string, ReadonlySet<string>>();
  for (const { name, versions, items } of entriesOf(CPU_MODELS)) {
    const [like = '-', ...changes] = items;
    const features = new Set(all.get(like));
    for (const change of changes)
      if (change.startsWith('+')) features.add(change.slice(1));
      else features.delete(change.slice(1));
    all.set(name, features);
    if (versions.includes(letter)) found.set(name, features);
  }
  return found;
}

function readAliases(letter: VersionLetter): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of CPU_MODEL_ALIASES.trim().split(/\s+/)) {
    const [, name = '', model = '', versions = 'abcd'] = /^([^=]+)=([^@]+)(?:@(\w+))?$/.exec(text) ?? [];
    if (versions.includes(letter)) found.set(name, model);
  }
  return found;
}

const read = new Map<SchemaName, Cpus>();

function cpusOf(schema: SchemaName): Cpus {
  let found = read.get(schema);
  if (found === undefined) {
    const letter = LETTERS[schema];
    found = {
      flags: readFlags(letter),
      models: readModels(letter),
      aliases: readAliases(letter),
      notMissed: readNotMissed(letter),
    };
    read.set(schema, found);
  }
  return found;
}

export const typeOfCpu = (model: string): string => `${model}-x86_64-cpu`;

/** Models that are no fixed set of features. */
const OPEN_MODELS = ['max', 'host', 'base'];

export interface CpuDefinition {
  readonly name: string;
  readonly typename: string;
  readonly 'unavailable-features': readonly string[];
  readonly static: boolean;
  readonly 'migration-safe': boolean;
  readonly deprecated: boolean;
  readonly 'alias-of'?: string;
}

/** What query-cpu-definitions tells; QEMU's own order is that of a hash table. */
export function cpuDefinitions(schema: SchemaName): readonly CpuDefinition[] {
  const { models, aliases } = cpusOf(schema);
  const definition = (name: string, missing: readonly string[], more: object = {}) => ({
    name,
    typename: typeOfCpu(name),
    'unavailable-features': missing,
    static: name === 'base',
    'migration-safe': name !== 'max' && name !== 'host',
    deprecated: false,
    ...more,
  });
  return [
    ...OPEN_MODELS.map((name) => definition(name, name === 'host' ? ['kvm'] : [])),
    ...[...models].map(([name, features]) => definition(name, missingOf(schema, features))),
    ...[...aliases].map(([name, model]) =>
      definition(name, missingOf(schema, models.get(model) ?? new Set()), { 'alias-of': model }),
    ),
  ];
}

function missingOf(schema: SchemaName, features: ReadonlySet<string>): string[] {
  const { flags, notMissed } = cpusOf(schema);
  return flags
    .filter(({ name, supported }) => features.has(name) && !supported && !notMissed.has(name))
    .map(({ name }) => name);
}

/** Whether there is such a model. */
export function isCpuModel(schema: SchemaName, model: string): boolean {
  const { models, aliases } = cpusOf(schema);
  return OPEN_MODELS.includes(model) || models.has(model) || aliases.has(model);
}

/** A CPU as -cpu names it. */
export interface CpuChoice {
  readonly model: string;
  readonly features: CpuFeatures;
}

/** `MODEL,NAME=on,NAME=off,+NAME,-NAME,NAME`; what is not on or off is passed over. */
export function parseCpu(text: string): CpuChoice {
  const [model = '', ...items] = text.split(',');
  const features: Record<string, boolean> = {};
  for (const item of items) {
    const [, sign, name = '', value = 'on'] = /^([+-]?)([^=]+)(?:=(.*))?$/.exec(item) ?? [];
    if (sign !== '') features[name] = sign === '+';
    else if (/^(on|yes|true|y|off|no|false|n)$/.test(value)) features[name] = /^(on|yes|true|y)$/.test(value);
  }
  return { model, features };
}

/** Features that were asked for beside the model's: on or off. */
export type CpuFeatures = Readonly<Record<string, boolean>>;

/** All properties of a model that are on or off. `realized`: as a running CPU has them, without features it lacks. */
export function cpuFlags(
  schema: SchemaName,
  model: string,
  asked: CpuFeatures,
  realized: boolean,
): Readonly<Record<string, boolean>> {
  const { flags, models, aliases } = cpusOf(schema);
  const features = models.get(aliases.get(model) ?? model);
  const isOpen = model === 'max' || model === 'host';
  const wanted = Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [SECOND_NAMES.get(name) ?? name, value]),
  );
  const found: Record<string, boolean> = {};
  for (const { name, always, supported, isStatic } of flags) {
    const own = always || (isOpen ? supported : features?.has(name) === true);
    const value = wanted[name] ?? own;
    found[name] = realized && isStatic && !always && !supported ? false : value;
  }
  for (const [second, name] of SECOND_NAMES) {
    const value = found[name];
    if (value !== undefined) found[second] = value;
  }
  return found;
}

/** What else a static expansion tells of the few models whose numbers are known here. */
interface Numbers {
  readonly vendor: string;
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
  readonly 'model-id': string;
  readonly 'min-level': number;
  readonly 'min-xlevel': number;
}

const UNKNOWN = { family: 0, model: 0, stepping: 0 };
const AMD = { vendor: 'AuthenticAMD', 'min-level': 13, 'min-xlevel': 0x8000000a };
const K8 = { ...AMD, family: 15, model: 107, stepping: 1 };

/** What `max` and `host` are in each version. */
const MAX: Readonly<Record<VersionLetter, Omit<Numbers, 'model-id'>>> = {
  a: K8,
  b: { ...AMD, ...UNKNOWN },
  c: { ...AMD, ...UNKNOWN },
  d: { ...AMD, ...UNKNOWN, 'min-xlevel': 0x80000021 },
};

function numbersOf(schema: SchemaName, model: string): Numbers | undefined {
  switch (model) {
    case 'max':
    case 'host':
      return { ...MAX[LETTERS[schema]], 'model-id': 'QEMU TCG CPU version 2.5+' };
    case 'qemu64':
    case 'qemu64-v1':
      return { ...K8, 'model-id': 'QEMU Virtual CPU version 2.5+' };
    case 'base':
      return { vendor: '', ...UNKNOWN, 'model-id': '', 'min-level': 0, 'min-xlevel': 0 };
    default:
      return undefined;
  }
}

/** The properties of a model, or of those of a static expansion only; undefined: its numbers are not known here. */
export function expandCpu(
  schema: SchemaName,
  model: string,
  asked: Readonly<Record<string, unknown>>,
  onlyStatic: boolean,
): Readonly<Record<string, unknown>> | undefined {
  const numbers = numbersOf(schema, model);
  if (numbers === undefined) return undefined;
  const flags = cpuFlags(schema, model, asked as CpuFeatures, false);
  if (!onlyStatic) return { ...flags, ...numbers };
  const names = cpusOf(schema).flags.flatMap(({ name, isStatic }) => (isStatic ? [name] : []));
  return { ...Object.fromEntries(names.map((name) => [name, flags[name]])), ...numbers };
}
