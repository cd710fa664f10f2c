/** `blocksim check`: judges recorded QMP traffic. */
import { properties as allProperties } from '../explore/properties/index.ts';
import { LineRefusal, RecordedCheck, type RecordedMessage, readRecordedLine } from '../explore/recorded.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Loaded, readInput } from './input.ts';
import { BAD_INPUT, FINE, type Io, VIOLATED, worst } from './io.ts';

export interface CheckOptions {
  readonly format?: 'text' | 'json';
  readonly property?: readonly string[];
}

interface Verdict {
  readonly name: string;
  readonly verdict: 'holds' | 'violated';
  readonly line?: number;
  readonly sentence?: string;
}

/** Checks each file; a bad one does not stop the others. @returns the exit code */
export function checkFiles(files: readonly string[], options: CheckOptions, io: Io): number {
  const observable = allProperties.filter((property) => property.observable);
  const names = options.property ?? [];
  const unknown = names.find((name) => name !== 'all' && !observable.some((property) => property.name === name));
  if (unknown !== undefined) {
    const known = observable.map((property) => property.name);
    io.err(`blocksim: --property: '${unknown}' cannot be told from traffic, ${suggest(unknown, known)}\n`);
    return BAD_INPUT;
  }
  const all = names.length === 0 || names.includes('all');
  const chosen = all ? observable : observable.filter((property) => names.includes(property.name));
  const codes = files.map((file) => {
    const messages = readMessages(file);
    if (messages.refusal !== undefined) {
      io.err(`blocksim: ${messages.refusal}\n`);
      return BAD_INPUT;
    }
    const check = new RecordedCheck(chosen);
    for (const message of messages.value) check.hear(message);
    const broken = check.end();
    const verdicts = chosen.map(({ name }): Verdict => {
      const found = broken.find((violation) => violation.property === name);
      return found === undefined
        ? { name, verdict: 'holds' }
        : { name, verdict: 'violated', line: found.line, sentence: found.sentence };
    });
    io.out(options.format === 'json' ? `${JSON.stringify({ file, properties: verdicts })}\n` : textOf(file, verdicts));
    return broken.length > 0 ? VIOLATED : FINE;
  });
  return worst(codes);
}

const textOf = (file: string, verdicts: readonly Verdict[]): string =>
  verdicts
    .map(({ name, verdict, line, sentence }) =>
      verdict === 'holds' ? `${file}: ${name} holds\n` : `${file}:${line}: ${name} is violated: ${sentence}\n`,
    )
    .join('');

/** The QMP messages of a transcript, or of a file of bare messages. */
function readMessages(file: string): Loaded<readonly RecordedMessage[]> {
  const read = readInput(file);
  if (read.refusal !== undefined) return read;
  const messages: RecordedMessage[] = [];
  for (const [i, line] of read.value.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const message = readRecordedLine(line, i + 1);
      if (message !== undefined) messages.push(message);
    } catch (error) {
      if (error instanceof LineRefusal) return { refusal: `${file}:${i + 1}: ${error.message}` };
      throw error;
    }
  }
  if (messages.length > 0) return { value: messages };
  return { refusal: `${file}: there is no QMP message in it, expected a transcript or QMP messages one a line` };
}
