import { readFileSync } from 'node:fs';
import 'blocksim/testing/vitest';
import {
  clients,
  faultPlans,
  type Manager,
  managedBy,
  parseScenario,
  playScenario,
  type Scenario,
  type Step,
  scenarios,
  withPlans,
} from 'blocksim/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asker, believer } from './managers.ts';

// The same stories each time; another number, others.
fc.configureGlobal({ seed: 2026 });

const file = new URL('story.yaml', import.meta.url);
const parsed = parseScenario(readFileSync(file, 'utf8'), 'story.yaml');
if (parsed.scenario === undefined) throw new Error(parsed.refusal);
const story = parsed.scenario;

/** What became of the guest's write. */
function outcome(make: () => Manager, qemu: string): string {
  const { transcript } = playScenario(story, { qemu, observers: [managedBy(make)] });
  return /"tag": "w0", "status": "(\w+)"/.exec(transcript)?.[1] ?? 'never came back';
}

describe('a manager that believes events', () => {
  test('resumes the guest where every reason is told', () => expect(outcome(believer, '10.0.13')).toBe('ok'));

  test('forgets it on QEMU 10.0.2, whose rate limit swallows the second reason', () =>
    expect(outcome(believer, '10.0.2')).toBe('never came back'));
});

describe('a manager that asks', () => {
  test.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('resumes the guest on QEMU %s', (qemu) =>
    expect(outcome(asker, qemu)).toBe('ok'),
  );

  test('is never broken by the order of things', () =>
    expect(story).toGoWell({
      qemu: '11.1.3',
      orders: 20,
      properties: ['stop-resume-alternate'],
      observers: [managedBy(asker)],
    }));
});

/** A manager that resumes, as a reaction: a search can follow it through every order. */
const resumer = (event: string, steps: readonly Step[] = story.steps): Scenario => {
  const cont = { on: { event }, send: { execute: 'cont' }, after: 0 };
  return { ...story, steps, clients: [{ name: 'main', negotiate: true, connected: true, reactions: [cont] }] };
};

describe('in every order', () => {
  test('each STOP comes with its reason on 10.0.13, and not on 10.0.2', () => {
    expect(resumer('STOP')).toHold('stop-has-io-error', { qemu: '10.0.13' });
    expect(resumer('STOP')).toViolate('stop-has-io-error', { qemu: '10.0.2' });
  });

  test('who answers every error with cont strands a request: one cont too many overtakes the next stop', () => {
    const write = { device: 'vd0', op: 'write', bytes: 4096 } as const;
    const both = [
      {
        at: 100,
        io: [
          { ...write, offset: 0, tag: 'w0' },
          { ...write, offset: 65536, tag: 'w1' },
        ],
      },
    ];
    expect(resumer('BLOCK_IO_ERROR', both)).toViolate('no-request-stranded', { qemu: '11.1.3' });
    expect(resumer('STOP', both)).toHold('no-request-stranded', { qemu: '11.1.3' });
  });
});

describe('whatever happens', () => {
  test('every STOP has its reason on 10.0.13, with any disks, faults, clients and jobs', () => {
    const everything = scenarios(fc, { machine: {}, faults: {}, clients: {}, jobs: {} });
    fc.assert(
      fc.property(everything, (scenario) => {
        expect(playScenario(scenario, { qemu: '10.0.13' })).toSatisfy('stop-has-io-error');
      }),
      { numRuns: 200 },
    );
  });

  test('on 10.0.2 there is a counterexample that fits on a screen', () => {
    const { counterexample } = fc.check(
      fc.property(scenarios(fc, { clients: { others: 0 } }), (scenario) => {
        expect(playScenario(scenario, { qemu: '10.0.2' })).toSatisfy('stop-has-io-error');
      }),
      { numRuns: 5000 },
    );
    expect(counterexample?.[0].device).toHaveLength(1);
    expect(counterexample?.[0].steps.length).toBeLessThanOrEqual(4);
  });

  test('STOP and RESUME alternate in our own story, with more faults and another client', () => {
    const plans = fc.tuple(faultPlans(fc, { on: story }), clients(fc));
    fc.assert(
      fc.property(plans, ([faults, others]) => {
        expect(withPlans(story, faults, others)).toGoWell({ orders: 2, properties: ['stop-resume-alternate'] });
      }),
      { numRuns: 30 },
    );
  });
});
