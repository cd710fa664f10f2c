/** `blocksim explore`: searches every order of what may happen in a scenario. */
import { join } from 'node:path';
import { closeOrders, Exploration, type ExploreEnd, type ExploreReport } from '../explore/explore.ts';
import { type PropertyReport, WITHOUT_END } from '../explore/findings.ts';
import { propertyNames } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { sometimesOf } from '../explore/properties/sometimes.ts';
import type { Profile } from '../profile/index.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { githubAnnotations, junit } from '../testing/reports.ts';
import { loadScenario, namedProfile, profileFor } from './input.ts';
import { BOUND, FINE, type Io, refuse, VIOLATED } from './io.ts';
import { chosenProperties, failureSentence, isPropertyFile } from './run.ts';
import { claimsOf, playStory } from './story.ts';
import { fileName, tryFolder, WriteRefusal, writeWhole } from './write-file.ts';

export interface ExploreFileOptions {
  readonly qemu?: string;
  readonly property?: readonly string[];
  readonly maxStates?: number;
  readonly maxSeconds?: number;
  readonly deviations?: number;
  /** how many threads search; 1 if not said */
  readonly workers?: number;
  readonly format?: 'text' | 'json' | 'junit' | 'github';
  readonly out?: string;
}

/** Moves between two looks at the clock and the signals. */
const SLICE = 20_000;
/** Room for states that several threads share, if nobody says how many: half a gigabyte. */
const MOST_STATES = 50_000_000;
/** States that are looked at before several threads begin, and which part of all it may be. */
const BEFORE = 20_000;
const PART = 4;
/** How often a person who watches is told how far it is, in milliseconds. */
const TOLD = 500;

/** Explores a scenario file and tells each property's verdict. @returns the exit code */
export async function exploreFile(file: string, options: ExploreFileOptions, io: Io): Promise<number> {
  const brought = await chosenProperties((options.property ?? []).filter(isPropertyFile));
  if (brought.refusal !== undefined) return refuse(io, brought.refusal);
  const loaded = loadScenario(file, brought.value, { refuseVain: true });
  if (loaded.refusal !== undefined) return refuse(io, loaded.refusal);
  const profile = namedProfile(options.qemu);
  if (profile.refusal !== undefined) return refuse(io, profile.refusal);
  const properties = await chosenProperties(options.property ?? [], sometimesOf(loaded.value));
  if (properties.refusal !== undefined) return refuse(io, properties.refusal);
  const chosen = {
    ...(properties.value.length === 0 ? {} : { properties: properties.value }),
    ...(options.deviations === undefined ? {} : { deviations: options.deviations }),
  };
  try {
    if (options.out !== undefined) tryFolder(options.out);
    const exploration = new Exploration(loaded.value, profileFor(loaded.value, profile.value), chosen);
    if (exploration.properties.length === 0)
      return refuse(io, `${file}: properties: there are none, expected some here or by --property`);
    return await run(file, exploration, options, io);
  } catch (error) {
    return refuse(io, failureSentence(file, error));
  }
}

async function run(file: string, exploration: Exploration, options: ExploreFileOptions, io: Io): Promise<number> {
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  const { maxStates = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY } = options;
  const progress = new ProgressLine(io);
  let interrupted = false;
  const watch = async (states: number) => {
    interrupted = await io.pause();
    progress.tell(() => `${states} states after ${elapsed().toFixed(0)} s`);
    return interrupted || states >= maxStates || elapsed() >= maxSeconds;
  };
  const advance = async (): Promise<ExploreEnd | undefined> => {
    for (;;) {
      const ended = exploration.advance(Math.min(SLICE, Math.max(1, maxStates - exploration.states)));
      if (ended !== undefined || (await watch(exploration.states))) return ended;
    }
  };
  const { workers = 1 } = options;
  if (workers > 1) exploration.leaveToCrew(Math.min(BEFORE, maxStates / PART));
  if ((await advance()) === 'bound' && workers > 1 && !interrupted) {
    const { exploreWithCrew } = await import('./explore-crew.ts');
    const propertyFiles = (options.property ?? []).filter(isPropertyFile);
    const room = Math.min(maxStates, MOST_STATES);
    const result = await exploreWithCrew(exploration, { workers, maxStates: room, propertyFiles, watch });
    if (exploration.include(result) === undefined) await advance();
  }
  progress.end();
  const seconds = elapsed();
  while (!interrupted && exploration.explainNext()) {
    interrupted = await io.pause();
    progress.tell(() => `looking for the shortest stories, after ${elapsed().toFixed(0)} s`);
  }
  progress.end();
  const report = exploration.report();
  const { files, refusal } = writeCounterexamples(report, options.out);
  const brought = (options.property ?? []).filter(isPropertyFile);
  const { profile, properties } = exploration;
  io.out(written(options.format ?? 'text', file, report, seconds, files, brought, { profile, properties, io }));
  if (interrupted) io.err('blocksim: interrupted; this is what is known so far\n');
  if (refusal !== undefined) return refuse(io, refusal);
  if (report.properties.some(({ verdict }) => verdict === 'violated')) return VIOLATED;
  return report.properties.every(({ verdict }) => verdict === 'holds') ? FINE : BOUND;
}

/** A line on which a person who watches is told now and then how far things are. */
class ProgressLine {
  private readonly io: Io;
  private last = performance.now();
  private open = false;

  constructor(io: Io) {
    this.io = io;
  }

  tell(text: () => string): void {
    if (this.io.progress !== true || performance.now() - this.last < TOLD) return;
    this.last = performance.now();
    this.open = true;
    this.io.err(`\r${text()} `);
  }

  end(): void {
    if (this.open) this.io.err('\n');
    this.open = false;
  }
}

function written(
  format: NonNullable<ExploreFileOptions['format']>,
  file: string,
  report: ExploreReport,
  seconds: number,
  files: Files,
  brought: readonly string[],
  look: Look,
): string {
  if (format === 'json') return json(report, seconds, files);
  if (format === 'junit') return junit([report]);
  return format === 'github' ? githubAnnotations(report, file) : text(report, seconds, files, brought, look);
}

type Files = ReadonlyMap<Pick<Property, 'name'>['name'], string>;

/** What could be written, and why the rest could not. */
function writeCounterexamples(
  report: ExploreReport,
  folder: string | undefined,
): { readonly files: Files; readonly refusal?: string } {
  const files = new Map<string, string>();
  if (folder === undefined) return { files };
  try {
    for (const { name, counterexample } of report.properties) {
      if (counterexample === undefined) continue;
      const path = join(folder, `${fileName(counterexample.name)}-${report.qemu}.json`);
      writeWhole(path, writeScenario(counterexample));
      files.set(name, path);
    }
    return { files };
  } catch (error) {
    if (error instanceof WriteRefusal) return { files, refusal: error.message };
    throw error;
  }
}

function json(report: ExploreReport, seconds: number, files: Files): string {
  const { properties, ...head } = report;
  const told = properties.map(({ name, kind, verdict, unjudged, sentence, moves }) => {
    const counterexample = files.get(name);
    return {
      name,
      kind,
      verdict,
      ...(unjudged ? { unjudged } : {}),
      ...(sentence === undefined ? {} : { sentence }),
      ...(moves === undefined ? {} : { moves }),
      ...(counterexample === undefined ? {} : { counterexample }),
    };
  });
  return `${JSON.stringify({ ...head, seconds: Math.round(seconds * 1000) / 1000, properties: told })}\n`;
}

/** @param brought the files with properties, which a replay needs as well */
function text(report: ExploreReport, seconds: number, files: Files, brought: readonly string[], look: Look): string {
  const { scenario, qemu, states, transitions } = report;
  const width = Math.max(...report.properties.map(({ name }) => name.length));
  const lines = [
    `${scenario} on QEMU ${qemu}: ${states} states, ${transitions} moves in ${seconds.toFixed(2)} s${howFar(report)}`,
    ...report.properties.map((property) => `  ${property.name.padEnd(width)}  ${verdictText(property)}`),
  ];
  for (const property of report.properties) lines.push(...story(property, files.get(property.name), brought, look));
  return `${lines.join('\n')}\n`;
}

function howFar({ exhausted, deviations }: ExploreReport): string {
  if (exhausted) return ', nothing left to see';
  return deviations === undefined ? '' : `, ${closeOrders(deviations)}`;
}

function verdictText({ verdict, moves, sentence, unjudged }: PropertyReport): string {
  if (verdict === 'undecided') return `undecided: ${unjudged ? WITHOUT_END : 'not every state was seen'}`;
  if (verdict === 'holds' && sentence === undefined) return 'holds';
  return `${verdict}${moves === undefined ? '' : ` after ${moves} moves`}: ${sentence ?? ''}`;
}

/** What it takes to draw a counterexample. */
interface Look {
  readonly profile: Profile;
  readonly properties: readonly Property[];
  readonly io: Io;
}

/** A picture of the counterexample, or where it was written. */
function story(
  { name, counterexample, asFound }: PropertyReport,
  file: string | undefined,
  brought: readonly string[],
  look: Look,
): string[] {
  if (file !== undefined) {
    const needed = propertyNames.includes(name) ? [] : brought.map((each) => `--property ${each}`);
    const command = ['blocksim replay', ...needed, file].join(' ');
    return ['', `${name}: \`${command}\` shows it${asFound ? ', in the order in which it was found' : ''}`];
  }
  if (counterexample === undefined) return [];
  const { order = [] } = counterexample;
  // Such an order may be long, and means little.
  if (asFound) return ['', `${name}: found in an order of ${order.length} moves, which --out would have kept`];
  const property = look.properties.filter((each) => each.name === name);
  const { draw } = playStory(counterexample, look.profile, property, claimsOf(counterexample, look.profile));
  return ['', `${name}, with ${piecesOf(counterexample)}:`, draw(look.io).trimEnd()];
}

const piecesOf = ({ device, steps }: Scenario): string =>
  `${device.length} ${device.length === 1 ? 'device' : 'devices'} and ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
