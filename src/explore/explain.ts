/**
 * Explaining a recording: an order of moves in which the simulated machine shows a client and a guest just what the
 * recorded one did.
 */
import { now } from '../kernel/index.ts';
import type { Profile } from '../profile/index.ts';
import { buildMachine } from '../scenario/build.ts';
import { moveOf } from '../scenario/moves.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Timeline } from '../scenario/timeline.ts';
import { milliseconds } from '../scenario/transcript.ts';
import { readRecording } from './normal-form.ts';
import { hurriedSteps, pacedSteps, paceOf, unpacedSteps } from './recorded-pace.ts';
import { LATE, type Parting, RecordingModel, type Told } from './recording-model.ts';
import { DepthFirst, type Limits, labelsOf, within } from './search.ts';

export type { Parting } from './recording-model.ts';

export type ExplainEnd = 'explained' | 'impossible' | 'bound';

/** Whether a recording can be explained: `explained` by `order`; `impossible` in every order; `bound`: not known. */
export interface Explanation {
  readonly qemu: string;
  readonly ended: ExplainEnd;
  /** The moves in words. */
  readonly order: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Why not, on the way that went furthest; only if there is no explanation, and a way has ended. */
  readonly parting?: Parting;
}

const SLICE = 4096;
/** The longest order that is followed, in moves: hours of a guest's work, and what memory holds. */
const LONGEST_ORDER = 1_000_000;

/**
 * How the steps are taken. `recorded`: at the times of the recording, or later; `hurried`: also a little earlier, so
 * that what the machine did by itself was late; `scheduled`: at the scenario's times, whatever times the recording
 * tells; `unpaced`: whenever the events' stamps allow it.
 */
const MANNERS = ['recorded', 'hurried', 'scheduled'] as const;
const UNTIMED = ['scheduled', 'recorded', 'unpaced'] as const;
type Manner = (typeof MANNERS)[number] | (typeof UNTIMED)[number];

interface Attempt {
  readonly manner: Manner;
  readonly model: RecordingModel;
  readonly search: DepthFirst;
}

/** A search for an explanation that can be made piece by piece. */
export class Explainer {
  readonly scenario: Scenario;
  readonly profile: Profile;
  private readonly told: Told;
  private readonly manners: typeof MANNERS | typeof UNTIMED;
  private readonly attempts: Attempt[] = [];
  private ended: ExplainEnd = 'bound';
  private readonly longest: number;
  /** in some manner there are orders too long to be followed */
  private cut = false;

  /**
   * @param longest no order with more moves is followed
   * @throws BuildRefusal when the machine refuses the scenario
   * @throws LineRefusal, with the line's number in front, when the transcript is none
   */
  constructor(scenario: Scenario, profile: Profile, transcript: string, longest = LONGEST_ORDER) {
    this.longest = longest;
    this.scenario = scenario;
    this.profile = profile;
    const recording = readRecording(transcript, !scenario.raw_negotiation);
    const pace = paceOf(scenario, recording.stretches, recording);
    this.told = { ...recording, pace, end: scenario.end };
    this.manners = recording.untimed === undefined ? MANNERS : UNTIMED;
    this.attempt(this.manners[0]);
  }

  get states(): number {
    return this.attempts.reduce((sum, { search }) => sum + search.states, 0);
  }

  get transitions(): number {
    return this.attempts.reduce((sum, { search }) => sum + search.transitions, 0);
  }

  private get current(): Attempt {
    return this.attempts.at(-1) as Attempt;
  }

  private attempt(manner: Manner): void {
    const model = this.newModel(manner);
    this.attempts.push({ manner, model, search: new DepthFirst(model, { eager: false, longest: this.longest }) });
  }

  /** Makes about `count` moves of the search. @returns undefined if there is more to do */
  advance(count: number): ExplainEnd | undefined {
    const ended = this.current.search.advance(count);
    const next = this.manners[this.attempts.length];
    if (ended === undefined) return undefined;
    this.cut ||= ended === 'bound';
    if (ended === 'wrong') this.ended = 'explained';
    else if (next === undefined) this.ended = this.cut ? 'bound' : 'impossible';
    else {
      this.attempt(next);
      return undefined;
    }
    return this.ended;
  }

  /** What is known so far. */
  result(): Explanation {
    const { ended, states, transitions, profile } = this;
    const { manner, search } = this.current;
    const order = ended === 'explained' ? labelsOf(this.newModel(manner), search.path) : [];
    const parting = ended === 'explained' ? undefined : this.parting();
    // A search that was cut short before any way had ended knows of none.
    const known = parting === undefined || parting.expected.length === 0 ? {} : { parting };
    return { qemu: profile.name, ended, order, states, transitions, ...known };
  }

  /** Lets a timeline watch the order that was found. Does nothing if there is none. */
  show(timeline: Timeline): void {
    if (this.ended !== 'explained') return;
    const model = this.newModel(this.current.manner);
    const { machine } = model;
    const watched = {
      machine,
      moves: 0,
      get time() {
        return milliseconds(now(machine));
      },
    };
    timeline.begin(watched);
    for (const move of this.current.search.path) {
      timeline.move(watched, moveOf(move));
      watched.moves++;
      model.play(move);
    }
    timeline.end(watched);
  }

  /** Where the longest way of all ended. */
  private parting(): Parting {
    const partings = this.attempts.map(({ model }) => model.parting);
    return partings.reduce((best, next) => (placeOf(next) > placeOf(best) ? next : best));
  }

  private newModel(manner: Manner): RecordingModel {
    const { scenario, profile, told } = this;
    const steps = {
      recorded: () => pacedSteps(scenario, told.pace),
      hurried: () => hurriedSteps(scenario, told.pace, LATE),
      unpaced: () => unpacedSteps(scenario),
      scheduled: () => scenario.steps,
    }[manner]();
    const machine = buildMachine({ ...scenario, steps }, profile, { late: manner !== 'scheduled' });
    return new RecordingModel(machine, told, manner !== 'scheduled');
  }
}

const placeOf = ({ line = Number.POSITIVE_INFINITY }: Parting): number => line;

/** Explains a transcript in one go. @throws as {@link Explainer} */
export function explain(scenario: Scenario, profile: Profile, transcript: string, limits: Limits = {}): Explanation {
  const explainer = new Explainer(scenario, profile, transcript);
  within(explainer, limits, () => explainer.advance(SLICE));
  return explainer.result();
}
