/** Writing result files, so that nobody ever sees half of one. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Writes a file beside its place and moves it there; folders are made as needed. Throws what the file system says. */
export function writeWhole(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const beside = join(folder, `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** A scenario's name as the name of a file: what no file system likes becomes `_`. */
export function fileName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}_.@+ -]/gu, '_').slice(0, 200);
  return /^\.*$/.test(safe) ? `_${safe}` : safe;
}
