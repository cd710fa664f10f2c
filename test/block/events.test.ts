/**
 * Which blkdebug events each operation raises on the node below, in order (4.2). The table was recorded from real
 * binaries; here a driver that only listens stands where blkdebug would.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Driver, defineDriver, driverNamed, MAY_UNMAP } from '../../src/block/driver.ts';
import type { Backend } from '../../src/block/records.ts';
import type { BlockWorld } from '../../src/block/world.ts';
import { profileNamed } from '../../src/profile/index.ts';
import {
  backendOn,
  doNow,
  makeBlockWorld,
  open,
  qcow2Image,
  rawImage,
  type TestBlockWorld,
} from '../support/block-world.ts';

const blkdebug = driverNamed('blkdebug') as Driver;
const heard = new WeakMap<BlockWorld, string[]>();

defineDriver({
  ...blkdebug,
  name: 'listener',
  hear(world, node, event, request) {
    heard.get(world)?.push(event);
    return blkdebug.hear?.(world, node, event, request) ?? false;
  },
});

const MiB = 1 << 20;
let world: TestBlockWorld;

function events(act: () => void): string {
  const list: string[] = [];
  heard.set(world, list);
  act();
  heard.delete(world);
  return list.join(' ');
}

const below = (file: object) => ({ driver: 'listener', 'node-name': 'l', image: file });
const file = { driver: 'file', filename: '/img' };

beforeEach(() => {
  world = makeBlockWorld();
});

describe('events on the node below raw', () => {
  let disk: Backend;
  beforeEach(() => {
    rawImage(world, '/img', MiB);
    disk = backendOn(world, open(world, { driver: 'raw', 'node-name': 'r', discard: 'unmap', file: below(file) }));
  });

  it.each([
    ['read', () => doNow(world, disk, 'read', 0, 512), 'read_aio'],
    ['write', () => doNow(world, disk, 'write', 0, 512), 'write_aio pwritev pwritev_done'],
    ['clean flush', () => doNow(world, disk, 'flush'), 'flush_to_os'],
    ['write zeroes', () => doNow(world, disk, 'write-zeroes', 0, 512), 'pwritev_zero pwritev_done'],
    ['discard', () => doNow(world, disk, 'discard', 0, 4096), ''],
  ])('%s', (_name, act, expected) => {
    expect(events(act)).toBe(expected);
  });

  it('dirty flush', () => {
    doNow(world, disk, 'write', 0, 512);
    expect(events(() => doNow(world, disk, 'flush'))).toBe('flush_to_os flush_to_disk');
  });
});

describe('events on the root node itself', () => {
  it.each([
    ['write', 'pwritev pwritev_done'],
    ['write-zeroes', 'pwritev_zero pwritev_done'],
    ['read', ''],
    ['flush', ''],
    ['discard', ''],
  ] as const)('%s', (op, expected) => {
    rawImage(world, '/img', MiB);
    const disk = backendOn(world, open(world, { ...below(file), discard: 'unmap' }));
    expect(events(() => doNow(world, disk, op, 0, 4096))).toBe(expected);
  });

  it('an unaligned write reads what is around it', () => {
    rawImage(world, '/img', MiB);
    const disk = backendOn(world, open(world, { ...below(file), align: 4096 }));
    expect(events(() => doNow(world, disk, 'write', 512, 512))).toBe(
      'pwritev_rmw_head pwritev_rmw_tail pwritev_rmw_after_head pwritev_rmw_after_tail pwritev pwritev_done',
    );
  });
});

describe('events on the node below qcow2', () => {
  let disk: Backend;
  const FIRST_WRITE =
    'cluster_alloc refblock_alloc refblock_load refblock_update_part pwritev pwritev_done l2_alloc_write l2_update ' +
    'pwritev pwritev_done l1_update pwritev pwritev_done cluster_alloc refblock_alloc refblock_load ' +
    'cluster_alloc_space pwritev_zero pwritev_done write_aio pwritev pwritev_done';

  beforeEach(() => {
    qcow2Image(world, '/img', 8 * MiB);
    disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', discard: 'unmap', file: below(file) }));
  });

  it('opening', () => {
    expect(events(() => open(world, { driver: 'qcow2', 'node-name': 'q2', file: qcowBelow() }))).toBe('reftable_load');
  });

  const qcowBelow = () => {
    qcow2Image(world, '/img2', MiB);
    return { driver: 'listener', image: { driver: 'file', filename: '/img2' } };
  };

  it('read of what is not there', () => {
    expect(events(() => doNow(world, disk, 'read', 0, 512))).toBe('');
  });

  it('the first write', () => {
    expect(events(() => doNow(world, disk, 'write', 0, 4096))).toBe(FIRST_WRITE);
  });

  it('overwrite and read of what is there', () => {
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'write', 0, 4096))).toBe('write_aio pwritev pwritev_done');
    expect(events(() => doNow(world, disk, 'read', 0, 4096))).toBe('read_aio');
  });

  it('write of a whole cluster', () => {
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'write', 65536, 65536))).toBe(
      'cluster_alloc refblock_alloc refblock_load write_aio pwritev pwritev_done',
    );
  });

  it('zeroes on a cluster that is not there', () => {
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'write-zeroes', 131072, 65536, null, MAY_UNMAP))).toBe('');
  });

  it('discard of a cluster', () => {
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'discard', 0, 65536))).toBe(
      'cluster_free refblock_update_part pwritev pwritev_done refblock_alloc refblock_load',
    );
  });

  it('flush after allocations', () => {
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'flush'))).toBe(
      'flush_to_os refblock_update_part pwritev pwritev_done l2_update pwritev pwritev_done flush_to_disk',
    );
  });
});

describe('events of stacks', () => {
  it('a read from the backing file is told to the file child', () => {
    rawImage(world, '/base', MiB);
    qcow2Image(world, '/img', MiB, { file: '/base', format: 'raw' });
    const disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file: below(file) }));
    expect(events(() => doNow(world, disk, 'read', 0, 512))).toBe('read_backing_aio');
  });

  it.each([
    ['10.0.13', 'cow_read read_backing_aio write_aio cow_write pwritev pwritev_done'],
    ['11.1.3', 'cluster_alloc_space pwritev_zero pwritev_done write_aio pwritev pwritev_done'],
  ])('a write beside a hole of the backing file: %s', (version, expected) => {
    world = makeBlockWorld(profileNamed(version));
    rawImage(world, '/base', MiB);
    qcow2Image(world, '/img', MiB, { file: '/base', format: 'raw' });
    const disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file: below(file) }));
    doNow(world, disk, 'write', 0, 65536);
    expect(events(() => doNow(world, disk, 'write', 131072, 512))).toBe(
      `cluster_alloc refblock_alloc refblock_load ${expected}`,
    );
  });

  it('raw under qcow2 tells only what raw does', () => {
    qcow2Image(world, '/img', MiB);
    const raw = { driver: 'raw', 'node-name': 'r', file: below(file) };
    const disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file: raw }));
    doNow(world, disk, 'write', 0, 4096);
    expect(events(() => doNow(world, disk, 'write', 0, 4096))).toBe('write_aio pwritev pwritev_done');
    expect(events(() => doNow(world, disk, 'read', 0, 4096))).toBe('read_aio');
  });
});
