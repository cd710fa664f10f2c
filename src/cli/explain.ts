/** `blocksim explain`: finds an order in which the simulator produces a recorded transcript. */
import { Explainer, type Explanation } from '../explore/explain.ts';
import { type Profile, profiles } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readInput } from '../server/read-input.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BAD_INPUT, BOUND, FINE, INTERRUPTED, type Io, VIOLATED } from './io.ts';
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
  const loaded = loadScenario(file);
  if (loaded.refusal !== undefined) return refuse(io, loaded.refusal);
  const read = readInput(recording);
  if (read.refusal !== undefined) return refuse(io, read.refusal);
  const all = options.qemu === 'all';
  const profile = namedProfile(all ? undefined : options.qemu);
  if (profile.refusal !== undefined) return refuse(io, profile.refusal);
  const chosen = all ? profiles : [profileFor(loaded.value, profile.value)];
  const bad = badLine(read.value);
  if (bad !== undefined)
    return refuse(io, `${recording}:${bad}: this is no JSON object, expected a line of a transcript`);
  if (read.value.trim() === '') return refuse(io, `${recording}: the file is empty, expected a transcript`);
  const found: Explanation[] = [];
  let refused: string | undefined;
  for (const each of chosen) {
    try {
      const explanation = await explainBy(loaded.value, each, read.value, options, io);
      if (explanation === undefined) return INTERRUPTED;
      found.push(explanation);
    } catch (error) {
      refused = failureSentence(file, error);
      if (!all) return refuse(io, refused);
    }
  }
  if (found.length === 0) return refuse(io, refused ?? '');
  io.out(options.format === 'json' ? `${JSON.stringify(all ? found : found[0])}\n` : found.map(text(all)).join(''));
  if (found.some(({ ended }) => ended === 'explained')) return FINE;
  return found.some(({ ended }) => ended === 'bound') ? BOUND : VIOLATED;
}

function refuse(io: Io, sentence: string): number {
  io.err(`blocksim: ${sentence}\n`);
  return BAD_INPUT;
}

/** The number of the first line that is no JSON object. */
function badLine(transcript: string): number | undefined {
  const lines = transcript.split('\n');
  const at = lines.findIndex((line) => line.trim() !== '' && !isObject(line));
  return at < 0 ? undefined : at + 1;
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

async function explainBy(
  scenario: Scenario,
  profile: Profile,
  transcript: string,
  { maxStates = Number.POSITIVE_INFINITY }: ExplainOptions,
  io: Io,
): Promise<Explanation | undefined> {
  const explainer = new Explainer(scenario, profile, transcript);
  while (explainer.advance(Math.min(SLICE, maxStates)) === undefined && explainer.states < maxStates)
    if (await io.pause()) {
      io.err(`blocksim: interrupted after ${explainer.states} states\n`);
      return undefined;
    }
  return explainer.result();
}

const text =
  (brief: boolean) =>
  (explanation: Explanation): string => {
    const { qemu, ended, order, states, parting } = explanation;
    if (ended === 'explained') {
      const head = `QEMU ${qemu}: this order of ${order.length} moves produces the transcript`;
      return brief ? `${head}\n` : `${head}:\n${order.map((move) => `  ${move}\n`).join('')}`;
    }
    const why = ended === 'bound' ? 'none found before the bound' : 'no order produces the transcript';
    const where =
      parting === undefined || parting.seen < 0
        ? ''
        : `  after ${parting.seen} messages it has     ${parting.expected}\n  where the simulator shows ${parting.found}\n`;
    return `QEMU ${qemu}: ${why} (${states} states)\n${where}`;
  };
