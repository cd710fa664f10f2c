/** Lists: one thing a line with a sentence, or JSON. */
import type { Io } from './io.ts';

export interface Listed {
  readonly name: string;
  readonly sentence: string;
  /** what a person reads in place of the sentence alone */
  readonly text?: string;
  /** more members, for `--format json` */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Writes a list. */
export function writeList(items: readonly Listed[], format: 'text' | 'json', io: Pick<Io, 'out'>): void {
  if (format === 'json') {
    const objects = items.map(({ name, sentence, more }) => ({ name, ...more, sentence }));
    io.out(`${JSON.stringify(objects, null, 2)}\n`);
    return;
  }
  const width = Math.max(0, ...items.map((item) => item.name.length));
  io.out(items.map(({ name, sentence, text }) => `${name.padEnd(width)}  ${text ?? sentence}\n`).join(''));
}
