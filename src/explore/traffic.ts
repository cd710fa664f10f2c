/** Recorded QMP traffic: whole logs, one list of messages for each machine in them. */
import {
  isLibvirtLog,
  isVirshLog,
  type LogLine,
  readLibvirtLine,
  readPlainLine,
  readVirshLine,
  type Source,
} from './log-line.ts';
import { LineRefusal, type RecordedMessage } from './recorded.ts';

/** What one machine's clients sent and got. */
export interface Traffic {
  /** which of the machines of a log */
  readonly source?: Source | undefined;
  /** its clients had been there before the log begins: nobody knows what they had been told */
  readonly late: boolean;
  /** in the order in which things happened, each with the number of its line */
  readonly messages: readonly RecordedMessage[];
}

export interface TrafficLog {
  readonly machines: readonly Traffic[];
  /** the log is cut at its end: what is not in it may have happened all the same */
  readonly cut: boolean;
  /** what a person should know of the log, each with the number of a line in front */
  readonly notes: readonly string[];
}

const NOT_JSON = 'this is not JSON, expected a line of a transcript or a QMP message';
const WHY: Partial<Record<LogLine['kind'], string>> = {
  cut: 'this is not a whole QMP message, expected one in JSON',
  open: 'this is not a whole QMP message, expected one in JSON',
  wrong: 'expected a JSON object',
};

/** What programs write for a terminal's colours, which no JSON has. */
const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]*[mK]`, 'g');

type Found = LogLine & { readonly line: number };
type FoundMessage = Extract<Found, { readonly kind: 'message' }>;

/**
 * Reads a transcript, QMP messages one a line or pretty-printed, with or without something in front of them, a debug
 * log of libvirt, or what `virsh qemu-monitor-event` prints. The first and the last line may be cut.
 * @throws LineRefusal, with the number of the line in front of the sentence
 */
export function readTraffic(log: string): TrafficLog {
  const text = log.includes(ESCAPE) ? log.replaceAll(COLOUR, '') : log;
  const read = isLibvirtLog(text) ? readLibvirtLine : isVirshLog(text) ? readVirshLine : readPlainLine;
  const lines = text.split('\n');
  const found = readLines(lines, read);
  const isLog = read !== readPlainLine || found.some((line) => line.kind === 'message' && line.wrapped);
  const notes: string[] = [];
  const torn = (line: Found | undefined): boolean => {
    const why = line && whyNot(line, isLog);
    if (line === undefined || why === undefined || line.kind === 'wrong') return false;
    notes.push(`${line.line}: ${why}; it is left out, as a line that was cut`);
    return true;
  };
  if (!found.some(({ kind }) => kind === 'message')) throw nothingIn(found);
  const late = torn(found[0]);
  const cut = torn(found.at(-1)) || (lines.at(-1) !== '' && found.at(-1)?.line !== lines.length);
  for (const line of found.slice(late ? 1 : 0, cut ? -1 : undefined)) {
    const why = whyNot(line, isLog);
    if (why !== undefined) throw new LineRefusal(`${line.line}: ${why}`);
  }
  const machines = runsOf(found).flatMap((run) => machinesOf(inOrder(run, notes), late));
  return { machines, cut, notes };
}

/** Why a line does not belong in a log. */
const whyNot = ({ kind }: Found, isLog: boolean): string | undefined =>
  kind === 'other' && !isLog ? NOT_JSON : WHY[kind];

function nothingIn(found: readonly Found[]): LineRefusal {
  const [first] = found;
  if (first?.kind === 'other') return new LineRefusal(`${first.line}: ${NOT_JSON}`);
  if (first !== undefined && WHY[first.kind] !== undefined) return new LineRefusal(`${first.line}: ${WHY[first.kind]}`);
  return new LineRefusal(' there is no QMP message in it, expected a transcript or QMP messages one a line');
}

/** Messages over several lines end with a line `}`. */
function readLines(lines: readonly string[], read: (line: string) => LogLine): readonly Found[] {
  const found: Found[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let what = read(lines[i] as string);
    if (what.kind === 'open') {
      const first = i;
      do i++;
      while (i < lines.length && lines[i]?.trimEnd() !== '}');
      if (i < lines.length) what = read(lines.slice(first, i + 1).join(' '));
    }
    if (what.kind !== 'nothing') found.push({ ...what, line });
  }
  return found;
}

/** Transcripts one after the other. */
function runsOf(found: readonly Found[]): readonly (readonly FoundMessage[])[] {
  const runs: FoundMessage[][] = [[]];
  for (const line of found) {
    if (line.kind === 'start' && runs.at(-1)?.length !== 0) runs.push([]);
    if (line.kind === 'message') runs.at(-1)?.push(line);
  }
  return runs.filter((run) => run.length > 0);
}

/**
 * Logs that were collected may be out of order. Without times nobody knows: an event that was held back is older too.
 */
function inOrder(run: readonly FoundMessage[], notes: string[]): readonly FoundMessage[] {
  let late: FoundMessage | undefined;
  let earlier = true;
  const timed = run.every(({ time }) => typeof time === typeof run[0]?.time && time !== undefined);
  if (!timed) return run;
  for (const [i, line] of run.entries()) {
    const before = run[i - 1];
    if (before === undefined) continue;
    if (isBefore(line, before)) late ??= line;
    if (isBefore(before, line)) earlier = false;
  }
  if (late === undefined) return run;
  notes.push(`${late.line}: this was written before the line above it; the log is read in the order of its times`);
  const order = earlier ? run.toReversed() : run;
  return order.toSorted((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
}

const isBefore = ({ time: a = 0 }: FoundMessage, { time: b = 0 }: FoundMessage): boolean => a < b;

/** A monitor's address may be used again by a later machine: libvirt greets each once. */
function machinesOf(run: readonly FoundMessage[], late: boolean): readonly Traffic[] {
  const newest = new Map<string, RecordedMessage[]>();
  const machines: Traffic[] = [];
  for (const { message, source, line } of run) {
    const key = JSON.stringify(source ?? null);
    const greets = source !== undefined && 'monitor' in source && message.sent?.execute === 'qmp_capabilities';
    let messages = newest.get(key);
    if (messages === undefined || greets) {
      messages = [];
      newest.set(key, messages);
      machines.push({ source, late: source === undefined ? late : !greets, messages });
    }
    messages.push({ ...message, line });
  }
  return machines;
}
