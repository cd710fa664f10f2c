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

/** The text of a file, or of the standard input for `-`. */
export function readInput(file: string): Loaded<string> {
  try {
    if (file !== '-' && statSync(file).isDirectory()) return { refusal: `${file}: ${WHY.EISDIR}` };
    const bytes = readAll(file);
    if (bytes === undefined)
      return { refusal: `${file}: the file has more than ${MOST_BYTES / 1024 / 1024} MiB, expected less` };
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
