/** Files that a person names: read whole, or refused in one sentence. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';

export type Loaded<T> =
  | { readonly value: T; readonly refusal?: never }
  | { readonly refusal: string; readonly value?: never };

const MOST_BYTES = 256 * 1024 * 1024;

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  EISDIR: 'this is a folder, expected a file',
};

/** What files are that are not text, by their first bytes. */
const FORMS: readonly (readonly [start: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'compressed with gzip, expected text; `zcat FILE | blocksim ... -` reads it'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'compressed with xz, expected text; `xzcat FILE | blocksim ... -` reads it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd, expected text; `zstdcat FILE | blocksim ... -` reads it'],
  [[0x42, 0x5a, 0x68], 'compressed with bzip2, expected text; `bzcat FILE | blocksim ... -` reads it'],
  [[0xff, 0xfe], 'UTF-16, expected UTF-8; `iconv -f UTF-16 -t UTF-8 FILE | blocksim ... -` reads it'],
  [[0xfe, 0xff], 'UTF-16, expected UTF-8; `iconv -f UTF-16 -t UTF-8 FILE | blocksim ... -` reads it'],
];

/** The text of a file, or of the standard input for `-`. */
export function readInput(file: string): Loaded<string> {
  if (file === '') return { refusal: "expected a file's name, found nothing" };
  try {
    if (file !== '-' && statSync(file).isDirectory()) return { refusal: `${file}: ${WHY.EISDIR}` };
    const bytes = readAll(file);
    if (bytes === undefined)
      return { refusal: `${file}: the file has more than ${MOST_BYTES / 1024 / 1024} MiB, expected less` };
    const form = FORMS.find(([start]) => bytes.subarray(0, start.length).equals(Buffer.from(start)));
    if (form !== undefined) return { refusal: `${file}: this is ${form[1]}` };
    return { value: new TextDecoder().decode(bytes) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { refusal: `${file}: ${WHY[code ?? ''] ?? `cannot be read (${message})`}` };
  }
}

/** Piece by piece, because a file may be a pipe or have no end. */
function readAll(file: string): Buffer | undefined {
  const descriptor = file === '-' ? 0 : openSync(file, 'r');
  const pieces: Buffer[] = [];
  let total = 0;
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(1024 * 1024);
      const length = readSync(descriptor, piece, 0, piece.length, null);
      if (length === 0) return Buffer.concat(pieces);
      total += length;
      if (total > MOST_BYTES) return undefined;
      pieces.push(piece.subarray(0, length));
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}
