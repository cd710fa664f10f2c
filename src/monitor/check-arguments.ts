/**
 * Checks a command's arguments against the schema, in QEMU's order and with QEMU's words (4.2): members in schema
 * order, each nested object completely before its next neighbour, and what is left over last.
 */
import { firstInHashTable } from './hash-table-order.ts';
import {
  JSON_LEAVES,
  KEYVAL_LEAVES,
  type Leaves,
  type Place,
  Rejected,
  visitInteger,
  wrongType,
} from './input-leaves.ts';
import { isObject, type JsonObject, type JsonValue, typeOf } from './json-value.ts';
import { inBucketOrder } from './json-writer.ts';
import {
  type AlternateType,
  type BuiltinType,
  type EnumType,
  type ObjectType,
  type Schema,
  type Type,
  type TypeName,
  typeNamed,
} from './schema/model.ts';

/**
 * A checked value: objects have known members only, integers are numbers, or bigints when they are not safe, floats are
 * numbers; `any` is left as it came.
 */
export type Checked = JsonValue | readonly Checked[] | { readonly [member: string]: Checked };
export type CheckedObject = { readonly [member: string]: Checked };

export type CheckResult<T> =
  | { readonly value: T }
  | { readonly error: { readonly class: 'GenericError'; readonly desc: string } };

interface Remembered {
  readonly schema: Schema;
  readonly command: string;
  readonly result: CheckResult<CheckedObject>;
}

/** Of arguments, what they were found to be lately: a request that comes again is the same object (line-memory.ts). */
const remembered = new WeakMap<JsonObject, Remembered>();

/** @param args the value of the request's `arguments`, `{}` if it has none */
export function checkArguments(schema: Schema, command: string, args: JsonObject): CheckResult<CheckedObject> {
  const known = remembered.get(args);
  if (known !== undefined && known.schema === schema && known.command === command) return known.result;
  const definition = schema.commands.get(command);
  if (definition === undefined) throw new Error(`the schema has no command '${command}'`);
  const result = checkValue(schema, definition.arguments, args) as CheckResult<CheckedObject>;
  remembered.set(args, { schema, command, result });
  return result;
}

/** Checks any JSON value against any type, as `checkArguments` does for a command's. */
export function checkValue(schema: Schema, type: TypeName, value: JsonValue): CheckResult<Checked> {
  return check(schema, JSON_LEAVES, type, value);
}

/** The same for `key=value` options, once made into objects and lists: every scalar in them is a string. */
export function checkKeyval(schema: Schema, type: TypeName, value: JsonValue): CheckResult<Checked> {
  return check(schema, KEYVAL_LEAVES, type, value);
}

function check(schema: Schema, leaves: Leaves, type: TypeName, value: JsonValue): CheckResult<Checked> {
  try {
    return { value: new InputVisitor(schema, leaves).visit(typeNamed(schema, type), value, ROOT) };
  } catch (problem) {
    if (problem instanceof Rejected) return { error: { class: 'GenericError', desc: problem.message } };
    throw problem;
  }
}

const ROOT: Place = { path: '', name: 'null' };

function memberOf(place: Place, name: string): Place {
  return { path: place.path === '' ? name : `${place.path}.${name}`, name };
}

class InputVisitor {
  private readonly schema: Schema;
  private readonly leaves: Leaves;

  constructor(schema: Schema, leaves: Leaves) {
    this.schema = schema;
    this.leaves = leaves;
  }

  visit(type: Type, value: JsonValue, place: Place): Checked {
    switch (type.kind) {
      case 'builtin':
        return this.visitBuiltin(type, value, place);
      case 'enum':
        return this.visitEnum(type, value, place);
      case 'array':
        return this.visitArray(type.element, value, place);
      case 'alternate':
        return this.visitAlternate(type, value, place);
      case 'object':
        return this.visitObject(type, value, place);
      case 'unbuilt':
        throw new Error(`'${type.name}' was not built in`);
    }
  }

  private visitArray(element: TypeName, value: JsonValue, place: Place): Checked {
    if (!Array.isArray(value)) throw wrongType(place.path, 'array');
    const type = typeNamed(this.schema, element);
    return value.map((item: JsonValue, i) =>
      this.visit(type, item, { path: this.leaves.element(place.path, i), name: 'null' }),
    );
  }

  private visitAlternate(type: AlternateType, value: JsonValue, place: Place): Checked {
    for (const branch of type.branches) {
      const branchType = typeNamed(this.schema, branch);
      if (startsWith(branchType, value)) return this.visit(branchType, value, place);
    }
    throw wrongType(place.name, type.name);
  }

  private visitObject(type: ObjectType, value: JsonValue, place: Place): Checked {
    if (!isObject(value)) throw wrongType(place.path, 'object');
    const checked: [string, Checked][] = [];
    const visited = new Set<string>();
    this.visitMembers(type, value, place, checked, visited);
    const unexpected = firstInHashTable(
      inBucketOrder(value).map(([name]) => name),
      visited,
    );
    if (unexpected !== undefined) throw new Rejected(`Parameter '${memberOf(place, unexpected).path}' is unexpected`);
    return Object.fromEntries(checked);
  }

  private visitMembers(
    type: ObjectType,
    value: JsonObject,
    place: Place,
    checked: [string, Checked][],
    visited: Set<string>,
  ): void {
    for (const member of type.members) {
      const where = memberOf(place, member.name);
      if (!Object.hasOwn(value, member.name)) {
        if (member.optional) continue;
        throw new Rejected(`Parameter '${where.path}' is missing`);
      }
      visited.add(member.name);
      checked.push([member.name, this.visit(typeNamed(this.schema, member.type), value[member.name]!, where)]);
    }
    const variant = type.variants?.find((candidate) => candidate.case === value[type.tag!]);
    if (variant === undefined) return;
    const variantType = typeNamed(this.schema, variant.type);
    if (variantType.kind === 'object') this.visitMembers(variantType, value, place, checked, visited);
  }

  private visitEnum(type: EnumType, value: JsonValue, place: Place): Checked {
    const text = this.leaves.string(value, place);
    if (type.values.some((known) => known.name === text)) return text;
    throw new Rejected(`Parameter '${place.name}' does not accept value '${text}'`);
  }

  private visitBuiltin(type: BuiltinType, value: JsonValue, place: Place): Checked {
    switch (type.name) {
      case 'any':
        return value;
      case 'str':
        return this.leaves.string(value, place);
      case 'bool':
        return this.leaves.bool(value, place);
      case 'number':
        return this.leaves.number(value, place);
      case 'null':
        if (value === null) return value;
        throw wrongType(place.path, 'null');
      default:
        return visitInteger(this.leaves, type.name, value, place);
    }
  }
}

/** Whether a value's JSON type is the one by which an alternate knows a branch. */
function startsWith(type: Type, value: JsonValue): boolean {
  const json = typeOf(value);
  switch (type.kind) {
    case 'enum':
      return json === 'string';
    case 'array':
      return json === 'array';
    case 'builtin':
      return builtinStartsWith(type, json);
    default:
      return json === 'object';
  }
}

function builtinStartsWith(type: BuiltinType, json: string): boolean {
  switch (type.name) {
    case 'str':
      return json === 'string';
    case 'bool':
      return json === 'boolean';
    case 'null':
      return json === 'null';
    default:
      return json === 'integer' || json === 'float';
  }
}
