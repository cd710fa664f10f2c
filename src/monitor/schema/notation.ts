/**
 * The notation of the schema's data files, and its reader.
 *
 *     command NAME oob !FEATURE (MEMBERS) -> TYPE     or a type's name in place of (MEMBERS); all parts optional
 *     event NAME (MEMBERS)
 *     object NAME(MEMBERS) by TAG { CASE: TYPE, CASE, ... }
 *     enum NAME { VALUE VALUE ... }
 *     alternate NAME { TYPE | TYPE }
 *
 *     gap { TYPE TYPE }           a command that was not built in uses these
 *     unbuilt NAME { TYPE TYPE }  a type that was not built in, and what it uses
 *
 * A member is `name: type` or, optional, `name?: type`. Anything may be followed by the versions that have it, as in
 * `@bcd`, then by its features, as in `!deprecated@b`: a is 7.2, b 10.0.2, c 10.0.13, d 11.1. Without versions a thing
 * is as old and lasts as long as what it is part of. Types that QEMU's introspection leaves anonymous are named by
 * where they are used: `Owner.member`, `Union/case`, `Alternate|branch`. A member or case called `-` was not built in.
 */
import type { VersionLetter } from '../../profile/index.ts';
import type { Command, Event, Gap, Member, NamedType, ObjectType, Schema } from './model.ts';
import { NOTHING } from './model.ts';

const NOT_BUILT = '-';
const KINDS = ['command', 'event', 'object', 'enum', 'alternate', 'gap', 'unbuilt'];
const TOKEN = /->|[\w.~/|-]+|[(){}[\]:,?!@]/g;

/**
 * Reads the schema of one version.
 * @throws on text that is not of this notation: a bug in the data
 */
export function readSchema(text: string, version: VersionLetter): Schema {
  const reader = new NotationReader(text, version);
  while (!reader.atEnd()) reader.readEntity();
  const { order, types } = reader;
  return {
    order,
    types,
    commands: new Map(order.flatMap((entity) => (entity.kind === 'command' ? [[entity.name, entity]] : []))),
    events: new Map(order.flatMap((entity) => (entity.kind === 'event' ? [[entity.name, entity]] : []))),
  };
}

class NotationReader {
  readonly order: (Command | Event | Gap)[] = [];
  readonly types = new Map<string, NamedType>([
    [NOTHING, { kind: 'object', name: NOTHING, members: [], features: [] }],
  ]);
  private readonly tokens: readonly string[];
  private readonly version: VersionLetter;
  private at = 0;

  constructor(text: string, version: VersionLetter) {
    this.tokens = text.match(TOKEN) ?? [];
    this.version = version;
  }

  atEnd(): boolean {
    return this.at === this.tokens.length;
  }

  readEntity(): void {
    const kind = this.next();
    if (kind === 'gap') {
      this.gap();
      return;
    }
    const name = this.next();
    const present = this.present();
    if (kind === 'command') this.command(name, present);
    else if (kind === 'event') this.event(name, present);
    else if (kind === 'object' || kind === 'enum' || kind === 'alternate' || kind === 'unbuilt')
      this.type(kind, name, present);
    else throw new Error(`schema: '${kind}' is no kind of entity`);
  }

  private gap(): void {
    const present = this.present();
    const uses = this.names();
    if (present) this.order.push({ kind: 'gap', uses });
  }

  private command(name: string, present: boolean): void {
    const oob = this.take('oob');
    const features = this.features();
    const args = this.argumentType(name, present);
    const returns = this.take('->') ? this.typeName() : NOTHING;
    if (present) this.order.push({ kind: 'command', name, arguments: args, returns, oob, features });
  }

  private event(name: string, present: boolean): void {
    const features = this.features();
    const data = this.argumentType(name, present);
    if (present) this.order.push({ kind: 'event', name, data, features });
  }

  /** The named type of a command's arguments; an anonymous one is called `COMMAND()`. */
  private argumentType(owner: string, present: boolean): string {
    if (this.peek() === '(') {
      const name = `${owner}()`;
      const members = this.members();
      if (present) this.types.set(name, { kind: 'object', name, features: [], ...members });
      return name;
    }
    const isOver = this.atEnd() || this.peek() === '->' || KINDS.includes(this.peek());
    return isOver ? NOTHING : this.typeName();
  }

  private type(kind: NamedType['kind'], name: string, present: boolean): void {
    const features = this.features();
    const type = this.typeBody(kind, name, features);
    if (present) this.types.set(name, type);
  }

  private typeBody(kind: NamedType['kind'], name: string, features: readonly string[]): NamedType {
    if (kind === 'enum') return { kind, name, features, values: this.enumValues() };
    if (kind === 'alternate') return { kind, name, features, branches: this.branches() };
    if (kind === 'unbuilt') return { kind, name, uses: this.names() };
    const object: ObjectType = { kind, name, features, ...this.members() };
    return this.take('by') ? this.union(object) : object;
  }

  private union(object: ObjectType): ObjectType {
    const tag = this.next();
    const variants: { case: string; type: string }[] = [];
    const unbuilt = [...(object.unbuilt ?? [])];
    this.expect('{');
    while (!this.take('}')) {
      const name = this.next();
      const type = this.take(':') ? this.typeName() : NOTHING;
      if (this.present()) {
        if (name === NOT_BUILT) unbuilt.push({ before: object.members.length + variants.length, type });
        else variants.push({ case: name, type });
      }
      this.take(',');
    }
    return { ...object, tag, variants, unbuilt };
  }

  private members(): Pick<ObjectType, 'members' | 'unbuilt'> {
    const members: Member[] = [];
    const unbuilt: { before: number; type: string }[] = [];
    this.expect('(');
    while (!this.take(')')) {
      const name = this.next();
      const optional = this.take('?');
      this.expect(':');
      const type = this.typeName();
      const present = this.present();
      const features = this.features();
      if (present && name === NOT_BUILT) unbuilt.push({ before: members.length, type });
      else if (present) members.push({ name, type, optional, features });
      this.take(',');
    }
    return { members, unbuilt };
  }

  private names(): readonly string[] {
    const names: string[] = [];
    this.expect('{');
    while (!this.take('}')) {
      const name = this.typeName();
      if (this.present()) names.push(name);
    }
    return names;
  }

  private enumValues(): readonly { readonly name: string; readonly features: readonly string[] }[] {
    const values: { name: string; features: readonly string[] }[] = [];
    this.expect('{');
    while (!this.take('}')) {
      const name = this.next();
      const present = this.present();
      const features = this.features();
      if (present) values.push({ name, features });
    }
    return values;
  }

  private branches(): readonly string[] {
    const branches: string[] = [];
    this.expect('{');
    while (!this.take('}')) {
      const type = this.typeName();
      if (this.present()) branches.push(type);
      this.take('|');
    }
    return branches;
  }

  private typeName(): string {
    if (!this.take('[')) return this.next();
    const element = this.typeName();
    this.expect(']');
    return `[${element}]`;
  }

  private features(): readonly string[] {
    const features: string[] = [];
    while (this.take('!')) {
      const feature = this.next();
      if (this.present()) features.push(feature);
    }
    return features;
  }

  /** Reads the versions, if any are given. */
  private present(): boolean {
    return !this.take('@') || this.next().includes(this.version);
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error('schema: the text ends too soon');
    return token;
  }

  private take(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    const found = this.next();
    if (found !== token) throw new Error(`schema: expected '${token}', found '${found}'`);
  }
}
