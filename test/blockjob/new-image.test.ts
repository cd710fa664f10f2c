/** Image files that commands make where one is already. Each case was played on 7.2.22 and 11.1.3. */
import { describe, expect, test } from 'vitest';
import { imageAt } from '../../src/block/images.ts';
import { newMap } from '../../src/block/qcow2/map.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { type RunResult, runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';

const image = (name: string, format = 'raw') => ({ name, format, size: 1_048_576 });
const file = (filename: string) => ({ driver: 'file', filename: `@DIR@/${filename}` });

interface More {
  /** of the file that nobody uses */
  readonly idle?: object;
  readonly disks?: readonly object[];
}

/** Plays commands one after the other. */
function played(version: string, commands: readonly object[], { idle = {}, disks = [] }: More = {}): RunResult {
  const story = {
    name: 'new images',
    images: [image('used.raw'), image('idle.img', 'qcow2'), image('top.qcow2', 'qcow2')],
    blockdev: [
      { driver: 'raw', 'node-name': 'n0', file: file('used.raw') },
      { ...file('idle.img'), 'node-name': 'idle', ...idle },
      { driver: 'qcow2', 'node-name': 'q0', file: file('top.qcow2') },
    ],
    device: [
      { driver: 'virtio-blk-device', id: 'vd0', drive: 'n0' },
      { driver: 'virtio-blk-device', id: 'vd1', drive: 'q0' },
      ...disks,
    ],
    steps: commands.map((qmp, i) => ({ at: i * 150, qmp })),
    end: 150 * commands.length,
  };
  const { scenario, refusal } = parseScenario(JSON.stringify(story), 'story');
  expect(refusal).toBeUndefined();
  return runScenario(scenario as Scenario, qemu(version));
}

/** What is answered to them. */
function answers(version: string, commands: readonly object[], more?: More): readonly unknown[] {
  const lines = played(version, commands, more).transcript.trim().split('\n');
  return lines.flatMap((line) => {
    const { recv } = JSON.parse(line);
    if (recv?.error !== undefined) return [recv.error.desc];
    return recv !== undefined && 'return' in recv ? [recv.return] : [];
  });
}

const backup = (target: string, format: string, sync = 'full') => ({
  execute: 'drive-backup',
  arguments: { 'job-id': 'j', device: 'n0', target: `@DIR@/${target}`, sync, format },
});
const mirror = (target: string) => ({
  execute: 'drive-mirror',
  arguments: { 'job-id': 'j', device: 'n0', target: `@DIR@/${target}`, sync: 'full', format: 'raw' },
});
const snapshot = (target: string) => ({
  execute: 'blockdev-snapshot-sync',
  arguments: { 'node-name': 'q0', 'snapshot-node-name': 'ov', 'snapshot-file': `@DIR@/${target}` },
});
const create = (target: string) => ({
  execute: 'blockdev-create',
  arguments: { 'job-id': 'c', options: { driver: 'file', filename: `@DIR@/${target}`, size: 65536 } },
});
const JOBS = { execute: 'query-jobs' };

const LOCKED = 'Failed to get "write" lock';
const SAME = 'Error: Trying to create an image with the same filename as the backing file';

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('on %s', (version) => {
  test('a file that a node uses is not made anew', () => {
    const commands = [backup('used.raw', 'raw'), mirror('used.raw'), snapshot('used.raw'), create('used.raw'), JOBS];
    const failed = { id: 'c', type: 'create', status: 'concluded', 'current-progress': 1, 'total-progress': 1 };
    expect(answers(version, commands)).toEqual([LOCKED, LOCKED, LOCKED, {}, [{ ...failed, error: LOCKED }]]);
  });

  test('nor is the file of what would be its backing', () => {
    expect(answers(version, [snapshot('top.qcow2')])).toEqual([SAME]);
  });

  test('the target of a backup that runs is not made anew', () => {
    const slow = {
      ...backup('new.img', 'qcow2'),
      arguments: { ...backup('new.img', 'qcow2').arguments, speed: 65536 },
    };
    const second = { ...backup('new.img', 'raw'), arguments: { ...backup('new.img', 'raw').arguments, 'job-id': 'k' } };
    expect(answers(version, [slow, second])).toEqual([{}, LOCKED]);
  });

  const disk = { driver: 'virtio-blk-device', id: 'vd2', drive: 'idle' };
  const done = { id: 'c', type: 'create', status: 'concluded', 'current-progress': 1, 'total-progress': 1 };

  test.each<[string, More]>([
    ['that nobody uses', {}],
    ['that is only read', { idle: { 'read-only': true } }],
    ['that is used without locks', { idle: { locking: 'off' }, disks: [disk] }],
  ])('one %s is', (_what, more) => {
    const commands = [backup('idle.img', 'raw'), JOBS, create('idle.img'), JOBS, snapshot('idle.img')];
    expect(answers(version, commands, more)).toEqual([{}, [], {}, [done], {}]);
  });

  test('one that a disk shares is, but cannot be opened then', () => {
    const commands = [create('idle.img'), JOBS, backup('idle.img', 'qcow2')];
    const shared = { disks: [{ ...disk, 'share-rw': true }] };
    expect(answers(version, commands, shared)).toEqual([{}, [done], 'Failed to get shared "write" lock']);
  });
});

test('who has a qcow2 open that is made anew finds it empty', () => {
  const open = { execute: 'blockdev-add', arguments: { driver: 'qcow2', 'node-name': 'q1', file: 'idle' } };
  const read = { execute: 'human-monitor-command', arguments: { 'command-line': 'qemu-io q1 "read 0 64k"' } };
  const commands = [open, create('idle.img'), read];
  const more = { idle: { locking: 'off' } };
  expect(answers('11.1.3', commands, more)).toEqual([{}, {}, '']);
  const { machine } = played('11.1.3', commands, more);
  expect(imageAt(machine, '@DIR@/idle.img')).toMatchObject({ format: 'raw', qcow2: null, size: 65536, map: newMap() });
});
