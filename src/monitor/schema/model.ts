/** QEMU's command schema as the monitor uses it: what one version knows. */

/** A type by name, or an array of it: `str`, `BlockdevRef`, `[BlockdevRef]`. */
export type TypeName = string;

/** The integer types the wire checks tell apart; to clients all of them are `int`. */
export type IntegerName = 'int' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64';

export interface BuiltinType {
  readonly kind: 'builtin';
  readonly name: 'str' | 'bool' | 'number' | 'null' | 'any' | IntegerName;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly features: readonly string[] }[];
  readonly features: readonly string[];
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: TypeName;
}

export interface Member {
  readonly name: string;
  readonly type: TypeName;
  readonly optional: boolean;
  readonly features: readonly string[];
}

export interface ObjectType {
  readonly kind: 'object';
  readonly name: string;
  readonly members: readonly Member[];
  /** a union: the member whose value tells which further members there are */
  readonly tag?: string;
  readonly variants?: readonly { readonly case: string; readonly type: TypeName }[];
  readonly features: readonly string[];
  /** members and variants the binaries were built without: their types, and before which member or variant they are */
  readonly unbuilt?: readonly { readonly before: number; readonly type: TypeName }[];
}

export interface AlternateType {
  readonly kind: 'alternate';
  readonly name: string;
  readonly branches: readonly TypeName[];
  readonly features: readonly string[];
}

/** A type the binaries were built without. Introspection does not tell it, yet it and its parts take numbers. */
export interface UnbuiltType {
  readonly kind: 'unbuilt';
  readonly name: string;
  readonly uses: readonly TypeName[];
}

export type NamedType = EnumType | ObjectType | AlternateType | UnbuiltType;
export type Type = BuiltinType | ArrayType | NamedType;

export interface Command {
  readonly kind: 'command';
  readonly name: string;
  readonly arguments: TypeName;
  readonly returns: TypeName;
  readonly oob: boolean;
  readonly features: readonly string[];
}

export interface Event {
  readonly kind: 'event';
  readonly name: string;
  readonly data: TypeName;
  readonly features: readonly string[];
}

/** Commands the binaries were built without, as far as introspection shows: the types they use. */
export interface Gap {
  readonly kind: 'gap';
  readonly uses: readonly TypeName[];
}

export interface Schema {
  /** commands and events in the order in which query-qmp-schema tells them */
  readonly order: readonly (Command | Event | Gap)[];
  readonly commands: ReadonlyMap<string, Command>;
  readonly events: ReadonlyMap<string, Event>;
  readonly types: Types;
}

export interface Types extends Iterable<[string, NamedType]> {
  get(name: string): NamedType | undefined;
}

/** The type of no arguments and of no return value. */
export const NOTHING = 'Nothing';

const BUILTINS: ReadonlyMap<string, BuiltinType> = new Map(
  (
    'str bool number null any int int8 int16 int32 int64 uint8 uint16 uint32 uint64'.split(' ') as BuiltinType['name'][]
  ).map((name) => [name, { kind: 'builtin', name }]),
);

/** Looks a type up. The schema's own consistency is a matter of its tests. */
export function typeNamed(schema: Schema, name: TypeName): Type {
  if (name.startsWith('[')) return { kind: 'array', element: name.slice(1, -1) };
  const type = BUILTINS.get(name) ?? schema.types.get(name);
  if (type === undefined) throw new Error(`the schema has no type '${name}'`);
  return type;
}
