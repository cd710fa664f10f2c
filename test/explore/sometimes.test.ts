/** What some order must show. */
import { describe, expect, test } from 'vitest';
import { alikeRequests } from '../../src/explore/alike-guests.ts';
import { explore } from '../../src/explore/explore.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import { type Property, property } from '../../src/explore/properties/property.ts';
import { sometimesOf } from '../../src/explore/properties/sometimes.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';
import { qemu } from '../support/explored.ts';
import { FULL_ONCE, sends, story, writes } from '../support/stories.ts';

const failing = (sometimes: readonly object[], more: object = {}) =>
  story([FULL_ONCE], [writes(100, 'w0'), sends(400, 'cont')], { sometimes, properties: [], ...more });

const verdicts = (sometimes: readonly object[]) =>
  explore(failing(sometimes), qemu('10.0.13')).properties.map(({ name, verdict }) => [name, verdict]);

describe('sometimes', () => {
  test('holds if some order shows it, and is told if none does', () =>
    expect(
      verdicts([
        { on: { event: 'BLOCK_IO_ERROR', action: 'stop' } },
        { on: { event: 'BLOCK_IO_ERROR', action: 'report' } },
        { complete: 'w0' },
        { complete: 'w0', status: 'ioerr' },
        { name: 'resumed', on: { event: 'RESUME' } },
      ]),
    ).toEqual([
      ['sometimes BLOCK_IO_ERROR stop', 'holds'],
      ['sometimes BLOCK_IO_ERROR report', 'violated'],
      ['sometimes w0', 'holds'],
      ['sometimes w0 ioerr', 'violated'],
      ['resumed', 'holds'],
    ]));

  test('says what happens and after how many moves at least, or that it never does', () => {
    const { properties } = explore(failing([{ complete: 'w0' }, { on: { event: 'SHUTDOWN' } }]), qemu('10.0.13'));
    expect(properties).toEqual([
      {
        name: 'sometimes w0',
        kind: 'sometimes',
        verdict: 'holds',
        sentence: "the guest sees 'w0' end",
        moves: expect.any(Number),
      },
      {
        name: 'sometimes SHUTDOWN',
        kind: 'sometimes',
        verdict: 'violated',
        sentence: 'this never happens, in whatever order',
      },
    ]);
  });

  test('is undecided where not every order was tried', () => {
    const { properties } = explore(failing([{ on: { event: 'SHUTDOWN' } }]), qemu('10.0.13'), { maxStates: 1 });
    expect(properties).toMatchObject([{ verdict: 'undecided' }]);
  });

  test('is looked for beside the properties that the scenario names, or all', () => {
    const of = (more: object) =>
      explore(failing([{ complete: 'w0' }], more), qemu('10.0.13')).properties.map(({ name }) => name);
    expect(of({ properties: ['no-request-stranded'] })).toEqual(['no-request-stranded', 'sometimes w0']);
    expect(of({ properties: undefined })).toHaveLength(12);
  });

  test('is not in the counterexample of something else', () => {
    const report = explore(failing([{ complete: 'w0' }], { properties: ['no-request-stranded'] }), qemu('10.0.13'));
    expect(report.properties[0]).toMatchObject({ verdict: 'violated' });
    expect(report.properties[0]?.counterexample?.sometimes).toBeUndefined();
  });

  test('never breaks a run', () => {
    const scenario = failing([{ on: { event: 'RESUME' } }, { on: { event: 'SHUTDOWN' } }]);
    const watch = watchProperties(sometimesOf(scenario));
    runScenario(scenario, qemu('10.0.13'), { observers: [watch] });
    expect(watch.violations).toEqual([]);
  });

  test('that names a request keeps requests from being alike', () => {
    const [told, ended] = sometimesOf(failing([{ on: { event: 'STOP' } }, { complete: 'w0' }])) as [Property, Property];
    const write = (offset: number) => ({ device: 'vd0', op: 'write', offset, bytes: 512, tag: 'w0' });
    const two = story([], [{ at: 0, io: [write(0), write(65536)] }]);
    expect(alikeRequests(two, [told]).size).toBe(2);
    expect(alikeRequests(two, [ended]).size).toBe(0);
  });

  test('can be a property of a program', () => {
    const parked: Property = property<object>({
      name: 'parked',
      kind: 'sometimes',
      sentence: 'in some order a request is kept',
      initial: {},
      hears: { 'guest-parked': () => 'a request is kept' },
    });
    const held = propertyNamed('stop-resume-alternate') as Property;
    const { properties } = explore(failing([]), qemu('10.0.13'), { properties: [parked, held] });
    expect(properties).toMatchObject([{ verdict: 'holds', sentence: 'a request is kept' }, { verdict: 'holds' }]);
  });
});

describe('the member of a scenario', () => {
  test('is written and read back', () => {
    const scenario = failing([{ on: { event: 'STOP' } }, { name: 'done', complete: 'w0', status: 'ok' }]);
    expect(parseScenario(writeScenario(scenario), 'again.json').scenario?.sometimes).toEqual(scenario.sometimes);
  });

  test.each([
    [{}, "sometimes[0]: expected either 'on' or 'complete'"],
    [{ on: { event: 'STOP' }, complete: 'w0' }, "sometimes[0]: expected either 'on' or 'complete'"],
    [{ on: { event: 'STOP' }, status: 'ok' }, "sometimes[0].status: expected 'complete' beside it"],
    [{ complete: 'w9' }, 'sometimes[0].complete: no request is called "w9", did you mean \'w0\'?'],
    [{ complete: 'w0', status: 'bad' }, 'sometimes[0].status: '],
    [{ complete: 'w0', name: 'no-lost-write' }, 'sometimes[0].name: blocksim has a property of that name'],
  ])('%o is refused', (wanted, sentence) => {
    const text = JSON.stringify({ ...JSON.parse(writeScenario(failing([]))), sometimes: [wanted] });
    expect(parseScenario(text, 'x.json', { properties: ['no-lost-write'] }).refusal).toContain(sentence);
  });
});
