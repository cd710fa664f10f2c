/**
 * What must hold of every search of a machine: its reductions lose nothing. Fingerprints are equal-futures.test.ts's.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyNames } from '../../src/explore/properties/index.ts';
import { DepthFirst, within } from '../../src/explore/search.ts';
import { type Profile, profiles } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { modelOf, qemu } from '../support/explored.ts';
import { randomScenario } from '../support/random-scenario.ts';
import { managerNames, shipped, shippedNames } from '../support/shipped.ts';

const profile = fc.constantFrom(...profiles);

interface Outcomes {
  /** fingerprints of the states in which nothing can happen any more */
  readonly ends: ReadonlySet<string>;
  /** the properties that can be broken, one bit each */
  readonly broken: number;
  /** names of the properties that could stay unfulfilled for ever */
  readonly circular: readonly string[];
  readonly states: number;
}

/** All ends of a search; undefined if there are more states than `maxStates`. */
function outcomes(scenario: Scenario, version: Profile, eager: boolean, maxStates: number): Outcomes | undefined {
  const model = modelOf(scenario, version, propertyNames);
  const ends = new Set<string>();
  let broken = 0;
  const lanes = new Int32Array(2);
  const wrong = model.wrong.bind(model);
  const wrongAtEnd = model.wrongAtEnd.bind(model);
  model.wrong = () => {
    broken |= wrong();
    return 0;
  };
  model.wrongAtEnd = () => {
    model.fingerprint(lanes);
    ends.add(lanes.join());
    broken |= wrongAtEnd();
    return 0;
  };
  const run = new DepthFirst(model, { eager });
  if (within(run, { maxStates }, () => run.advance(4096)) !== 'exhausted') return undefined;
  const circles = run.unfulfilled.circles((1 << propertyNames.length) - 1);
  const circular = propertyNames.filter((_, index) => (circles & (1 << index)) !== 0);
  return { ends, broken, circular, states: run.states };
}

/** Whether it was small enough to be compared. */
function compare(scenario: Scenario, version: Profile, maxStates: number): boolean {
  const all = outcomes(scenario, version, false, maxStates);
  if (all === undefined) return false;
  const reduced = outcomes(scenario, version, true, maxStates);
  expect({ ...reduced, states: 0 }).toEqual({ ...all, states: 0 });
  expect(reduced?.states).toBeLessThanOrEqual(all.states);
  return true;
}

/** More than sixty thousand states, jobs nearly all of them. */
const LARGE = [
  'backup-error-hits-guest',
  'cancel-that-completes',
  'complete-is-not-ready',
  'concluded-job-left-behind',
  'enospc-inside-pivot',
  'force-cancel-aborts',
  'job-and-guest-stop',
  'job-vanishes-with-error',
  'mirror-never-converges',
  'ready-standby-flicker',
  'target-dies-in-soft-cancel',
  'thin-provisioning',
  'two-monitors-one-cancels',
];

describe('a reduced search comes to the same ends and verdicts as one that tries every order', () => {
  const small = [...shippedNames, ...managerNames].filter((name) => !LARGE.includes(name));

  test.each(small)('of %s', { timeout: 60_000 }, (name) => {
    for (const version of ['1.1', '7.2.22', '10.0.2', '11.1.3'])
      expect(compare(shipped(name), qemu(version), 60_000), version).toBe(true);
  });

  test.each(['use-after-free', 'paused-without-reason', 'two-disks'])('of %s with the withdrawn patch', (name) =>
    expect(compare(shipped(name), qemu('patch-2026-02-withdrawn'), 30_000)).toBe(true),
  );

  const asks = (...ops: string[]) => ({
    at: 100,
    io: ops.map((op, i) => ({ device: 'vd0', op, offset: i * 65536, bytes: 4096, tag: `${op}${i}` })),
  });
  const breaks = { at: 150, fault: { image: 'a.raw', errno: 'EIO' } };
  const sends = (client: string, command: object) => ({ at: 200, client, qmp: command });

  // Each has somebody who may do anything, whatever the main thread is about.
  test.each<[string, object, readonly object[]]>([
    [
      'an iothread',
      { object: [{ 'qom-type': 'iothread', id: 'io0' }] },
      [asks('write', 'read'), breaks, sends('main', { execute: 'cont' })],
    ],
    [
      'an iothread that is stopped with writes in flight',
      { object: [{ 'qom-type': 'iothread', id: 'io0' }] },
      [asks('write', 'write'), sends('main', { execute: 'stop' })],
    ],
    [
      'commands out of band',
      { clients: [{ name: 'main', negotiate: false }] },
      [
        { at: 0, qmp: { execute: 'qmp_capabilities', arguments: { enable: ['oob'] } } },
        asks('write'),
        breaks,
        sends('main', { execute: 'cont' }),
        sends('main', { 'exec-oob': 'migrate-pause', id: 'o' }),
      ],
    ],
    [
      'a client that comes',
      { clients: [{ name: 'late', connected: false }] },
      [asks('write'), breaks, sends('main', { execute: 'cont' }), { at: 200, connect: 'late' }],
    ],
  ])('of a machine with %s', { timeout: 60_000 }, (what, more, steps) => {
    const iothread = what.startsWith('an iothread') ? { iothread: 'io0' } : {};
    const file = { driver: 'file', filename: '@DIR@/a.raw' };
    const story = {
      name: 'anything',
      images: [{ name: 'a.raw', format: 'raw', size: 1048576 }],
      blockdev: [{ driver: 'raw', 'node-name': 'disk', file }],
      device: [{ driver: 'virtio-blk-pci', id: 'vd0', drive: 'disk', werror: 'stop', rerror: 'stop', ...iothread }],
      steps,
      end: 1000,
      ...more,
    };
    const { scenario, refusal } = parseScenario(JSON.stringify(story), 'anything.json');
    expect(refusal).toBeUndefined();
    for (const version of ['7.2.22', '10.0.2', '11.1.3'])
      expect(compare(scenario as Scenario, qemu(version), 60_000), version).toBe(true);
  });

  const image = (name: string, format = 'raw') => ({ name, format, size: 524288 });
  const node = (name: string, filename: string, driver = 'raw') => ({
    driver,
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${filename}` },
  });
  const writes = (...offsets: number[]) => ({
    at: 0,
    io: offsets.map((offset) => ({ device: 'vd0', op: 'write', offset, bytes: 4096, tag: `w${offset}` })),
  });
  const commands = (execute: string, more?: object) => ({
    at: 0,
    qmp: { execute, ...(more === undefined ? {} : { arguments: more }) },
  });
  const io0 = [{ 'qom-type': 'iothread', id: 'io0' }];
  const onThread = { driver: 'virtio-blk-pci', id: 'vd0', drive: 'disk', iothread: 'io0' };
  const backup = (sync: string) =>
    commands('drive-backup', { 'job-id': 'j', device: 'disk', target: '@DIR@/b', sync, format: 'raw' });

  // Found by searching random machines of all kinds.
  test.each<[string, object, readonly object[]]>([
    ['two backups, the second where the first one was', {}, [backup('full'), backup('top')]],
    [
      'an IDE disk, whose kicks no notifier takes',
      { device: [{ driver: 'ide-hd', id: 'vd0', drive: 'disk' }] },
      [commands('blockdev-add', node('more', 'a')), { at: 0, guest_shutdown: true }, writes(0, 65536)],
    ],
    [
      'limits that leak while a mirror works',
      {
        qemu: '11.1.3',
        object: [{ 'qom-type': 'throttle-group', id: 'tg', limits: { 'iops-total': 3 } }],
        images: [image('a', 'qcow2')],
        blockdev: [
          node('disk', 'a', 'qcow2'),
          { driver: 'throttle', 'node-name': 'limited', file: 'disk', 'throttle-group': 'tg' },
          { driver: 'null-co', 'node-name': 'copy', size: 524288 },
          { driver: 'blkdebug', 'node-name': 'target', image: 'copy' },
        ],
        device: [{ driver: 'virtio-blk-pci', id: 'vd0', drive: 'limited' }],
      },
      [
        commands('blockdev-mirror', {
          'job-id': 'j',
          device: 'limited',
          target: 'target',
          sync: 'none',
          granularity: 524288,
        }),
        commands('block-job-complete', { device: 'j' }),
        { at: 0, io: [{ device: 'vd0', op: 'write-zeroes', offset: 131072, bytes: 65536, tag: 'z' }] },
      ],
    ],
    [
      'a guest that kicks around a reset, with an iothread',
      { object: io0, device: [onThread] },
      [commands('system_reset'), writes(4096), writes(65536)],
    ],
    [
      'a disk that goes from a controller with an iothread',
      {
        object: io0,
        device: [
          { driver: 'virtio-scsi-pci', id: 's0', iothread: 'io0' },
          { driver: 'scsi-hd', id: 'vd0', drive: 'disk', bus: 's0.0' },
        ],
      },
      [writes(0), commands('device_del', { id: 'vd0' })],
    ],
    [
      'a drive that is deleted under a disk with an iothread',
      {
        object: io0,
        blockdev: [],
        drive: [{ id: 'disk', format: 'raw', file: { driver: 'file', filename: '@DIR@/a' } }],
        device: [onThread],
      },
      [{ at: 0, hmp: 'drive_del disk' }, writes(0)],
    ],
    [
      'a job with requests in flight when nodes leave an iothread',
      { object: io0, device: [onThread] },
      [
        commands('drive-mirror', { 'job-id': 'j', device: 'disk', target: '@DIR@/copy', sync: 'top', format: 'raw' }),
        commands('stop'),
      ],
    ],
    [
      'a fault that names a disk which gets an overlay',
      {},
      [
        commands('blockdev-snapshot-sync', {
          'node-name': 'disk',
          'snapshot-node-name': 'top',
          'snapshot-file': '@DIR@/top',
        }),
        { at: 0, fault: { device: 'vd0', errno: 'EIO', times: 1 } },
        writes(0),
      ],
    ],
  ])('of a machine with %s', { timeout: 60_000 }, (_what, more, steps) => {
    const story = {
      name: 'found',
      images: [{ ...image('a'), write: [{ offset: 196608, bytes: 65536, pattern: 139 }] }],
      blockdev: [node('disk', 'a')],
      device: [{ driver: 'virtio-blk-pci', id: 'vd0', drive: 'disk' }],
      steps,
      ...more,
    };
    const { scenario, refusal } = parseScenario(JSON.stringify(story), 'found.json');
    expect(refusal).toBeUndefined();
    for (const version of scenario?.qemu === undefined ? ['10.0.2', '11.1.3'] : [scenario.qemu])
      expect(compare(scenario as Scenario, qemu(version), 60_000), version).toBe(true);
  });

  test('of random scenarios', { timeout: 60_000 }, () => {
    let compared = 0;
    fc.assert(
      fc.property(randomScenario, profile, (scenario, version) => {
        if (compare({ ...scenario, steps: scenario.steps.slice(0, 4) }, version, 6_000)) compared++;
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(20);
  });
});
