/** `blocksim check`: judges recorded QMP traffic. */
import { properties as allProperties } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { LineRefusal } from '../explore/recorded.ts';
import { readTraffic, type Traffic, type TrafficLog } from '../explore/traffic.ts';
import { judgeTraffic, type TrafficVerdict } from '../explore/traffic-verdict.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Loaded, readInput } from '../server/read-input.ts';
import { githubAnnotations, junit } from '../testing/reports.ts';
import { BOUND, FINE, type Io, refuse, VIOLATED, worst } from './io.ts';

export interface CheckOptions {
  readonly format?: 'text' | 'junit' | 'github' | 'json';
  readonly property?: readonly string[];
}

/** Checks each file; a bad one does not stop the others. @returns the exit code */
export function checkFiles(files: readonly string[], options: CheckOptions, io: Io): number {
  const observable = allProperties.filter((property) => property.observable);
  const names = options.property ?? [];
  const unknown = names.find((name) => name !== 'all' && !observable.some((property) => property.name === name));
  if (unknown !== undefined) {
    const known = observable.map((property) => property.name);
    return refuse(io, `--property: '${unknown}' cannot be told from traffic, ${suggest(unknown, known)}`);
  }
  const all = names.length === 0 || names.includes('all');
  const chosen = all ? observable : observable.filter((property) => names.includes(property.name));
  const checked = files.map((file) => checkFile(file, chosen, io));
  io.out(
    written(
      checked.flatMap(({ machines }) => machines),
      options.format ?? 'text',
    ),
  );
  return worst(checked.map(({ code }) => code));
}

/** What one machine of a log shows. */
interface Checked {
  readonly file: string;
  readonly source: Traffic['source'];
  /** in words, if it is one of several */
  readonly machine: string;
  readonly properties: readonly TrafficVerdict[];
}

function checkFile(
  file: string,
  chosen: readonly Property[],
  io: Io,
): { readonly code: number; readonly machines: readonly Checked[] } {
  const log = readLog(file);
  if (log.refusal !== undefined) return { code: refuse(io, log.refusal), machines: [] };
  const { machines, cut, notes } = log.value;
  const names = machines.map(({ source }) => nameOf(source));
  for (const note of notes) io.err(`blocksim: ${file}:${note}\n`);
  const checked = machines.map((traffic) => {
    const properties = judgeTraffic(chosen, traffic, cut);
    const accused = properties.some(({ name, verdict }) => name === GUESSES && verdict === 'violated');
    if (accused && !asksAnything(traffic))
      io.err(`blocksim: ${file}: no request is in it, so a STOP that somebody asked for looks like an I/O error's\n`);
    return { file, source: traffic.source, machine: whose(traffic, names), properties };
  });
  const codes = checked.flatMap(({ properties }) => properties.map(({ verdict }) => CODES[verdict]));
  return { code: worst(codes), machines: checked };
}

function written(checked: readonly Checked[], format: NonNullable<CheckOptions['format']>): string {
  const reports = checked.map(({ file, machine, properties }) => ({
    file,
    ...(machine === '' ? {} : { machine }),
    properties,
  }));
  if (format === 'junit') return junit(reports);
  if (format === 'github') return reports.map((report) => githubAnnotations(report)).join('');
  return checked
    .map(({ file, source, machine, properties }) =>
      format === 'json'
        ? `${JSON.stringify({ file, ...source, properties })}\n`
        : properties.map((verdict) => textOf(file, machine === '' ? '' : ` (${machine})`, verdict)).join(''),
    )
    .join('');
}

const CODES = { holds: FINE, violated: VIOLATED, undecided: BOUND } as const;

/** The property that has to know what a STOP was for. */
const GUESSES = 'stop-has-io-error';
const asksAnything = ({ messages }: Traffic): boolean => messages.some(({ sent }) => sent !== undefined);

/** Which of several machines; libvirt may use a monitor's address twice. */
function whose({ source, messages }: Traffic, names: readonly string[]): string {
  if (names.length === 1) return '';
  const name = nameOf(source);
  const again = names.indexOf(name) !== names.lastIndexOf(name);
  return [name, ...(again ? [`from line ${messages[0]?.line}`] : [])].join(' ').trim();
}

const nameOf = (source: Traffic['source']): string =>
  source === undefined ? '' : 'monitor' in source ? `monitor ${source.monitor}` : `domain ${source.domain}`;

function textOf(file: string, of: string, { name, verdict, line, sentence, violations }: TrafficVerdict): string {
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
