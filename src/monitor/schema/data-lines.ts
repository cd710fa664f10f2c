/** How recorded data is written: `NAME@VERSIONS: ITEM ITEM...`, going on in lines that begin with a space. */

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
