/** Lists: one thing a line with a sentence, or JSON. */
import { writeSync } from 'node:fs';

export interface Listed {
  readonly name: string;
  readonly sentence: string;
  /** what a person reads in place of the sentence alone */
  readonly text?: string;
  /** more members, for `--format json` */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The list as text for a person, or as JSON. */
export function listText(items: readonly Listed[], format: 'text' | 'json'): string {
  if (format === 'json') {
    const objects = items.map(({ name, sentence, more }) => ({ name, ...more, sentence }));
    return `${JSON.stringify(objects, null, 2)}\n`;
  }
  const width = Math.max(0, ...items.map((item) => item.name.length));
  return items.map(({ name, sentence, text }) => `${name.padEnd(width)}  ${text ?? sentence}\n`).join('');
}

export const writeList = (items: readonly Listed[], format: 'text' | 'json'): void =>
  writeText(listText(items, format));

/** Writes to the standard output without loading what node needs for streams: a third of the time a list takes. */
export function writeText(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Whoever reads has seen enough.
      if (code === 'EPIPE') return;
      if (code === 'EAGAIN') continue;
      writeSync(2, `blocksim: the output cannot be written (${code})\n`);
      process.exit(2);
    }
  }
}
