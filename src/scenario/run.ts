/** Running a scenario: a machine, a policy that chooses the moves, and those who watch. */
import { clockOf, MILLISECOND, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Profile } from '../profile/index.ts';
import { buildMachine } from './build.ts';
import { nextTime } from './due.ts';
import { type Move, moves } from './moves.ts';
import { type Ended, play, playUnhurried } from './play.ts';
import { type Policy, recorded, seeded } from './policy.ts';
import type { Scenario } from './scenario.ts';
import { milliseconds, Transcript } from './transcript.ts';
import { whatRepeats } from './what-repeats.ts';

/** How many moves a run makes at most if nobody says otherwise: more than any story needs, about a second's work. */
export const MAX_MOVES = 100_000;

/** Something that must not be, found by an observer. */
export interface Violation {
  readonly property: string;
  /** What happened, in a sentence. */
  readonly sentence: string;
  /** Milliseconds of virtual time. */
  readonly time: number;
  /** The last line of the transcript when it was found, counted from 1. */
  readonly line: number;
  /** The move that did it, counted from 1; 0: before the first. */
  readonly move: number;
}

/** Watches a run. An observer subscribes to the machine's facts and changes nothing. */
export interface Observer {
  /** The machine is built and nothing has moved. */
  begin?(run: Run): void;
  /** A move is about to be made; what the last one caused has been said. */
  move?(run: Run, move: Move): void;
  /** No move is made any more. */
  end?(run: Run): void;
  /** What it found that must not be. */
  readonly violations?: readonly Violation[];
}

/** Who chooses the moves, who watches, and when a run is given up. */
export interface RunOptions {
  /** After how many moves the run stops unfinished. */
  readonly maxMoves?: number;
  /** Chooses among the moves at random, the same way each time for the same 32-bit integer. */
  readonly seed?: number;
  /** Labels of moves to play first, in order; those of the scenario if absent and there is no seed. */
  readonly order?: readonly string[];
  readonly observers?: readonly Observer[];
}

/** How a run ended, and what was seen of it. */
export interface RunResult {
  /** `end`: the scenario's time is over; `exited`: the process is gone; `bound`: too many moves */
  readonly ended: Ended;
  /** Why it was too many, in a sentence; only if `ended` is `bound`. */
  readonly reason?: string;
  /** JSON lines, as in the recordings. */
  readonly transcript: string;
  /** What the observers found, in the order in which it happened. */
  readonly violations: readonly Violation[];
  readonly moves: number;
  /** Virtual time at the end, in milliseconds. */
  readonly time: number;
  readonly machine: Machine;
}

/** A run that can be played piece by piece. */
export class Run {
  readonly scenario: Scenario;
  readonly profile: Profile;
  readonly machine: Machine;
  readonly transcript: Transcript;
  private readonly observers: readonly Observer[];
  private readonly policy: Policy | undefined;
  private readonly maxMoves: number;
  private made = 0;
  private how: Ended | undefined;

  /** Builds the machine. @throws BuildRefusal when it refuses the scenario */
  constructor(scenario: Scenario, profile: Profile, options: RunOptions = {}) {
    this.scenario = scenario;
    this.profile = profile;
    this.maxMoves = options.maxMoves ?? MAX_MOVES;
    this.observers = options.observers ?? [];
    this.policy = choosePolicy(scenario, options);
    // What a search has found is told in the moves of actors that each act by themselves.
    const apart = (options.order ?? (options.seed === undefined ? scenario.order : undefined)) !== undefined;
    this.machine = buildMachine(scenario, profile, { apart });
    this.transcript = new Transcript(
      this.machine,
      scenario.clients.some((client) => client.name !== 'main'),
    );
    for (const observer of this.observers) observer.begin?.(this);
  }

  /** How many moves were made. */
  get moves(): number {
    return this.made;
  }

  /** Virtual time in milliseconds. */
  get time(): number {
    return milliseconds(now(this.machine));
  }

  /** Why no move is made any more; undefined while the run goes on. */
  get ended(): Ended | undefined {
    return this.how;
  }

  /**
   * Makes up to `count` moves.
   * @returns why the run is over, or undefined if it is not
   * @throws OrderRefusal when a recording does not fit
   */
  advance(count = Number.POSITIVE_INFINITY): Ended | undefined {
    if (this.how !== undefined) return this.how;
    const limit = Math.min(count, this.maxMoves - this.made);
    const before = (move: Move) => {
      for (const observer of this.observers) observer.move?.(this, move);
      this.made++;
    };
    const ended =
      this.policy === undefined
        ? playUnhurried(this.machine, this.scenario.end, limit, before)
        : playBy(this.policy, this.machine, this.scenario.end, limit, before);
    if (ended === 'bound' && this.made < this.maxMoves) return undefined;
    if (ended !== 'bound') this.policy?.finish?.();
    this.how = ended;
    for (const observer of this.observers) observer.end?.(this);
    return ended;
  }

  /** What there is to tell so far. */
  result(): RunResult {
    const found = this.observers.flatMap((observer) => observer.violations ?? []);
    const ended = this.how ?? 'bound';
    return {
      ended,
      ...(ended === 'bound' ? { reason: this.reason() } : {}),
      transcript: this.transcript.text,
      violations: found.sort((a, b) => a.move - b.move),
      moves: this.made,
      time: this.time,
      machine: this.machine,
    };
  }

  private reason(): string {
    return `stopped after ${this.made} moves at ${this.time} of ${this.scenario.end} ms: ${whatRepeats(this.machine, this.transcript.lines)}`;
  }
}

/** Undefined: the unhurried one, which is played without listing the moves. */
function choosePolicy(scenario: Scenario, { seed, order }: RunOptions): Policy | undefined {
  if (order !== undefined) return recorded(order);
  if (seed !== undefined) return seeded(seed);
  if (scenario.order === undefined) return undefined;
  return recorded(scenario.order, scenario.repeats === undefined ? 'unhurried' : 'nothing');
}

function playBy(policy: Policy, machine: Machine, end: number, maxMoves: number, before: (move: Move) => void): Ended {
  const last = end * MILLISECOND;
  for (let count = 0; ; count++) {
    if (machine.vm.exited) return 'exited';
    if (policy.over?.() === true) return 'end';
    if (count >= maxMoves) return 'bound';
    const open = moves(machine);
    if (open.length === 0 || (open[0]?.kind === 'time' && nextTime(machine) > last)) {
      clockOf(machine).now = Math.max(now(machine), last);
      return 'end';
    }
    const move = policy.choose(machine, open);
    before(move);
    play(machine, move);
  }
}

/**
 * Plays a scenario to its end. Pure: no file, no clock, no chance; the same arguments give the same result.
 *
 * @param scenario what `parseScenario` has read
 * @param profile which QEMU; see `profiles`
 * @throws BuildRefusal when the machine refuses the scenario, OrderRefusal when its `order` does not fit; both say why
 * in a sentence
 */
export function runScenario(scenario: Scenario, profile: Profile, options: RunOptions = {}): RunResult {
  const run = new Run(scenario, profile, options);
  run.advance();
  return run.result();
}
