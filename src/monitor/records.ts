/** What the monitor keeps: sessions, the dispatcher, the throttle table. */
import {
  counted,
  deadline,
  defineRecord,
  flag,
  hashOnce,
  json,
  number,
  type RecordOf,
  ref,
  shared,
  TOUCH,
  text,
  unhashed,
} from '../kernel/index.ts';

const NOWHERE = { line: 0, column: 0, tokenLine: 0, tokenColumn: 0 };

/** One QMP client's session. */
export const Monitor = defineRecord('monitor', {
  name: text(),
  connected: shared(flag(), TOUCH.sessions),
  /** past negotiation: it gets events */
  commandMode: shared(flag(), TOUCH.sessions),
  oob: flag(),
  /** the parser between two reads; where in the input it stands is told in errors only, and changes nothing */
  parser: counted(shared(json<unknown>(null), TOUCH.input), (parser) => parser && { ...parser, ...NOWHERE }),
  /** requests that wait for the dispatcher, oldest first */
  queue: counted(shared(json<readonly Request[]>([]), TOUCH.input), (queue) => queue.map(hashOnce)),
  /** requests that came in while reading was suspended (M-10), oldest first */
  backlog: shared(json<readonly Request[]>([]), TOUCH.input),
  /** reading waits until the dispatcher has taken or answered a request */
  suspended: shared(flag(), TOUCH.input),
  /** to 2.1: what the main loop polls for its requests */
  source: ref(),
});
export type Monitor = RecordOf<typeof Monitor>;

/** What arrived: a JSON value, or why it was none. */
export type Request = { readonly value: unknown } | { readonly error: string };

/** The one dispatcher of all monitors (M-11). */
export const Dispatcher = defineRecord('dispatcher', {
  busy: shared(flag(), TOUCH.input),
  /** whose command runs */
  monitor: ref(),
  /** its id member as `{id}`, or {} */
  echo: json<Readonly<Record<string, unknown>>>({}),
  command: text(),
  arguments: counted(json<object | null>(null), (given) => given && hashOnce(given)),
  /** the client is read on once it has its answer (M-10) */
  resumes: flag(),
  /** what the command has answered and nobody has written yet */
  reply: json<unknown>(null),
  /** the monitors that were served, longest ago first */
  served: json<readonly number[]>([]),
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
  /** when it was made is told and changes nothing */
  pending: counted(json<MadeEvent | null>(null), (made) => made && [made.event, made.data]),
  timer: ref(),
  /** 5.2: until when the one that was delivered last keeps others waiting */
  quietUntil: deadline(),
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
