/**
 * blocksim as a library: QEMU's block-layer error handling, deterministic and in one process.
 *
 * ```ts
 * import { parseScenario, profileNamed, runScenario } from 'blocksim';
 *
 * const { scenario, refusal } = parseScenario(text, 'story.yaml');
 * if (scenario === undefined) throw new Error(refusal);
 * const { transcript } = runScenario(scenario, profileNamed('10.0.2')!);
 * ```
 *
 * Nothing here reads a file, a clock or chance: the same arguments give the same result. For tests of software that
 * speaks QMP see `blocksim/testing`, for a live QMP server `blocksim/server`.
 */

export { type Explanation, explain } from './explore/explain.ts';
export {
  Exploration,
  type ExploreEnd,
  type ExploreOptions,
  type ExploreReport,
  explore,
} from './explore/explore.ts';
export type { PropertyReport, Verdict } from './explore/findings.ts';
export { properties, propertyNamed } from './explore/properties/index.ts';
export {
  type Judged,
  observableProperty,
  type Property,
  type PropertyKind,
  property,
} from './explore/properties/property.ts';
export { sometimesOf } from './explore/properties/sometimes.ts';
export { watchProperties } from './explore/properties/watch.ts';
export {
  LineRefusal,
  RecordedCheck,
  type RecordedMessage,
  type RecordedViolation,
  readRecordedLine,
} from './explore/recorded.ts';
export type { Facts, Machine } from './machine.ts';
export { defaultProfile, type Profile, profileNamed, profiles } from './profile/index.ts';
export { BuildRefusal, buildMachine } from './scenario/build.ts';
export { labelOf } from './scenario/move-label.ts';
export { type Move, moves } from './scenario/moves.ts';
export { type ParseOptions, type ParseResult, parseScenario } from './scenario/parse-scenario.ts';
export { type Ended, play } from './scenario/play.ts';
export { OrderRefusal, type Policy, recorded, seeded, unhurried } from './scenario/policy.ts';
export {
  MAX_MOVES,
  type Observer,
  Run,
  type RunOptions,
  type RunResult,
  runScenario,
  type Violation,
} from './scenario/run.ts';
export type * from './scenario/scenario.ts';
export { Timeline } from './scenario/timeline.ts';
export type { Note, TimelineOptions } from './scenario/timeline-layout.ts';
export { Transcript } from './scenario/transcript.ts';
export { writeScenario } from './scenario/write-scenario.ts';
