/** What is left of a random scenario when fast-check has found one that fails. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import {
  clients,
  exploreProperty,
  faultPlans,
  machines,
  playScenario,
  type ScenarioShape,
  scenarios,
  scenarioYaml,
  smallest,
  withPlans,
} from '../../src/testing/index.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

const EVERYTHING: ScenarioShape = { machine: {}, faults: {}, clients: {}, jobs: {}, disks: 3, commands: [] };

const transcriptOf = (scenario: Scenario) => runScenario(scenario, profile('11.1.3'), { maxMoves: 20_000 }).transcript;
const stops = (scenario: Scenario) => transcriptOf(scenario).includes('"action": "stop"');

function shrunk(shape: ScenarioShape, seed: number, fails: (scenario: Scenario) => boolean): Scenario {
  const { counterexample } = fc.check(
    fc.property(scenarios(fc, shape), (scenario) => !fails(scenario)),
    { seed, numRuns: 1000 },
  );
  if (counterexample === null) throw new Error('nothing fails');
  return counterexample[0];
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a scenario that stops', () => {
  test.each(seeds)('has one disk, one rule, one request (seed %i)', (seed) => {
    const { blockdev, device, steps, clients: others, images } = shrunk({ commands: [] }, seed, stops);
    expect([blockdev.length, device.length, others, images]).toEqual([2, 1, [], []]);
    expect(blockdev[1]?.['inject-error']).toHaveLength(1);
    expect(steps).toMatchObject([{ at: 0, io: [{ offset: 0, bytes: 512 }] }]);
  });

  test.each(seeds)('is as small when there was of everything (seed %i)', (seed) => {
    const { blockdev, drive, device, steps, clients: others, images, object } = shrunk(EVERYTHING, seed, stops);
    expect(device.filter((each) => 'drive' in each)).toHaveLength(1);
    expect(blockdev.length + drive.length).toBeLessThanOrEqual(2);
    expect(images.length).toBeLessThanOrEqual(1);
    // Where a pool is full the first block of a file is written all the same.
    expect(steps.filter((step) => 'io' in step)).toMatchObject([
      { io: [{ offset: expect.toSatisfy((offset: number) => offset <= 4096), bytes: 512 }] },
    ]);
    // A fault of the host is a step of its own.
    expect(steps.length).toBeLessThanOrEqual(2);
    expect(steps.map(({ at }) => at)).toEqual(steps.map(() => 0));
    expect([others, object]).toEqual([[], undefined]);
  });
});

test('the documentation shows one', () => {
  const documentation = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  const [, shown] = /```yaml\n(.*?)```/s.exec(documentation) ?? [];
  expect(
    seeds.map((seed) => scenarioYaml(shrunk({ commands: [], policies: ['report', 'stop'] }, seed, stops))),
  ).toContain(shown);
});

test('a job that fails has one disk, and little beside it', () => {
  for (const seed of seeds) {
    const { device, steps } = shrunk(EVERYTHING, seed, (scenario) =>
      transcriptOf(scenario).includes('BLOCK_JOB_ERROR'),
    );
    expect(device).toHaveLength(1);
    expect(steps.length).toBeLessThanOrEqual(3);
  }
});

test('a reaction stays if it is needed', () => {
  const answered = (scenario: Scenario) => /"RESUME".*"RESUME"/s.test(transcriptOf(scenario));
  const { clients: left, steps } = shrunk(
    { commands: ['stop'], clients: { others: 0, steps: 0, commands: ['cont'] } },
    1,
    answered,
  );
  expect(left).toMatchObject([{ reactions: [{ send: { execute: 'cont' } }] }]);
  expect(steps.length).toBeLessThanOrEqual(2);
});

test('what fast-check prints is YAML', () => {
  const machine = fc.sample(machines(fc, { disks: 1, blkdebug: ['above'], attach: ['blockdev'] }), 1)[0] as Scenario;
  const message = (arbitrary: fc.Arbitrary<unknown>) => {
    const result = fc.check(
      fc.property(arbitrary, () => false),
      { seed: 1 },
    );
    return fc.defaultReportMessage(result) ?? '';
  };
  const disk = '- { driver: null-co, node-name: disk0, size: 1048576, read-zeroes: true }';
  expect(message(scenarios(fc))).toContain(`Counterexample: [\n\nname: random\nblockdev:\n  ${disk}\n`);
  expect(message(machines(fc))).toContain(`blockdev:\n  ${disk}\n`);
  expect(message(clients(fc).filter(({ steps = [] }) => steps.length > 0))).toContain('steps:\n  - { at: 0, ');
  const faults = faultPlans(fc, { on: machine, states: 0, steps: 0 });
  expect(message(faults.filter(({ rules = [] }) => rules.length > 0))).toContain(
    'rules:\n  - { node: faulty0, inject-error: [{ event: none, iotype: write, errno: 28 }] }',
  );
});

describe('making a scenario of ones own smallest', () => {
  const large = story(
    [FULL_ONCE, { event: 'none', iotype: 'read', errno: 5 }],
    [writes(100, 'w0'), sends(400, 'cont'), writes(800, 'w1'), sends(900, 'query-status')],
  );

  test('leaves what is needed', () => {
    const { blockdev, steps } = smallest(large, stops);
    expect(blockdev[1]?.['inject-error']).toEqual([FULL_ONCE]);
    expect(steps).toEqual([writes(0, 'w0')]);
  });

  test('leaves the scenario where nothing can go', () => {
    const least = smallest(large, stops);
    expect(smallest(least, stops)).toBe(least);
    expect(smallest(large, () => false)).toBe(large);
  });

  test('asks only about such as their order fits', () => {
    const again = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')]);
    const { counterexample } = exploreProperty(again, 'stop-has-io-error', { qemu: '10.0.2' });
    const fails = (scenario: Scenario) => playScenario(scenario).violations.length > 0;
    expect(fails(smallest(counterexample as Scenario, fails))).toBe(true);
  });

  test('takes filters, pools and data away', () => {
    const machine = story([FULL_ONCE], [writes(0, 'w0')], {
      object: [{ 'qom-type': 'throttle-group', id: 'limit', limits: { 'iops-total': 10 } }],
      pools: [{ name: 'pool', capacity: 1048576 }],
      images: [
        { name: 'a.raw', format: 'raw', size: 1048576, pool: 'pool', write: [{ offset: 0, bytes: 512, pattern: 1 }] },
      ],
      blockdev: [
        { driver: 'raw', 'node-name': 'disk', file: { driver: 'file', filename: '@DIR@/a.raw' } },
        { driver: 'blkdebug', 'node-name': 'faulty', image: 'disk' },
        { driver: 'throttle', 'node-name': 'slow', 'throttle-group': 'limit', file: 'faulty' },
      ],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'slow' }],
    });
    const { blockdev, device, pools, images, object } = smallest(machine, (scenario) =>
      transcriptOf(scenario).includes('"status": "ok"'),
    );
    expect(blockdev.map((node) => node['node-name'])).toEqual(['disk']);
    expect(device).toMatchObject([{ drive: 'disk' }]);
    expect([pools, images, object]).toEqual([
      [],
      [{ name: 'a.raw', format: 'raw', size: 1048576, write: [] }],
      undefined,
    ]);
  });
});

test('plans shrink to nothing', () => {
  const machine = fc.sample(machines(fc), 1)[0] as Scenario;
  const plans = fc.tuple(faultPlans(fc, { on: machine }), clients(fc));
  const { counterexample } = fc.check(
    fc.property(plans, (both) => withPlans(machine, ...both).steps.length < 1),
    { seed: 1 },
  );
  const [faults, behaviour] = counterexample?.[0] ?? [{}, {}];
  expect(withPlans(machine, faults, behaviour).steps).toHaveLength(1);
});
