/** Recorded QMP traffic: reading its lines, and judging observable properties on it. */
import type { Judged, Property } from './properties/property.ts';

/** One message of a recording. */
export interface RecordedMessage {
  /** Where it stands, counted from 1. */
  readonly line: number;
  /** Which connection; '' if the recording does not tell. */
  readonly client: string;
  /** What the client got, or what it sent. */
  readonly received?: Message;
  readonly sent?: Message;
}

export type Message = Readonly<Record<string, unknown>>;

/** What was wrong with a line, in a few words. */
export class LineRefusal extends Error {
  override readonly name = 'LineRefusal';
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const RECEIVED = ['event', 'return', 'error', 'QMP'];
const SENT = ['execute', 'exec-oob'];

/**
 * Reads a line of a transcript, or a bare QMP message.
 * @returns undefined for a line that holds no message: the version, what the guest did, notes
 * @throws LineRefusal
 */
export function readRecordedLine(text: string, line: number): RecordedMessage | undefined {
  const value = parse(text);
  if (!isMessage(value)) throw new LineRefusal('expected a JSON object');
  const client = typeof value.client === 'string' ? value.client : '';
  if (typeof value.send === 'string') return { line, client, sent: sentMessage(value.send) };
  if (isMessage(value.recv)) return { line, client, received: value.recv };
  if (RECEIVED.some((member) => member in value)) return { line, client: '', received: value };
  if (SENT.some((member) => member in value)) return { line, client: '', sent: value };
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LineRefusal('this is not JSON, expected a line of a transcript or a QMP message');
  }
}

/** What a client sent may be anything; what is no request is answered all the same. */
function sentMessage(text: string): Message {
  try {
    const value: unknown = JSON.parse(text);
    return isMessage(value) ? value : {};
  } catch {
    return {};
  }
}

/** A property that the recording breaks. */
export interface RecordedViolation {
  readonly property: string;
  readonly sentence: string;
  readonly line: number;
}

/** Commands that may stop a VM while they run. */
const STOPPERS = ['stop', 'human-monitor-command', 'migrate', 'quit', 'system_reset', 'savevm', 'snapshot-save'];
/** Events that tell another reason for a STOP than an I/O error. */
const REASONS = ['SHUTDOWN', 'GUEST_PANICKED', 'WATCHDOG', 'MIGRATION', 'COLO_EXIT'];

/** Judges observable properties, message by message. A property is reported when it is first broken. */
export class RecordedCheck {
  private readonly properties: readonly Property[];
  private readonly states: object[];
  private readonly broken = new Map<string, RecordedViolation>();
  private readonly clients: string[] = [];
  /** names of the commands that each client waits for, oldest first */
  private readonly open = new Map<string, string[]>();
  private otherReason = false;
  private stamp = 0;
  private line = 0;

  /** @param properties observable ones */
  constructor(properties: readonly Property[]) {
    this.properties = properties;
    this.states = properties.map((property) => property.initial);
  }

  /** The next message. */
  hear({ line, client, received, sent }: RecordedMessage): void {
    this.line = line;
    if (sent !== undefined) this.openOf(client).push(String(sent.execute ?? ''));
    if (received === undefined) return;
    if ('return' in received || 'error' in received) this.openOf(client).shift();
    const event = received.event;
    if (typeof event === 'string') this.hearEvent(client, event, received);
    this.say('monitor-output', { monitor: this.idOf(client), message: received, late: false });
  }

  /** The recording is over. @returns what it breaks, in the order of its lines */
  end(): readonly RecordedViolation[] {
    for (const [i, property] of this.properties.entries()) {
      const sentence = property.atEnd?.(this.states[i] as object, undefined as never);
      if (sentence !== undefined) this.judge(i, sentence);
    }
    return [...this.broken.values()].sort((a, b) => a.line - b.line);
  }

  /** Every client gets every event; what makes them is heard once, from the first client. */
  private hearEvent(client: string, event: string, message: Message): void {
    if (this.idOf(client) !== 0) return;
    if (event === 'STOP') this.say('vm-stopped', { state: this.stopState() });
    if (event === 'RESUME') this.otherReason = false;
    if (REASONS.includes(event)) this.otherReason = true;
    const data = isMessage(message.data) ? { data: message.data } : {};
    this.say('event-made', { event, ...data, stamp: this.stampOf(message.timestamp) });
  }

  /** The traffic does not tell why a VM stops: it was an I/O error unless something else may have done it. */
  private stopState(): 'io-error' | 'paused' {
    const asked = [...this.open.values()].some((names) => names.some((name) => STOPPERS.includes(name)));
    return asked || this.otherReason ? 'paused' : 'io-error';
  }

  private stampOf(timestamp: unknown): number {
    const { seconds, microseconds } = isMessage(timestamp) ? timestamp : {};
    this.stamp += 1;
    if (typeof seconds !== 'number' || typeof microseconds !== 'number') return this.stamp;
    const made = seconds * 1e6 + microseconds;
    this.stamp = Math.max(this.stamp, made);
    return made;
  }

  private say(name: 'monitor-output' | 'event-made' | 'vm-stopped', fact: unknown): void {
    for (const [i, property] of this.properties.entries()) {
      const step = property.hears[name] as ((state: object, fact: unknown) => Judged<object>) | undefined;
      if (step !== undefined && !this.broken.has(property.name)) this.judge(i, step(this.states[i] as object, fact));
    }
  }

  private judge(i: number, judged: Judged<object>): void {
    const { name } = this.properties[i] as Property;
    if (typeof judged !== 'string') this.states[i] = judged;
    else if (!this.broken.has(name)) this.broken.set(name, { property: name, sentence: judged, line: this.line });
  }

  private idOf(client: string): number {
    if (!this.clients.includes(client)) this.clients.push(client);
    return this.clients.indexOf(client);
  }

  private openOf(client: string): string[] {
    const names = this.open.get(client) ?? [];
    this.open.set(client, names);
    return names;
  }
}
