/** The commands of the `qemu-io` tool that are simulated, and how their words are read. */

export type ToolCommand =
  | {
      readonly kind: 'io';
      readonly op: 'read' | 'write' | 'write-zeroes' | 'discard' | 'flush';
      /** bytes */
      readonly offset: number;
      readonly bytes: number;
      /** the byte that is written */
      readonly pattern: number;
      readonly fua: boolean;
      readonly unmap: boolean;
      /** the line's end waits for the request's */
      readonly waits: boolean;
    }
  | { readonly kind: 'break'; readonly event: string; readonly tag: string }
  | { readonly kind: 'resume' | 'wait_break' | 'remove_break'; readonly tag: string }
  | { readonly kind: 'sleep'; readonly milliseconds: number };

const DEFAULT_PATTERN = 0xcd;
const UNITS = 'BKMGTPE';

/** A number with a unit; undefined if it is none. */
function size(text: string | undefined): number | undefined {
  const match = /^(0x[0-9a-f]+|\d+(?:\.\d+)?)([bkmgtpe]?)$/i.exec(text ?? '');
  if (match === null) return undefined;
  const unit = match[2] === undefined || match[2] === '' ? 'B' : match[2].toUpperCase();
  return Math.floor(Number(match[1]) * 1024 ** UNITS.indexOf(unit));
}

/** What the tool is to do; undefined for what it would only complain of, or print. */
export function readToolCommand(text: string): ToolCommand | undefined {
  const [name = '', ...words] = text.split(/[ \t]+/).filter((word) => word !== '');
  if (name === 'break')
    return words.length === 2 ? { kind: name, event: words[0] ?? '', tag: words[1] ?? '' } : undefined;
  if (name === 'resume' || name === 'wait_break' || name === 'remove_break')
    return words.length === 1 ? { kind: name, tag: words[0] ?? '' } : undefined;
  if (name === 'sleep') {
    const milliseconds = size(words[0]);
    return milliseconds === undefined || words.length !== 1 ? undefined : { kind: name, milliseconds };
  }
  return readIo(name, words);
}

const IO: Readonly<Record<string, { readonly op: 'read' | 'write' | 'discard' | 'flush'; readonly waits: boolean }>> = {
  read: { op: 'read', waits: true },
  r: { op: 'read', waits: true },
  readv: { op: 'read', waits: true },
  aio_read: { op: 'read', waits: false },
  write: { op: 'write', waits: true },
  w: { op: 'write', waits: true },
  writev: { op: 'write', waits: true },
  aio_write: { op: 'write', waits: false },
  discard: { op: 'discard', waits: true },
  flush: { op: 'flush', waits: true },
  f: { op: 'flush', waits: true },
  aio_flush: { op: 'flush', waits: true },
};

/** Flags that take a word: a pattern, an offset and a length in it. */
const WITH_VALUE = new Set(['P', 's', 'l']);

function readIo(name: string, words: readonly string[]): ToolCommand | undefined {
  const io = IO[name];
  if (io === undefined) return undefined;
  const read = readFlags(words);
  const patternValue = read.flags.get('P') === undefined ? DEFAULT_PATTERN : Number(read.flags.get('P'));
  if (!(patternValue >= 0 && patternValue <= 0xff)) return undefined;
  const zeroes = io.op === 'write' && read.flags.has('z');
  const common = {
    kind: 'io',
    op: zeroes ? 'write-zeroes' : io.op,
    pattern: patternValue,
    fua: read.flags.has('f'),
    unmap: read.flags.has('u') || io.op === 'discard',
    waits: io.waits,
  } as const;
  if (io.op === 'flush') return { ...common, offset: 0, bytes: 0 };
  const offset = size(read.rest[0]);
  const lengths = read.rest.slice(1).map(size);
  if (offset === undefined || lengths.length === 0 || lengths.includes(undefined)) return undefined;
  if (lengths.length > 1 && !name.endsWith('v') && !name.startsWith('aio')) return undefined;
  return { ...common, offset, bytes: lengths.reduce<number>((sum, length) => sum + (length ?? 0), 0) };
}

function readFlags(words: readonly string[]): { readonly flags: ReadonlyMap<string, string>; readonly rest: string[] } {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-') || rest.length > 0) {
      rest.push(word);
      continue;
    }
    for (const [at, letter] of [...word.slice(1)].entries()) {
      if (!WITH_VALUE.has(letter)) flags.set(letter, '');
      else {
        const own = word.slice(at + 2);
        flags.set(letter, own === '' ? (words[++i] ?? '') : own);
        break;
      }
    }
  }
  return { flags, rest };
}
