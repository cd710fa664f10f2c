/** Writing result files, so that nobody ever sees half of one. */
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** A result that cannot be written; the sentence names the place. */
export class WriteRefusal extends Error {}

/** Writes a file beside its place and moves it there; folders are made as needed. @throws WriteRefusal */
export function writeWhole(path: string, text: string): void {
  const folder = dirname(path);
  makeFolder(folder);
  const beside = join(folder, `.${basename(path)}.${process.pid}`);
  try {
    writeFileSync(beside, text);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new WriteRefusal(`${path}: cannot be written (${(error as Error).message})`);
  }
}

/** Finds out whether files can be written to a folder, and leaves everything as it was. @throws WriteRefusal */
export function tryFolder(folder: string): void {
  if (folder === '') throw new WriteRefusal('--out: expected a folder, found nothing');
  const made: string[] = [];
  try {
    makeFolder(folder, made);
    tryFile(join(folder, `.blocksim.${process.pid}`), folder);
  } finally {
    for (const each of made.reverse()) removeIfEmpty(each);
  }
}

function tryFile(probe: string, folder: string): void {
  try {
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new WriteRefusal(`${folder}: files cannot be written here (${(error as Error).message})`);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has put something there.
  }
}

/**
 * Level by level: node's own recursive way never comes back where nothing can be made, in /proc for one.
 * @param made to which the folders are added that were not there
 */
function makeFolder(folder: string, made: string[] = []): void {
  if (!existsSync(folder)) {
    makeFolder(dirname(folder), made);
    try {
      mkdirSync(folder);
      made.push(folder);
    } catch (error) {
      throw new WriteRefusal(`${folder}: the folder cannot be made (${(error as Error).message})`);
    }
  } else if (!statSync(folder).isDirectory()) throw new WriteRefusal(`${folder}: this is a file, expected a folder`);
}

/** A scenario's name as the name of a file: what no file system likes becomes `_`. */
export function fileName(name: string): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}_.@+ -]/gu, '_').slice(0, 200);
  return /^\.*$/.test(safe) ? `_${safe}` : safe;
}
