/**
 * Explaining a recording: an order of moves in which the simulated machine shows a client and a guest just what the
 * recorded one did.
 */
import { defineRecord, flag, json, MILLISECOND, mix, now, number, text, unhashed } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { type Writable, writeJson } from '../monitor/json-writer.ts';
import type { Profile } from '../profile/index.ts';
import { buildMachine } from '../scenario/build.ts';
import { labelOf, listMoves, moveOf, nextTime, playMove } from '../scenario/play.ts';
import { MAIN_CLIENT, type Scenario } from '../scenario/scenario.ts';
import { type Model, NO_MOVE } from './model.ts';
import {
  commandIn,
  completeLine,
  messageLine,
  ofClient,
  requestLine,
  type Stretch,
  stampOf,
  stretchesOf,
  submitLine,
  tellsClients,
} from './normal-form.ts';
import { DepthFirst, type Limits, labelsOf, within } from './search.ts';

/** A message as whoever reads the connection has it. */
const asRead = (message: Writable) => JSON.parse(writeJson(message)) as Readonly<Record<string, unknown>>;

/** How much of the recording was seen. */
const Matched = defineRecord('matched recording', {
  stretch: number(),
  /** of that stretch: the requests, messages and outcomes that were seen */
  submitted: number(),
  lines: number(),
  completions: json<{ readonly [device: string]: number }>({}),
  /** the last thing was a guest's request */
  submitting: flag(),
  /** the command that the last request asked for */
  command: text(),
  /** when the newest event was made that the client has */
  newest: unhashed(number(Number.NEGATIVE_INFINITY)),
  /** something else was seen: this is not the way */
  lost: flag(),
});

/** Where the recording and the machine parted, on the way on which they went together longest. */
export interface Parting {
  /** how many things of the recording were seen */
  readonly seen: number;
  readonly expected: string;
  readonly found: string;
}

/** A machine that shows what a recording shows, or is lost. */
export class RecordingModel implements Model {
  readonly machine: Machine;
  private readonly stretches: readonly Stretch[];
  private readonly matched;
  /** the recording tells of several clients */
  private readonly several: boolean;
  /** when the recording was over, in nanoseconds since the machine's start */
  private readonly last: number;
  private furthest: Parting = { seen: -1, expected: '', found: '' };
  private readonly left: number[] = [];

  /** @param end when the scenario is over, in milliseconds */
  constructor(machine: Machine, transcript: string, end: number) {
    this.machine = machine;
    this.last = end * MILLISECOND;
    this.stretches = stretchesOf(transcript);
    this.several = tellsClients(transcript);
    this.matched = machine.store.table(Matched).take();
    this.listen();
  }

  get store() {
    return this.machine.store;
  }

  /** Where the longest way ended. */
  get parting(): Parting {
    return this.furthest;
  }

  private listen(): void {
    const { machine } = this;
    const named = (monitor: number) => machine.monitors.at(monitor).name;
    machine.bus
      .on('client-sent', ({ monitor, text: sent }) => {
        if (this.several || named(monitor) === MAIN_CLIENT) this.sent(named(monitor), sent);
      })
      .on('monitor-output', ({ monitor, message }) => {
        if (this.several || named(monitor) === MAIN_CLIENT) this.received(named(monitor), asRead(message as Writable));
      })
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

  /** All of the stretch was seen. */
  private get isOver(): boolean {
    const { open, matched } = this;
    if (open === undefined) return true;
    if (matched.lines < open.lines.length || matched.submitted < open.submitted.length) return false;
    return Object.entries(open.completions).every(
      ([device, outcomes]) => matched.completions[device] === outcomes.length,
    );
  }

  private nextStretch(seen: string): void {
    const { matched } = this;
    if (!this.isOver) this.lose(seen);
    matched.stretch++;
    matched.submitted = matched.lines = 0;
    matched.completions = {};
  }

  private sent(client: string, text: string): void {
    const { matched } = this;
    if (matched.lost) return;
    this.nextStretch(`> ${text}`);
    matched.submitting = false;
    matched.command = commandIn(text) ?? '';
    if (this.open?.sent !== ofClient(client, requestLine(text))) this.lose(`> ${text}`);
  }

  private submitted(line: string): void {
    const { matched } = this;
    if (matched.lost) return;
    if (!matched.submitting) this.nextStretch(line);
    matched.submitting = true;
    matched.command = '';
    if (this.open?.submitted[matched.submitted] === line) matched.submitted++;
    else this.lose(line);
  }

  private received(client: string, message: Readonly<Record<string, unknown>>): void {
    const { matched } = this;
    if (matched.lost) return;
    matched.submitting = false;
    const stamp = stampOf(message);
    const late = stamp !== undefined && stamp < matched.newest;
    const line = ofClient(client, messageLine(message, matched.command === '' ? undefined : matched.command, late));
    if (stamp !== undefined) matched.newest = Math.max(matched.newest, stamp);
    if (this.open?.lines[matched.lines] === line) matched.lines++;
    else this.lose(line);
  }

  private completed(device: string, line: string): void {
    const { matched } = this;
    if (matched.lost) return;
    const count = matched.completions[device] ?? 0;
    if (this.open?.completions[device]?.[count] === line)
      matched.completions = { ...matched.completions, [device]: count + 1 };
    else this.lose(line);
  }

  private lose(found: string): void {
    const { matched, open } = this;
    matched.lost = true;
    const seen = this.seenSoFar();
    if (seen <= this.furthest.seen) return;
    const missing = open?.lines[matched.lines] ?? open?.submitted[matched.submitted] ?? this.missingCompletion(open);
    this.furthest = { seen, expected: missing ?? this.nextSent() ?? 'nothing more', found };
  }

  private missingCompletion(open: Stretch | undefined): string | undefined {
    for (const [device, outcomes] of Object.entries(open?.completions ?? {})) {
      const missing = outcomes[this.matched.completions[device] ?? 0];
      if (missing !== undefined) return missing;
    }
    return undefined;
  }

  private nextSent(): string | undefined {
    const next = this.stretches[this.matched.stretch + 1];
    return next?.sent === undefined ? next?.submitted[0] : `> ${next.sent}`;
  }

  private seenSoFar(): number {
    const { matched, stretches } = this;
    const before = stretches.slice(0, matched.stretch).reduce((sum, { lines }) => sum + 1 + lines.length, 0);
    return before + matched.lines;
  }

  moves(list: number[], at: number): number {
    if (this.matched.lost) return at;
    const end = listMoves(this.machine, list, at);
    // What an unhurried machine does is tried first.
    for (let low = at, high = end - 1; low < high; low++, high--)
      [list[low], list[high]] = [list[high] as number, list[low] as number];
    return end;
  }

  play(move: number): void {
    playMove(this.machine, move);
  }

  label(move: number): string {
    return labelOf(this.machine, moveOf(move));
  }

  /** Whether an event that is held back will be late is not to be seen in the machine. */
  fingerprint(lanes: Int32Array): void {
    this.store.fingerprintInto(lanes, now(this.machine));
    const made = this.machine.store;
    for (const entry of this.machine.throttleEntries.live())
      if (entry.pending !== null && entry.pending.stamp < this.matched.newest && made.watching)
        lanes[0] = mix(lanes[0] as number, entry.id + 1);
  }

  /** Sends and receipts can be told apart in any order: no reduction. */
  rush(): number {
    return NO_MOVE;
  }

  /** Found: all of the recording was seen, and nothing more happens. */
  wrong(): number {
    const { matched } = this;
    if (matched.lost || matched.stretch !== this.stretches.length - 1 || !this.isOver) return 0;
    return this.isAtEnd ? 1 : 0;
  }

  /** Nothing is left to happen before the scenario is over. */
  private get isAtEnd(): boolean {
    const { machine, left } = this;
    const count = listMoves(machine, left, 0);
    if (count === 0) return true;
    return count === 1 && moveOf(left[0] as number).kind === 'time' && nextTime(machine) > this.last;
  }
}

export type ExplainEnd = 'explained' | 'impossible' | 'bound';

export interface Explanation {
  readonly qemu: string;
  readonly ended: ExplainEnd;
  /** The moves in words. */
  readonly order: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Why not, on the way that went furthest; only if there is no explanation. */
  readonly parting?: Parting;
}

const SLICE = 4096;

/** A search for an explanation that can be made piece by piece. */
export class Explainer {
  readonly scenario: Scenario;
  readonly profile: Profile;
  private readonly transcript: string;
  private readonly model: RecordingModel;
  private readonly search: DepthFirst;
  private ended: ExplainEnd = 'bound';

  /**
   * @throws BuildRefusal when the machine refuses the scenario
   * @throws SyntaxError where a line of the transcript is no JSON
   */
  constructor(scenario: Scenario, profile: Profile, transcript: string) {
    this.scenario = scenario;
    this.profile = profile;
    this.transcript = transcript;
    this.model = this.newModel();
    this.search = new DepthFirst(this.model, { eager: false });
  }

  get states(): number {
    return this.search.states;
  }

  get transitions(): number {
    return this.search.transitions;
  }

  /** Makes about `count` moves of the search. @returns undefined if there is more to do */
  advance(count: number): ExplainEnd | undefined {
    const ended = this.search.advance(count);
    if (ended !== undefined) this.ended = ended === 'wrong' ? 'explained' : 'impossible';
    return ended === undefined ? undefined : this.ended;
  }

  /** What is known so far. */
  result(): Explanation {
    const { ended, states, transitions, profile } = this;
    const order = ended === 'explained' ? labelsOf(this.newModel(), this.search.path) : [];
    const parting = ended === 'explained' ? {} : { parting: this.model.parting };
    return { qemu: profile.name, ended, order, states, transitions, ...parting };
  }

  private newModel(): RecordingModel {
    const machine = buildMachine(this.scenario, this.profile, { late: true });
    return new RecordingModel(machine, this.transcript, this.scenario.end);
  }
}

/** Explains a transcript in one go. @throws as {@link Explainer} */
export function explain(scenario: Scenario, profile: Profile, transcript: string, limits: Limits = {}): Explanation {
  const explainer = new Explainer(scenario, profile, transcript);
  within(explainer, limits, () => explainer.advance(SLICE));
  return explainer.result();
}
