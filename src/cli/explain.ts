/** `blocksim explain`: finds an order in which the simulator produces a recorded transcript. */
import { Explainer, type Explanation, type Parting } from '../explore/explain.ts';
import { LineRefusal } from '../explore/recorded.ts';
import { type Profile, profiles } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import { readInput } from '../server/read-input.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BOUND, FINE, INTERRUPTED, type Io, refuse, VIOLATED } from './io.ts';
import { failureSentence } from './run.ts';

export interface ExplainOptions {
  readonly qemu?: string;
  readonly maxStates?: number;
  readonly format?: 'text' | 'json';
}

/** Moves between two looks at the signals. */
const SLICE = 20_000;

/** Explains a transcript by one version, or tells which of all versions can explain it. @returns the exit code */
export async function explainFile(file: string, recording: string, options: ExplainOptions, io: Io): Promise<number> {
  if (file === '-' && recording === '-')
    return refuse(io, '-: the standard input cannot be both, expected a file for the scenario or the transcript');
  const loaded = loadScenario(file);
  if (loaded.refusal !== undefined) return refuse(io, loaded.refusal);
  const read = readInput(recording);
  if (read.refusal !== undefined) return refuse(io, read.refusal);
  const all = options.qemu === 'all';
  const profile = namedProfile(all ? undefined : options.qemu);
  if (profile.refusal !== undefined) return refuse(io, profile.refusal);
  const chosen = all ? profiles : [profileFor(loaded.value, profile.value)];
  if (read.value.trim() === '') return refuse(io, `${recording}: the file is empty, expected a transcript`);
  const found: Explanation[] = [];
  const texts: string[] = [];
  let refused: string | undefined;
  for (const each of chosen) {
    try {
      const explainer = await explainBy(loaded.value, each, read.value, options, io);
      if (explainer === undefined) return INTERRUPTED;
      const explanation = explainer.result();
      found.push(explanation);
      texts.push(text(explanation), all ? '' : drawing(explainer, io));
    } catch (error) {
      if (error instanceof LineRefusal) return refuse(io, `${recording}:${error.message}`);
      refused = failureSentence(file, error);
      if (!all) return refuse(io, refused);
    }
  }
  if (found.length === 0) return refuse(io, refused ?? '');
  io.out(options.format === 'json' ? `${JSON.stringify(all ? found : found[0])}\n` : texts.join(''));
  if (found.some(({ ended }) => ended === 'explained')) return FINE;
  return found.some(({ ended }) => ended === 'bound') ? BOUND : VIOLATED;
}

async function explainBy(
  scenario: Scenario,
  profile: Profile,
  transcript: string,
  { maxStates = Number.POSITIVE_INFINITY }: ExplainOptions,
  io: Io,
): Promise<Explainer | undefined> {
  const explainer = new Explainer(scenario, profile, transcript);
  while (explainer.advance(Math.min(SLICE, maxStates)) === undefined && explainer.states < maxStates)
    if (await io.pause()) {
      io.err(`blocksim: interrupted after ${explainer.states} states\n`);
      return undefined;
    }
  return explainer;
}

/** What happened inside, for the eye; nothing if nobody knows. */
function drawing(explainer: Explainer, io: Io): string {
  if (explainer.result().ended !== 'explained') return '';
  const timeline = new Timeline();
  explainer.show(timeline);
  return timeline.draw({ columns: io.columns, colour: io.colour });
}

function text({ qemu, ended, order, states, parting }: Explanation): string {
  if (ended === 'explained') return `QEMU ${qemu}: this order of ${order.length} moves produces the transcript\n`;
  const why = ended === 'bound' ? 'none found before the bound' : 'no order produces the transcript';
  return `QEMU ${qemu}: ${why} (${states} states)\n${parting === undefined ? '' : partingText(parting)}`;
}

function partingText({ line, recorded, expected }: Parting): string {
  const until = line === undefined ? 'every line is' : explainedUntil(line - 1);
  const next =
    line === undefined
      ? ', but the machine would also have shown'
      : `; line ${line} has\n    ${recorded}\n  expected next was`;
  return `  ${until} explained${next}\n${expected.map((one) => `    ${one}\n`).join('  or\n')}`;
}

const explainedUntil = (line: number): string =>
  line === 0 ? 'no line is' : line === 1 ? 'line 1 is' : `lines 1 to ${line} are`;
