/** Devices that come and go, their drives, and what qemu-io does past them (3.4, 4.1, 4.6, 5.3). */
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../../src/machine.ts';
import { kick, submitGuest } from '../../../src/vm/guest.ts';
import { Client, machineOf, pass } from '../../support/client.ts';

const REAL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];
const ENOSPC = 28;

/** A controller with a disk that is always full, and one that works. */
const SCSI = {
  blockdev: [
    { driver: 'null-co', 'node-name': 'f0', size: 1 << 20 },
    {
      driver: 'blkdebug',
      'node-name': 'full',
      image: 'f0',
      'inject-error': [{ event: 'none', iotype: 'write', errno: ENOSPC }],
    },
    { driver: 'null-co', 'node-name': 'good', size: 1 << 20 },
  ],
  device: [
    { driver: 'virtio-scsi-device', id: 'hba' },
    { driver: 'scsi-hd', id: 's0', drive: 'full', bus: 'hba.0', lun: 0, werror: 'stop' },
    { driver: 'scsi-hd', id: 's1', drive: 'good', bus: 'hba.0', lun: 1 },
  ],
};

const PCI = {
  blockdev: [{ driver: 'null-co', 'node-name': 'n0', size: 1 << 20 }],
  drive: [{ id: 'd0', driver: 'null-co', size: 1 << 20 }],
  device: [
    { driver: 'virtio-blk-pci', id: 'v0', drive: 'n0' },
    { driver: 'virtio-blk-pci', id: 'v1', drive: 'd0' },
    { driver: 'virtio-scsi-pci', id: 'hba' },
  ],
};

function write(machine: Machine, id: string, tag: string, seen: string[] = []): void {
  machine.bus.on('guest-completed', ({ request, status, detail }) => {
    const done = machine.guestRequests.at(request);
    if (done.tag === tag) seen.push(`${tag} ${status} ${detail}`.trim());
  });
  const device = machine.devices.find((candidate) => candidate.name === id);
  if (device === undefined) throw new Error(`no device ${id}`);
  submitGuest(machine, device, { op: 'write', offset: 0, bytes: 512, tag });
  kick(machine, device);
  pass(machine, 1);
}

const names = (client: Client): unknown =>
  (client.ask('query-block') as { qdev?: string; device: string }[]).map(({ qdev, device }) => qdev ?? device);

describe.each(REAL)('%s: device_del of a SCSI disk', (version) => {
  test('answers at once; its node is free and the client told after the grace', () => {
    const client = new Client(machineOf(version, SCSI));
    expect(client.ask('device_del', { id: 's1' })).toEqual({});
    expect(client.ask('device_del', { id: 's1' })).toBe("DeviceNotFound: Device 's1' not found");
    pass(client.machine, 100);
    expect(client.events()).toEqual(['DEVICE_DELETED']);
    expect(names(client)).toEqual(['s0']);
    // A node made by blockdev-add stays after its device is deleted.
    expect(client.ask('blockdev-del', { 'node-name': 'good' })).toEqual({});
  });

  test('aborts what is kept for retry; nothing is retried later', () => {
    const machine = machineOf(version, SCSI);
    const client = new Client(machine);
    const seen: string[] = [];
    write(machine, 's0', 'a', seen);
    expect([client.ask('query-status'), seen]).toMatchObject([{ status: 'io-error' }, []]);
    client.ask('device_del', { id: 's0' });
    expect(seen).toEqual(['a ioerr response=2 status=0x0']);
    pass(machine, 100);
    client.take();
    expect(client.ask('cont')).toEqual({});
    pass(machine, 100);
    expect(client.events()).toEqual(['RESUME']);
    expect(machine.guestRequests.size).toBe(0);
  });

  test('the place and the id can be taken again', () => {
    const client = new Client(machineOf(version, SCSI));
    client.ask('device_del', { id: 's1' });
    pass(client.machine, 100);
    const again = { driver: 'scsi-hd', id: 's1', drive: 'good', bus: 'hba.0', lun: 1 };
    expect(client.ask('device_add', again)).toEqual({});
    expect(client.ask('qom-get', { path: 's1', property: 'lun' })).toBe(1);
    expect(client.ask('qom-get', { path: 's1', property: 'hotplugged' })).toBe(true);
    const seen: string[] = [];
    write(client.machine, 's1', 'first', seen);
    write(client.machine, 's1', 'second', seen);
    // Power-on is told to the first command.
    expect(seen).toEqual(['first ioerr response=0 status=0x2 sense=6/29/00', 'second ok response=0 status=0x0']);
  });
});

describe('the grace of an unplugged device', () => {
  const again = { driver: 'scsi-hd', id: 's1', drive: 'good' };

  test('lasts 50 ms before 11.1: the node is in use, and a device_add that fails ends it', () => {
    const client = new Client(machineOf('10.0.13', SCSI));
    client.ask('device_del', { id: 's1' });
    expect(client.ask('blockdev-del', { 'node-name': 'good' })).toBe('GenericError: Node good is in use');
    expect(client.exchange(JSON.stringify({ execute: 'device_add', arguments: again })).length).toBe(2);
    expect(client.ask('device_add', again)).toEqual({});
  });

  test('is over at once in 11.1', () => {
    const client = new Client(machineOf('11.1.3', SCSI));
    client.ask('device_del', { id: 's1' });
    pass(client.machine, 1);
    expect(client.events()).toEqual(['DEVICE_DELETED']);
    expect(client.ask('device_add', again)).toEqual({});
  });
});

describe.each(REAL)('%s: device_del of a PCI disk', (version) => {
  test('waits for the guest; a reset makes it happen, the inner device first', () => {
    const client = new Client(machineOf(version, PCI));
    expect(client.ask('device_del', { id: 'v0' })).toEqual({});
    pass(client.machine, 1000);
    expect(names(client)).toContain('/machine/peripheral/v0/virtio-backend');
    client.take();
    client.ask('system_reset');
    pass(client.machine, 100);
    const deleted = client.take().filter((line) => line.includes('DEVICE_DELETED'));
    expect(deleted).toEqual([
      '{"event": "DEVICE_DELETED", "data": {"path": "/machine/peripheral/v0/virtio-backend"}}',
      '{"event": "DEVICE_DELETED", "data": {"device": "v0", "path": "/machine/peripheral/v0"}}',
    ]);
  });

  test('may be asked for again once the guest has had a moment, and not while it is stopped', () => {
    const client = new Client(machineOf(version, PCI));
    expect(client.ask('device_del', { id: 'v0' })).toEqual({});
    pass(client.machine, 5);
    expect(client.ask('device_del', { id: 'v0' })).toEqual({});
    client.ask('stop');
    client.ask('device_del', { id: 'v1' });
    expect(client.ask('device_del', { id: 'v1' })).toBe('GenericError: Device v1 is already in the process of unplug');
  });

  test('a drive goes with its device', () => {
    const client = new Client(machineOf(version, PCI));
    client.ask('device_del', { id: 'v1' });
    client.ask('system_reset');
    pass(client.machine, 100);
    expect(client.ask('eject', { device: 'd0' })).toBe("DeviceNotFound: Device 'd0' not found");
    expect(client.human('drive_add 0 if=none,id=d0,driver=null-co')).toBe('OK\r\n');
  });

  test('a controller takes its disks along, the newest first', () => {
    const client = new Client(machineOf(version, PCI));
    expect(client.ask('device_add', { driver: 'scsi-cd', id: 'cd' })).toEqual({});
    expect(client.ask('blockdev-add', { driver: 'null-co', 'node-name': 'x' })).toEqual({});
    expect(client.ask('device_add', { driver: 'scsi-hd', id: 'disk', drive: 'x' })).toEqual({});
    client.ask('device_del', { id: 'hba' });
    client.ask('system_reset');
    pass(client.machine, 100);
    const deleted = client.take().filter((line) => line.includes('DEVICE_DELETED'));
    expect(deleted.map((line) => (JSON.parse(line) as { data: { path: string } }).data.path)).toEqual([
      '/machine/peripheral/disk',
      '/machine/peripheral/cd',
      '/machine/peripheral/hba/virtio-backend',
      '/machine/peripheral/hba',
    ]);
  });
});

describe.each(REAL)('%s: drives of the human monitor', (version) => {
  const prefix = version === '11.1.3' ? 'Error: ' : '';

  test('an unused drive goes at once, and its id can be used again', () => {
    const client = new Client(machineOf(version, SCSI));
    const add = 'drive_add 0 if=none,id=d9,driver=null-co';
    expect(client.human(add)).toBe('OK\r\n');
    expect(client.human(add)).toBe("Duplicate ID 'd9' for drive\r\n");
    expect(client.human('drive_del d9')).toBe('');
    expect(client.human('drive_del d9')).toBe(`${prefix}Device 'd9' not found\r\n`);
    expect(client.human(add)).toBe('OK\r\n');
  });

  test('a device_add that failed leaves the drive free', () => {
    const client = new Client(machineOf(version, SCSI));
    client.human('drive_add 0 if=none,id=d9,driver=null-co');
    expect(client.ask('device_add', { driver: 'scsi-hd', drive: 'd9', id: 'x', 'scsi-id': 0, lun: 1 })).toBe(
      "GenericError: lun already used by 's1'",
    );
    expect(client.human('drive_del d9')).toBe('');
    expect(client.human('drive_add 0 if=none,id=d9,driver=null-co')).toBe('OK\r\n');
  });

  test('under a device: the medium goes, errors are reported from then on, device_del still works', () => {
    const machine = machineOf(version, SCSI);
    const client = new Client(machine);
    client.human('drive_add 0 if=none,id=d9,driver=null-co');
    client.ask('device_add', { driver: 'scsi-hd', drive: 'd9', id: 'x', werror: 'stop' });
    expect(client.human('drive_del d9')).toBe('');
    expect(client.human('info block')).toContain('x: [not inserted]\r\n    Attached to:      x\r\n');
    const seen: string[] = [];
    write(machine, 'x', 'unit attention', seen);
    write(machine, 'x', 'a', seen);
    expect(seen.length).toBe(2);
    expect(client.ask('query-status')).toMatchObject({ status: 'running' });
    client.ask('device_del', { id: 'x' });
    pass(machine, 100);
    expect(names(client)).toEqual(['s0', 's1']);
  });
});

describe.each(REAL)('%s: qemu-io', (version) => {
  const DISK = {
    blockdev: SCSI.blockdev.slice(0, 2),
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'full', werror: 'stop' }],
  };

  test('goes past the device: no event, no io-status, no stop', () => {
    const client = new Client(machineOf(version, DISK));
    expect(client.human('qemu-io -d vd0 "write 0 512"')).toBe('');
    expect(client.take()).toEqual([]);
    expect(client.ask('query-block')).toMatchObject([{ 'io-status': 'ok' }]);
    expect(client.ask('query-status')).toMatchObject({ status: 'running' });
  });

  test('a node in use by a disk cannot be written to', () => {
    const client = new Client(machineOf(version, DISK));
    expect(client.human('qemu-io full "read 0 512"')).toBe('');
    expect(client.human('qemu-io full "write 0 512"')).toBe(
      "Permission conflict on node 'full': permissions 'write' are both required by an unnamed block device " +
        "(uses node 'full' as 'root' child) and unshared by block device 'vd0' (uses node 'full' as 'root' child).\r\n",
    );
  });

  test('a breakpoint holds the request that meets it until it is resumed', () => {
    const machine = machineOf(version, {
      blockdev: [{ driver: 'blkdebug', 'node-name': 'dbg', image: { driver: 'null-co', size: 1 << 20 } }],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'dbg' }],
    });
    const client = new Client(machine);
    const seen: string[] = [];
    expect(client.human('qemu-io -d vd0 "break pwritev A"')).toBe('');
    write(machine, 'vd0', 'held', seen);
    pass(machine, 1000);
    expect(seen).toEqual([]);
    expect(client.human('qemu-io -d vd0 "wait_break A"')).toBe('');
    expect(client.human('qemu-io -d vd0 "resume A"')).toBe('');
    pass(machine, 1);
    expect(seen).toEqual(['held ok']);
  });

  test('sleep takes its time, and the reply with it', () => {
    const client = new Client(machineOf(version, DISK));
    client.send(
      JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': 'qemu-io -d vd0 "sleep 100"' } }),
    );
    pass(client.machine, 90);
    expect(client.take()).toEqual([]);
    pass(client.machine, 20);
    expect(client.take()).toEqual(['{"return": ""}']);
  });
});

test('block_resize changes what the guest sees', () => {
  const client = new Client(machineOf('11.1.3', SCSI));
  expect(client.ask('block_resize', { 'node-name': 'f0', size: 4096 })).toMatch(/^GenericError/);
  expect(client.ask('blockdev-add', { driver: 'file', 'node-name': 'f', filename: '/nowhere' })).toMatch(
    /^GenericError/,
  );
  const file = new Client(
    machineOf('11.1.3', {
      images: [{ name: 'a.img', format: 'raw', size: 1 << 20 }],
      blockdev: [{ driver: 'file', 'node-name': 'n0', filename: '@DIR@/a.img' }],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'n0' }],
    }),
  );
  expect(file.ask('block_resize', { 'node-name': 'n0', size: 1 << 21 })).toEqual({});
  expect(file.ask('query-named-block-nodes', { flat: true })).toMatchObject([{ image: { 'virtual-size': 1 << 21 } }]);
});

test('writes to a CD are refused by the drive, without event or stop', () => {
  const machine = machineOf('10.0.13', SCSI);
  const client = new Client(machine);
  client.ask('blockdev-add', { driver: 'null-co', 'node-name': 'disc', size: 1 << 20 });
  client.ask('device_add', { driver: 'scsi-cd', id: 'cd', drive: 'disc' });
  const seen: string[] = [];
  write(machine, 'cd', 'attention', seen);
  write(machine, 'cd', 'a', seen);
  expect(seen[1]).toBe('a ioerr response=0 status=0x2 sense=7/27/00');
  client.ask('eject', { id: 'cd' });
  write(machine, 'cd', 'b', seen);
  expect(seen[2]).toBe('b ioerr response=0 status=0x2 sense=2/3a/00');
  expect(client.events()).toEqual(['DEVICE_TRAY_MOVED']);
});

test('set-action: a reboot that powers off, and a power-off that only pauses', () => {
  const client = new Client(machineOf('11.1.3', SCSI));
  client.ask('set-action', { reboot: 'shutdown', shutdown: 'pause' });
  client.ask('system_reset');
  pass(client.machine, 1);
  expect(client.events()).toEqual(['SHUTDOWN', 'STOP']);
  expect(client.ask('query-status')).toMatchObject({ status: 'shutdown' });
  expect(client.ask('cont')).toBe('GenericError: Resetting the Virtual Machine is required');
});

test('a disk that comes to a controller with an iothread goes to its thread, and its node back when it leaves', () => {
  const machine = machineOf('11.1.3', { blockdev: SCSI.blockdev });
  const client = new Client(machine);
  machine.vm.machine = 'pc';
  client.ask('object-add', { 'qom-type': 'iothread', id: 'io0' });
  expect(client.ask('device_add', { driver: 'virtio-scsi-pci', id: 'hba', iothread: 'nope' })).toBe(
    "DeviceNotFound: Device 'nope' not found",
  );
  expect(client.ask('device_add', { driver: 'virtio-scsi-pci', id: 'hba', iothread: 'io0' })).toEqual({});
  expect(client.ask('device_add', { driver: 'scsi-hd', id: 's1', drive: 'good' })).toEqual({});
  const context = (name: string) => machine.nodes.find((node) => node.name === name)?.context;
  expect(context('good')).not.toBe(context('f0'));
  const seen: string[] = [];
  write(machine, 's1', 'attention', seen);
  write(machine, 's1', 'a', seen);
  expect(seen[1]).toBe('a ok response=0 status=0x0');
  expect(client.ask('object-del', { id: 'io0' })).toBe("GenericError: object 'io0' is in use, can not be deleted");
  client.ask('device_del', { id: 's1' });
  pass(machine, 100);
  expect(context('good')).toBe(context('f0'));
});

test('7.2 without KVM has eventfds for iothreads on PCI', () => {
  const client = new Client(machineOf('7.2.22', PCI));
  client.ask('object-add', { 'qom-type': 'iothread', id: 't' });
  client.ask('blockdev-add', { driver: 'null-co', 'node-name': 'm0' });
  expect(client.ask('device_add', { driver: 'virtio-blk-pci', id: 'p', drive: 'm0', iothread: 't' })).toEqual({});
});
