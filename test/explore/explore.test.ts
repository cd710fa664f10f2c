/** Every order of the shipped stories: what each version is guilty of, and that it is found by a short story. */
import { describe, expect, test } from 'vitest';
import { Exploration, explore } from '../../src/explore/explore.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import { type Property, property } from '../../src/explore/properties/property.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { qemu } from '../support/explored.ts';
import { shipped } from '../support/shipped.ts';
import { FULL_ONCE, sends, story as small, writes } from '../support/stories.ts';

const exploreFor = (scenario: Scenario, version: string, property: string) =>
  explore(scenario, qemu(version), { properties: [propertyNamed(property) ?? expect.fail(property)] });

/** What playing a counterexample shows. */
function shown(counterexample: Scenario): string[] {
  const read = parseScenario(writeScenario(counterexample), 'counterexample').scenario as Scenario;
  const watch = watchProperties((read.properties ?? []).flatMap((name) => propertyNamed(name) ?? []));
  runScenario(read, qemu(read.qemu ?? ''), { observers: [watch] });
  return watch.violations.map(({ property }) => property);
}

describe('the founding story: a STOP without its reason', () => {
  const story = shipped('paused-without-reason');

  test.each(['10.0.2', 'rfc-2014-rate-limit'])(
    'happens on %s, and a story of one device and two steps shows it',
    (version) => {
      const { properties } = exploreFor(story, version, 'stop-has-io-error');
      expect(properties).toMatchObject([{ name: 'stop-has-io-error', verdict: 'violated' }]);
      const [{ counterexample, moves } = {}] = properties;
      expect(counterexample).toMatchObject({
        qemu: version,
        device: [{ id: 'vd0' }],
        steps: [{ at: 100 }, { at: 400 }],
      });
      // A machine that is smaller may need a move more.
      expect((counterexample?.order ?? []).length - (moves as number)).toBeOneOf([0, 1]);
      expect(shown(counterexample as Scenario)).toEqual(['stop-has-io-error']);
    },
  );

  test.each(['7.2.22', '10.0.13', '11.1.3', 'patch-2026-03'])('never happens on %s, whatever the order', (version) => {
    const report = exploreFor(story, version, 'stop-has-io-error');
    expect(report).toMatchObject({ exhausted: true, properties: [{ verdict: 'holds' }] });
  });
});

test('the withdrawn patch touches what it has freed', () => {
  const { properties } = exploreFor(shipped('use-after-free'), 'patch-2026-02-withdrawn', 'no-use-after-free');
  expect(properties).toMatchObject([{ verdict: 'violated' }]);
  expect(shown(properties[0]?.counterexample as Scenario)).toEqual(['no-use-after-free']);
});

describe('a cont that overtakes the stop (R-42)', () => {
  const strands = (version: string) => exploreFor(shipped('paused-without-reason'), version, 'no-request-stranded');

  test.each(['2.2', '7.2.22', '10.0.2', '10.0.13', '11.1.3', 'patch-2026-03'])('strands a request on %s', (version) => {
    const { properties } = strands(version);
    expect(properties).toMatchObject([
      { verdict: 'violated', sentence: "the VM runs and write 'w0' in vd0 stays parked" },
    ]);
    expect(shown(properties[0]?.counterexample as Scenario)).toEqual(['no-request-stranded']);
  });

  test('cannot overtake it where the stop happens inside the completion', () => {
    expect(strands('1.1')).toMatchObject({ exhausted: true, properties: [{ verdict: 'holds' }] });
  });
});

// In 1.3 STOP comes last; from 10.0 on the stop handlers serve kicks and wait for them.
test.each([
  ['1.3', false],
  ['2.2', true],
  ['7.2.22', true],
  ['10.0.2', false],
  ['10.0.13', false],
  ['11.1.3', false],
] as const)(
  'a second disk is kicked while the first one stops the VM (N10): on %s its error may come after the STOP: %s',
  (version, afterStop) => {
    const disk = (name: string) => [
      { driver: 'null-co', 'node-name': `n${name}`, size: 1_048_576 },
      { driver: 'blkdebug', 'node-name': name, image: `n${name}`, 'inject-error': [{ event: 'none', errno: 5 }] },
    ];
    const device = ['a', 'b'].map((drive) => ({
      driver: 'virtio-blk-device',
      id: `vd${drive}`,
      drive,
      werror: 'stop',
    }));
    const steps = ['a', 'b'].map((id) => ({
      at: 100,
      io: [{ device: `vd${id}`, op: 'write', offset: 0, bytes: 512, tag: id }],
    }));
    const text = JSON.stringify({ blockdev: [...disk('a'), ...disk('b')], device, steps });
    const { scenario } = parseScenario(text, 's.json');
    const toldAs = (order: string): Property =>
      property<{ readonly told: string }>({
        name: order,
        kind: 'sometimes',
        sentence: `the client is told ${order}`,
        initial: { told: '' },
        hears: {
          'monitor-output': ({ told }, { message }) => {
            const { event } = message as { readonly event?: string };
            const now = told + (event === 'BLOCK_IO_ERROR' ? 'E' : event === 'STOP' ? 'S' : '');
            return now === order ? `the client is told ${order}` : { told: now };
          },
        },
      });
    const { properties } = explore(scenario as Scenario, qemu(version), { properties: [toldAs('EES'), toldAs('ESE')] });
    expect(properties.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['EES', 'holds'],
      ['ESE', afterStop ? 'holds' : 'violated'],
    ]);
  },
);

describe('a counterexample', () => {
  test('cannot do without any of its pieces', () => {
    const { properties } = exploreFor(shipped('two-disks'), '10.0.2', 'no-request-stranded');
    const story = properties[0]?.counterexample as Scenario;
    expect(story.device).toHaveLength(1);
    for (let i = 0; i < story.steps.length; i++) {
      const { order: _order, ...less } = { ...story, steps: story.steps.filter((_, at) => at !== i) };
      expect(exploreFor(less, '10.0.2', 'no-request-stranded')).toMatchObject({ properties: [{ verdict: 'holds' }] });
    }
  });

  test('decides what was only possible', () => {
    const story = shipped('paused-without-reason');
    const [guest, cont, query] = story.steps;
    const maybe = {
      ...story,
      steps: [
        { ...guest, maybe: true },
        { ...query, at: 200, maybe: true },
        { ...cont, at: 400 },
      ] as Scenario['steps'],
    };
    const { properties } = exploreFor(maybe, '10.0.2', 'stop-has-io-error');
    const found = properties[0]?.counterexample as Scenario;
    expect(found.steps.some((step) => step.maybe === true)).toBe(false);
    expect(found.steps).toHaveLength(2);
    expect(shown(found)).toEqual(['stop-has-io-error']);
  });
});

// A read that took all there was, or the request of a client whom the poll had not found, ran a cont before the stop
// was due.
describe('to 2.1, a request that comes after the poll waits for the next one, and so for the stop that is due', () => {
  const onError = [{ on: { event: 'BLOCK_IO_ERROR' }, send: { execute: 'cont' }, times: 3 }];
  const asks = { on: { event: 'STOP' }, send: { execute: 'query-status' }, times: 1 };
  const strands = (clients: readonly object[], version: string) =>
    exploreFor(
      small([FULL_ONCE, FULL_ONCE], [writes(100, 'w0'), sends(100, 'query-status')], { clients }),
      version,
      'no-request-stranded',
    ).properties[0]?.verdict;

  test.each([
    ['the same client', [{ name: 'main', reactions: [asks, ...onError] }]],
    ['another client', [{ name: 'other', reactions: onError }]],
  ])('behind a query of %s', (_, clients) => {
    for (const version of ['2.2', 'rfc-2014-rate-limit']) expect(strands(clients, version), version).toBe('holds');
  });

  test('one that came before it does not', () => {
    const early = small([FULL_ONCE], [writes(100, 'w0'), sends(100, 'cont')]);
    expect(exploreFor(early, '2.2', 'no-request-stranded').properties).toMatchObject([{ verdict: 'violated' }]);
  });
});

describe('maybe', () => {
  const story = shipped('paused-without-reason');
  const [disk, thin] = story.blockdev as readonly { 'inject-error'?: object[] }[];
  const withRules = (...rules: object[]): Scenario =>
    ({ ...story, blockdev: [disk, { ...thin, 'inject-error': rules }] }) as unknown as Scenario;
  const once = { event: 'none', iotype: 'write', errno: 28, once: true };

  test('a fault that may be there is searched with and without', () => {
    const search = (scenario: Scenario) => explore(scenario, qemu('10.0.13')).states;
    const [one, two] = [search(withRules(once)), search(withRules(once, once))];
    const both = search(withRules(once, { ...once, maybe: true }));
    // Nothing is seen twice, and beside both there is only the state in which it is undecided.
    expect(both).toBeGreaterThan(Math.max(one, two));
    expect(both).toBeLessThanOrEqual(one + two + 1);
  });
});

describe('late steps', () => {
  const steps = [100, 150, 5000].map((at, i) => ({
    at,
    io: [{ device: 'vd0', op: 'write', offset: i << 16, bytes: 512, tag: `w${i}` }],
  }));
  const story = (count: number): Scenario =>
    ({ ...shipped('use-after-free'), steps: steps.slice(0, count) }) as unknown as Scenario;

  // Only two errors before one stop reach freed memory here, and the first of them stops the guest for good.
  test('a step may be as late as the one after it', () => {
    const { properties } = exploreFor(story(2), 'patch-2026-02-withdrawn', 'no-use-after-free');
    expect(properties).toMatchObject([{ verdict: 'violated' }]);
    expect(shown(properties[0]?.counterexample as Scenario)).toEqual(['no-use-after-free']);
  });

  // The second error is told a second after the first, so the first cont must wait for the second to overtake its stop.
  test('a reaction may be as late as the one after it', () => {
    const disks = shipped('one-limit-for-all-disks');
    const [one, first, two, second] = disks.blockdev as readonly object[];
    const full = { event: 'none', iotype: 'write', errno: 28 };
    const write = (device: string) => ({ device, op: 'write', offset: 0, bytes: 512, tag: device }) as const;
    const cont = { on: { event: 'BLOCK_IO_ERROR' }, send: { execute: 'cont' }, after: 1, times: 3 };
    const text = JSON.stringify({
      name: 'late',
      blockdev: [one, first, two, { ...second, 'inject-error': [full] }],
      device: disks.device,
      clients: [{ name: 'main', reactions: [cont] }],
      steps: [{ at: 100, io: [write('vd0'), write('vd1')] }],
    });
    const { scenario } = parseScenario(text, 'late');
    const { properties } = exploreFor(scenario as Scenario, 'rfc-2014-rate-limit', 'no-request-stranded');
    expect(properties).toMatchObject([{ verdict: 'violated' }]);
  });

  // 5.2 arms no timer for a window that holds nothing back, so nothing seemed to be due at its end.
  test('a reaction may come after the window of a rate limit that held nothing back', () => {
    const full = { event: 'none', iotype: 'write', errno: 28 };
    const resumes = { name: 'main', reactions: [{ on: { event: 'STOP' }, send: { execute: 'cont' }, times: 1 }] };
    const toldAtOnce = property<{ readonly stops: number }>({
      name: 'told at once',
      kind: 'sometimes',
      sentence: 'the second error is told before its STOP',
      initial: { stops: 0 },
      hears: {
        'event-delivered': ({ stops }, { event }) =>
          event === 'STOP'
            ? { stops: stops + 1 }
            : event === 'BLOCK_IO_ERROR' && stops === 1
              ? 'the client resumes late, and the retry fails when the window has ended'
              : { stops },
      },
    });
    const late = small([full], [writes(100, 'w0')], { clients: [resumes], properties: [] });
    const { properties } = explore(late, qemu('rfc-2014-rate-limit'), { properties: [toldAtOnce] });
    expect(properties).toMatchObject([{ verdict: 'holds' }]);
  });

  test('a guest may be asked long after the first time to let a device go', () => {
    const asks = (at: number, id: string) => ({ at, qmp: { execute: 'device_del', arguments: { id: 'vd0' }, id } });
    const device = [{ driver: 'virtio-blk-pci', id: 'vd0', drive: 'disk' }];
    const answered = (wanted: 'return' | 'error') =>
      property<object>({
        name: `again: ${wanted}`,
        kind: 'sometimes',
        sentence: 'the second request is answered so',
        initial: {},
        hears: {
          'monitor-output': (state, { message }) =>
            'id' in message && message.id === 'second' && wanted in message ? 'it is' : state,
        },
      });
    const story = small([], [asks(100, 'first'), asks(600, 'second')], { device, properties: [] });
    const { properties } = explore(story, qemu('11.1.3'), { properties: [answered('return'), answered('error')] });
    expect(properties).toMatchObject([{ verdict: 'holds' }, { verdict: 'holds' }]);
  });

  test('what times steps have makes no difference', () => {
    const now = { ...story(3), steps: story(3).steps.map((step) => ({ ...step, at: 100 })) };
    for (const version of ['7.2.22', '10.0.2', 'patch-2026-02-withdrawn'])
      expect(explore(story(3), qemu(version)).states).toBe(explore(now, qemu(version)).states);
  });
});

describe('an exploration', () => {
  const story = shipped('two-disks');

  test('goes on after a violation until all properties are decided', () => {
    const report = explore(story, qemu('10.0.2'));
    expect(report.exhausted).toBe(true);
    const verdicts = new Map(report.properties.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts.get('no-request-stranded')).toBe('violated');
    expect(new Set(verdicts.values())).toEqual(new Set(['holds', 'violated']));
  });

  test('that is stopped early leaves open what it has not decided', () => {
    const report = explore(story, qemu('10.0.13'), { maxStates: 1 });
    expect(report.exhausted).toBe(false);
    expect(report.properties.filter(({ verdict }) => verdict === 'holds')).toEqual([]);
    expect(report.properties.find(({ name }) => name === 'stop-has-io-error')?.verdict).toBe('undecided');
  });

  test('made piece by piece reports the same', () => {
    const pieces = new Exploration(story, qemu('10.0.2'));
    while (pieces.advance(7) === undefined);
    while (pieces.explainNext());
    expect(pieces.report()).toEqual(explore(story, qemu('10.0.2')));
  });
});

describe('a machine that goes round in circles for ever', () => {
  const image = (name: string) => ({
    name,
    format: 'raw',
    size: 65_536,
    write: [{ offset: 0, bytes: 512, pattern: 1 }],
  });
  const node = (name: string) => ({
    driver: 'raw',
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${name}.raw` },
  });
  const mirror = { 'job-id': 'job', device: 'source', target: 'target', sync: 'full' };
  const story = {
    name: 'ready for ever',
    images: [image('source.raw'), image('target.raw')],
    blockdev: [node('source'), node('target')],
    end: 2000,
  };

  test.each(['7.2.22', '10.0.13', '11.1.3'])('comes back to where it was under a speed limit on %s', (version) => {
    const steps = [
      { at: 0, qmp: { execute: 'blockdev-mirror', arguments: { ...mirror, speed: 65_536 } } },
      { at: 500, qmp: { execute: 'block-job-cancel', arguments: { device: 'job' } } },
    ];
    const { scenario } = parseScenario(JSON.stringify({ ...story, steps }), 's.json');
    const { exhausted, states } = explore(scenario as Scenario, qemu(version), { maxStates: 5000 });
    expect({ exhausted, states: states < 1000 }).toEqual({ exhausted: true, states: true });
  });
});

describe('a large exploration', () => {
  test('walks at random as well, and finds what the search has not come to', () => {
    const crowd = (tag: string) => ({ device: 'vd0', op: 'write', offset: 0, bytes: 512, tag }) as const;
    const story = shipped('thin-provisioning');
    const steps = story.steps.flatMap((step, i) => [step, { at: step.at, io: [crowd(`x${i}`)] }]);
    const large: Scenario = { ...story, steps };
    const exploration = new Exploration(large, qemu('10.0.13'));
    while (exploration.states < 60_000 && exploration.advance(4096) === undefined);
    expect(exploration.broken).toContain('no-request-stranded');
    expect(new Set(exploration.broken).size).toBe(exploration.broken.length);
  });
});

test('an order can be played that begins when the last step of somebody is due who has others before', () => {
  const story = small([], [{ at: 0, guest_suspend: true }, writes(10, 'w0')]);
  const asked = property({
    name: 'asked',
    kind: 'always',
    sentence: 'the guest sleeps',
    initial: {},
    hears: { 'guest-submitted': () => 'it asks' },
  });
  for (const deviations of [{}, { deviations: 2 }]) {
    const exploration = new Exploration(story, qemu('11.1.3'), { properties: [asked], ...deviations });
    while (exploration.advance(100) === undefined);
    const [found] = exploration.report().properties;
    expect(found).toMatchObject({ verdict: 'violated', asFound: true });
    const watch = watchProperties([asked]);
    runScenario(found?.counterexample as Scenario, qemu('11.1.3'), { observers: [watch] });
    expect(watch.violations).toHaveLength(1);
  }
});
