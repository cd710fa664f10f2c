/** The files that a server writes. */
import { closeSync, createWriteStream, openSync, rmSync, statSync, type WriteStream } from 'node:fs';
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

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw new ServeRefusal(`${path}: the file cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** A file that gets the transcript while it grows. */
export class RecordFile {
  private readonly stream: WriteStream;
  private written = 0;

  /** @throws ServeRefusal */
  constructor(path: string) {
    this.stream = createWriteStream(path, { fd: writing(path, () => openSync(path, 'w')) });
    this.stream.on('error', () => {});
  }

  /** @param lines all there are */
  grow(lines: readonly string[]): void {
    if (lines.length === this.written) return;
    this.stream.write(`${lines.slice(this.written).join('\n')}\n`);
    this.written = lines.length;
  }

  /** @param done called when everything is in the file */
  end(done: () => void): void {
    this.stream.end(done);
  }
}
