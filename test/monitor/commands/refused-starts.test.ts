/** Starts that somebody's permissions forbid (5.2), and what else is refused without a job (1.9). */
import { describe, expect, test } from 'vitest';
import { JobLab, REAL } from '../../support/job-lab.ts';

const nullCo = (name: string) => ({ driver: 'null-co', 'node-name': name, size: 1 << 20, 'read-zeroes': true });

const lab = (version: string) =>
  new JobLab(version, {
    blockdev: [nullCo('n0'), nullCo('n1'), nullCo('n2'), { driver: 'raw', 'node-name': 'above', file: 'n2' }],
    drive: [{ id: 'd0', format: 'raw', file: nullCo('dn') }],
    images: [
      { name: 'base', format: 'raw', size: 1 << 20, write: [] },
      { name: 'top', format: 'qcow2', size: 1 << 20, backing: 'base', backing_format: 'raw', write: [] },
    ],
  });

describe.each(REAL)('%s', (version) => {
  test('a mirror leaves nobody to read its target: a drive that reads it is in its way, and nothing is left of it', () => {
    const one = lab(version);
    const start = () => one.run('blockdev-mirror', { 'job-id': 'j', device: 'n0', target: 'd0', sync: 'none' });
    const nodes = [...one.machine.nodes].length;
    expect(start()).toMatch(/^S:created S:null .*permissions 'consistent read' are both required by block device 'd0'/);
    expect([...one.machine.nodes].length).toBe(nodes);
    expect([...one.machine.jobs]).toEqual([]);
    expect(start()).toMatch(/^S:created S:null/);
  });

  test("a backup's target must not be what its source is made of", () => {
    const one = lab(version);
    const told = one.run('blockdev-backup', { 'job-id': 'j', device: 'above', target: 'n2', sync: 'full' });
    expect(told).toMatch(/^S:created S:null Permission conflict on node 'n2': permissions 'write'/);
    expect(one.run('query-jobs')).toBe('R');
  });

  test('while a job runs its target can have no writer beside it; afterwards it can', () => {
    const one = lab(version);
    one.run('blockdev-mirror', { 'job-id': 'j', device: 'n0', target: 'n1', sync: 'none' });
    const add = () => one.run('blockdev-add', { driver: 'qcow2', 'node-name': 'q', file: 'n1' });
    expect(add()).toMatch(/Permission conflict on node 'n1'/);
    one.run('job-cancel', { id: 'j' });
    one.wait(200);
    expect(add()).toMatch(/not in qcow2 format/);
  });

  test('a snapshot of an image by itself would be a circle', () => {
    const one = lab(version);
    one.run('blockdev-add', {
      driver: 'qcow2',
      'node-name': 'q',
      file: { driver: 'file', filename: '@DIR@/top' },
      backing: null,
    });
    expect(one.run('blockdev-snapshot', { node: 'q', overlay: 'q' })).toBe(
      "Making 'q' a backing child of 'q' would create a cycle",
    );
  });

  test('enabling a bitmap that is not there, in a transaction, is refused', () => {
    const actions = [{ type: 'block-dirty-bitmap-enable', data: { node: 'n0', name: 'b' } }];
    expect(lab(version).run('transaction', { actions })).toBe("Dirty bitmap 'b' not found");
  });
});
