/**
 * A machine that shows what a recording shows, or is lost. The recording's times count: a real machine may be slow, so
 * that anything comes later than it could, and nothing comes earlier.
 */
import { workerRequests } from '../block/workers.ts';
import { clockOf, defineRecord, flag, json, MILLISECOND, mix, now, number, unhashed } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { EPOCH } from '../monitor/event-delivery.ts';
import { type Writable, writeJson } from '../monitor/json-writer.ts';
import { nextTime } from '../scenario/due.ts';
import { labelOf } from '../scenario/move-label.ts';
import { listMoves, moveOf } from '../scenario/moves.ts';
import { playMove } from '../scenario/play.ts';
import { MAIN_CLIENT } from '../scenario/scenario.ts';
import { type Model, NO_MOVE } from './model.ts';
import {
  commandIn,
  completedText,
  completeLine,
  messageLine,
  messageText,
  ofClient,
  type RecordedLine,
  type Recording,
  requestLine,
  type Stretch,
  sentText,
  stampOf,
  submitLine,
  submittedText,
} from './normal-form.ts';
import type { Pace } from './recorded-pace.ts';

/** By how many milliseconds recorded times may be wrong. */
const WRONG = 5;
/** By how many milliseconds what a real machine does by itself may be later than it could. */
export const LATE = 40;
/** How long a request of the storage may take, in milliseconds, while nothing is seen of the machine. */
const SLOW = 200;
/** For how many milliseconds a rate limit holds an event back. */
const HELD = 1000;

/** A message as whoever reads the connection has it. */
const asRead = (message: Writable) => JSON.parse(writeJson(message)) as Readonly<Record<string, unknown>>;

/** Something of each client or device. */
interface Counts {
  readonly [of: string]: number;
}

const oneMore = (counts: Counts, of: string): Counts => ({ ...counts, [of]: (counts[of] ?? 0) + 1 });

/** How much of the recording was seen. */
const Matched = defineRecord('matched recording', {
  stretch: number(),
  /** of that stretch: the requests, messages and outcomes that were seen */
  submitted: number(),
  lines: json<Counts>({}),
  completions: json<Counts>({}),
  /** of the next one: messages that clients read after what it begins with */
  ahead: json<Counts>({}),
  /** the last thing was a guest's request */
  submitting: flag(),
  /** the command that each client's last request asked for */
  commands: json<{ readonly [client: string]: string | undefined }>({}),
  /** when the newest event was made that each client has */
  newest: unhashed(json<Counts>({})),
  /** where nothing but stamps tells times: that of an event made at the machine's start, in microseconds, once known */
  zero: number(NaN),
  /** something else was seen: this is not the way */
  lost: flag(),
});

/** Where a recording and the machine parted, on the ways on which they went together longest. */
export interface Parting {
  /** the first line that was not seen, counted from 1; undefined: all were, and the machine went on */
  readonly line?: number;
  /** what that line shows */
  readonly recorded?: string;
  /** what the machine would have shown there, in one order or another */
  readonly expected: readonly string[];
}

/** What the recording is about, as the model needs it. */
export interface Told extends Recording {
  readonly pace: Pace;
  /** when it was over, in milliseconds since the machine's start */
  readonly end: number;
}

const NEVER = Number.POSITIVE_INFINITY;
/** So many things that may come next are told. */
const MOST_EXPECTED = 4;

export class RecordingModel implements Model {
  readonly machine: Machine;
  private readonly told: Told;
  private readonly timed: boolean;
  private readonly untimed: boolean;
  private readonly stretches: readonly Stretch[];
  private readonly matched;
  /** the stamp of an event made at the machine's start, in microseconds; if anything it is earlier */
  private readonly stampZero: number;
  private readonly stamped: boolean;
  /** when everything was over, in milliseconds; NEVER if nobody knows */
  private readonly over: number;
  private furthest: Furthest = { depth: -1, unseen: undefined, found: new Set(), idle: new Set() };
  private readonly left: number[] = [];

  /** @param timed false: the recording's times say nothing */
  constructor(machine: Machine, told: Told, timed: boolean) {
    this.machine = machine;
    this.told = told;
    this.timed = timed;
    this.stretches = told.stretches;
    this.untimed = timed && told.untimed !== undefined;
    this.stampZero = stampZeroOf(told);
    this.stamped = this.untimed || (timed && Number.isFinite(this.stampZero));
    this.over = timed && !this.untimed ? horizonOf(told) : told.end + LATE;
    this.matched = machine.store.table(Matched).take();
    this.listen();
  }

  get store() {
    return this.machine.store;
  }

  /** Where the longest way ended. */
  get parting(): Parting {
    const { unseen, found, idle } = this.furthest;
    const expected = [...(found.size > 0 ? found : idle)].slice(0, MOST_EXPECTED);
    return { ...(unseen === undefined ? {} : { line: unseen.line.line, recorded: unseen.shown }), expected };
  }

  private listen(): void {
    const { machine } = this;
    const { several } = this.told;
    const named = (monitor: number) => machine.monitors.at(monitor).name;
    machine.bus
      .on('client-sent', ({ monitor, text: sent }) => {
        if (several || named(monitor) === MAIN_CLIENT) this.sent(named(monitor), sent);
      })
      .on('monitor-output', ({ monitor, message, late }) => {
        if (several || named(monitor) === MAIN_CLIENT) this.received(named(monitor), asRead(message as Writable), late);
      });
    if (!this.told.tellsGuest) return;
    machine.bus
      .on('guest-submitted', ({ request }) => {
        const { device, op, tag } = machine.guestRequests.at(request);
        this.submitted(submitLine({ device: machine.devices.at(device).name, op, tag }));
      })
      .on('guest-completed', ({ request, status }) => {
        const { device, tag } = machine.guestRequests.at(request);
        const { name } = machine.devices.at(device);
        this.completed(name, completeLine({ device: name, tag, status }));
      });
  }

  private get open(): Stretch | undefined {
    return this.stretches[this.matched.stretch];
  }

  private get next(): Stretch | undefined {
    return this.stretches[this.matched.stretch + 1];
  }

  /** Milliseconds since the machine's start. */
  private get time(): number {
    return now(this.machine) / MILLISECOND;
  }

  /** When everything was over, as far as is known by now. */
  private get horizon(): number {
    const { untimed } = this.told;
    return this.over + (untimed === undefined || !this.untimed ? 0 : (this.sinceStart(untimed) ?? 0));
  }

  /** By when the machine must have shown a line. */
  private by(line: RecordedLine | undefined): number {
    if (this.untimed) return (this.madeAt(line) ?? NEVER) + HELD + LATE;
    return line?.time === undefined || !this.timed ? NEVER : line.time - this.told.pace.zero + WRONG;
  }

  /** All of the stretch was seen. */
  private get isOver(): boolean {
    const { open, matched } = this;
    if (open === undefined) return true;
    if (matched.submitted < open.submitted.length) return false;
    return isAll(matched.lines, open.lines) && isAll(matched.completions, open.completions);
  }

  /** The recording breaks off here: of one client or device it tells less than of another. */
  private get isCut(): boolean {
    return this.told.brokenOff && this.matched.stretch === this.stretches.length - 1;
  }

  private nextStretch(seen: string): void {
    const { matched } = this;
    if (!this.isOver) this.lose(seen, true);
    matched.stretch++;
    matched.lines = matched.ahead;
    matched.submitted = 0;
    matched.ahead = matched.completions = {};
  }

  private sent(client: string, text: string): void {
    const { matched } = this;
    if (matched.lost) return;
    const line = ofClient(client, requestLine(text));
    const shown = sentText(line);
    this.nextStretch(shown);
    matched.submitting = false;
    matched.commands = { ...matched.commands, [client]: commandIn(text) };
    this.taken(this.open?.sent, line, shown);
  }

  private submitted(line: string): void {
    const { matched } = this;
    if (matched.lost) return;
    const shown = submittedText(line);
    if (!matched.submitting) this.nextStretch(shown);
    matched.submitting = true;
    matched.commands = {};
    this.taken(this.open?.submitted[matched.submitted], line, shown);
    matched.submitted++;
  }

  /** A step was taken: at its recorded time, even if the machine was too late for something that was due before. */
  private taken(line: RecordedLine | undefined, done: string, shown: string): void {
    if (!this.fits(line, done)) this.lose(shown, true);
    else if (line?.time !== undefined && this.timed) this.waitUntil(line.time - this.told.pace.zero - 1);
  }

  private received(client: string, message: Readonly<Record<string, unknown>>, heldBack: boolean): void {
    const { matched, open, next } = this;
    if (matched.lost) return;
    const stamp = stampOf(message);
    const newest = matched.newest[client] ?? Number.NEGATIVE_INFINITY;
    const late = stamp !== undefined && stamp < newest;
    const text = ofClient(client, messageLine(message, matched.commands[client], late));
    if (stamp !== undefined) matched.newest = { ...matched.newest, [client]: Math.max(newest, stamp) };
    const own = open?.lines[client] ?? [];
    const seen = matched.lines[client] ?? 0;
    if (this.isCut && seen === own.length) return;
    const ahead = open !== undefined && seen === own.length && this.goesOn(client, stamp) && this.isDue();
    const line = ahead ? next?.lines[client]?.[matched.ahead[client] ?? 0] : own[seen];
    if (!ahead) matched.submitting = false;
    if (!this.fits(line, text, stamp)) {
      this.lose(messageText(text));
      return;
    }
    if (this.untimed && Number.isNaN(matched.zero) && line?.stamp !== undefined && stamp !== undefined)
      matched.zero = line.stamp - (stamp - EPOCH * 1e6);
    if (ahead) matched.ahead = oneMore(matched.ahead, client);
    else matched.lines = oneMore(matched.lines, client);
    if (!heldBack) this.waitUntil(this.madeAt(line));
  }

  /** When an event was made, in milliseconds since the machine's start; undefined if it is not known. */
  private madeAt(line: RecordedLine | undefined): number | undefined {
    return line?.stamp === undefined || !this.stamped ? undefined : this.sinceStart(line.stamp);
  }

  private sinceStart(stamp: number): number | undefined {
    const since = (stamp - (this.untimed ? this.matched.zero : this.stampZero)) / 1000;
    return Number.isNaN(since) ? undefined : since;
  }

  /**
   * The machine is as slow as the recorded one was: what it shows now happens at that time, unless something is due
   * before, which is not due yet. Where steps may come at any time, one came too early if that would be too late then.
   */
  private waitUntil(time: number | undefined): void {
    if (time === undefined || time <= this.time) return;
    const due = nextTime(this.machine);
    clockOf(this.machine).now = Math.min(Math.floor(time * MILLISECOND), due - 1);
    if (this.untimed && time > due / MILLISECOND + LATE)
      this.lose(`first what is due at ${Math.round(due / MILLISECOND)} ms`, true);
  }

  /** A client waits for a reply before it sends its next request, not before others do. */
  private goesOn(client: string, stamp: number | undefined): boolean {
    const { sender } = this.next ?? {};
    return stamp !== undefined || (sender !== undefined && sender !== client);
  }

  /** Whether somebody may have gone on already, so that what comes now was read after the next thing was asked for. */
  private isDue(): boolean {
    const { matched, next, told } = this;
    const first = next?.sent ?? next?.submitted[0];
    const due = told.pace.due[matched.stretch + 1] ?? (first?.time === undefined ? NEVER : first.time - told.pace.zero);
    return this.time >= due - LATE;
  }

  private completed(device: string, line: string): void {
    const { matched } = this;
    if (matched.lost) return;
    const count = matched.completions[device] ?? 0;
    if (this.isCut && count === (this.open?.completions[device]?.length ?? 0)) return;
    if (this.fits(this.open?.completions[device]?.[count], line))
      matched.completions = oneMore(matched.completions, device);
    else this.lose(completedText(line));
  }

  /** Whether a line of the recording shows this, and not before the machine could. */
  private fits(line: RecordedLine | undefined, shown: string, stamp?: number): boolean {
    if (line?.text !== shown || this.time > this.by(line)) return false;
    const made = this.madeAt(line);
    return stamp === undefined || made === undefined || (stamp - EPOCH * 1e6) / 1000 <= made + WRONG;
  }

  /**
   * This way leads nowhere: the machine shows something that the recording does not.
   * @param idle the machine shows nothing, somebody or time goes on
   */
  private lose(found: string | (() => string), idle = false): void {
    const { matched } = this;
    if (matched.lost) return;
    matched.lost = true;
    const unseen = this.unseen();
    const depth = unseen?.line.line ?? NEVER;
    if (depth < this.furthest.depth) return;
    if (depth > this.furthest.depth) this.furthest = { depth, unseen, found: new Set(), idle: new Set() };
    const { shown } = this.furthest.unseen ?? {};
    const what = typeof found === 'string' ? found : found();
    const early = shown === what ? `the same, at ${Math.round(this.time)} ms at the earliest` : what;
    (idle ? this.furthest.idle : this.furthest.found).add(early);
  }

  /** The first line of the recording that was not seen. */
  private unseen(): Unseen | undefined {
    const { open, next, matched } = this;
    const candidates: (Unseen | undefined)[] = [
      unseenOf(open?.submitted[matched.submitted], submittedText),
      ...nextOf(matched.lines, open?.lines).map((line) => unseenOf(line, messageText)),
      ...nextOf(matched.completions, open?.completions).map((line) => unseenOf(line, completedText)),
      unseenOf(next?.sent, sentText),
      unseenOf(next?.submitted[0], submittedText),
    ];
    return candidates.filter((candidate) => candidate !== undefined).sort((a, b) => a.line.line - b.line.line)[0];
  }

  /** Until when the machine has time to show what the recording shows next, in milliseconds. */
  private patience(): number {
    const { open, next, matched } = this;
    let first = Math.min(this.by(open?.submitted[matched.submitted]), this.horizon);
    for (const line of nextOf(matched.lines, open?.lines)) first = Math.min(first, this.by(line));
    for (const line of nextOf(matched.completions, open?.completions)) first = Math.min(first, this.by(line));
    return Math.min(first, this.by(next?.sent ?? next?.submitted[0]));
  }

  moves(list: number[], at: number): number {
    if (this.matched.lost) return at;
    let end = listMoves(this.machine, list, at);
    if (end - at > 1 && moveOf(list[end - 1] as number).kind === 'time' && !this.mayTimePass()) end--;
    // What an unhurried machine does is tried first.
    for (let low = at, high = end - 1; low < high; low++, high--)
      [list[low], list[high]] = [list[high] as number, list[low] as number];
    return end;
  }

  /**
   * Whether time may pass while something may happen: storage does not take for ever, though without stamps nobody
   * knows how slow it was; and a client that waits no longer for a reply goes on.
   */
  private mayTimePass(): boolean {
    const { machine } = this;
    const next = nextTime(machine);
    if (next <= now(machine) + 1) return false;
    return !this.stamped || workerRequests(machine).length === 0 || next / MILLISECOND <= this.time + SLOW;
  }

  play(move: number): void {
    playMove(this.machine, move);
    if (moveOf(move).kind === 'time' && this.time > this.patience()) this.lose(() => this.nothingBefore(), true);
  }

  private nothingBefore(): string {
    const { machine, left } = this;
    const next = left.slice(0, listMoves(machine, left, 0)).find((move) => moveOf(move).kind !== 'time');
    const then = next === undefined ? '' : `, then: ${this.label(next)}`;
    return `nothing before ${Math.round(this.time)} ms${then}`;
  }

  label(move: number): string {
    return labelOf(this.machine, moveOf(move));
  }

  /** When it is matters here, and whether an event that is held back will be late. */
  fingerprint(lanes: Int32Array): void {
    const { machine, store, matched } = this;
    const at = now(machine);
    store.fingerprintInto(lanes, at);
    if (this.horizon < NEVER) lanes[1] = mix(lanes[1] as number, mix(Math.floor(at / 2 ** 32), at | 0));
    for (const client in matched.newest)
      for (const entry of machine.throttleEntries.live())
        if (entry.pending !== null && entry.pending.stamp < (matched.newest[client] as number))
          lanes[0] = mix(lanes[0] as number, entry.id + 1);
  }

  /** Sends and receipts can be told apart in any order: no reduction. */
  rush(): number {
    return NO_MOVE;
  }

  /** Found: all of the recording was seen, and nothing more happens. */
  wrong(): number {
    const { matched, told } = this;
    if (matched.lost || matched.stretch !== this.stretches.length - 1 || !this.isOver) return 0;
    return told.brokenOff || this.isAtEnd ? 1 : 0;
  }

  /** Nothing is left to happen before the scenario is over, or it is. */
  private get isAtEnd(): boolean {
    const { machine, left } = this;
    const end = this.told.end - LATE;
    if (this.time >= end) return true;
    const count = listMoves(machine, left, 0);
    if (count === 0) return true;
    return count === 1 && moveOf(left[0] as number).kind === 'time' && nextTime(machine) >= end * MILLISECOND;
  }
}

/** A line of the recording that was not seen, as a person would read it. */
interface Unseen {
  readonly line: RecordedLine;
  readonly shown: string;
}

const unseenOf = (line: RecordedLine | undefined, show: (text: string) => string): Unseen | undefined =>
  line === undefined ? undefined : { line, shown: show(line.text) };

/** What each of several shows, in order. */
interface Shown {
  readonly [of: string]: readonly RecordedLine[];
}

const isAll = (counts: Counts, shown: Shown): boolean =>
  Object.entries(shown).every(([of, lines]) => counts[of] === lines.length);

/** Of each the first line that was not seen; undefined: all were. */
const nextOf = (counts: Counts, shown: Shown = {}): readonly (RecordedLine | undefined)[] =>
  Object.entries(shown).map(([of, lines]) => lines[counts[of] ?? 0]);

/** How far the longest ways went. */
interface Furthest {
  readonly depth: number;
  readonly unseen: Unseen | undefined;
  readonly found: Set<string>;
  readonly idle: Set<string>;
}

/** When a recording was over, in milliseconds since the machine's start: whatever it tells came before. */
function horizonOf({ stretches, pace, end }: Told): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const { sent, submitted, lines } of stretches)
    for (const { time = NEVER } of [
      ...(sent === undefined ? [] : [sent]),
      ...submitted,
      ...Object.values(lines).flat(),
    ])
      last = Math.max(last, time - pace.zero);
  return Math.max(last, end) + LATE;
}

/**
 * What an event's stamp is more than the time at which the client had it, in microseconds, where it was quickest. A
 * client that was late with a step may have been kept from reading.
 */
function stampZeroOf({ stretches, pace }: Told): number {
  let zero = Number.NEGATIVE_INFINITY;
  for (const [i, { sent, submitted, lines }] of stretches.entries()) {
    const taken = (sent ?? submitted[0])?.time;
    const due = pace.due[i];
    if (taken === undefined || due === undefined || taken - pace.zero > due + LATE) continue;
    for (const { time, stamp } of Object.values(lines).flat())
      if (stamp !== undefined && time !== undefined) zero = Math.max(zero, stamp - (time - pace.zero) * 1000);
  }
  return zero;
}
