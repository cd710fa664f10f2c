/** What query-qmp-schema and query-commands answer (4.5), generated from the schema. */
import {
  type ArrayType,
  type BuiltinType,
  type Command,
  type Event,
  type ObjectType,
  type Schema,
  type Type,
  type TypeName,
  typeNamed,
  type UnbuiltType,
} from './model.ts';

/** One entry of the reply to query-qmp-schema. */
export type SchemaInfo = { readonly [member: string]: unknown };

/** The reply of query-qmp-schema: commands and events in schema order, then the types in order of first use. */
export function introspection(schema: Schema): readonly SchemaInfo[] {
  const masker = new TypeMasker(schema);
  const infos: SchemaInfo[] = [];
  for (const entity of schema.order) {
    if (entity.kind === 'gap') masker.maskAll(entity.uses);
    else infos.push(entityInfo(entity, masker));
  }
  // Describing a type may put further ones into use.
  for (const name of masker.used) {
    const type = typeNamed(schema, name);
    if (type.kind === 'unbuilt') masker.maskAll(type.uses);
    else infos.push(typeInfo(name, type, masker));
  }
  return infos;
}

/** The reply of query-commands: device_add is registered apart and comes first, the rest newest first. */
export function commandList(schema: Schema): readonly { readonly name: string }[] {
  const names = [...schema.commands.keys()].reverse();
  const apart = names.filter((name) => name === 'device_add');
  return [...apart, ...names.filter((name) => name !== 'device_add')].map((name) => ({ name }));
}

/** Clients see type names as numbers, in order of first use. */
class TypeMasker {
  /** types in order of first use; grows while it is being iterated */
  readonly used = new Set<TypeName>();
  private readonly numbers = new Map<string, string>();
  private readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  maskAll(names: readonly TypeName[]): void {
    for (const name of names) this.mask(name);
  }

  mask(name: TypeName): string {
    const shown = name.replace(/u?int\d*/, (found, at: number) => (isWhole(name, found, at) ? 'int' : found));
    this.used.add(shown);
    const type = typeNamed(this.schema, shown);
    if (type.kind === 'builtin') return type.name;
    if (type.kind === 'array') return `[${this.mask(type.element)}]`;
    const number = this.numbers.get(shown) ?? String(this.numbers.size);
    this.numbers.set(shown, number);
    return number;
  }
}

/** Whether a match is the whole of a name, save for an array's brackets. */
function isWhole(name: string, found: string, at: number): boolean {
  return /^\[*$/.test(name.slice(0, at)) && /^\]*$/.test(name.slice(at + found.length));
}

function entityInfo(entity: Command | Event, masker: TypeMasker): SchemaInfo {
  const { name, features } = entity;
  if (entity.kind === 'event') {
    return { name, 'meta-type': 'event', 'arg-type': masker.mask(entity.data), ...listed(features) };
  }
  return {
    name,
    'meta-type': 'command',
    'arg-type': masker.mask(entity.arguments),
    'ret-type': masker.mask(entity.returns),
    ...(entity.oob ? { 'allow-oob': true } : {}),
    ...listed(features),
  };
}

type TellableType = Exclude<Type, UnbuiltType>;

function typeInfo(name: TypeName, type: TellableType, masker: TypeMasker): SchemaInfo {
  switch (type.kind) {
    case 'builtin':
      return { name, 'meta-type': 'builtin', 'json-type': JSON_TYPES[type.name] ?? 'int' };
    case 'array':
      return { name: masker.mask(name), 'meta-type': 'array', 'element-type': masker.mask(type.element) };
    default:
      return {
        name: masker.mask(name),
        'meta-type': type.kind,
        ...namedTypeInfo(type, masker),
        ...listed(type.features),
      };
  }
}

const JSON_TYPES: { readonly [builtin: string]: string } = {
  str: 'string',
  bool: 'boolean',
  number: 'number',
  null: 'null',
  any: 'value',
};

function namedTypeInfo(type: Exclude<TellableType, BuiltinType | ArrayType>, masker: TypeMasker): SchemaInfo {
  switch (type.kind) {
    case 'enum':
      return {
        members: type.values.map(({ name, features }) => ({ name, ...listed(features) })),
        values: type.values.map(({ name }) => name),
      };
    case 'alternate':
      return { members: type.branches.map((branch) => ({ type: masker.mask(branch) })) };
    case 'object':
      return objectInfo(type, masker);
  }
}

function objectInfo(type: ObjectType, masker: TypeMasker): SchemaInfo {
  const maskUnbuilt = (before: number) =>
    masker.maskAll((type.unbuilt ?? []).filter((part) => part.before === before).map((part) => part.type));
  const members = type.members.map(({ name, type: of, optional, features }, at) => {
    maskUnbuilt(at);
    return { name, type: masker.mask(of), ...(optional ? { default: null } : {}), ...listed(features) };
  });
  const variants = (type.variants ?? []).map((variant, at) => {
    maskUnbuilt(members.length + at);
    return { case: variant.case, type: masker.mask(variant.type) };
  });
  return type.tag === undefined ? { members } : { members, tag: type.tag, variants };
}

function listed(features: readonly string[]): SchemaInfo {
  return features.length === 0 ? {} : { features };
}
