import { expect, test } from 'vitest';
import { NONE, now } from '../../src/kernel/index.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { labelOf } from '../../src/scenario/move-label.ts';
import { firstMove, moves } from '../../src/scenario/moves.ts';
import { play } from '../../src/scenario/play.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';
import { shipped, shippedNames } from '../support/shipped.ts';

/** Those of no fault that may not be: whether it is there is decided before anything else. */
const decided = shippedNames.filter((name) => !JSON.stringify(shipped(name)).includes('"maybe"'));

test.each(decided)('whoever takes the first move takes the first of all in %s', (name) => {
  for (const version of ['1.1', '7.2.22', '11.1.3'])
    for (const apart of [false, true]) {
      const scenario = shipped(name);
      const machine = buildMachine(scenario, qemu(version), { apart });
      for (let i = 0; i < 2_000 && !machine.vm.exited; i++) {
        const [first = { kind: 'none', id: NONE }] = moves(machine);
        const move = firstMove(machine);
        if (first.kind === 'moment') expect(move?.kind).toBe('time');
        else expect(move ?? { kind: 'none', id: NONE }).toEqual(first);
        if (move === undefined || now(machine) > scenario.end * 1e6) break;
        play(machine, move);
      }
    }
});

test('recordings hold the steps of a snapshot by these labels', () => {
  const execute = 'blockdev-snapshot-sync';
  const scenario = {
    name: 'snapshot',
    images: [{ name: 'disk', format: 'qcow2', size: 1 << 20, write: [] }],
    pools: [],
    blockdev: [{ driver: 'qcow2', 'node-name': 'node', file: { driver: 'file', filename: '@DIR@/disk' } }],
    drive: [],
    device: [],
    clients: [],
    steps: [
      {
        at: 0,
        qmp: { execute, arguments: { 'node-name': 'node', 'snapshot-file': '@DIR@/new', 'snapshot-node-name': 'new' } },
      },
    ],
    end: 100,
  } as Scenario;
  const machine = buildMachine(scenario, qemu('11.1.3'));
  const labels: string[] = [];
  for (let move = firstMove(machine); move !== undefined; move = firstMove(machine)) {
    labels.push(labelOf(machine, move));
    play(machine, move);
  }
  const ending = labels.filter((label) => /^(commit|end) /.test(label));
  expect(ending).toEqual([`commit ${execute} > begin`, `end ${execute} > begin`, `end ${execute} > end`]);
});
