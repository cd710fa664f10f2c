import { describe, expect, test } from 'vitest';
import { smaller } from '../../src/explore/shrink.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { writeScenario } from '../../src/scenario/write-scenario.ts';

const disk = (id: string, rules: readonly object[] = []) => [
  { driver: 'null-co', 'node-name': `n${id}`, size: 1048576 },
  { driver: 'blkdebug', 'node-name': id, image: `n${id}`, 'inject-error': rules },
];

/** Whether a scenario without something is among those that are smaller. */
function losesOnly(whole: object, less: object): boolean {
  const read = (value: object) => parseScenario(JSON.stringify({ end: 5000, ...value }), 'a.json').scenario;
  const wanted = writeScenario(read(less) as never);
  const scenario = read(whole);
  if (scenario === undefined) throw new Error('the whole is no scenario');
  return [...smaller(scenario)].some((each) => writeScenario(each) === wanted);
}

const io = (...requests: object[]) => [{ at: 1, io: requests }];
const write = (tag: string, bytes: number) => ({ device: 'vd0', op: 'write', offset: 0, bytes, tag });
const device = [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'd' }];
const machine = { blockdev: disk('d'), device };
const rule = (errno: number) => ({ event: 'none', errno });
const reaction = (execute: string) => ({ on: { event: 'STOP' }, send: { execute } });
const client = (...reactions: object[]) => [{ name: 'main', reactions }];
const image = (...writes: object[]) => [{ name: 'i', format: 'raw', size: 1048576, write: writes }];
const pattern = (byte: number) => ({ offset: 0, bytes: 512, pattern: byte });
const fault = (...ops: string[]) => [
  { at: 1, fault: { device: 'vd0', errno: 'EIO', ...(ops.length > 0 ? { ops } : {}) } },
];
const transaction = (...actions: string[]) => [
  { at: 1, qmp: { execute: 'transaction', arguments: { actions: actions.map((type) => ({ type, data: {} })) } } },
];

describe('a scenario gets smaller by', () => {
  test.each<[string, object, object]>([
    [
      'a step',
      { ...machine, steps: [...io(write('a', 512)), { at: 2, qmp: { execute: 'cont' } }] },
      { ...machine, steps: io(write('a', 512)) },
    ],
    ['a device with what is asked of it', { ...machine, steps: io(write('a', 512)) }, { blockdev: machine.blockdev }],
    [
      'a node',
      { blockdev: [...disk('d'), ...disk('e')], device },
      { blockdev: [...disk('d'), ...disk('e').slice(0, 1)], device },
    ],
    [
      'a request',
      { ...machine, steps: io(write('a', 512), write('b', 512)) },
      { ...machine, steps: io(write('a', 512)) },
    ],
    ['a rule', { blockdev: disk('d', [rule(5), rule(28)]), device }, { blockdev: disk('d', [rule(28)]), device }],
    [
      'a reaction',
      { ...machine, clients: client(reaction('cont'), reaction('stop')) },
      { ...machine, clients: client(reaction('cont')) },
    ],
    [
      'what an image holds',
      { ...machine, images: image(pattern(1), pattern(2)) },
      { ...machine, images: image(pattern(2)) },
    ],
    ['what a fault concerns', { ...machine, steps: fault('read', 'write') }, { ...machine, steps: fault('write') }],
    [
      'what a command does',
      { ...machine, steps: transaction('abort', 'x') },
      { ...machine, steps: transaction('abort') },
    ],
    ['all bytes but a sector', { ...machine, steps: io(write('a', 8192)) }, { ...machine, steps: io(write('a', 512)) }],
    ['half of the bytes', { ...machine, steps: io(write('a', 8192)) }, { ...machine, steps: io(write('a', 4096)) }],
  ])('%s', (_what, whole, less) => expect(losesOnly(whole, less)).toBe(true));

  test('nothing, when there is nothing', () => {
    const { scenario } = parseScenario('{"steps": []}', 'a.json');
    expect([...smaller(scenario as never)]).toEqual([]);
  });
});

test('what clients do stays, if it is what the story is about', () => {
  const steps = [
    { at: 0, qmp: { execute: 'cont' } },
    { at: 0, disconnect: 'main' },
    { at: 1, connect: 'main' },
    { at: 2, guest_reset: true },
  ];
  const clients = client(reaction('cont'), reaction('query-status'));
  const { scenario } = parseScenario(JSON.stringify({ steps, clients, end: 9 }), 'a.json');
  const left = [...smaller(scenario as never, { clients: false })];
  expect(left.map((each) => each.steps)).toEqual([(scenario?.steps ?? []).slice(0, 3)]);
  expect(left.every((each) => each.clients === scenario?.clients)).toBe(true);
  expect([...smaller(scenario as never)].length).toBeGreaterThan(4);
});
