import { readFileSync } from 'node:fs';
import { checkProperties, managedBy, matchers, parseScenario, scenarios } from 'blocksim/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asker, believer } from './managers.js';

expect.extend(matchers);

const file = new URL('story.yaml', import.meta.url);
const { scenario: story } = parseScenario(readFileSync(file, 'utf8'), 'story.yaml');

/** What became of the guest's write. */
const outcome = (transcript) => /"tag": "w0", "status": "(\w+)"/.exec(transcript)?.[1] ?? 'never came back';

const play = (make, qemu) => outcome(checkProperties(story, { qemu, observers: [managedBy(make)] }).transcript);

describe('a manager that believes events', () => {
  test('resumes the guest where every reason is told', () => expect(play(believer, '10.0.13')).toBe('ok'));

  test('forgets it on QEMU 10.0.2, whose rate limit swallows the second reason', () =>
    expect(play(believer, '10.0.2')).toBe('never came back'));
});

describe('a manager that asks', () => {
  test.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('resumes the guest on QEMU %s', (qemu) =>
    expect(play(asker, qemu)).toBe('ok'),
  );

  test('is never broken by the order of things', () =>
    expect(story).toGoWell({
      qemu: '11.1.3',
      orders: 20,
      properties: ['stop-resume-alternate'],
      observers: [managedBy(asker)],
    }));
});

/** The same manager as reactions, which a search can follow through every order. */
const resumer = (on) => ({
  ...story,
  clients: [
    { name: 'main', negotiate: true, connected: true, reactions: [{ on, send: { execute: 'cont' }, after: 0 }] },
  ],
});

describe('in every order', () => {
  test('each STOP comes with its reason on 10.0.13, and not on 10.0.2', () => {
    expect(resumer({ event: 'STOP' })).toHold('stop-has-io-error', { qemu: '10.0.13' });
    expect(resumer({ event: 'STOP' })).toViolate('stop-has-io-error', { qemu: '10.0.2' });
  });

  test('who answers every error with cont strands a request: one cont too many overtakes the next stop', () => {
    const [step] = story.steps;
    const [first] = step.io;
    const both = { ...step, io: [first, { ...first, offset: 0, tag: 'w1' }] };
    const crowded = (on) => ({ ...resumer(on), steps: [both] });
    expect(crowded({ event: 'BLOCK_IO_ERROR' })).toViolate('no-request-stranded', { qemu: '11.1.3' });
    expect(crowded({ event: 'STOP' })).toHold('no-request-stranded', { qemu: '11.1.3' });
  });
});

test('whatever happens, STOP and RESUME alternate', () => {
  fc.assert(
    fc.property(scenarios(fc, { disks: 2, steps: 5 }), (scenario) => {
      expect(scenario).toGoWell({ orders: 2, properties: ['stop-resume-alternate'] });
    }),
    { numRuns: 30 },
  );
});
