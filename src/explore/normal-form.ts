/**
 * The normal form of transcripts: two are the same exactly when a QMP client and a guest could not tell them apart.
 * Times do not count; neither does when, between two things that were asked for, a guest's completions came.
 */
import { MAIN_CLIENT } from '../scenario/scenario.ts';
import { isObject, LineRefusal, type Message } from './recorded.ts';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [member: string]: Json | undefined;
}

const pick = (object: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(members.filter((member) => member in object).map((member) => [member, object[member]]));

/** What of a command's return value counts: sizes on the host, file names and tuning values do not. */
const RETURNS: Readonly<Record<string, (value: Json) => Json>> = {
  'query-block': (list) => (list as readonly JsonObject[]).map(blockInfo),
  'query-named-block-nodes': (list) =>
    (list as readonly JsonObject[]).map((node) => pick(node, ['node-name', 'drv', 'ro'])),
  'query-block-jobs': (list) => (list as readonly JsonObject[]).map(({ busy: _busy, ...job }) => job),
  'query-version': (value) => pick(value as JsonObject, ['qemu']),
};

function blockInfo(info: JsonObject): JsonObject {
  const { inserted } = info;
  const told = pick(info, ['device', 'qdev', 'type', 'io-status', 'removable', 'locked']);
  if (inserted === undefined || inserted === null) return told;
  const members = ['node-name', 'drv', 'ro', 'backing_file_depth', 'write_threshold'];
  return { ...told, inserted: pick(inserted as JsonObject, members) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .filter((member) => members[member] !== undefined)
      .map((member) => [member, sorted(members[member])]),
  );
}

/** Names that QEMU makes up count up in an unspecified way. */
const withoutNumbers = (text: string): string => text.replaceAll(/#block\d+/g, '#block');

const write = (value: unknown): string => withoutNumbers(JSON.stringify(sorted(value)));

/** A message as a client got it. `late`: an event that was made before one that the client already had. */
export function messageLine(message: Message, command: string | undefined, late: boolean): string {
  if ('event' in message) {
    const { event, data } = message;
    return write({ event, ...(data === undefined ? {} : { data }), ...(late ? { late } : {}) });
  }
  const reduced = command === undefined || !('return' in message) ? undefined : RETURNS[command];
  const value = message.return as Json;
  if (reduced === undefined || !(Array.isArray(value) || command === 'query-version')) return write(message);
  return write({ ...message, return: reduced(value) });
}

/** The command of a request's text; undefined if it has none. */
export function commandIn(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as { execute?: unknown } | null;
    return typeof value?.execute === 'string' ? value.execute : undefined;
  } catch {
    return undefined;
  }
}

/** A request's text, whatever its spaces and the order of its members; text that is no JSON as it is. */
export function requestLine(text: string): string {
  try {
    return write(JSON.parse(text));
  } catch {
    return text;
  }
}

/** When an event was made, in microseconds since 1970; undefined for other messages. */
export function stampOf(message: Message): number | undefined {
  const stamp = message.timestamp as { seconds: number; microseconds: number } | undefined;
  return 'event' in message && stamp !== undefined ? stamp.seconds * 1e6 + stamp.microseconds : undefined;
}

/** A line of a recording. */
export interface RecordedLine {
  /** its normal form */
  readonly text: string;
  /** where it stands, counted from 1 */
  readonly line: number;
  /** when it was recorded, in milliseconds; undefined if the recording does not tell */
  readonly time: number | undefined;
  /** of an event: when it was made, in microseconds since 1970 */
  readonly stamp?: number | undefined;
}

/** What was asked for at once and what came of it until the next thing was asked for. */
export interface Stretch {
  /** a client's request */
  readonly sent?: RecordedLine;
  readonly sender?: string;
  /** the guest's requests, in order */
  readonly submitted: readonly RecordedLine[];
  /** what clients got, in order, by client */
  readonly lines: { readonly [client: string]: readonly RecordedLine[] };
  /** the guest's outcomes, in order, by device */
  readonly completions: { readonly [device: string]: readonly RecordedLine[] };
}

/** A transcript taken apart. */
export interface Recording {
  readonly stretches: readonly Stretch[];
  /** whoever recorded gave up there, or its last line is cut: nobody knows what came next */
  readonly brokenOff: boolean;
  /** it shows what the guest asked for and got, not the QMP traffic alone */
  readonly tellsGuest: boolean;
  /** it tells of other clients than the main one */
  readonly several: boolean;
  /** when the newest event was made, in microseconds since 1970, if events alone tell when things happened */
  readonly untimed?: number;
}

interface OpenStretch extends Stretch {
  sent?: RecordedLine;
  readonly submitted: RecordedLine[];
  readonly lines: { [client: string]: RecordedLine[] };
  readonly completions: { [device: string]: RecordedLine[] };
}

const newStretch = (): OpenStretch => ({ submitted: [], lines: {}, completions: {} });

export const submitLine = (request: { readonly device: string; readonly op: string; readonly tag: string }): string =>
  `${request.device} ${request.op} ${request.tag}`;

export const completeLine = (outcome: Message): string =>
  write(pick(outcome as JsonObject, ['device', 'tag', 'status']));

/** The lines of a recording as a person would read them. */
export const sentText = (line: string): string => {
  const [whose, text] = ownerOf(line);
  return `${whose === '' ? 'the client' : whose} sends ${text}`;
};
export const submittedText = (line: string): string => `the guest asks: ${line}`;

export function completedText(line: string): string {
  const { device, tag, status } = JSON.parse(line) as Readonly<Record<string, string>>;
  return `the guest sees ${device} end ${tag}: ${status}`;
}

export function messageText(line: string): string {
  const [whose, text] = ownerOf(line);
  const { event, data, late } = JSON.parse(text) as JsonObject;
  if (event === undefined) return line;
  const told = `${JSON.stringify({ event, data })}${late === true ? ', which was made before the last one' : ''}`;
  return whose === '' ? told : `${whose}: ${told}`;
}

/** Whose line it is; '' for the main client's. */
function ownerOf(line: string): readonly [whose: string, text: string] {
  const start = line.startsWith('{') ? 0 : line.indexOf(': {') + 2;
  return start < 2 ? ['', line] : [line.slice(0, start - 2), line.slice(start)];
}

/** Whose line it is, in recordings of several clients. */
export const ofClient = (client: string, line: string): string =>
  client === MAIN_CLIENT ? line : `${client}: ${line}`;

interface Entry {
  readonly time?: unknown;
  readonly client?: string;
  /** the request's text, or the request */
  readonly send?: string | Message;
  readonly recv?: Message;
  readonly submit?: { readonly device: string; readonly op: string; readonly tag: string };
  readonly complete?: Message & { readonly device: string };
  readonly exception?: unknown;
  /** the line is the message itself, as it went over the wire */
  readonly bare?: true;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isMessage = (value: unknown): boolean => {
  if (!isObject(value) || !('event' in value)) return isObject(value);
  const { timestamp } = value;
  if (timestamp === undefined) return true;
  return isObject(timestamp) && Number.isFinite(timestamp.seconds) && Number.isFinite(timestamp.microseconds);
};
const hasTexts =
  (...members: readonly string[]) =>
  (value: unknown): boolean =>
    isObject(value) && members.every((member) => isText(value[member]));

const EXPECTED: Readonly<Record<string, readonly [fits: (value: unknown) => boolean, what: string]>> = {
  client: [isText, 'a name'],
  send: [(value) => isText(value) || isObject(value), "the request's text"],
  recv: [isMessage, 'a QMP message'],
  submit: [hasTexts('device', 'op', 'tag'), 'an object with device, op and tag'],
  complete: [hasTexts('device', 'tag', 'status'), 'an object with device, tag and status'],
};

/** What QMP messages have, and where a transcript has them. */
const BARE = [
  ['QMP', 'recv'],
  ['event', 'recv'],
  ['return', 'recv'],
  ['error', 'recv'],
  ['execute', 'send'],
  ['exec-oob', 'send'],
] as const;
const PLACES: readonly string[] = ['recv', 'send', 'submit', 'complete'];

/** A line that is the message itself. */
function entryOf(value: Message): Message {
  const [, place] = PLACES.some((member) => member in value) ? [] : (BARE.find(([member]) => member in value) ?? []);
  return place === undefined ? value : { [place]: value, bare: true };
}

function readEntry(text: string): Entry {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (!isObject(entry)) throw new LineRefusal('this is no JSON object, expected a line of a transcript');
  const read = entryOf(entry);
  for (const [member, [fits, what]] of Object.entries(EXPECTED))
    if (read[member] !== undefined && !fits(read[member])) throw new LineRefusal(`${member}: expected ${what}`);
  return read as Entry;
}

/**
 * Takes a transcript apart, or the QMP messages of one client, one a line.
 * @param negotiates the simulated client has negotiated before it begins, so that bare messages of that do not count
 * @throws LineRefusal with the line's number in front
 */
export function readRecording(transcript: string, negotiates = true): Recording {
  const reader = new RecordingReader(negotiates);
  const lines = transcript.trimEnd().split('\n');
  for (const [i, text] of lines.entries()) {
    if (text.trim() === '') continue;
    if (i > 0 && i === lines.length - 1 && isCut(text)) return reader.recording(true);
    try {
      const entry = readEntry(text);
      if (entry.exception !== undefined) return reader.recording(true);
      reader.read(entry, i + 1);
    } catch (error) {
      if (error instanceof LineRefusal) throw new LineRefusal(`${i + 1}: ${error.message}`);
      if (error instanceof RangeError) throw new LineRefusal(`${i + 1}: this is nested too deeply`);
      throw error;
    }
  }
  return reader.recording(false);
}

/** The beginning of a JSON object. */
function isCut(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof SyntaxError && text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
  }
}

/** What was sent as it went over the wire. */
const textOf = (send: string | Message): string => (typeof send === 'string' ? send : JSON.stringify(send));

class RecordingReader {
  private readonly stretches: OpenStretch[] = [newStretch()];
  private readonly clock = new RecordedClock();
  private tellsGuest = false;
  private several = false;
  /** the last command of each client */
  private commands: { [client: string]: string | undefined } = {};
  /** when the newest event was made that each client has */
  private readonly newest: { [client: string]: number } = {};
  private submitting = false;
  /** replies to come that are the negotiation's */
  private negotiating = 0;
  private readonly negotiates: boolean;

  constructor(negotiates: boolean) {
    this.negotiates = negotiates;
  }

  recording(brokenOff: boolean): Recording {
    this.clock.check();
    const { stretches, tellsGuest, several } = this;
    const newest = Math.max(...Object.values(this.newest));
    const untimed = this.clock.isUntimed && Number.isFinite(newest) ? { untimed: newest } : {};
    return { stretches, brokenOff, tellsGuest, several, ...untimed };
  }

  read(entry: Entry, line: number): void {
    if (entry.bare === true && this.negotiates && this.isNegotiation(entry)) return;
    this.tellsGuest ||= entry.submit !== undefined || entry.complete !== undefined;
    const open = this.stretches.at(-1) as OpenStretch;
    const { client = MAIN_CLIENT } = entry;
    this.several ||= client !== MAIN_CLIENT;
    const time = typeof entry.time === 'number' ? entry.time : undefined;
    const as = (text: string): RecordedLine => ({ text, line, time });
    this.clock.look(time, undefined);
    if (entry.send !== undefined) {
      const text = textOf(entry.send);
      this.stretches.push({ ...newStretch(), sender: client, sent: as(ofClient(client, requestLine(text))) });
      this.commands[client] = commandIn(text);
      this.submitting = false;
    } else if (entry.submit !== undefined) {
      if (!this.submitting) this.stretches.push(newStretch());
      (this.stretches.at(-1) as OpenStretch).submitted.push(as(submitLine(entry.submit)));
      this.submitting = true;
      this.commands = {};
    } else if (entry.complete !== undefined) {
      const { device } = entry.complete;
      open.completions[device] = [...(open.completions[device] ?? []), as(completeLine(entry.complete))];
    } else if (entry.recv !== undefined) {
      this.submitting = false;
      const stamp = stampOf(entry.recv);
      const newest = this.newest[client] ?? Number.NEGATIVE_INFINITY;
      const text = messageLine(entry.recv, this.commands[client], stamp !== undefined && stamp < newest);
      this.clock.look(time, stamp);
      open.lines[client] = [...(open.lines[client] ?? []), { ...as(ofClient(client, text)), stamp }];
      if (stamp !== undefined) this.newest[client] = Math.max(newest, stamp);
    }
  }

  /** The greeting, the request that answers it, and the reply to that. */
  private isNegotiation({ send, recv }: Entry): boolean {
    if (isObject(send) && send.execute === 'qmp_capabilities') {
      this.negotiating++;
      return true;
    }
    if (recv === undefined || 'event' in recv) return false;
    if ('QMP' in recv) return true;
    if (this.negotiating === 0) return false;
    this.negotiating--;
    return true;
  }
}

/** Looks whether a recording's times are milliseconds, by what its events say. */
class RecordedClock {
  private readonly times = new Span();
  private readonly stamps = new Span();

  look(time: number | undefined, stamp: number | undefined): void {
    if (time !== undefined) this.times.include(time);
    if (time !== undefined && stamp !== undefined) this.stamps.include(stamp / 1000);
  }

  get isUntimed(): boolean {
    return !Number.isFinite(this.times.length);
  }

  /** @throws LineRefusal */
  check(): void {
    const [passed, told] = [this.times.length, this.stamps.length];
    if (told < LONG || passed <= 0 || passed > told / MUCH) return;
    const [few, many] = [passed.toFixed(1), told.toFixed(0)];
    throw new LineRefusal(` time: expected milliseconds, but the lines take ${few} and their events ${many}`);
  }
}

class Span {
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;

  include(time: number): void {
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
  }

  get length(): number {
    return this.last - this.first;
  }
}

/** Milliseconds that are no accident, and how much times in seconds are wrong at least. */
const LONG = 200;
const MUCH = 100;
