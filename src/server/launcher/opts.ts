/** The two syntaxes of QEMU's options: flat `a=b,c`, and nested `a.b=c` (keyval). Refusals in QEMU's words. */

/** What QEMU says before it gives up; the option is put in front of it. */
export class OptionRefusal extends Error {
  override readonly name = 'OptionRefusal';
}

/** Puts an option in front of what is refused about it. */
export function namingOption<T>(option: string, take: () => T): T {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof OptionRefusal)) throw error;
    throw new OptionRefusal(`${option}: ${error.message}`);
  }
}

export type Flat = Readonly<Record<string, string>>;
/** Every scalar is a text. */
export type Nested = { readonly [key: string]: string | Nested | readonly (string | Nested)[] };

/** Splits at single commas; a doubled one stands for itself. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== ',') piece += text[i];
    else if (text[i + 1] === ',') {
      piece += ',';
      i++;
    } else {
      found.push(piece);
      piece = '';
    }
  }
  if (piece !== '' || found.length === 0) found.push(piece);
  return found;
}

/** `key=value` pairs; a first piece without `=` is the value of `implied`; `key` means on, `nokey` off. */
function pairs(text: string, implied: string | undefined): [string, string][] {
  const found: [string, string][] = [];
  for (const [i, piece] of pieces(text).entries()) {
    const equals = piece.indexOf('=');
    if (equals >= 0) found.push([piece.slice(0, equals), piece.slice(equals + 1)]);
    else if (i === 0 && implied !== undefined) found.push([implied, piece]);
    else if (piece === '') continue;
    else if (piece.startsWith('no') && piece.length > 2) found.push([piece.slice(2), 'off']);
    else found.push([piece, 'on']);
  }
  return found;
}

/** Flat options; the last of several with one name counts. @param known if given, the only names there are */
export function flatOptions(text: string, implied?: string, known?: readonly string[]): Flat {
  const found: Record<string, string> = {};
  for (const [key, value] of pairs(text, implied)) {
    if (known !== undefined && key !== 'id' && !known.includes(key))
      throw new OptionRefusal(`Invalid parameter '${key}'`);
    found[key] = value;
  }
  return found;
}

/** Nested options: dots lead into objects, numbers after a dot into lists. */
export function nestedOptions(text: string, implied?: string): Nested {
  const root: Tree = {};
  for (const [key, value] of keyvalPairs(text, implied)) put(root, key.split('.'), value, key);
  return listed(root) as Nested;
}

function keyvalPairs(text: string, implied: string | undefined): [string, string][] {
  return pieces(text).map((piece, i): [string, string] => {
    const equals = piece.indexOf('=');
    if (equals > 0) return [piece.slice(0, equals), piece.slice(equals + 1)];
    if (i === 0 && implied !== undefined && equals < 0) return [implied, piece];
    if (equals === 0) throw new OptionRefusal(`Invalid parameter ''`);
    throw new OptionRefusal(`Expected '=' after parameter '${piece}'`);
  });
}

interface Tree {
  [key: string]: string | Tree;
}

function put(root: Tree, path: readonly string[], value: string, key: string): void {
  let tree = root;
  for (const [i, name] of path.entries()) {
    if (!/^(?:[a-zA-Z_][-a-zA-Z0-9_]*|\d+)$/.test(name)) throw new OptionRefusal(`Invalid parameter '${key}'`);
    const inner = Object.hasOwn(tree, name) ? tree[name] : undefined;
    if (i === path.length - 1) {
      if (typeof inner === 'object') throw new OptionRefusal(`Parameter '${key}' used inconsistently`);
      tree[name] = value;
    } else if (typeof inner === 'string')
      throw new OptionRefusal(`Parameters '${path.slice(0, i + 1).join('.')}.*' used inconsistently`);
    else {
      const next: Tree = inner ?? {};
      tree[name] = next;
      tree = next;
    }
  }
}

/** Objects whose members are numbered from 0 on are lists. */
function listed(tree: string | Tree): string | Nested | (string | Nested)[] {
  if (typeof tree === 'string') return tree;
  const names = Object.keys(tree);
  const isList = names.length > 0 && names.every((_, i) => Object.hasOwn(tree, String(i)));
  if (isList) return names.map((_, i) => listed(tree[String(i)] ?? '') as string | Nested);
  return Object.fromEntries(names.map((name) => [name, listed(tree[name] ?? '')])) as Nested;
}

/** `on`, `yes`, `true`, `y` and their opposites. */
export function onOff(options: Flat, key: string, otherwise: boolean): boolean {
  const value = options[key];
  if (value === undefined) return otherwise;
  if (['on', 'yes', 'true', 'y'].includes(value)) return true;
  if (['off', 'no', 'false', 'n'].includes(value)) return false;
  throw new OptionRefusal(`Parameter '${key}' expects 'on' or 'off'`);
}

const UNITS = 'bkmgtpe';

/** A size in bytes; without a unit it counts in `unit` bytes. */
export function sizeOption(name: string, text: string, unit = 1): number {
  const match = /^(\d+(?:\.\d+)?|0x[0-9a-fA-F]+)([bkmgtpeBKMGTPE]?)$/.exec(text);
  if (match === null)
    throw new OptionRefusal(
      `Parameter '${name}' expects a non-negative number below 2^64\nOptional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\nand exabytes, respectively.`,
    );
  const scale = match[2] === '' ? unit : 1024 ** UNITS.indexOf((match[2] ?? '').toLowerCase());
  return Math.round(Number(match[1]) * scale);
}
