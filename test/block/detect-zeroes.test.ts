import { expect, test } from 'vitest';
import { allZero } from '../../src/block/contents.ts';
import { empty, pattern, read, write, ZERO } from '../../src/block/extents.ts';
import { backendOn, doNow, makeBlockWorld, open, qcow2Image } from '../support/block-world.ts';

const CLUSTER = 65536;

function disk(detect: 'off' | 'on') {
  const world = makeBlockWorld();
  qcow2Image(world, '/image', 4 * CLUSTER);
  const file = { driver: 'file', filename: '/image' };
  const backend = backendOn(
    world,
    open(world, { driver: 'qcow2', 'node-name': 'disk', 'detect-zeroes': detect, file }),
  );
  expect(doNow(world, backend, 'write', 0, CLUSTER, write(empty(), 0, CLUSTER, pattern(17))).ret).toBe(0);
  return { world, backend };
}

// qemu-io of 7.2.22: a part of a cluster with data in it is not zeroed by tables, so it is written (4.2).
test.each(['off', 'on'] as const)('zeroes get into a part of a cluster, with detect-zeroes=%s', (detect) => {
  const { world, backend } = disk(detect);
  expect(doNow(world, backend, 'write', 4096, 4096, write(empty(), 4096, 4096, ZERO)).ret).toBe(0);
  const { ret, content } = doNow(world, backend, 'read', 0, 12288);
  expect(ret).toBe(0);
  expect(allZero(content ?? empty(), 4096, 4096)).toBe(true);
  expect(read(content ?? empty(), 8192, 4096)).toEqual(read(write(empty(), 8192, 4096, pattern(17)), 8192, 4096));
});
