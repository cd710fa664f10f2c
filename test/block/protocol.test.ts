/** Names with a protocol, as `file=` takes them (4.1, 5.1), and what null-co makes of its options (4.4). */
import { expect, test } from 'vitest';
import { openDrive } from '../../src/block/drive.ts';
import { protocolOf } from '../../src/block/protocol.ts';
import { makeBlockWorld, refusalOf } from '../support/block-world.ts';

test.each([
  ['/a/b', { driver: 'file', filename: '/a/b' }],
  ['/a:b', { driver: 'file', filename: '/a:b' }],
  ['file:a', { driver: 'file', filename: 'a' }],
  ['null-co://', { driver: 'null-co' }],
  ['blkdebug:/conf:/a', { driver: 'blkdebug', config: '/conf', image: { driver: 'file', filename: '/a' } }],
  ['blkdebug::null-aio://', { driver: 'blkdebug', image: { driver: 'null-aio' } }],
])('%s', (name, options) => expect(protocolOf(name)).toEqual({ options }));

test.each([
  ['blkdebug:/a', 'blkdebug requires both config file and image path'],
  ['foo:bar', "Unknown protocol 'foo'"],
  ['nbd://host', 'blocksim does not simulate the protocol nbd'],
  ['blkdebug::ssh://host', 'blocksim does not simulate the protocol ssh'],
])('%s is refused', (name, refusal) => expect(protocolOf(name)).toEqual({ refusal }));

test('a drive opens what its file names', () => {
  const world = makeBlockWorld();
  const { backend } = openDrive(world, { id: 'd0', file: 'blkdebug::null-co://', format: 'raw' });
  const root = world.nodes.at(backend?.root ?? -1);
  const below = world.nodes.at(root.primary);
  expect([root.driver, below.driver, world.nodes.at(below.primary).driver]).toEqual(['raw', 'blkdebug', 'null-co']);
  expect(openDrive(world, { id: 'd1', file: 'nbd://host' }).refusal?.desc).toMatch(/nbd$/);
});

test('a latency without a meaning is refused, whichever way the sign went', () => {
  const latency = (ns: unknown) =>
    refusalOf(makeBlockWorld(), { driver: 'null-co', 'node-name': 'x', 'latency-ns': ns });
  expect(latency(-1)).toBe('latency-ns is invalid');
  expect(latency(2n ** 64n - 1n)).toBe('latency-ns is invalid');
  expect(latency(0)).toBe('opened');
});

test('a negative size is refused', () => {
  const options = { driver: 'null-co', 'node-name': 'x', size: -1 };
  expect(refusalOf(makeBlockWorld(), options)).toBe("Value '-1' is out of range for parameter 'size'");
});
