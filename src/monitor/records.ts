/** What the monitor keeps: sessions, the dispatcher, the throttle table. */
import { defineRecord, flag, json, number, type RecordOf, ref, text, time, unhashed } from '../kernel/index.ts';

/** One QMP client's session. */
export const Monitor = defineRecord('monitor', {
  name: text(),
  connected: flag(),
  /** past negotiation: it gets events */
  commandMode: flag(),
  oob: flag(),
  /** the parser between two reads */
  parser: json<unknown>(null),
  /** requests that wait for the dispatcher, oldest first */
  queue: json<readonly Request[]>([]),
  /** requests that came in while reading was suspended (M-10), oldest first */
  backlog: json<readonly Request[]>([]),
  /** reading waits until the dispatcher has taken or answered a request */
  suspended: flag(),
  /** round robin: the one served longest ago comes first */
  turn: number(),
});
export type Monitor = RecordOf<typeof Monitor>;

/** What arrived: a JSON value, or why it was none. */
export type Request = { readonly value: unknown } | { readonly error: string };

/** The one dispatcher of all monitors (M-11). */
export const Dispatcher = defineRecord('dispatcher', {
  busy: flag(),
  /** whose command runs */
  monitor: ref(),
  /** its id member as `{id}`, or {} */
  echo: json<Readonly<Record<string, unknown>>>({}),
  command: text(),
  arguments: json<unknown>(null),
  /** what the command has answered and nobody has written yet */
  reply: json<unknown>(null),
  turns: number(),
});
export type Dispatcher = RecordOf<typeof Dispatcher>;

/** An event that was made; `stamp` in microseconds since start (M-15). */
export interface MadeEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly stamp: number;
}

/** A window of the rate limit (5.1), or the state of one event type (5.2). */
export const ThrottleEntry = defineRecord('throttle-entry', {
  event: text(),
  /** event type and what tells two of a type apart (T-4) */
  key: text(),
  /** made by an action=stop event: what the withdrawn patch looks at */
  byStop: flag(),
  pending: json<MadeEvent | null>(null),
  timer: ref(),
  /** 5.2: when the last one was delivered */
  last: time(),
});
export type ThrottleEntry = RecordOf<typeof ThrottleEntry>;

/** A place in the hash table, which may outlive its entry (5.4). */
export const ThrottleNode = defineRecord('throttle-node', {
  key: text(),
  entry: ref(),
  freed: flag(),
  /** in order of insertion */
  order: number(),
  created: unhashed(number()),
});
export type ThrottleNode = RecordOf<typeof ThrottleNode>;
