/** What QEMU's own device tests ask of disks, beside what disks.test.ts holds. */
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { failing, Lab } from '../support/lab.ts';

const REAL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];
const EIO = 5;

/** One disk `vd0` on raw over blkdebug over an image file. */
const onFile = (driver: string, inject: readonly object[] = [], more: object = {}): Partial<Scenario> => ({
  images: [{ name: 'a', format: 'raw', size: 1 << 20, write: [] }],
  blockdev: [
    { driver: 'file', 'node-name': 'file', filename: '@DIR@/a', discard: 'unmap' },
    {
      driver: 'blkdebug',
      'node-name': 'dbg',
      image: 'file',
      discard: 'unmap',
      ...(inject.length > 0 ? { 'inject-error': inject } : {}),
      ...more,
    },
    { driver: 'raw', 'node-name': 'raw', file: 'dbg', discard: 'unmap' },
  ] as Scenario['blockdev'],
  device: [
    ...(driver === 'scsi-hd' ? [{ driver: 'virtio-scsi-device', id: 's0' }] : []),
    {
      driver,
      id: 'vd0',
      drive: 'raw',
      werror: 'stop',
      ...(driver === 'scsi-hd' ? { bus: 's0.0', lun: 1 } : {}),
    },
  ] as Scenario['device'],
});

const hmp = (lab: Lab, line: string): unknown => lab.ask('human-monitor-command', { 'command-line': line });
const outcomes = (lab: Lab): string[] => lab.completed().map((text) => text.split(' ').slice(0, 2).join(' '));

describe.each(REAL)('%s', (profile) => {
  test.each(['virtio-blk-device', 'scsi-hd', 'ide-hd'])(
    '%s: zero writes and discards within the disk succeed',
    (driver) => {
      const lab = new Lab(profile, [], onFile(driver));
      lab
        .io(['vd0', 'write', 0, 'w', 4096], ['vd0', 'write-zeroes', 0, 'z', 4096])
        .io(['vd0', 'discard', 0, 'd', 4096]);
      expect(outcomes(lab).sort()).toEqual(['d ok', 'w ok', 'z ok']);
      expect(lab.seen()).toEqual([]);
    },
  );

  test.each(['virtio-blk-device', 'scsi-hd', 'ide-hd'])(
    '%s: beyond its end neither does, without event or stop',
    (driver) => {
      const lab = new Lab(profile, [], onFile(driver));
      lab.io(['vd0', 'write-zeroes', 1 << 20, 'z']).io(['vd0', 'discard', 1 << 20, 'd']);
      expect(outcomes(lab)).toEqual(['z ioerr', 'd ioerr']);
      expect([lab.seen(), lab.state]).toEqual([[], 'running']);
    },
  );

  test.each(['scsi-hd', 'virtio-blk-device'])('%s: zeroes and discards on a node of larger blocks', (driver) => {
    const lab = new Lab(profile, [], onFile(driver, [], { align: 4096 }));
    lab.io(['vd0', 'write-zeroes', 512, 'z', 512]).io(['vd0', 'discard', 512, 'd', 512]);
    expect(outcomes(lab)).toEqual(['z ok', 'd ok']);
  });

  test('ide-hd: a flush held at its first stage completes when it is resumed, and holds the next command', () => {
    const lab = new Lab(profile, [], onFile('ide-hd'));
    lab.io(['vd0', 'write', 0, 'w']);
    expect(hmp(lab, 'qemu-io -d vd0 "break flush_to_os A"')).toBe('');
    lab.io(['vd0', 'flush', 0, 'f']).io(['vd0', 'read', 0, 'r']);
    expect(outcomes(lab)).toEqual(['w ok']);
    hmp(lab, 'qemu-io -d vd0 "resume A"');
    lab.settle();
    expect(outcomes(lab)).toEqual(['f ok', 'r ok']);
  });

  test.each(['ide-hd', 'scsi-hd'])('%s: a flush reaches the disk only after something was written', (driver) => {
    const lab = new Lab(profile, [], onFile(driver, [{ event: 'flush_to_disk', errno: EIO, iotype: 'flush' }]));
    lab.io(['vd0', 'flush', 0, 'clean']);
    expect([outcomes(lab), lab.state]).toEqual([['clean ok'], 'running']);
    lab.io(['vd0', 'write', 0, 'w']).io(['vd0', 'flush', 0, 'dirty']);
    expect([outcomes(lab), lab.state]).toEqual([['w ok'], 'io-error']);
  });

  test.each(['ide-hd', 'scsi-hd'])('%s: one EIO at flush_to_disk: STOP, cont, and the flush is done', (driver) => {
    const rule = { event: 'flush_to_disk', errno: EIO, state: 1, once: true, immediately: false };
    const next = { 'set-state': [{ event: 'flush_to_disk', state: 1, new_state: 2 }] };
    const lab = new Lab(profile, [], onFile(driver, [rule], next));
    lab.io(['vd0', 'write', 0, 'w']).io(['vd0', 'flush', 0, 'f']);
    expect(lab.wire.at(-1)).toBe('STOP');
    lab.qmp('cont');
    expect([outcomes(lab).sort(), lab.state]).toEqual([['f ok', 'w ok'], 'running']);
  });

  test('scsi-hd: the first command after a reset is told of it', () => {
    const lab = new Lab(profile, [{ driver: 'scsi-hd' }]).qmp('system_reset');
    for (const device of lab.machine.devices) device.ready = true;
    lab.io(['vd0', 'read', 0, 'a']).io(['vd0', 'read', 0, 'b']);
    expect(lab.completed()).toEqual(['a ioerr response=0 status=0x2 sense=6/29/00', 'b ok response=0 status=0x0']);
  });

  test('scsi-cd: an empty one can be unplugged', () => {
    const lab = new Lab(profile, [{ driver: 'scsi-hd' }]);
    expect(lab.ask('device_add', { driver: 'scsi-cd', id: 'cd0', bus: 's0.0' })).toEqual({});
    expect(lab.ask('device_del', { id: 'cd0' })).toEqual({});
    lab.advance(1000);
    expect(lab.ask('query-block')).toHaveLength(1);
  });
});

describe.each(['10.0.2', '10.0.13', '11.1.3'])('%s: an overlay on the node of a disk with an iothread', (profile) => {
  test('does not take the disk along: requests still reach the old node', () => {
    const lab = new Lab(profile, [{ properties: { iothread: 't0' }, rules: [failing(EIO, 'write', { sector: 8 })] }], {
      object: [{ 'qom-type': 'iothread', id: 't0' }],
      images: [{ name: 'top', format: 'qcow2', size: 1 << 20, write: [] }],
    });
    const file = { driver: 'file', filename: '@DIR@/top' };
    const added = lab.ask('blockdev-add', { driver: 'qcow2', 'node-name': 'top', file, backing: 'dbg0' });
    expect(added).toEqual({});
    lab.io(['vd0', 'write', 0, 'a']).io(['vd0', 'write', 4096, 'b']);
    expect(lab.completed()).toEqual(['a ok', 'b ioerr']);
  });
});

describe.each(REAL)('%s: virtio-blk', (profile) => {
  test('merges no run beyond what the backend takes at once (3.1)', () => {
    const lab = new Lab(profile, [{ options: { 'max-transfer': 1024 } }]);
    lab.io(...[0, 1, 2, 3, 4].map((i) => ['vd0', 'write', i * 512, `w${i}`] as const));
    const [{ stats }] = lab.ask('query-blockstats') as [{ stats: { wr_merged: number } }];
    expect(stats.wr_merged).toBe(2);
  });
});

test('without ioeventfd a disk drains nothing in its stop handler: STOP comes before late errors (2.4)', () => {
  const rules = [failing(EIO, 'write', { 'delay-ns': 300_000_000 })];
  const stopped = (properties: object): string[] => {
    const lab = new Lab('11.1.3', [
      { driver: 'virtio-blk-pci', rules, werror: 'stop', properties: properties as never },
    ]);
    lab.io(['vd0', 'write', 0, 'a']).send('stop').advance(300);
    return lab.seen();
  };
  expect(stopped({ ioeventfd: false })).toEqual(['STOP', 'E write stop vd0', 'ret']);
  expect(stopped({})).toEqual(['E write stop vd0', 'STOP', 'ret']);
});
