/** Graph changes that drained sections and requests must survive (2.3): what QEMU's own drain tests look at. */
import { beforeEach, describe, expect, test } from 'vitest';
import { submit } from '../../src/block/backend.ts';
import { beginDrain, beginDrainAll, DRAIN_BACKEND, endDrain, endDrainAll } from '../../src/block/drain.ts';
import { moveToContext, removeNode, setChild } from '../../src/block/graph.ts';
import { deleteNode } from '../../src/block/open.ts';
import type { Node } from '../../src/block/records.ts';
import {
  addIothread,
  clockOf,
  handler,
  iothreads,
  MAIN_CONTEXT,
  mainContext,
  nextDue,
} from '../../src/kernel/index.ts';
import {
  advance,
  backendOn,
  callNow,
  doNow,
  makeBlockWorld,
  node,
  open,
  qcow2Image,
  request,
  settle,
  type TestBlockWorld,
} from '../support/block-world.ts';

let world: TestBlockWorld;
let top: Node;

/** An overlay `top` with its file `file` and its backing node `base`. */
beforeEach(() => {
  world = makeBlockWorld();
  qcow2Image(world, '/top', 1 << 20);
  open(world, { driver: 'null-co', 'node-name': 'base', size: 1 << 20, 'read-zeroes': true });
  open(world, { driver: 'file', 'node-name': 'file', filename: '/top' });
  top = open(world, { driver: 'qcow2', 'node-name': 'top', file: 'file', backing: 'base' });
});

const quiet = () => Object.fromEntries([...world.nodes].map((each) => [each.name, each.quiesce]));

describe('inside a drained section', () => {
  test('of a child its last parent can be deleted', () => {
    beginDrain(world, node(world, 'base'));
    expect(quiet()).toEqual({ base: 1, file: 0, top: 1 });
    expect(deleteNode(world, 'top')).toBeUndefined();
    endDrain(world, node(world, 'base'));
    expect(quiet()).toEqual({ base: 0, file: 0 });
  });

  test.each([
    ['one of them', () => beginDrain(world, node(world, 'base')), () => endDrain(world, node(world, 'base'))],
    ['everything', () => beginDrainAll(world), () => endDrainAll(world)],
  ])('of %s all children can be detached', (_name, begin, end) => {
    begin();
    setChild(world, top, 'backing', undefined);
    setChild(world, top, 'primary', undefined);
    end();
    expect(quiet()).toEqual({ base: 0, file: 0, top: 0 });
  });

  test('a drained child that is let go lets go of its parent, not of those that others drain', () => {
    const other = open(world, { driver: 'raw', 'node-name': 'other', file: 'base' });
    beginDrain(world, node(world, 'base'));
    beginDrain(world, other);
    setChild(world, top, 'backing', undefined);
    expect(quiet()).toEqual({ base: 1, file: 0, top: 0, other: 2 });
    endDrain(world, node(world, 'base'));
    expect(quiet()).toEqual({ base: 0, file: 0, top: 0, other: 1 });
    endDrain(world, other);
    expect(other.quiesce).toBe(0);
  });
});

const SWAP = handler<TestBlockWorld>('test swaps children', (world, parent) => {
  setChild(world, world.nodes.at(parent), 'primary', node(world, 'second'));
});

test('a request callback that changes the graph in a drain leaves all counters right', () => {
  const first = open(world, { driver: 'null-co', 'node-name': 'first', 'latency-ns': 5_000_000 });
  open(world, { driver: 'null-co', 'node-name': 'second' });
  const raw = open(world, { driver: 'raw', 'node-name': 'raw', file: 'first' });
  const disk = backendOn(world, raw);
  submit(world, disk, 'read', 0, 512, 0, null, SWAP, raw.id);
  clockOf(world).now = nextDue(world, mainContext(world));
  callNow(world, DRAIN_BACKEND, { backend: disk.id });
  expect(world.nodes.at(raw.primary).name).toBe('second');
  expect([...world.nodes].every((each) => each.quiesce === 0 && each.inFlight === 0)).toBe(true);
  expect(disk.inFlight).toBe(0);
  removeNode(world, first);
  expect(doNow(world, disk, 'write').ret).toBe(0);
});

test('an idle node can be moved between the main loop and iothreads', () => {
  const threads = ['t0', 't1'].map((name) => addIothread(world, name));
  const disk = backendOn(world, top);
  for (const context of [threads[0]?.context ?? 0, threads[1]?.context ?? 0, MAIN_CONTEXT]) {
    moveToContext(world, top, context);
    expect([...world.nodes].map((each) => each.context)).toEqual([context, context, context]);
  }
  expect(iothreads(world)).toHaveLength(2);
  expect(doNow(world, disk, 'read').ret).toBe(0);
});

test('no request reaches a drained child that has taken the place of another', () => {
  const slow = open(world, { driver: 'null-co', 'node-name': 'slow', 'latency-ns': 5_000_000 });
  const raw = open(world, { driver: 'raw', 'node-name': 'raw', file: 'base' });
  const disk = backendOn(world, raw);
  beginDrain(world, slow);
  setChild(world, raw, 'primary', slow);
  request(world, disk, 'write');
  settle(world);
  expect(slow.inFlight).toBe(0);
  endDrain(world, slow);
  advance(world, 10);
  expect(world.finished.map(({ ret }) => ret)).toEqual([0]);
});
