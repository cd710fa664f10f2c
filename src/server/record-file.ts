/** The files that a server writes. */
import { closeSync, createWriteStream, openSync, rmSync, statSync, type WriteStream, writeFileSync } from 'node:fs';
import { ServeRefusal } from './address.ts';

/** Finds out whether files can be written, and leaves everything as it was. @throws ServeRefusal */
export function tryFiles(paths: readonly string[]): void {
  for (const path of paths)
    writing(path, () => {
      const there = statSync(path, { throwIfNoEntry: false });
      // A pipe would tell its reader that this was all.
      if (there?.isFIFO() === true) return;
      closeSync(openSync(path, 'a'));
      if (there === undefined) rmSync(path);
    });
}

/** @throws ServeRefusal */
export const writeText = (path: string, text: string): void => writing(path, () => writeFileSync(path, text));

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw unwritten(path, error as NodeJS.ErrnoException);
  }
}

const unwritten = (path: string, { code }: NodeJS.ErrnoException): ServeRefusal =>
  new ServeRefusal(`${path}: the file cannot be written (${code})`);

/** A file that gets the transcript while it grows. */
export class RecordFile {
  private readonly stream: WriteStream;
  private written = 0;
  private failure: ServeRefusal | undefined;

  /** @throws ServeRefusal */
  constructor(path: string) {
    this.stream = createWriteStream(path, { fd: writing(path, () => openSync(path, 'w')) });
    this.stream.on('error', (error) => {
      this.failure ??= unwritten(path, error);
    });
  }

  /** @param lines all there are */
  grow(lines: readonly string[]): void {
    if (lines.length === this.written) return;
    this.stream.write(`${lines.slice(this.written).join('\n')}\n`);
    this.written = lines.length;
  }

  /** @param done called when everything is in the file, or with why it is not */
  end(done: (failure?: ServeRefusal) => void): void {
    if (this.stream.closed) done(this.failure);
    else this.stream.once('close', () => done(this.failure)).end();
  }
}
