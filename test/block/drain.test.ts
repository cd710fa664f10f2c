/** Drained sections (2.3): who is told, who waits, what goes on afterwards. */
import { beforeEach, describe, expect, it } from 'vitest';
import { submit } from '../../src/block/backend.ts';
import { beginDrain, beginDrainAll, DRAIN_ALL, DRAIN_BACKEND, endDrain, endDrainAll } from '../../src/block/drain.ts';
import { type Driver, defineDriver, driverNamed } from '../../src/block/driver.ts';
import { ERRNO } from '../../src/block/errno.ts';
import { addBackend, removeNode, setChild } from '../../src/block/graph.ts';
import type { Node } from '../../src/block/records.ts';
import type { BlockWorld } from '../../src/block/world.ts';
import { clockOf, handler, mainContext, nextDue } from '../../src/kernel/index.ts';
import {
  backendOn,
  callNow,
  makeBlockWorld,
  open,
  qcow2Image,
  request,
  settle,
  type TestBlockWorld,
} from '../support/block-world.ts';

const told = new WeakMap<BlockWorld, string[]>();
const tell = (world: BlockWorld, words: string) => told.get(world)?.push(words);

defineDriver({
  ...(driverNamed('raw') as Driver),
  name: 'told',
  drainBegin: (world, node) => tell(world, `begin ${node.name}`),
  drainEnd: (world, node) => tell(world, `end ${node.name}`),
});

let world: TestBlockWorld;
let list: string[];
let top: Node;
let below: Node;

beforeEach(() => {
  world = makeBlockWorld();
  list = [];
  told.set(world, list);
  below = open(world, { driver: 'null-co', 'node-name': 'below' });
  top = open(world, { driver: 'told', 'node-name': 'top', file: 'below' });
});

const counters = () => [...world.nodes].map((node) => node.quiesce);

describe('who is told', () => {
  it('a drained node tells its driver once and leaves its child alone', () => {
    beginDrain(world, top);
    expect(list).toEqual(['begin top']);
    expect(below.quiesce).toBe(0);
    endDrain(world, top);
    expect(list).toEqual(['begin top', 'end top']);
    expect(counters()).toEqual([0, 0]);
  });

  it('a drained child drains its parents', () => {
    beginDrain(world, below);
    expect(list).toEqual(['begin top']);
    endDrain(world, below);
    expect(counters()).toEqual([0, 0]);
  });

  it.each([
    ['node in node', () => beginDrain(world, top), () => endDrain(world, top)],
    ['all in node', () => beginDrainAll(world), () => endDrainAll(world)],
  ])('nested sections tell at the outermost begin and the last end: %s', (_name, begin, end) => {
    beginDrain(world, top);
    begin();
    end();
    expect(list).toEqual(['begin top']);
    endDrain(world, top);
    expect(list).toEqual(['begin top', 'end top']);
    expect(counters()).toEqual([0, 0]);
  });

  it('all in all, node in all', () => {
    beginDrainAll(world);
    beginDrainAll(world);
    beginDrain(world, below);
    endDrain(world, below);
    endDrainAll(world);
    expect(list).toEqual(['begin top']);
    endDrainAll(world);
    expect(list).toEqual(['begin top', 'end top']);
    expect(counters()).toEqual([0, 0]);
  });
});

describe('a graph that changes inside', () => {
  it('a node that is made starts out quiet and is released at the end', () => {
    beginDrainAll(world);
    const late = open(world, { driver: 'told', 'node-name': 'late', file: 'below' });
    expect(late.quiesce).toBeGreaterThan(0);
    endDrainAll(world);
    expect(counters()).toEqual([0, 0, 0]);
    expect(list.filter((words) => words.endsWith('late'))).toEqual(['begin late', 'end late']);
  });

  it('a node that is deleted leaves the counters of the others right', () => {
    beginDrainAll(world);
    removeNode(world, top);
    endDrainAll(world);
    expect(counters()).toEqual([0]);
  });

  it('a node on top of a drained one is drained with it and released with it', () => {
    beginDrain(world, below);
    const late = open(world, { driver: 'told', 'node-name': 'late', file: 'below' });
    expect(late.quiesce).toBe(1);
    endDrain(world, below);
    expect(late.quiesce).toBe(0);
  });

  it('a backend on a drained node holds its requests until the end', () => {
    beginDrain(world, top);
    const late = backendOn(world, top);
    request(world, late, 'read');
    settle(world);
    expect(world.finished).toHaveLength(0);
    endDrain(world, top);
    settle(world);
    expect(world.finished).toHaveLength(1);
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('a child is replaced: old drained %s, new drained %s', (oldDrained, newDrained) => {
    const other = open(world, { driver: 'null-co', 'node-name': 'other' });
    if (oldDrained) beginDrain(world, below);
    if (newDrained) beginDrain(world, other);
    list.length = 0;
    setChild(world, top, 'primary', other);
    expect(top.quiesce > 0).toBe(newDrained);
    // never undrained in between when both are drained
    expect(list).toEqual(oldDrained === newDrained ? [] : [newDrained ? 'begin top' : 'end top']);
    if (oldDrained) endDrain(world, below);
    if (newDrained) endDrain(world, other);
    expect(counters()).toEqual([0, 0, 0]);
  });
});

describe('requests', () => {
  it('one that is in flight has completed, with its callback, when the drain returns', () => {
    const slow = open(world, { driver: 'null-co', 'node-name': 'slow', 'latency-ns': 5_000_000 });
    const disk = backendOn(world, open(world, { driver: 'raw', 'node-name': 'r', file: 'slow' }));
    request(world, disk, 'write');
    const due = nextDue(world, mainContext(world));
    clockOf(world).now = due;
    callNow(world, DRAIN_BACKEND, { backend: disk.id });
    expect(world.finished.map((f) => f.ret)).toEqual([0]);
    expect(slow.inFlight).toBe(0);
  });

  it('those submitted meanwhile wait, and go on oldest first', () => {
    const disk = backendOn(world, top);
    beginDrain(world, top);
    const ids = [1, 2, 3].map(() => request(world, disk, 'write'));
    expect(disk.inFlight).toBe(0);
    settle(world);
    expect(world.finished).toEqual([]);
    endDrain(world, top);
    settle(world);
    expect(world.finished.map((f) => f.id)).toEqual(ids);
  });

  it('a backend that passes drains is not held', () => {
    const disk = backendOn(world, top, { passesDrains: true });
    beginDrain(world, top);
    request(world, disk, 'write');
    settle(world);
    expect(world.finished).toHaveLength(1);
    endDrain(world, top);
  });

  it('a drain waits for tables of a qcow2 that are on their way', () => {
    qcow2Image(world, '/q', 1 << 20);
    const disk = backendOn(
      world,
      open(world, { driver: 'qcow2', 'node-name': 'q', file: { driver: 'file', filename: '/q' } }),
    );
    request(world, disk, 'write', 0, 4096);
    callNow(world, DRAIN_ALL, null);
    expect(world.finished.map((f) => f.ret)).toEqual([0]);
    expect([...world.nodes].every((node) => node.inFlight === 0)).toBe(true);
  });
});

describe('an empty backend', () => {
  const seen = handler<TestBlockWorld>('test flush without medium', (world, _arg, ret) => {
    world.finished.push({ id: 0, ret, content: null });
  });

  it.each([
    ['drain', (backend: number) => callNow(world, DRAIN_BACKEND, { backend })],
    ['drain all', () => callNow(world, DRAIN_ALL, null)],
  ])('fails a flush with ENOMEDIUM, told later and before the %s returns', (_name, drain) => {
    const backend = addBackend(world);
    submit(world, backend, 'flush', 0, 0, 0, null, seen, 0);
    expect(world.finished).toEqual([]);
    drain(backend.id);
    expect(world.finished.map((f) => f.ret)).toEqual([-ERRNO.ENOMEDIUM]);
    expect(backend.inFlight).toBe(0);
  });
});
