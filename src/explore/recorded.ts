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

export const isObject = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was wrong with a line, in a few words. */
export class LineRefusal extends Error {
  override readonly name = 'LineRefusal';
}

const RECEIVED = ['event', 'return', 'error', 'QMP'];
const SENT = ['execute', 'exec-oob'];

/**
 * Reads a line of a transcript, or a bare QMP message.
 * @returns undefined for a line that holds no message: the version, what the guest did, notes
 * @throws LineRefusal
 */
export function readRecordedLine(text: string, line: number): RecordedMessage | undefined {
  const value = parse(text);
  if (!isObject(value)) throw new LineRefusal('expected a JSON object');
  const message = recordedMessage(value);
  return message && { line, ...message };
}

/** The message in a transcript's entry, or a bare one; undefined if there is none. */
export function recordedMessage(value: Message): Omit<RecordedMessage, 'line'> | undefined {
  const client = typeof value.client === 'string' ? value.client : '';
  if (typeof value.send === 'string') return { client, sent: sentMessage(value.send) };
  if (isObject(value.send)) return { client, sent: value.send };
  if (isObject(value.recv)) return { client, received: value.recv };
  if (RECEIVED.some((member) => member in value)) return { client: '', received: value };
  if (SENT.some((member) => member in value)) return { client: '', sent: value };
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
    return isObject(value) ? value : {};
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
const STOPPERS = [
  'stop',
  'human-monitor-command',
  'quit',
  'system_reset',
  'savevm',
  'dump-guest-memory',
  'xen-save-devices-state',
];
/** Commands that stop a VM some time after their reply. */
const LATER = ['migrate', 'snapshot-save', 'snapshot-load'];
/** Events that tell another reason for a STOP than an I/O error. */
const REASONS = ['SHUTDOWN', 'GUEST_PANICKED', 'WATCHDOG', 'MIGRATION', 'COLO_EXIT'];

type FactName = 'monitor-output' | 'event-made' | 'vm-stopped';

interface Watched {
  readonly property: Property;
  state: object;
  /** since this line it would be broken if nothing more happened */
  since?: number | undefined;
}

export interface RecordedCheckOptions {
  /** the clients were there before the recording begins: nobody knows what they had been told */
  readonly late?: boolean;
}

/** A client that connects. Nobody knows what it had been told before. */
const GREETING = { QMP: {} };

/** So many events back another client's copy of one is looked for. */
const COPIES = 4096;

/** Events that look the same. */
interface Made {
  /** how many of them each client has got */
  readonly copies: Map<string, number>;
  /** for each of them: if it is a STOP, why the VM stopped */
  readonly whys: ('io-error' | 'paused')[];
}

/** Judges observable properties, message by message. */
export class RecordedCheck {
  private readonly watched: readonly Watched[];
  private readonly late: boolean;
  private readonly broken: RecordedViolation[] = [];
  private readonly clients: string[] = [];
  /** the requests whose replies each client waits for, oldest first */
  private readonly open = new Map<string, Message[]>();
  private readonly made = new Map<string, Made>();
  private otherReason = false;
  private stamp = 0;
  private line = 0;

  /** @param properties observable ones */
  constructor(properties: readonly Property[], { late = false }: RecordedCheckOptions = {}) {
    this.watched = properties.map((property) => ({ property, state: property.initial }));
    this.late = late;
  }

  /** The next message. */
  hear({ line, client, received, sent }: RecordedMessage): void {
    this.line = line;
    if (!this.clients.includes(client)) {
      this.clients.push(client);
      if (this.late) this.say('monitor-output', this.outputOf(client, GREETING));
    }
    if (sent !== undefined) this.ask(client, sent);
    if (received !== undefined) {
      if ('return' in received || 'error' in received) this.reply(client, received.id);
      const event = received.event;
      if (typeof event === 'string') this.hearEvent(client, event, received);
      this.say('monitor-output', this.outputOf(client, received));
    }
    for (const watched of this.watched) this.lookAhead(watched);
  }

  /** The recording is over. @returns what it breaks, in the order of its lines */
  end(): readonly RecordedViolation[] {
    const atEnd = this.unfulfilled();
    return [...this.broken, ...atEnd].sort((a, b) => a.line - b.line);
  }

  /** What would be broken if the recording ended here, with the line since which it is. */
  unfulfilled(): readonly RecordedViolation[] {
    return this.watched.flatMap(({ property, state, since }) => {
      const sentence = property.atEnd?.(state, undefined as never);
      return sentence === undefined ? [] : [{ property: property.name, sentence, line: since ?? this.line }];
    });
  }

  private ask(client: string, request: Message): void {
    this.openOf(client).push(request);
    if (LATER.some((command) => command === request.execute)) this.otherReason = true;
  }

  /** Replies come in the order of the requests, but those of `exec-oob` overtake. */
  private reply(client: string, id: unknown): void {
    const open = this.openOf(client);
    const answered = open.findIndex((request) => JSON.stringify(request.id) === JSON.stringify(id));
    open.splice(Math.max(answered, 0), 1);
  }

  /**
   * Every client gets every event, and whoever recorded may have read any of their connections first. What makes events
   * is heard once, when the first of them gets one; why the VM stopped is known from then.
   */
  private hearEvent(client: string, event: string, message: Message): void {
    const { isNew, why } = this.copyOf(client, message);
    if (event === 'STOP') this.say('vm-stopped', { state: why });
    if (!isNew) return;
    if (event === 'RESUME') this.otherReason = false;
    if (REASONS.includes(event)) this.otherReason = true;
    const data = isObject(message.data) ? { data: message.data } : {};
    this.say('event-made', { event, ...data, stamp: this.stampOf(message.timestamp) });
  }

  /** Without a stamp nobody knows which event is which: then those of the first client count. */
  private copyOf(client: string, message: Message): { readonly isNew: boolean; readonly why: Made['whys'][number] } {
    const now = this.stopState();
    if (message.timestamp === undefined) return { isNew: client === this.clients[0], why: now };
    const key = JSON.stringify([message.timestamp, message.event, message.data]);
    const { copies, whys } = this.made.get(key) ?? { copies: new Map<string, number>(), whys: [] };
    this.made.set(key, { copies, whys });
    if (this.made.size > COPIES) this.made.delete(this.made.keys().next().value as string);
    const before = copies.get(client) ?? 0;
    copies.set(client, before + 1);
    const isNew = before === whys.length;
    if (isNew) whys.push(now);
    return { isNew, why: whys[before] ?? now };
  }

  /** The traffic does not tell why a VM stops: it was an I/O error unless something else may have done it. */
  private stopState(): 'io-error' | 'paused' {
    const asked = [...this.open.values()].some((requests) =>
      requests.some(({ execute }) => STOPPERS.some((command) => command === execute)),
    );
    return asked || this.otherReason ? 'paused' : 'io-error';
  }

  private stampOf(timestamp: unknown): number {
    const { seconds, microseconds } = isObject(timestamp) ? timestamp : {};
    this.stamp += 1;
    if (typeof seconds !== 'number' || typeof microseconds !== 'number') return this.stamp;
    const made = seconds * 1e6 + microseconds;
    this.stamp = Math.max(this.stamp, made);
    return made;
  }

  private outputOf(client: string, message: Message): { readonly monitor: number; readonly message: Message } {
    return { monitor: this.clients.indexOf(client), message };
  }

  private say(name: FactName, fact: object): void {
    for (const watched of this.watched) {
      const { property } = watched;
      const step = property.hears[name] as ((state: object, fact: object) => Judged<object>) | undefined;
      if (step === undefined) continue;
      const after = step(watched.state, fact);
      if (typeof after === 'string') {
        this.broken.push({ property: property.name, sentence: after, line: this.line });
        watched.state = anew(step, watched.state, fact);
      } else watched.state = after;
    }
  }

  private lookAhead(watched: Watched): void {
    const open = watched.property.atEnd?.(watched.state, undefined as never) !== undefined;
    watched.since = open ? (watched.since ?? this.line) : undefined;
  }

  private openOf(client: string): Message[] {
    const requests = this.open.get(client) ?? [];
    this.open.set(client, requests);
    return requests;
  }
}

/** After a violation a client is looked at as if it connected just before the message that did it. */
function anew(step: (state: object, fact: object) => Judged<object>, state: object, fact: object): object {
  const steps = 'monitor' in fact ? [{ ...fact, message: GREETING }, fact] : [];
  return steps.reduce((before, each) => {
    const after = step(before, each);
    return typeof after === 'string' ? before : after;
  }, state);
}
