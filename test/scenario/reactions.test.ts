/** What clients do by themselves, as a run without hurry shows it. */
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { property } from '../../src/explore/properties/property.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { Timeline } from '../../src/scenario/timeline.ts';
import { profile } from '../support/stories.ts';

const DISK = {
  images: [{ name: 'd.raw', format: 'raw', size: 1048576, pool: 'volume' }],
  pools: [{ name: 'volume', capacity: 4096 }],
  blockdev: [{ driver: 'raw', 'node-name': 'disk', file: { driver: 'file', filename: '@DIR@/d.raw' } }],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'disk', werror: 'stop', rerror: 'stop' }],
};
const write = { at: 100, io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 65536, tag: 'w0' }] };

interface Line {
  readonly time: number;
  readonly send?: string;
  readonly recv?: Readonly<Record<string, unknown>>;
  readonly complete?: { readonly tag: string; readonly status: string };
}

/** `TIME > command`, `TIME EVENT`, `TIME w0 ok`; replies and other events are left out. */
function told(story: object): string[] {
  const { scenario, refusal } = parseScenario(JSON.stringify({ name: 's', ...DISK, ...story }), 's.json');
  if (scenario === undefined) throw new Error(refusal);
  const { transcript } = runScenario(scenario, profile('11.1.3'));
  return transcript
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const { time, send, recv, complete } = JSON.parse(line) as Line;
      const at = Math.round(time);
      if (send !== undefined) return `${at} > ${(JSON.parse(send) as { execute: string }).execute}`;
      if (complete !== undefined) return `${at} ${complete.tag} ${complete.status}`;
      return recv?.event === 'STOP' || recv?.event === 'RESUME' ? `${at} ${recv.event}` : [];
    });
}

const client = (...reactions: object[]) => ({ clients: [{ name: 'main', reactions }] });
const AGAIN = { on: { event: 'STOP' }, send: { execute: 'cont' } };

describe('a reaction', () => {
  test('hesitates as long as it says each time, and the last time for ever', () => {
    const story = told({ ...client({ ...AGAIN, after: [100, 300, 700] }), steps: [write], end: 3000 });
    expect(story.filter((line) => line.includes('cont'))).toEqual([
      '200 > cont',
      '500 > cont',
      '1200 > cont',
      '1900 > cont',
      '2600 > cont',
    ]);
  });

  test('to a reply asks on, and mends the storage before it resumes', () => {
    const story = told({
      ...client(
        { on: { event: 'STOP' }, send: { execute: 'query-status' } },
        { on: { return: { status: 'io-error' } }, send: { execute: 'query-block', id: 'why' } },
        { on: { return: { 'io-status': 'nospace' }, id: 'why' }, do: { pool: { name: 'volume', extend_to: 1048576 } } },
        { on: { return: { 'io-status': 'nospace' }, id: 'why' }, send: { execute: 'cont' }, after: 50 },
      ),
      steps: [write],
      end: 1000,
    });
    expect(story).toEqual([
      '100 STOP',
      '100 > query-status',
      '100 > query-block',
      '150 > cont',
      '150 RESUME',
      '150 w0 ok',
    ]);
  });

  test('to the greeting negotiates, in a connection that begins anew', () => {
    const story = told({
      ...client(
        { on: { greeting: true }, send: { execute: 'qmp_capabilities' } },
        { on: { greeting: true }, send: { execute: 'query-status' } },
        { on: { return: { status: 'io-error' } }, do: { pool: { name: 'volume', capacity: 1048576 } } },
        { on: { return: { status: 'io-error' } }, send: { execute: 'cont' } },
      ),
      steps: [{ at: 50, disconnect: 'main' }, write, { at: 400, connect: 'main' }],
      end: 1000,
    });
    expect(story).toEqual(['400 > qmp_capabilities', '400 > query-status', '400 > cont', '400 RESUME', '400 w0 ok']);
  });

  test('to the greeting has nothing to do where a client comes that has never left (M-5)', () => {
    const story = told({
      ...client({ on: { greeting: true }, send: { execute: 'query-status' } }),
      steps: [
        { at: 100, connect: 'main' },
        { at: 200, qmp: { execute: 'stop' } },
      ],
      end: 300,
    });
    expect(story).toEqual(['200 > stop', '200 STOP']);
  });

  test('to an error is told of it', () => {
    const on = { error: { class: 'CommandNotFound' } };
    const story = told({
      ...client({ on, send: { execute: 'query-status' }, times: 1 }),
      steps: [{ at: 0, qmp: { execute: 'query-stauts' } }],
      end: 100,
    });
    expect(story).toEqual(['0 > query-stauts', '0 > query-status']);
  });

  test('is forgotten by a client that hangs up', () => {
    const steps = [write, { at: 200, disconnect: 'main' }, { at: 300, connect: 'main' }];
    expect(told({ ...client({ ...AGAIN, after: 500 }), steps, end: 2000 })).toEqual(['100 STOP']);
  });

  test('has replies that are not those the client waits for before its next step', () => {
    const asks = (id: string, execute: string) => ({ at: 0, qmp: { execute, id } });
    const { scenario } = parseScenario(
      JSON.stringify({
        name: 's',
        ...client({ on: { event: 'STOP' }, send: { execute: 'query-status', id: 'by itself' } }),
        steps: [asks('step 0', 'stop'), asks('step 1', 'query-version'), asks('step 2', 'query-name')],
      }),
      's.json',
    );
    const oneAtATime = property<{ readonly open: number }>({
      name: 'one-at-a-time',
      kind: 'always',
      sentence: 'a step waits for the reply to the one before',
      initial: { open: 0 },
      hears: {
        'client-sent': ({ open }, { text }) => {
          if (!text.includes('step')) return { open };
          return open === 0 ? { open: 1 } : `${text} comes before a reply`;
        },
        'monitor-output': ({ open }, { message }) =>
          String((message as { id?: string }).id).startsWith('step') ? { open: 0 } : { open },
      },
    });
    const { properties, exhausted } = explore(scenario as Scenario, profile('11.1.3'), { properties: [oneAtATime] });
    expect(exhausted).toBe(true);
    expect(properties).toEqual([{ name: 'one-at-a-time', kind: 'always', verdict: 'holds' }]);
  });
});

test('a timeline shows what a reaction does to the storage', () => {
  const { scenario } = parseScenario(
    JSON.stringify({
      name: 's',
      ...DISK,
      ...client({ on: { event: 'STOP' }, do: { pool: { name: 'volume', extend_to: 1048576 } } }),
      steps: [write],
    }),
    's.json',
  );
  const timeline = new Timeline();
  runScenario(scenario as Scenario, profile('11.1.3'), { observers: [timeline] });
  expect(timeline.rows.flatMap(({ lines }) => lines.flatMap(({ backend }) => backend?.text ?? []))).toContain(
    'volume: 1 MiB',
  );
});

describe('of a reaction', () => {
  const refusal = (reaction: object): string | undefined =>
    parseScenario(JSON.stringify({ name: 's', ...DISK, ...client(reaction) }), 's.json').refusal?.replace(
      /^s\.json:1:\d+: clients\[0\]\.reactions\[0\]\.?/,
      '',
    );

  test.each([
    [
      { on: { reply: {} }, send: { execute: 'cont' } },
      "on: expected one of event, return, error, greeting, found 'reply'",
    ],
    [
      { on: { return: {}, error: {} }, send: { execute: 'cont' } },
      "on.error: expected either 'return' or 'error', found both",
    ],
    [
      { on: { return: { staus: 'x' } }, send: { execute: 'cont' } },
      "on.return.staus: no command returns it, did you mean 'status'?",
    ],
    [
      { on: { return: { status: 'io-eror' } }, send: { execute: 'cont' } },
      'on.return.status: no status is called "io-eror", did you mean \'io-error\'?',
    ],
    [
      { on: { return: [{ inserted: {}, 'io-status': 'nospac' }] }, send: { execute: 'cont' } },
      'on.return[0].io-status: no io-status is called "nospac", did you mean \'nospace\'?',
    ],
    [
      { on: { error: { clas: 'x' } }, send: { execute: 'cont' } },
      "on.error.clas: unknown member, did you mean 'class'?",
    ],
    [
      { on: { event: 'STOP', greeting: true }, send: { execute: 'cont' } },
      "on.greeting: expected either 'event' or 'greeting', found both",
    ],
    [{ on: { greeting: 'QMP' }, send: { execute: 'cont' } }, 'on.greeting: expected true'],
    [{ on: { event: 'STOP' } }, 'send: missing, expected a QMP command object'],
    [
      { on: { event: 'STOP' }, send: { execute: 'cont' }, do: { heal: true } },
      "do: expected either 'send' or 'do', found both",
    ],
    [
      { on: { event: 'STOP' }, do: { guest_reset: true } },
      'do.guest_reset: unknown member, expected one of pool, fault, heal, freeze, thaw, image, folder',
    ],
    [
      { on: { event: 'STOP' }, do: { pool: { name: 'volum', capacity: 1 } } },
      'do.pool.name: no pool is called "volum", did you mean \'volume\'?',
    ],
    [
      { on: { event: 'STOP' }, send: { execute: 'cont' }, after: [] },
      'after: expected milliseconds, found an empty list',
    ],
    [
      { on: { event: 'STOP' }, send: { execute: 'cont' }, after: [0, -1] },
      'after[1]: expected milliseconds, a number from 0 to 1000000000000, found the number -1',
    ],
  ])('%j is refused', (reaction, sentence) => {
    expect(refusal(reaction)).toBe(sentence);
  });

  test.each([
    { status: 'ready' },
    { status: 'io-error', running: false },
    { type: 'mirror' },
    { 'node-name': 'any' },
    {},
  ])('to a reply with %j is not', (returned) =>
    expect(refusal({ on: { return: returned }, send: { execute: 'cont' } })).toBeUndefined(),
  );
});
