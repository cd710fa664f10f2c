/** `blocksim check`: judges recorded QMP traffic. */
import { properties as allProperties } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { LineRefusal, RecordedCheck } from '../explore/recorded.ts';
import { readTraffic, type Traffic, type TrafficLog } from '../explore/traffic.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Loaded, readInput } from '../server/read-input.ts';
import { BAD_INPUT, BOUND, FINE, type Io, VIOLATED, worst } from './io.ts';

export interface CheckOptions {
  readonly format?: 'text' | 'json';
  readonly property?: readonly string[];
}

interface Found {
  readonly line: number;
  readonly sentence: string;
}

interface Verdict {
  readonly name: string;
  readonly verdict: 'holds' | 'violated' | 'undecided';
  /** where it is violated first, and why; or where it is left open */
  readonly line?: number;
  readonly sentence?: string;
  /** where it is violated */
  readonly violations?: readonly Found[];
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
  return worst(files.map((file) => checkFile(file, chosen, options, io)));
}

function checkFile(file: string, chosen: readonly Property[], options: CheckOptions, io: Io): number {
  const log = readLog(file);
  if (log.refusal !== undefined) {
    io.err(`blocksim: ${log.refusal}\n`);
    return BAD_INPUT;
  }
  const { machines, cut, notes } = log.value;
  const names = machines.map(({ source }) => nameOf(source));
  for (const note of notes) io.err(`blocksim: ${file}:${note}\n`);
  return worst(
    machines.map((traffic) => {
      const verdicts = judge(chosen, traffic, cut);
      if (options.format === 'json') io.out(`${JSON.stringify({ file, ...traffic.source, properties: verdicts })}\n`);
      else io.out(verdicts.map((verdict) => textOf(file, whose(traffic, names), verdict)).join(''));
      if (
        verdicts.some(({ name, violations }) => name === GUESSES && violations !== undefined) &&
        !asksAnything(traffic)
      )
        io.err(`blocksim: ${file}: no request is in it, so a STOP that somebody asked for looks like an I/O error's\n`);
      return worst(verdicts.map(({ verdict }) => CODES[verdict]));
    }),
  );
}

const CODES = { holds: FINE, violated: VIOLATED, undecided: BOUND } as const;

/** The property that has to know what a STOP was for. */
const GUESSES = 'stop-has-io-error';
const asksAnything = ({ messages }: Traffic): boolean => messages.some(({ sent }) => sent !== undefined);

function judge(chosen: readonly Property[], { messages, late }: Traffic, cut: boolean): readonly Verdict[] {
  const check = new RecordedCheck(chosen, { late });
  for (const message of messages) check.hear(message);
  const open = cut ? check.unfulfilled() : [];
  const broken = check.end().filter((violation) => !open.some(({ property }) => property === violation.property));
  return chosen.map(({ name }): Verdict => {
    const violations = broken
      .filter(({ property }) => property === name)
      .map(({ line, sentence }) => ({ line, sentence }));
    if (violations.length > 0) return { name, verdict: 'violated', ...violations[0], violations };
    const left = open.find(({ property }) => property === name);
    if (left !== undefined) return { name, verdict: 'undecided', line: left.line, sentence: left.sentence };
    return { name, verdict: 'holds' };
  });
}

/** Which of several machines; libvirt may use a monitor's address twice. */
function whose({ source, messages }: Traffic, names: readonly string[]): string {
  if (names.length === 1) return '';
  const name = nameOf(source);
  const again = names.indexOf(name) !== names.lastIndexOf(name);
  return ` (${[name, ...(again ? [`from line ${messages[0]?.line}`] : [])].join(' ').trim()})`;
}

const nameOf = (source: Traffic['source']): string =>
  source === undefined ? '' : 'monitor' in source ? `monitor ${source.monitor}` : `domain ${source.domain}`;

function textOf(file: string, of: string, { name, verdict, line, sentence, violations }: Verdict): string {
  if (verdict === 'undecided') return `${file}:${line}: ${name} is undecided${of}: the log is cut, and ${sentence}\n`;
  if (violations === undefined) return `${file}: ${name} holds${of}\n`;
  return violations.map((found) => `${file}:${found.line}: ${name} is violated${of}: ${found.sentence}\n`).join('');
}

function readLog(file: string): Loaded<TrafficLog> {
  const read = readInput(file);
  if (read.refusal !== undefined) return read;
  try {
    return { value: readTraffic(read.value) };
  } catch (error) {
    if (error instanceof LineRefusal) return { refusal: `${file}:${error.message}` };
    throw error;
  }
}
