/**
 * When the steps of a scenario were taken, as a recording of it tells. Whoever recorded took each step at its time or,
 * on a busy machine, some time later.
 */
import { MAIN_CLIENT, type Scenario, type Step } from '../scenario/scenario.ts';
import { ofClient, type RecordedLine, requestLine, type Stretch, submitLine } from './normal-form.ts';

export interface Pace {
  /** For each step of the scenario: when it was taken, in milliseconds since the machine's start, if that is known. */
  readonly taken: readonly (number | undefined)[];
  /** For each stretch: when the step it begins with was to be taken, in milliseconds, if that is known. */
  readonly due: readonly (number | undefined)[];
  /** What the recording's clock showed at the machine's start, in milliseconds. */
  readonly zero: number;
}

interface Asked {
  readonly line: RecordedLine;
  readonly stretch: number;
}

/** Whom a recording tells of. */
export interface Heard {
  readonly several: boolean;
  readonly tellsGuest: boolean;
}

/** What a recording shows of a step, in normal form; nothing: such steps are not seen. */
function linesOf(step: Step, { several, tellsGuest }: Heard): readonly string[] {
  if ('io' in step) return tellsGuest ? step.io.map(submitLine) : [];
  const text = textOf(step);
  if (text === undefined) return [];
  const client = ('client' in step ? step.client : undefined) ?? MAIN_CLIENT;
  return several || client === MAIN_CLIENT ? [ofClient(client, requestLine(text))] : [];
}

function textOf(step: Step): string | undefined {
  if ('qmp' in step) return JSON.stringify(step.qmp);
  if ('raw' in step) return step.raw;
  if ('bytes' in step) return step.bytes.replace(/[\r\n]+$/, '') || undefined;
  if (!('hmp' in step)) return undefined;
  return JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': step.hmp } });
}

/**
 * Finds the steps of a scenario in a recording of it. From the first one on that is not where it should be nothing is
 * known; the same if clients react, since what they send may look like a step.
 */
export function paceOf(scenario: Scenario, stretches: readonly Stretch[], heard: Heard): Pace {
  const asked = stretches.flatMap(({ sent, submitted }, stretch): Asked[] =>
    (sent === undefined ? submitted : [sent]).map((line) => ({ line, stretch })),
  );
  const taken: (number | undefined)[] = [];
  const due: (number | undefined)[] = [];
  const reacting = scenario.clients.some(({ reactions }) => reactions.length > 0);
  let next = 0;
  for (const step of reacting ? [] : scenario.steps) {
    const lines = linesOf(step, heard);
    const found = asked.slice(next, next + lines.length);
    const fits = lines.every((text, i) => found[i]?.line.text === text);
    if (!fits && step.maybe !== true) break;
    const [first] = fits ? found : [];
    taken.push(first?.line.time);
    if (first !== undefined) due[first.stretch] ??= step.at;
    if (fits) next += lines.length;
  }
  const lags = taken.flatMap((time, i) => (time === undefined ? [] : [time - (scenario.steps[i] as Step).at]));
  const zero = lags.length === 0 ? 0 : Math.min(...lags);
  return { taken: taken.map((time) => (time === undefined ? undefined : time - zero)), due, zero };
}

/** The steps at their recorded times, which are whole milliseconds, but not before the scenario says. */
export const pacedSteps = ({ steps }: Scenario, { taken }: Pace): readonly Step[] =>
  steps.map((step, i) => ({ ...step, at: Math.max(step.at, (taken[i] ?? 0) - 1) }));

/** The steps in order, as soon as the first of them comes: nobody knows when they were taken. */
export const unpacedSteps = ({ steps }: Scenario): readonly Step[] =>
  steps.map((step) => ({ ...step, at: (steps[0] as Step).at }));

/** The steps up to so many milliseconds before they were taken: what the machine does by itself may be late then. */
export const hurriedSteps = ({ steps }: Scenario, { taken }: Pace, early: number): readonly Step[] =>
  steps.map((step, i) => ({ ...step, at: Math.max(0, (taken[i] ?? step.at) - early) }));
