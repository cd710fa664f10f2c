import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildMachine } from '../../src/scenario/build.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { type Scenario, withoutMaybe } from '../../src/scenario/scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import {
  clients,
  faultPlans,
  jobs,
  machines,
  type ScenarioShape,
  scenarios,
  scenarioYaml,
  withPlans,
} from '../../src/testing/index.ts';
import { profile } from '../support/stories.ts';

const VERSIONS = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];
const RUNS = Number(process.env.BLOCKSIM_RUNS ?? 1);

const EVERYTHING: ScenarioShape = {
  machine: {},
  faults: {},
  clients: { others: 2 },
  jobs: { jobs: 2 },
  disks: 3,
  ops: ['write', 'read', 'flush', 'discard', 'write-zeroes'],
};

/** Read back to the same from its text, in both forms. */
function expectToBeRead(scenario: Scenario): void {
  const options = { refuseVain: true };
  expect(parseScenario(writeScenario(scenario), 'random.json', options)).toEqual({ scenario });
  expect(parseScenario(scenarioYaml(scenario), 'random.yaml', options)).toEqual({ scenario });
}

describe('random scenarios', () => {
  test.each([
    ['simple ones', {}],
    ['those that have of everything', EVERYTHING],
    ['those that a search may leave things out of', { ...EVERYTHING, maybe: true }],
  ])('%s are read, built and played by every version', (_what, shape) => {
    let unending = 0;
    fc.assert(
      fc.property(scenarios(fc, shape), (scenario) => {
        expectToBeRead(scenario);
        for (const version of VERSIONS) {
          const { ended, machine } = runScenario(scenario, profile(version), { maxMoves: 20_000 });
          // Some of what jobs do to one another kills QEMU itself.
          expect(ended === 'exited').toBe(machine.vm.aborted !== '');
          if (ended === 'bound') unending++;
        }
      }),
      { numRuns: 100 * RUNS },
    );
    // A drain waits for ever for a job that waits for a storage that is frozen.
    expect(unending).toBeLessThan(5 * RUNS);
  });

  test('keep to their shape', () => {
    const shape = { disks: 1, steps: 3, policies: ['stop'], commands: [], pauses: [7] } as const;
    fc.assert(
      fc.property(scenarios(fc, shape), ({ device, steps }) => {
        expect(device).toMatchObject([{ werror: 'stop', rerror: 'stop' }]);
        expect(steps.map((step, i) => 'io' in step && step.at === 7 * (i + 1))).not.toContain(false);
        expect(steps.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  test("leave one's own machine alone", () => {
    const own = { ...machineOf('null-co'), name: 'own' };
    fc.assert(
      fc.property(scenarios(fc, { on: own, clients: {} }), ({ name, device, blockdev }) => {
        expect(name).toBe('own');
        expect(device).toEqual(own.device);
        expect(blockdev.map((node) => node['node-name'])).toEqual(['disk0', 'faulty0']);
      }),
    );
  });

  /** How many of a thousand have something in them, and in their runs. */
  function count(shape: ScenarioShape, wanted: Readonly<Record<string, RegExp>>) {
    const seen = Object.fromEntries(Object.keys(wanted).map((name) => [name, 0]));
    for (const scenario of fc.sample(scenarios(fc, shape), 1000)) {
      const text = scenarioYaml(scenario) + runScenario(scenario, profile('11.1.3'), { maxMoves: 20_000 }).transcript;
      for (const [name, pattern] of Object.entries(wanted)) if (pattern.test(text)) seen[name] = (seen[name] ?? 0) + 1;
    }
    return seen;
  }

  test('have of everything, and it has consequences', () => {
    const wanted = {
      qcow2: /driver: qcow2/,
      chain: /backing: disk0-1/,
      drive: /id: drive0/,
      scsi: /scsi-hd/,
      throttle: /throttle-group/,
      pool: /capacity/,
      rule: /inject-error/,
      state: /set-state/,
      fault: /fault: /,
      heal: /heal: /,
      freeze: /freeze: /,
      thaw: /thaw: /,
      extend: /extend_to/,
      reaction: /on: { event/,
      'reaction to a reply': /on: { return/,
      'reaction to a refusal': /on: { error/,
      'reaction to the greeting': /on: { greeting/,
      'reaction that mends': /do: { (?:heal|thaw)/,
      'longer each time': /after: \[/,
      'comes and goes': /(?:dis)?connect: client/,
      'two clients': /client2/,
      'stopped by an error': /"action": "stop"/,
      'no space': /"nospace": true/,
      resumed: /"RESUME"/,
      'job done': /BLOCK_JOB_COMPLETED/,
      'job ready': /BLOCK_JOB_READY/,
      'job error': /BLOCK_JOB_ERROR/,
      'job cancelled': /BLOCK_JOB_CANCELLED/,
    };
    for (const [name, times] of Object.entries(count(EVERYTHING, wanted)))
      expect([name, times > 5]).toEqual([name, true]);
  });
});

const machineOf = (storage: 'null-co' | 'qcow2'): Scenario => {
  const shape = { disks: 1, storage: [storage], attach: ['blockdev'], blkdebug: ['above'], throttle: false } as const;
  const [machine] = fc.sample(machines(fc, { ...shape, pools: false, policies: ['stop'] }), 1);
  if (machine === undefined) throw new Error('there is none');
  return machine;
};

describe('machines', () => {
  test('start on every version, with nothing to do', () => {
    fc.assert(
      fc.property(machines(fc, { disks: 3 }), (machine) => {
        expectToBeRead(machine);
        expect(machine.steps).toEqual([]);
        for (const version of VERSIONS)
          expect(buildMachine(machine, profile(version)).devices.size).toBe(machine.device.length);
      }),
      { numRuns: 100 * RUNS },
    );
  });

  test('keep to their shape', () => {
    const shape = { disks: 1, storage: ['qcow2'], devices: ['scsi-hd'], attach: ['drive'], backing: 0 } as const;
    fc.assert(
      fc.property(machines(fc, { ...shape, blkdebug: ['below'], throttle: false, pools: false }), (machine) => {
        expect(machine.images).toHaveLength(1);
        expect(machine.drive).toMatchObject([{ format: 'qcow2', file: { driver: 'blkdebug' } }]);
        expect(machine.drive[0]).not.toHaveProperty('throttling');
        expect(machine.device.map(({ driver }) => driver)).toEqual(['virtio-scsi-device', 'scsi-hd']);
        expect([machine.blockdev, machine.pools]).toEqual([[], []]);
      }),
    );
  });
});

describe('plans', () => {
  const machine = machineOf('qcow2');

  test('fit the scenario that they are made for, one added to the other', () => {
    const plans = fc.tuple(faultPlans(fc, { on: machine }), clients(fc), jobs(fc, { on: machine }));
    fc.assert(
      fc.property(plans, ([faults, behaviour, work]) => {
        const scenario = withPlans(machine, work, behaviour, faults);
        expectToBeRead(scenario);
        expect(runScenario(scenario, profile('11.1.3')).ended).toBe('end');
      }),
    );
  });

  test('of faults may be left out by a search', () => {
    fc.assert(
      fc.property(faultPlans(fc, { on: machine, maybe: true }), (plan) => {
        const { blockdev, steps } = withPlans(machine, plan);
        const injected = (plan.rules ?? []).flatMap((rules) => rules['inject-error'] ?? []);
        expect(blockdev.flatMap((node) => withoutMaybe(node).rules)).toHaveLength(injected.length);
        const certain = steps.filter((step) => step.maybe === undefined);
        expect(certain.filter((step) => !('thaw' in step))).toEqual([]);
      }),
    );
  });

  test('of faults end with a thaw when something is frozen', () => {
    fc.assert(
      fc.property(faultPlans(fc, { on: machine, steps: 5 }), ({ steps = [] }) => {
        if (steps.some((step) => 'freeze' in step)) expect(steps.at(-1)).toMatchObject({ thaw: true });
      }),
    );
  });

  test('of jobs copy data to where they are kept', () => {
    const targets = (storage: 'null-co' | 'qcow2') =>
      fc.sample(jobs(fc, { on: machineOf(storage), kinds: ['blockdev-mirror'] }), 100).flatMap((plan) => {
        const kinds = (plan.blockdev ?? []).map(({ driver }) => driver).filter((driver) => driver !== 'blkdebug');
        return kinds.map((kind) => kind === 'null-co');
      });
    expect([new Set(targets('null-co')), new Set(targets('qcow2'))]).toEqual([new Set([true]), new Set([false])]);
  });

  test('of faults have the errors that are wished for', () => {
    fc.assert(
      fc.property(faultPlans(fc, { on: machine, errnos: ['EDQUOT'], states: 0 }), (plan) => {
        expect(JSON.stringify(plan)).not.toMatch(/"errno":(?!122|"EDQUOT")/);
      }),
    );
  });

  test('of faults break nothing where there is nothing to break', () => {
    const bare = { ...machineOf('null-co'), blockdev: [{ driver: 'null-co', 'node-name': 'faulty0' }] };
    fc.assert(
      fc.property(faultPlans(fc, { on: bare }), (plan) => {
        expect(plan).toEqual({ rules: [], steps: [] });
      }),
    );
  });

  test('add rules behind those that are there, and reactions to those of the same client', () => {
    const rule = { event: 'none', errno: 28 };
    const main = { name: 'main', negotiate: true, connected: true };
    const stop = { on: { event: 'STOP' }, send: { execute: 'cont' }, after: 0 };
    const reset = { ...stop, on: { event: 'RESET' } };
    const once = withPlans(machine, { rules: [{ node: 'faulty0', 'inject-error': [rule] }] });
    const twice = withPlans(
      once,
      { rules: [{ node: 'faulty0', 'inject-error': [{ ...rule, once: true }] }] },
      { clients: [{ ...main, reactions: [stop] }], steps: [{ at: 700, qmp: { execute: 'stop' } }] },
      { clients: [{ ...main, reactions: [reset] }], steps: [{ at: 600, qmp: { execute: 'cont' } }] },
    );
    expect(twice.blockdev.at(-1)).toMatchObject({ 'inject-error': [rule, { ...rule, once: true }] });
    expect(twice.clients).toEqual([{ ...main, reactions: [stop, reset] }]);
    expect(twice.steps.map(({ at }) => at)).toEqual([600, 700]);
    expect(twice.end).toBeGreaterThan(1700);
  });
});
