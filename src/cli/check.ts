/** `blocksim check`: judges recorded QMP traffic. */
import { isLibvirtLog, readLibvirtLog } from '../explore/libvirt-log.ts';
import { properties as allProperties } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { LineRefusal, RecordedCheck, type RecordedMessage, readRecordedLine } from '../explore/recorded.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Loaded, readInput } from '../server/read-input.ts';
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
    const traffic = readTraffic(file);
    if (traffic.refusal !== undefined) {
      io.err(`blocksim: ${traffic.refusal}\n`);
      return BAD_INPUT;
    }
    const several = traffic.value.length > 1;
    return worst(
      traffic.value.map(({ monitor, messages }) => {
        const verdicts = judge(chosen, messages);
        const of = monitor === undefined ? {} : { monitor };
        if (options.format === 'json') io.out(`${JSON.stringify({ file, ...of, properties: verdicts })}\n`);
        else io.out(textOf(file, several ? ` (monitor ${monitor})` : '', verdicts));
        return verdicts.some(({ verdict }) => verdict === 'violated') ? VIOLATED : FINE;
      }),
    );
  });
  return worst(codes);
}

function judge(chosen: readonly Property[], messages: readonly RecordedMessage[]): readonly Verdict[] {
  const check = new RecordedCheck(chosen);
  for (const message of messages) check.hear(message);
  const broken = check.end();
  return chosen.map(({ name }): Verdict => {
    const found = broken.find((violation) => violation.property === name);
    return found === undefined
      ? { name, verdict: 'holds' }
      : { name, verdict: 'violated', line: found.line, sentence: found.sentence };
  });
}

const textOf = (file: string, whose: string, verdicts: readonly Verdict[]): string =>
  verdicts
    .map(({ name, verdict, line, sentence }) =>
      verdict === 'holds'
        ? `${file}: ${name} holds${whose}\n`
        : `${file}:${line}: ${name} is violated${whose}: ${sentence}\n`,
    )
    .join('');

/** What one machine's clients sent and got. */
interface Traffic {
  /** which of the machines of a log; absent: there is only one */
  readonly monitor?: string;
  readonly messages: readonly RecordedMessage[];
}

function readTraffic(file: string): Loaded<readonly Traffic[]> {
  const read = readInput(file);
  if (read.refusal !== undefined) return read;
  if (isLibvirtLog(read.value)) return readLog(file, read.value);
  const messages = readMessages(file, read.value);
  return messages.refusal === undefined ? { value: [{ messages: messages.value }] } : messages;
}

/** A client that was greeted before the log begins: nobody knows what it had been told. */
const MISSED = { line: 0, client: '', received: { QMP: {} } };

function readLog(file: string, text: string): Loaded<readonly Traffic[]> {
  try {
    const monitors = readLibvirtLog(text);
    if (monitors.length === 0) return { refusal: `${file}: no line of this log holds a QMP message` };
    return {
      value: monitors.map(({ monitor, complete, messages }) => ({
        monitor,
        messages: complete ? messages : [MISSED, ...messages],
      })),
    };
  } catch (error) {
    if (error instanceof LineRefusal) return { refusal: `${file}:${error.message}` };
    throw error;
  }
}

/** The QMP messages of a transcript, or of a file of bare messages. */
function readMessages(file: string, text: string): Loaded<readonly RecordedMessage[]> {
  const messages: RecordedMessage[] = [];
  for (const [i, line] of text.split('\n').entries()) {
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
