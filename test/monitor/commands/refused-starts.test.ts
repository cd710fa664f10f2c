/** Starts that somebody's permissions forbid (5.2), and what else is refused without a job (1.9). */
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { chain, JobLab, REAL } from '../../support/job-lab.ts';

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

/** A chain of which `mid` and `base` are shut, a drive that reads its node, and one who resizes `top`. */
function chainWithUsers(): Partial<Scenario> {
  const { images = [], blockdev = [] } = chain();
  const shut = blockdev.map((node) => ({ ...node, 'read-only': ['mid', 'base'].includes(String(node['node-name'])) }));
  const size = 4 << 20;
  const resizer = { driver: 'blkdebug', 'node-name': 'resizer', image: 'top', 'take-child-perms': ['resize'] };
  const others = [resizer, { ...nullCo('n'), size }, { driver: 'raw', 'node-name': 'above', file: 'n' }];
  return {
    images,
    blockdev: [...shut, ...others],
    drive: [{ id: 'd0', format: 'raw', file: { ...nullCo('read'), size } }],
  };
}

const badSpeed = { speed: -1 };
const NO_SPEED = /^S:created S:null Parameter 'speed'/;
const NAME_TAKEN = /^S:created S:null Duplicate nodes/;
const IN_THE_WAY = /^S:created S:null Permission conflict/;
const REFUSED = [
  ['block-stream', { device: 'mid', ...badSpeed }, NO_SPEED],
  ['block-stream', { device: 'top' }, IN_THE_WAY],
  ['block-commit', { device: 'resizer', 'top-node': 'mid', ...badSpeed }, NO_SPEED],
  ['block-commit', { device: 'resizer', 'top-node': 'mid', 'filter-node-name': 'n' }, NAME_TAKEN],
  ['block-commit', { device: 'resizer', 'top-node': 'top', ...badSpeed }, NO_SPEED],
  ['blockdev-mirror', { device: 'above', target: 'read', sync: 'full', ...badSpeed }, NO_SPEED],
  ['blockdev-mirror', { device: 'above', target: 'd0', sync: 'full' }, IN_THE_WAY],
  ['drive-mirror', { device: 'above', target: '/tmp/new', sync: 'full', ...badSpeed }, NO_SPEED],
  ['blockdev-backup', { device: 'above', target: 'read', sync: 'full', ...badSpeed }, NO_SPEED],
  ['blockdev-backup', { device: 'above', target: 'n', sync: 'full' }, IN_THE_WAY],
  ['drive-backup', { device: 'above', target: '/tmp/new', sync: 'full', ...badSpeed }, NO_SPEED],
] as const;

/** Not what commands and files come and go by, nor the order of ties and the names that were generated. */
function whatIsThere({ machine }: JobLab) {
  const { 'block-layer': layer, ...others } = machine.store.dump();
  const { generated: _g, edges, ...rest } = layer?.[0] ?? {};
  const changing = ['clock', 'dispatcher', 'monitor', 'image', 'job-layer'];
  const kinds = Object.entries(others).filter(([kind, all]) => !changing.includes(kind) && Object.keys(all).length > 0);
  return { ...Object.fromEntries(kinds), layer: { ...rest, edges: [...(edges as string[])].sort() } };
}

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

  test.each(REFUSED)('nothing is left of a start that is refused: %s %j', (command, args, words) => {
    const one = new JobLab(version, chainWithUsers());
    const before = whatIsThere(one);
    expect(one.run(command, { 'job-id': 'j', ...args })).toMatch(words);
    expect(whatIsThere(one)).toEqual(before);
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
