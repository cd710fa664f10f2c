/** Option lists as the human monitor and command lines write them: `first,key=value,a.b=c`. */

export type OptionTree = { readonly [key: string]: string | OptionTree };

/** Splits at commas; two of them are one in a value. */
function items(text: string): string[] {
  return text
    .replaceAll(',,', '\0')
    .split(',')
    .map((item) => item.replaceAll('\0', ','))
    .filter((item) => item !== '');
}

/** A flat list. @param first the key of an item without `=` at the start; elsewhere it is switched on */
export function readOptions(text: string, first: string): Record<string, string> {
  const options: Record<string, string> = {};
  items(text).forEach((item, i) => {
    const equals = item.indexOf('=');
    if (equals >= 0) options[item.slice(0, equals)] = item.slice(equals + 1);
    else if (i === 0) options[first] = item;
    else if (item.startsWith('no')) options[item.slice(2)] = 'off';
    else options[item] = 'on';
  });
  return options;
}

/** Dots in keys make nested objects. */
export function nested(options: Readonly<Record<string, string>>): OptionTree {
  const tree: Record<string, string | OptionTree> = {};
  for (const [key, value] of Object.entries(options)) {
    const path = key.split('.');
    let at = tree;
    for (const part of path.slice(0, -1)) {
      const below = at[part];
      const next = typeof below === 'object' ? { ...below } : {};
      at[part] = next;
      at = next;
    }
    at[path.at(-1) ?? ''] = value;
  }
  return tree;
}
