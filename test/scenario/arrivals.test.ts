/** What may arrive before the main thread moves. */
import { expect, test } from 'vitest';
import { TOUCH } from '../../src/kernel/index.ts';
import { touchedByArrivals } from '../../src/scenario/arrivals.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { labelOf } from '../../src/scenario/move-label.ts';
import { moves } from '../../src/scenario/moves.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { play } from '../../src/scenario/play.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';

/** What may arrive once a guest's write is with the workers, which came after the host's first step; nothing thaws. */
function touchedBeside(...host: readonly object[]): number {
  const asks = { at: 10, io: [{ device: 'vd0', op: 'write', offset: 0, bytes: 512, tag: 'w0' }] };
  const story = {
    name: 'held',
    images: [{ name: 'a.raw', format: 'raw', size: 65536 }],
    blockdev: [{ driver: 'raw', 'node-name': 'disk', file: { driver: 'file', filename: '@DIR@/a.raw' } }],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'disk' }],
    steps: [...host.slice(0, 1), asks, ...host.slice(1)],
    end: 100,
  };
  const { scenario } = parseScenario(JSON.stringify(story), 'held.json');
  const machine = buildMachine(scenario as Scenario, qemu('11.1.3'), { apart: true });
  for (let count = 0; count < 100; count++) {
    const next = moves(machine).find((move) => !/completes|thaws/.test(labelOf(machine, move)));
    if (next === undefined) break;
    play(machine, next);
  }
  return touchedByArrivals(machine);
}

test('a worker may finish what it has', () => expect(touchedBeside() & TOUCH.mainQueue).not.toBe(0));

test('a worker may finish what the storage holds back, once that has thawed', () => {
  const host = [
    { at: 0, freeze: { image: 'a.raw' } },
    { at: 50, thaw: true },
  ];
  expect(touchedBeside(...host) & TOUCH.mainQueue).not.toBe(0);
});
