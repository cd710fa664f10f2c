/** A backup whose target has the source as its backing file: libvirt's incremental ones, and those served to others. */
import { expect, test } from 'vitest';
import { Client, machineOf, pass } from '../support/client.ts';

const M = 1 << 20;

const FLEECING = {
  images: [{ name: 'overlay.qcow2', format: 'qcow2', size: M }],
  blockdev: [
    { driver: 'null-co', 'node-name': 'source', size: M, 'read-zeroes': true },
    {
      driver: 'qcow2',
      'node-name': 'overlay',
      file: { driver: 'file', filename: '@DIR@/overlay.qcow2' },
      backing: 'source',
    },
  ],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'source' }],
};

test.each(['7.2.22', '10.0.2', '11.1.3'])('%s: the overlay goes on reading the source itself', (version) => {
  const machine = machineOf(version, FLEECING);
  const client = new Client(machine);
  const node = (name: string) => machine.nodes.find((one) => one.name === name)!;
  const start = { 'job-id': 'j', device: 'source', target: 'overlay', 'filter-node-name': 'cbw' };
  expect(client.ask('blockdev-backup', { ...start, sync: 'none' })).toEqual({});
  expect(node('overlay').backing).toBe(node('source').id);
  expect([node('cbw').primary, node('cbw').target]).toEqual([node('source').id, node('overlay').id]);
  client.ask('stop');
  client.ask('cont');
  expect(client.ask('job-cancel', { id: 'j' })).toEqual({});
  pass(machine, 10);
  expect(client.ask('query-jobs')).toEqual([]);
  expect(node('overlay').backing).toBe(node('source').id);

  expect(client.ask('blockdev-backup', { ...start, sync: 'full' })).toEqual({});
  pass(machine, 1000);
  expect(client.ask('query-jobs')).toEqual([]);
  expect(client.ask('blockdev-del', { 'node-name': 'overlay' })).toEqual({});
});
