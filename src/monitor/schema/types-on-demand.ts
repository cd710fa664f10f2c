/** Types whose text is read when they are first asked for: a session needs a few of the seven hundred. */
import type { VersionLetter } from '../../profile/index.ts';
import type { NamedType, Types } from './model.ts';
import { readSchema } from './notation.ts';

/** The first line of a type. */
const BEGINS = /^\w+ ([\w.~/|-]+)/;

export class TypesOnDemand implements Types {
  private readonly version: VersionLetter;
  private readonly known: Map<string, NamedType>;
  /** what is still to be read, by name; versions may have a text each */
  private readonly texts = new Map<string, string>();

  /** @param known types that need not be read */
  constructor(known: Types, text: string, version: VersionLetter) {
    this.version = version;
    this.known = new Map(known);
    for (const entity of text.trim().split(/\n(?=\w)/)) {
      const name = BEGINS.exec(entity)?.[1];
      if (name === undefined) throw new Error(`schema: no type begins with '${entity.slice(0, 40)}'`);
      this.texts.set(name, `${this.texts.get(name) ?? ''}${entity}\n`);
    }
  }

  get(name: string): NamedType | undefined {
    const text = this.texts.get(name);
    if (text !== undefined) {
      this.texts.delete(name);
      for (const [read, type] of readSchema(text, this.version).types) this.known.set(read, type);
    }
    return this.known.get(name);
  }

  *[Symbol.iterator](): Iterator<[string, NamedType]> {
    for (const name of [...this.texts.keys()]) this.get(name);
    yield* this.known;
  }
}
