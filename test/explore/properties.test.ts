/**
 * Properties on runs; those that show in traffic are tested in recorded.test.ts, those about data in
 * data-properties.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { properties, propertyNamed } from '../../src/explore/properties/index.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { FULL_ONCE, profile, sends, story, writes } from '../support/stories.ts';

function broken(scenario: Scenario, version: string, order?: readonly string[]) {
  const options = order === undefined ? {} : { order };
  const result = runScenario(scenario, profile(version), { ...options, observers: [watchProperties(properties)] });
  return result.violations.map(({ property, time }) => `${property} at ${time}`);
}

describe('every property', () => {
  test.each(properties.map((property) => [property.name, property] as const))(
    '%s has data for a state',
    (name, property) => {
      expect(JSON.parse(JSON.stringify(property.initial))).toEqual(property.initial);
      expect(property.sentence).toMatch(/^[a-z].*[^.]$/);
      expect(propertyNamed(name)).toBe(property);
    },
  );

  test('is quiet when nothing goes wrong', () => {
    for (const version of ['1.1', '2.2', '7.2.22', '10.0.2', '11.1.3'])
      expect(broken(story([], [writes(0, 'w0'), sends(100, 'stop'), sends(200, 'cont')]), version)).toEqual([]);
  });
});

const reporting = (steps: readonly object[]) =>
  story([{ event: 'none', iotype: 'write', errno: 5 }], steps, {
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'thin', werror: 'report' }],
    end: 3000,
  });

describe('throttled-last-event-delivered', () => {
  const two = [writes(100, 'w0'), writes(300, 'w1')];

  test('an event that is delivered late is fine', () => expect(broken(reporting(two), '10.0.2')).toEqual([]));

  test('one that still waits when the process ends is lost', () =>
    expect(broken(reporting([...two, sends(500, 'quit')]), '10.0.2')).toEqual([
      'throttled-last-event-delivered at 500',
    ]));

  test('one that waits for a window that is still open is not', () =>
    expect(broken({ ...reporting(two), end: 500 }, '10.0.2')).toEqual([]));
});

describe('throttle-table-drains', () => {
  test('a window that is still open will close', () =>
    expect(broken({ ...reporting([writes(100, 'w0')]), end: 200 }, '10.0.2')).toEqual([]));

  test('an entry that is freed and left in the table stays', () => {
    const once = story([FULL_ONCE], [writes(100, 'w0')], { end: 3000 });
    expect(broken(once, 'patch-2026-02-withdrawn')).toEqual(['throttle-table-drains at 3000']);
  });
});

describe('io-error-then-stop', () => {
  test('a quit that overtakes the stop leaves the error without one', () => {
    const scenario = story([FULL_ONCE], [writes(100, 'w0'), sends(100, 'quit')], { end: 3000 });
    const order = ['time passes to 100 ms', 'client main sends quit', 'guest of vd0 asks for write w0'];
    expect(broken(scenario, '11.1.3')).toEqual([]);
    expect(broken(scenario, '11.1.3', order)).toEqual(['io-error-then-stop at 100']);
  });
});

describe('no-request-stranded', () => {
  test('a parked request is fine while the VM is stopped, and is not while it runs', () => {
    const scenario = story([FULL_ONCE], [writes(100, 'w0'), sends(100, 'cont')]);
    expect(broken(story([FULL_ONCE], [writes(100, 'w0')]), '11.1.3')).toEqual([]);
    const order = ['time passes to 100 ms', 'client main sends cont', 'guest of vd0 asks for write w0'];
    expect(broken(scenario, '11.1.3', order)).toEqual(['no-request-stranded at 400']);
  });
});

describe('io-status-first-error', () => {
  test('cont may take it back', () => {
    const scenario = story([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(200, 'cont'), sends(1500, 'cont')]);
    expect(broken(scenario, '2.2')).toEqual([]);
  });

  test('a status that somebody else changes is found at the next reply', () => {
    const scenario = story([FULL_ONCE], [writes(100, 'w0'), sends(500, 'query-status')]);
    const watch = watchProperties(properties);
    runScenario(scenario, profile('10.0.13'), {
      observers: [
        {
          begin: ({ machine }) =>
            void machine.bus.on('vm-stopped', () => {
              for (const backend of machine.backends) backend.ioStatus = 'ok';
            }),
        },
        watch,
      ],
    });
    expect(watch.violations).toMatchObject([{ property: 'io-status-first-error', time: 500 }]);
  });
});
