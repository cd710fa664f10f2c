/** How recorded data is written: `NAME@VERSIONS: ITEM ITEM...`, going on in lines that begin with a space. */
import type { SchemaName } from './index.ts';
import type { VersionLetter } from './notation.ts';

/** The letters of the versions in recorded data. */
export const LETTERS: { readonly [name in SchemaName]: VersionLetter } = {
  '7.2': 'a',
  '10.0': 'b',
  '10.0.13': 'c',
  '11.1': 'd',
};

export interface DataEntry {
  readonly name: string;
  /** `abcd` if the line does not say */
  readonly versions: string;
  readonly items: readonly string[];
}

/** The entries of a text, their items taken apart at white space or at `separator`. */
export function entriesOf(text: string, separator: string | RegExp = /\s+/): DataEntry[] {
  return text
    .trim()
    .split(/\n(?! )/)
    .map((entry) => {
      const colon = entry.indexOf(':');
      const [name = '', versions = 'abcd'] = entry.slice(0, colon).split('@');
      const items = entry
        .slice(colon + 1)
        .replaceAll(/\s+/g, ' ')
        .trim()
        .split(separator);
      return { name, versions, items: items.map((item) => item.trim()).filter((item) => item !== '') };
    });
}
