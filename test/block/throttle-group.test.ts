/** Groups of throttled backends and nodes (4.3): the timings were measured on a real 11.1. */
import { describe, expect, it } from 'vitest';
import { attachThrottling, setIoThrottle } from '../../src/block/backend-throttle.ts';
import { DRAIN_BACKEND } from '../../src/block/drain.ts';
import { removeBackend } from '../../src/block/graph.ts';
import { deleteNode } from '../../src/block/open.ts';
import { addThrottleGroup, groupNamed, removeThrottleGroup } from '../../src/block/throttle-group.ts';
import { configFromLimits } from '../../src/block/throttle-options.ts';
import { now } from '../../src/kernel/index.ts';
import { profileNamed } from '../../src/profile/index.ts';
import {
  advance,
  backendOn,
  callNow,
  makeBlockWorld,
  open,
  refusalOf,
  request,
  settle,
  type TestBlockWorld,
} from '../support/block-world.ts';

/** Milliseconds at which requests sent together at 0 end. */
function endings(world: TestBlockWorld, ids: readonly number[], upTo: number): number[] {
  const ends = new Map<number, number>();
  for (let ms = 0; ms <= upTo; ms += 10) {
    advance(world, ms === 0 ? 0 : 10);
    for (const { id } of world.finished) if (!ends.has(id)) ends.set(id, Math.round(now(world) / 1e6));
  }
  return ids.map((id) => ends.get(id) ?? -1);
}

function throttled(limits: object, name = 'tg0') {
  const world = makeBlockWorld();
  open(world, { driver: 'null-co', 'node-name': 'n' });
  const added = addThrottleGroup(world, name, limits as Record<string, unknown>);
  expect(added.refusal).toBeUndefined();
  const node = open(world, { driver: 'throttle', 'node-name': 't', file: 'n', 'throttle-group': name });
  return { world, node, disk: backendOn(world, node) };
}

const many = (count: number, send: () => number) => Array.from({ length: count }, send);

describe('a throttled node', () => {
  it.each([
    ['iops=10', { 'iops-total': 10 }, 512, [0, 0, 100, 200, 300]],
    ['bps=10240, 4 KiB', { 'bps-total': 10240 }, 4096, [0, 300, 700]],
    ['iops=10 max=20', { 'iops-total': 10, 'iops-total-max': 20 }, 512, Array(20).fill(0)],
    [
      'iops=10 max=20 length=2',
      { 'iops-total': 10, 'iops-total-max': 20, 'iops-total-max-length': 2 },
      512,
      [0, 0, 0, 50, 100, 150],
    ],
    ['iops=10 iops-size=1024, 2 KiB', { 'iops-total': 10, 'iops-size': 1024 }, 2048, [0, 100, 300, 500]],
  ])('%s', (_name, limits, bytes, expected) => {
    const { world, disk } = throttled(limits);
    const ids = many(expected.length, () => request(world, disk, 'read', 0, bytes));
    expect(endings(world, ids, Math.max(...expected) + 100)).toEqual(expected);
  });

  it('limits discards as writes and lets flushes pass', () => {
    const { world, node, disk } = throttled({ 'iops-write': 10 });
    node.discard = 'unmap';
    const ids = [...many(3, () => request(world, disk, 'discard', 0, 512)), request(world, disk, 'flush')];
    expect(endings(world, ids, 200)).toEqual([0, 0, 100, 0]);
  });

  it('charges reads and writes apart', () => {
    const { world, disk } = throttled({ 'iops-read': 10 });
    const reads = many(3, () => request(world, disk, 'read'));
    const writes = many(3, () => request(world, disk, 'write'));
    expect(endings(world, [...reads, ...writes], 200)).toEqual([0, 0, 100, 0, 0, 0]);
  });

  it('a drain lets everything go at once, in order', () => {
    const { world, disk } = throttled({ 'iops-total': 1 });
    const ids = many(6, () => request(world, disk, 'write'));
    settle(world);
    expect(world.finished).toHaveLength(1);
    callNow(world, DRAIN_BACKEND, { backend: disk.id });
    expect(world.finished.slice(1).map((f) => f.id)).toEqual(ids.slice(1));
    expect(now(world)).toBe(0);
  });
});

describe('a group of several', () => {
  it('takes turns', () => {
    const { world, disk } = throttled({ 'iops-total': 10 });
    open(world, { driver: 'null-co', 'node-name': 'n2' });
    const other = backendOn(
      world,
      open(world, { driver: 'throttle', 'node-name': 't2', file: 'n2', 'throttle-group': 'tg0' }),
    );
    const mine = many(4, () => request(world, disk, 'read'));
    const theirs = many(3, () => request(world, other, 'read'));
    const ends = endings(world, [...mine, ...theirs], 1000);
    expect([...ends].sort((a, b) => a - b)).toEqual([0, 0, 100, 200, 300, 400, 500]);
    // two of mine pass at once; then the members alternate
    expect(ends.slice(4).every((at, i) => at === 100 + 200 * i || at === 200 + 200 * i)).toBe(true);
  });

  it('shares limits that are set through any member', () => {
    const world = makeBlockWorld();
    const disks = ['a', 'b'].map((name) => {
      const backend = backendOn(world, open(world, { driver: 'null-co', 'node-name': name }));
      const { config } = configFromLimits({ 'iops-total': 1000 });
      if (config !== undefined) attachThrottling(world, backend, 'g', config);
      return backend;
    });
    const [a, b] = disks;
    if (a === undefined || b === undefined) throw new Error('no disks');
    a.name = 'da';
    const zero = { bps: 0, bps_rd: 0, bps_wr: 0, iops_rd: 0, iops_wr: 0 };
    expect(setIoThrottle(world, { ...zero, device: 'da', iops: 10, group: 'g' })).toBeUndefined();
    const ids = many(3, () => request(world, b, 'read'));
    expect(endings(world, ids, 200)).toEqual([0, 0, 100]);
  });

  it('goes with its last member unless an object holds it', () => {
    const world = makeBlockWorld();
    const backend = backendOn(world, open(world, { driver: 'null-co', 'node-name': 'n' }), { name: 'd' });
    const args = { device: 'd', bps: 0, bps_rd: 0, bps_wr: 0, iops: 5, iops_rd: 0, iops_wr: 0 };
    expect(setIoThrottle(world, args)).toBeUndefined();
    expect(groupNamed(world, 'd')).toBeDefined();
    setIoThrottle(world, { ...args, iops: 0 });
    expect(groupNamed(world, 'd')).toBeUndefined();
    removeBackend(world, backend);
  });
});

describe('refusals', () => {
  it('names what is wrong with groups', () => {
    const { world } = throttled({ 'iops-total': 10 });
    expect(addThrottleGroup(world, 'tg0', {}).refusal?.desc).toBe(
      "attempt to add duplicate property 'tg0' to object (type 'container')",
    );
    expect(addThrottleGroup(world, 'x', { 'iops-total': 1, 'iops-read': 1 }).refusal?.desc).toBe(
      'bps/iops/max total values and read/write values cannot be used at the same time',
    );
    expect(refusalOf(world, { driver: 'throttle', 'node-name': 'z', file: 'n', 'throttle-group': 'no' })).toBe(
      "Throttle group 'no' does not exist",
    );
  });

  it.each([
    ['10.0.13', "object 'tg0' is in use, can not be deleted"],
    ['11.1.3', "Cannot delete throttle group 'tg0' with active references"],
  ])('a group in use stays: %s', (version, words) => {
    const world = makeBlockWorld(profileNamed(version));
    addThrottleGroup(world, 'tg0', {});
    open(world, { driver: 'null-co', 'node-name': 'n' });
    open(world, { driver: 'throttle', 'node-name': 't', file: 'n', 'throttle-group': 'tg0' });
    expect(removeThrottleGroup(world, 'tg0')?.desc).toBe(words);
    expect(deleteNode(world, 't')).toBeUndefined();
    expect(removeThrottleGroup(world, 'tg0')).toBeUndefined();
  });
});
