/** Reading the arguments of a human monitor's line: words, sizes, integers, flags (4.6). */

/**
 * What one argument is: `B` names a block device, `s` is any word, `o` a size in MiB unless it says otherwise, `l` an
 * integer; `-x` is a flag. `optional` ones may be missing at the end.
 */
export interface Parameter {
  readonly name: string;
  readonly type: 'B' | 's' | 'o' | 'l' | `-${string}`;
  readonly optional?: boolean;
  /** text that may be missing or empty: option lists */
  readonly mayBeEmpty?: boolean;
}

export type Values = Readonly<Record<string, string | number | boolean>>;
export type Read = { readonly values: Values } | { readonly refusal: string };

/** `device:B,size:o`, `force:-f,device:B`, `speed:o?`, `opts:s*` (may be empty). */
export function parameters(text: string): readonly Parameter[] {
  return text
    .split(',')
    .filter((item) => item !== '')
    .map((item) => {
      const [name = '', type = ''] = item.split(':');
      const bare = type.replace(/[?*]$/, '') as Parameter['type'];
      return { name, type: bare, optional: type.endsWith('?'), mayBeEmpty: type.endsWith('*') };
    });
}

/** A place in the line. */
interface Cursor {
  readonly text: string;
  at: number;
}

class Refused extends Error {}

function skipSpaces(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\', "'": "'", '"': '"' };

/** A word, or what stands between double quotes; undefined if there is none or it is broken. */
function readWord(cursor: Cursor): string | undefined {
  skipSpaces(cursor);
  const { text } = cursor;
  if (cursor.at >= text.length) return undefined;
  if (text[cursor.at] !== '"') {
    const word = /^\S+/.exec(text.slice(cursor.at))?.[0] ?? '';
    cursor.at += word.length;
    return word;
  }
  let word = '';
  for (cursor.at++; text[cursor.at] !== '"'; cursor.at++) {
    const char = text[cursor.at];
    if (char === undefined) return undefined;
    if (char !== '\\') word += char;
    else {
      cursor.at++;
      const meant = ESCAPES[text[cursor.at] ?? ''];
      if (meant === undefined) return undefined;
      word += meant;
    }
  }
  cursor.at++;
  return word;
}

const UNITS = 'BKMGTPE';

/** A size; a bare number counts MiB. */
function readSize(cursor: Cursor): number {
  skipSpaces(cursor);
  const match = /^(\d+(?:\.\d+)?)([bkmgtpe]?)/i.exec(cursor.text.slice(cursor.at));
  if (match === null) throw new Refused('invalid size\n');
  cursor.at += match[0].length;
  const unit = match[2] === '' ? 'M' : (match[2] ?? 'M').toUpperCase();
  const bytes = Number(match[1]) * 1024 ** UNITS.indexOf(unit);
  // What follows must be the end of a word.
  if (/\S/.test(cursor.text[cursor.at] ?? '')) throw new Refused('');
  return Math.floor(bytes);
}

function readInteger(cursor: Cursor): number {
  skipSpaces(cursor);
  const rest = cursor.text.slice(cursor.at);
  if (rest === '') throw new Refused('unexpected end of expression\n');
  const match = /^[-+]?(0x[0-9a-f]+|\d+)/i.exec(rest);
  if (match === null) throw new Refused(`invalid char '${rest[0]}' in expression\n`);
  cursor.at += match[0].length;
  const negative = match[0].startsWith('-');
  return negative ? -Number(match[0].slice(1)) : Number(match[0]);
}

/** A flag is there or not; a letter that is neither this flag's nor a later one's is a mistake. */
function readFlag(cursor: Cursor, name: string, letters: string): boolean {
  skipSpaces(cursor);
  if (cursor.text[cursor.at] !== '-') return false;
  const letter = cursor.text[cursor.at + 1] ?? '';
  if (letter !== '' && letters.startsWith(letter)) {
    cursor.at += 2;
    return true;
  }
  if (letter !== '' && letters.includes(letter)) return false;
  // The end of the line ends the sentence too.
  throw new Refused(`${name}: unsupported option -${letter}${letter === '' ? '' : '\n'}`);
}

function readOne(cursor: Cursor, command: string, parameter: Parameter, flags: string): string | number | boolean {
  switch (parameter.type) {
    case 'o':
      return readSize(cursor);
    case 'l':
      return readInteger(cursor);
    case 'B':
    case 's': {
      const word = readWord(cursor);
      if (word !== undefined) return word;
      if (parameter.mayBeEmpty === true) return '';
      throw new Refused(`${command}: ${parameter.type === 'B' ? 'block device name' : 'string'} expected\n`);
    }
    default:
      return readFlag(cursor, command, flags);
  }
}

/** The letters of the flags among parameters, in order. */
const flagsFrom = (wanted: readonly Parameter[]): string =>
  wanted.map(({ type }) => (type.startsWith('-') ? type.slice(1) : '')).join('');

/**
 * Reads what a command takes. @param command the command's names, as its complaints give them
 * @returns the values, or the complaint without the hint that follows it
 */
export function readArguments(text: string, command: string, wanted: readonly Parameter[]): Read {
  const cursor: Cursor = { text, at: 0 };
  const values: Record<string, string | number | boolean> = {};
  try {
    for (const [i, parameter] of wanted.entries()) {
      skipSpaces(cursor);
      if (parameter.optional === true && cursor.at >= text.length) continue;
      const value = readOne(cursor, command, parameter, flagsFrom(wanted.slice(i)));
      if (value !== false) values[parameter.name] = value;
    }
    skipSpaces(cursor);
    if (cursor.at < text.length) throw new Refused('');
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    return { refusal: problem.message || `${command}: extraneous characters at the end of line\n` };
  }
  return { values };
}
