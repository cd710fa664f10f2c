/** Single lines of logs with QMP traffic in them, as many programs write them. */
import { isObject, type Message, type RecordedMessage, recordedMessage } from './recorded.ts';

/** Which of several machines a message is of: libvirt's address of its monitor, or its name. */
export type Source = { readonly monitor: string } | { readonly domain: string };

/** What a line holds. */
export type LogLine =
  /** a message; `wrapped`: with something around it, so that this is a log of a program */
  | {
      readonly kind: 'message';
      readonly message: Omit<RecordedMessage, 'line'>;
      readonly wrapped: boolean;
      readonly source?: Source | undefined;
      /** when the line was written; later ones are larger */
      readonly time?: number | string | undefined;
    }
  /** the first line of a message over several */
  | { readonly kind: 'open' }
  /** the first line of a transcript */
  | { readonly kind: 'start' }
  /** a message, but not all of it */
  | { readonly kind: 'cut' }
  /** no message, which is right in a log, not in a transcript */
  | { readonly kind: 'other' }
  /** JSON that is nothing of what is expected */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'nothing' };

const NOTHING = { kind: 'nothing' } as const;
const CUT = { kind: 'cut' } as const;

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const texts = (value: Message): readonly string[] =>
  Object.values(value).filter((member) => typeof member === 'string');

/** What a log's line says beside the message: here is one. */
const MARK = /QEMU_MONITOR_(?:SEND_MSG|RECV_EVENT|RECV_REPLY): mon=/;
/** The same bytes are told again under other marks, on their way through the socket. */
const MARKED = /QEMU_MONITOR_(SEND_MSG|RECV_EVENT|RECV_REPLY): mon=(\S+) (?:msg|event|reply)=(.*)$/;
const STAMP = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d+/;

/** Whether a text is a debug log of libvirt, or of something that passes it on. */
export const isLibvirtLog = (text: string): boolean => MARK.test(text);

/**
 * A line of libvirt's debug log, with a line of syslog's or journald's in front of it, or in JSON; broken in two here:
 *
 *     2026-03-01 10:00:00.123+0000: 812: info : qemuMonitorJSONIOProcessLine:203 :
 *         QEMU_MONITOR_RECV_EVENT: mon=0x7f1 event={...}
 */
export function readLibvirtLine(line: string): LogLine {
  if (!line.includes('QEMU_MONITOR_')) return NOTHING;
  const wrapper = line.startsWith('{') ? json(line) : undefined;
  const text = isObject(wrapper) ? texts(wrapper).find((member) => MARK.test(member)) : line;
  if (text === undefined || !MARK.test(text)) return NOTHING;
  const [, kind, monitor = '', told = ''] = MARKED.exec(text.trimEnd()) ?? [];
  if (kind === undefined) return CUT;
  const message = wholeOrKnown(kind, told);
  if (message === undefined) return CUT;
  const time = STAMP.exec(text)?.[0] ?? STAMP.exec(isObject(wrapper) ? String(wrapper.timestamp) : '')?.[0];
  const of = { client: '', ...(kind === 'SEND_MSG' ? { sent: message } : { received: message }) };
  return { kind: 'message', message: of, wrapped: true, source: { monitor }, time };
}

/**
 * Of a message that syslog has cut, what it was is known all the same, unless it was an event. What is sent ends with a
 * line end, and its file descriptor follows on the log's next line.
 */
function wholeOrKnown(kind: string, told: string): Message | undefined {
  const value = json(told.replace(/\}\s*fd=-?\d+$/, '}'));
  if (isObject(value)) return value;
  if (kind === 'RECV_REPLY' && /^\{\s*"(?:return|error)"/.test(told)) return { return: null };
  const execute = kind === 'SEND_MSG' ? /^\{\s*"execute":\s*"([^"]+)"/.exec(told)?.[1] : undefined;
  return execute === undefined ? undefined : { execute };
}

const EVENT =
  /^(?:(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+)\S*: )?event (\S+)(?: at (\d+)\.(\d+))? for domain '?(.+?)'?: (.*)$/;

/** Whether a text is what `virsh qemu-monitor-event` prints. */
export const isVirshLog = (text: string): boolean =>
  /^(?:\d{4}-\d\d-\d\d \S+: )?event [A-Z]\S*(?: at \d+\.\d+)? for domain /m.test(text);

/** A line of `virsh qemu-monitor-event`, with or without `--timestamp`. */
export function readVirshLine(line: string): LogLine {
  const [, time, event, seconds, microseconds, domain = '', told = ''] = EVENT.exec(line.trimEnd()) ?? [];
  if (event === undefined) return /^(?:\d{4}-\S+ \S+: )?event [A-Z]/.test(line) ? CUT : NOTHING;
  if (told === '{') return { kind: 'open' };
  const data = told === '<null>' ? undefined : json(told);
  if (data === undefined && told !== '<null>') return CUT;
  const timestamp = { seconds: Number(seconds), microseconds: Number(microseconds) };
  const received = {
    event,
    ...(data === undefined ? {} : { data }),
    ...(seconds === undefined ? {} : { timestamp }),
  };
  return { kind: 'message', message: { client: '', received }, wrapped: true, source: { domain }, time };
}

/** How a QMP message begins. */
const BEGINS = /\{\s*(?:"|$)/;
const LOOKS_LIKE_ONE = /\{\s*"(?:QMP|event|timestamp|return|error|execute|exec-oob|send|recv)"/;
const QUOTED = /"(?:[^"\\]|\\.)*"/g;

/** A line of a transcript, a bare QMP message, or one with something around it. */
export function readPlainLine(line: string): LogLine {
  const text = line.trim();
  if (text === '') return NOTHING;
  const value = json(text);
  if (isObject(value)) return objectLine(value);
  if (value !== undefined) return { kind: 'wrong' };
  const begin = BEGINS.exec(text)?.index ?? text.length;
  const tail = text.slice(begin);
  if (tail === '{') return { kind: 'open' };
  return wrapped(tail) ?? quotedIn(text) ?? (begin === 0 || LOOKS_LIKE_ONE.test(tail) ? CUT : { kind: 'other' });
}

function objectLine(value: Message): LogLine {
  const message = recordedMessage(value);
  const time = typeof value.time === 'number' ? value.time : undefined;
  if (message !== undefined) return { kind: 'message', message, wrapped: false, time };
  if ('version' in value) return { kind: 'start' };
  return texts(value).reduce<LogLine | undefined>((found, text) => found ?? messageIn(text), undefined) ?? NOTHING;
}

function wrapped(text: string): LogLine | undefined {
  const value = json(text);
  const message = isObject(value) ? recordedMessage(value) : undefined;
  return message && { kind: 'message', message, wrapped: true };
}

const messageIn = (text: string): LogLine | undefined => wrapped(text.slice(BEGINS.exec(text)?.index ?? text.length));

/** As in `level=debug msg="{\"event\": ...}"`. */
function quotedIn(text: string): LogLine | undefined {
  if (!text.includes('\\"')) return undefined;
  for (const [quoted] of text.matchAll(QUOTED)) {
    const inner = json(quoted);
    const found = typeof inner === 'string' ? messageIn(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
