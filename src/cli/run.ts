/** `blocksim run`: plays scenarios. */
import { join } from 'node:path';
import { everyProperty, properties as usualProperties } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { watchProperties } from '../explore/properties/watch.ts';
import type { Profile } from '../profile/index.ts';
import { BuildRefusal } from '../scenario/build.ts';
import { suggest } from '../scenario/nearest.ts';
import { OrderRefusal } from '../scenario/policy.ts';
import { Run, type RunOptions, type RunResult, type Violation } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Timeline } from '../scenario/timeline.ts';
import type { Loaded } from '../server/read-input.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BOUND, FINE, INTERRUPTED, type Io, refuse, VIOLATED, worst } from './io.ts';
import { fileName, tryFolder, WriteRefusal, writeWhole } from './write-file.ts';

export type Format = 'timeline' | 'jsonl' | 'json';

export interface RunFilesOptions {
  readonly qemu?: string;
  readonly format?: Format;
  readonly out?: string;
  readonly seed?: number;
  readonly maxMoves?: number;
  /** Names of properties to check; `all` is all of them. */
  readonly property?: readonly string[];
}

const EXTENSIONS: Readonly<Record<Format, string>> = { timeline: 'txt', jsonl: 'jsonl', json: 'json' };

/** Moves between two looks at the signals. */
const PIECE = 20_000;

/** What the run of one file needs beside the file. */
interface Setting {
  readonly profile: Profile | undefined;
  readonly properties: readonly Property[];
  readonly format: Format;
  readonly options: RunFilesOptions;
  /** which file a result file came from */
  readonly written: Map<string, string>;
}

/**
 * Plays scenario files one after the other. A bad one is told on stderr and does not stop the others.
 * @returns the exit code
 */
export async function runFiles(files: readonly string[], options: RunFilesOptions, io: Io): Promise<number> {
  const profile = namedProfile(options.qemu);
  if (profile.refusal !== undefined) return refuse(io, profile.refusal);
  const properties = await chosenProperties(options.property ?? []);
  if (properties.refusal !== undefined) return refuse(io, properties.refusal);
  try {
    if (options.out !== undefined) tryFolder(options.out);
  } catch (error) {
    if (error instanceof WriteRefusal) return refuse(io, error.message);
    throw error;
  }
  const format = options.format ?? (io.terminal && options.out === undefined ? 'timeline' : 'jsonl');
  const setting = { profile: profile.value, properties: properties.value, format, options, written: new Map() };
  const codes: number[] = [];
  for (const file of files) {
    const code = await runFile(file, setting, io);
    codes.push(code);
    if (code !== INTERRUPTED) continue;
    io.err(`blocksim: interrupted in ${file}, ${codes.length - 1} of ${files.length} scenarios were played\n`);
    break;
  }
  return worst(codes);
}

/** The properties that are named on the command line, and those of files that are. `own` are the scenario's. */
export async function chosenProperties(
  names: readonly string[],
  own: readonly Property[] = [],
): Promise<Loaded<readonly Property[]>> {
  const chosen: Property[] = [];
  const known = [...everyProperty, ...own];
  for (const name of names) {
    if (isPropertyFile(name)) {
      const { value, refusal } = await (await import('./property-file.ts')).loadPropertyFile(name);
      if (refusal !== undefined) return { refusal };
      chosen.push(...value);
    } else if (name === 'all') chosen.push(...usualProperties, ...own);
    else {
      const found = known.find((property) => property.name === name);
      const all = known.map((property) => property.name);
      if (found === undefined) return { refusal: `--property: no property is called '${name}', ${suggest(name, all)}` };
      chosen.push(found);
    }
  }
  const unique = new Map(chosen.map((property) => [property.name, property]));
  return { value: [...unique.values()] };
}

/** Whether `--property` was given a file: no name has a dot or a slash. */
export const isPropertyFile = (name: string): boolean => /[./\\]/.test(name);

async function runFile(file: string, setting: Setting, io: Io): Promise<number> {
  const loaded = loadScenario(file, setting.properties);
  if (loaded.refusal !== undefined) return refuse(io, loaded.refusal);
  const scenario = loaded.value;
  const taken = setting.written.get(fileName(scenario.name));
  if (setting.options.out !== undefined && taken !== undefined)
    return refuse(
      io,
      `${file}: name: '${scenario.name}' is the name of ${taken} too, expected one of its own for --out`,
    );
  setting.written.set(fileName(scenario.name), file);
  try {
    return await playFile(file, scenario, setting, io);
  } catch (error) {
    return refuse(io, failureSentence(file, error));
  }
}

/** A property that somebody has brought does what it must not. Told by its name, which another thread sends too. */
export class PropertyRefusal extends Error {
  override readonly name = 'PropertyRefusal';
}

/** Refusals are sentences already; anything else is a defect of blocksim, told in one sentence too. */
export function failureSentence(file: string, error: unknown): string {
  if (error instanceof WriteRefusal) return error.message;
  if (error instanceof Error && error.name === 'PropertyRefusal') return error.message;
  if (error instanceof BuildRefusal || error instanceof OrderRefusal) return `${file}: ${error.message}`;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (process.env.BLOCKSIM_STACK !== undefined) return `${file}: ${message}\n${stack}`;
  return `${file}: blocksim itself has failed (${message}); this is a defect, please report it with the file`;
}

async function playFile(file: string, scenario: Scenario, setting: Setting, io: Io): Promise<number> {
  const timeline = setting.format === 'timeline' ? new Timeline() : undefined;
  const watch = setting.properties.length === 0 ? undefined : watchProperties(setting.properties);
  const { seed, maxMoves, out } = setting.options;
  const options: RunOptions = {
    ...(seed === undefined ? {} : { seed }),
    ...(maxMoves === undefined ? {} : { maxMoves }),
    observers: [...(timeline === undefined ? [] : [timeline]), ...(watch === undefined ? [] : [watch])],
  };
  const profile = profileFor(scenario, setting.profile);
  const run = new Run(scenario, profile, options);
  let interrupted = false;
  while (run.advance(PIECE) === undefined && !interrupted) interrupted = await io.pause();
  if (run.ended !== undefined) interrupted = await io.pause();
  const result = run.result();
  if (!interrupted || out === undefined) {
    const text = written(scenario, profile, result, setting.format, timeline, io);
    if (out === undefined) io.out(text);
    else writeWhole(join(out, `${fileName(scenario.name)}.${EXTENSIONS[setting.format]}`), text);
  }
  for (const violation of result.violations) io.err(`blocksim: ${file}: ${violationText(violation)}\n`);
  if (interrupted) return INTERRUPTED;
  if (result.ended === 'bound') io.err(`blocksim: ${file}: ${result.reason ?? ''}\n`);
  return result.violations.length > 0 ? VIOLATED : result.ended === 'bound' ? BOUND : FINE;
}

const violationText = ({ property, sentence, time, line }: Violation): string =>
  `${property} is violated at ${time} ms, line ${line} of the transcript: ${sentence}`;

function written(
  scenario: Scenario,
  profile: Profile,
  result: RunResult,
  format: Format,
  timeline: Timeline | undefined,
  io: Io,
): string {
  if (format === 'jsonl') return result.transcript;
  if (format === 'json') return `${JSON.stringify(report(scenario, profile, result))}\n`;
  const notes = result.violations.map(({ move, property, sentence }) => ({ move, text: `${property}: ${sentence}` }));
  const drawing = timeline?.draw({ columns: io.columns, colour: io.colour, notes }) ?? '';
  return `${scenario.name} on QEMU ${profile.name}\n${drawing}\n`;
}

/** The run as one JSON object. */
function report(scenario: Scenario, profile: Profile, result: RunResult): object {
  const { ended, reason, moves, time, violations, transcript } = result;
  return {
    scenario: scenario.name,
    qemu: profile.name,
    ended,
    ...(reason === undefined ? {} : { reason }),
    moves,
    time,
    violations,
    transcript: transcript
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  };
}
