/**
 * A machine that lives: real time and whoever is connected choose what happens next. It is played by the rules of a run
 * whose steps are not known before they come, so that a recording of the steps plays to the same bytes.
 *
 * What arrives is taken in only when everything that can happen at that moment has happened.
 */
import { clockOf, MILLISECOND, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Profile } from '../profile/index.ts';
import { Actor } from '../scenario/actors.ts';
import { buildMachine } from '../scenario/build.ts';
import { nextTime } from '../scenario/due.ts';
import { isHeldUp, isHostStep } from '../scenario/may-act.ts';
import { firstMove, type Move } from '../scenario/moves.ts';
import { play } from '../scenario/play.ts';
import type { Scenario, Step } from '../scenario/scenario.ts';
import { Transcript } from '../scenario/transcript.ts';
import { type ClockMode, hostTime, LiveClock, type RealTime } from './clock.ts';

/** A step without its time, which is when it arrives. */
export type Arrival = Step extends infer S ? (S extends Step ? Omit<S, 'at'> : never) : never;

/** One who does something by himself, at times of his own: the guest's programs. */
export interface Source {
  /** Virtual time in nanoseconds of what he does next; Infinity if nothing. */
  due(): number;
  /** That time has come. @returns what he does, if anything */
  act(): Arrival | undefined;
}

/** Sees the machine whenever nothing is left to do at a moment; may ask for more. */
export type IdleWatcher = (machine: Machine) => void;

export interface LiveOptions {
  readonly clock?: ClockMode;
  readonly time?: RealTime;
  /** Keeps what is needed to save the run; grows with every arrival. True if absent. */
  readonly history?: boolean;
}

/** So many moves are made before the process looks at its sockets again. */
const SLICE = 5000;

export class LiveMachine {
  readonly machine: Machine;
  readonly profile: Profile;
  readonly clock: LiveClock;
  readonly transcript: Transcript | undefined;
  private readonly scenario: Scenario;
  private readonly time: RealTime;
  private readonly script: Actor;
  private readonly history: Step[] | undefined;
  private readonly arrivals: (Arrival | (() => void))[] = [];
  /** What sources do now, before time goes on. */
  private readonly acts: Arrival[] = [];
  private readonly watchers: IdleWatcher[] = [];
  private readonly leavers: (() => void)[] = [];
  private readonly sources: Source[] = [];
  private cancelTimer: (() => void) | undefined;
  private scheduled = false;
  private started = false;
  private playing = false;
  private over = false;
  private failure: unknown;

  /** Builds the machine; it does not move before {@link start}. @throws BuildRefusal */
  constructor(scenario: Scenario, profile: Profile, options: LiveOptions = {}) {
    this.scenario = withoutWaits(scenario);
    this.profile = profile;
    this.time = options.time ?? hostTime;
    this.machine = buildMachine(this.scenario, profile);
    this.script = [...this.machine.store.table(Actor)][0] as Actor;
    const named = scenario.clients.some((client) => client.name !== 'main');
    this.history = options.history === false ? undefined : [];
    this.transcript = this.history === undefined ? undefined : new Transcript(this.machine, named);
    this.clock = new LiveClock(options.clock ?? 'wall', this.time);
  }

  /** Begins to play; the wall clock counts from here. */
  start(): void {
    this.started = true;
    this.clock.setMode(this.clock.mode, now(this.machine));
    this.pump();
  }

  /** Whether the process that the machine stands for has ended. */
  get exited(): boolean {
    return this.machine.vm.exited || this.over;
  }

  /** What made it fail, if a bug did. */
  get bug(): unknown {
    return this.failure;
  }

  /** Virtual time in nanoseconds. */
  get now(): number {
    return now(this.machine);
  }

  /** Something arrives: it happens after everything that arrived before. */
  arrive(step: Arrival): void {
    this.arrivals.push(step);
    this.pump();
  }

  /** Calls back between two moments: after everything that has arrived was taken in and played. */
  whenIdle(callback: () => void): void {
    this.arrivals.push(callback);
    this.pump();
  }

  addSource(source: Source): void {
    this.sources.push(source);
  }

  /** The next virtual time at which anything is due, in nanoseconds. */
  nextDue(): number {
    return this.sources.reduce((due, source) => Math.min(due, source.due()), nextTime(this.machine));
  }

  /** Called whenever nothing is left to do at a moment. */
  onIdle(watcher: IdleWatcher): void {
    this.watchers.push(watcher);
  }

  /** Called once, when the process that the machine stands for has ended. */
  onExit(callback: () => void): void {
    this.leavers.push(callback);
  }

  /** How much has arrived and was not taken in yet. */
  get backlog(): number {
    return this.arrivals.length;
  }

  /** Plays whatever may be played now; asks real time to come back for the rest. */
  pump(): void {
    if (!this.started || this.playing || this.over) return;
    this.playing = true;
    try {
      if (!this.playSlice()) this.soon();
    } catch (error) {
      this.failure = error;
      this.stop();
      for (const leave of this.leavers) leave();
      throw error;
    } finally {
      this.playing = false;
    }
  }

  /** Nothing moves any more. */
  stop(): void {
    this.over = true;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  /** The run so far as a scenario that plays to the same transcript. */
  recording(): Scenario {
    if (this.history === undefined) throw new Error('this server keeps no history, expected one that does');
    return { ...this.scenario, qemu: this.profile.name, steps: [...this.history], end: this.now / MILLISECOND };
  }

  private soon(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.time.soon(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  /** @returns false if there is more to do at once */
  private playSlice(): boolean {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    for (let made = 0; made < SLICE; made++) {
      if (this.machine.vm.exited) return this.exit();
      const move = firstMove(this.machine);
      if (move !== undefined && move.kind !== 'time') {
        if (move.kind === 'actor' && move.id === this.script.id) this.noted(move);
        else play(this.machine, move);
        continue;
      }
      for (const watch of this.watchers) watch(this.machine);
      if (this.passTime()) {
        // Whoever is connected may have something to say to each moment.
        if (this.clock.mode === 'virtual' && this.arrivals.length === 0) return false;
        continue;
      }
      if (!this.takeIn()) return this.rest();
    }
    return false;
  }

  /** Goes to the next thing that is due, if its time has come. */
  private passTime(): boolean {
    const due = this.nextDue();
    // In virtual time, what has arrived comes before anything later.
    if (this.clock.mode === 'virtual' && this.arrivals.length > 0) return false;
    if (this.acts.length > 0 && !isHeldUp(this.machine, this.script)) return false;
    if (!Number.isFinite(due) || due > this.clock.limit()) return false;
    clockOf(this.machine).now = Math.max(this.now, due);
    for (const source of this.sources) {
      if (source.due() > this.now) continue;
      const arrival = source.act();
      if (arrival !== undefined) this.acts.push(arrival);
    }
    return true;
  }

  /** The next arrival becomes the script's next step. @returns false if there is none */
  private takeIn(): boolean {
    const act = isHeldUp(this.machine, this.script) ? undefined : this.acts.shift();
    const arrival = act ?? this.nextArrival();
    if (arrival === undefined) return false;
    if (typeof arrival === 'function') {
      arrival();
      return true;
    }
    const at = (act === undefined ? this.clock.arrival(this.now) : this.now) / MILLISECOND;
    const { script } = this;
    const step = { ...arrival, at } as Step;
    script.steps = script.at === script.steps.length ? [step] : [step, ...script.steps.slice(script.at)];
    script.at = 0;
    clockOf(this.machine).now = Math.round(at * MILLISECOND);
    return true;
  }

  /** What arrived first; while the guest is held up, what arrived first for the host. */
  private nextArrival(): Arrival | (() => void) | undefined {
    if (!isHeldUp(this.machine, this.script)) return this.arrivals.shift();
    const first = this.arrivals.findIndex((arrival) => typeof arrival === 'function' || isHostStep(arrival));
    return first < 0 ? undefined : this.arrivals.splice(first, 1)[0];
  }

  /** Plays the script's move. A step that was taken counts from when it was. */
  private noted(move: Move): void {
    const { script } = this;
    const step = script.steps[script.at];
    const { length } = script.steps;
    const before = script.at;
    play(this.machine, move);
    if (script.at !== before && step !== undefined && script.steps.length === length)
      this.history?.push({ ...step, at: this.now / MILLISECOND });
  }

  private rest(): true {
    const due = this.nextDue();
    if (this.clock.mode === 'wall' && Number.isFinite(due))
      this.cancelTimer = this.time.after(Math.max(0, due - this.clock.limit()), () => this.pump());
    return true;
  }

  private exit(): true {
    this.over = true;
    const left = this.arrivals.splice(0);
    for (const arrival of left) if (typeof arrival === 'function') arrival();
    for (const leave of this.leavers) leave();
    return true;
  }
}

/** A live machine's script waits for nobody: commands are sent at their times. */
function withoutWaits(scenario: Scenario): Scenario {
  const steps = scenario.steps.map((step): Step => {
    if ('qmp' in step) {
      const { qmp, ...rest } = step;
      return { ...rest, raw: JSON.stringify(qmp), reply: false };
    }
    if ('hmp' in step) {
      const { hmp, ...rest } = step;
      const command = { execute: 'human-monitor-command', arguments: { 'command-line': hmp } };
      return { ...rest, raw: JSON.stringify(command), reply: false };
    }
    return 'raw' in step ? { ...step, reply: false } : step;
  });
  return { ...scenario, steps };
}
