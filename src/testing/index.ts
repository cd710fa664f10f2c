/**
 * blocksim for other people's test suites: random scenarios, properties as assertions, managers put to the test.
 *
 * ```ts
 * import { matchers, parseScenario } from 'blocksim/testing';
 *
 * expect.extend(matchers);
 * const { scenario } = parseScenario(readFileSync('story.yaml', 'utf8'), 'story.yaml');
 * expect(scenario).toHold('stop-has-io-error', { qemu: '10.0.13' });
 * ```
 *
 * fast-check and the test runner are the suite's own: nothing here imports them.
 */

export { type ExploreOptions, type ExploreReport, explore } from '../explore/explore.ts';
export type { PropertyReport } from '../explore/findings.ts';
export type { TrafficVerdict, TrafficViolation } from '../explore/traffic-verdict.ts';
export { parseScenario } from '../scenario/parse-scenario.ts';
export type { Observer, Violation } from '../scenario/run.ts';
export type * from '../scenario/scenario.ts';
export { type ScenarioShape, scenarios } from './arbitraries.ts';
export {
  type CheckOptions,
  checkProperties,
  type Explored,
  type ExplorePropertyOptions,
  exploreProperty,
  type Played,
  type PlayOptions,
  playScenario,
} from './check.ts';
export { type ClientShape, clients } from './clients.ts';
export type { DriverKind, StorageKind } from './disk.ts';
export { type FaultShape, faultPlans } from './faults.ts';
export { type JobKind, type JobShape, jobs } from './jobs.ts';
export { type MachineShape, machines, type Policy } from './machines.ts';
export { type Manager, managedBy, type QmpMessage, type Send } from './manager.ts';
export { type BlocksimMatchers, type MatcherResult, matchers, type ToSatisfy } from './matchers.ts';
export { type NodeRules, type Plan, withPlans } from './plan.ts';
export { githubAnnotations, junit, type TrafficReport } from './reports.ts';
export { smallest } from './smaller.ts';
export { checkTraffic, type TrafficOptions } from './traffic.ts';
export { scenarioYaml } from './yaml.ts';
