/**
 * A guest must read back what it wrote, whatever lies below: images in a chain, requests in flight together, and a
 * storage that completes them in any order. The model is an array with one stamp a sector.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Extents, empty, read, stamp, write } from '../../src/block/extents.ts';
import { imageAt } from '../../src/block/images.ts';
import type { Backend, Io } from '../../src/block/records.ts';
import { readContents } from '../../src/block/status.ts';
import { completeWorkerRequest, workerRequests } from '../../src/block/workers.ts';
import { mainCanRun, runMain } from '../../src/kernel/index.ts';
import {
  backendOn,
  doNow,
  makeBlockWorld,
  node,
  open,
  qcow2Image,
  rawImage,
  request,
  settle,
  type TestBlockWorld,
} from '../support/block-world.ts';
import { writeBefore } from '../support/write-before.ts';

const SECTOR = 512;
const CLUSTER = 65536;
const SECTORS = (6 * CLUSTER) / SECTOR;

/** The stamp of each sector, 0 where it reads as zeroes. */
function sectors(extents: Extents, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const [run, more] = read(extents, (from + i) * SECTOR, SECTOR);
    if (more !== undefined) return -1;
    return run?.kind === 'stamp' ? run.value : 0;
  });
}

interface Chain {
  readonly world: TestBlockWorld;
  readonly disk: Backend;
  readonly model: number[];
}

/** top.qcow2 over mid.qcow2 over base, each with something of its own; the base is shorter than the others. */
function chain(): Chain {
  const world = makeBlockWorld();
  rawImage(world, '/base', 4 * CLUSTER - 2048);
  qcow2Image(world, '/mid', 6 * CLUSTER, { file: '/base', format: 'raw' });
  qcow2Image(world, '/top', 6 * CLUSTER, { file: '/mid', format: 'qcow2' });
  const model = Array.from({ length: SECTORS }, () => 0);
  const put = (path: string, sector: number, count: number, value: number) => {
    const image = imageAt(world, path);
    if (image === undefined) throw new Error(path);
    writeBefore(world, image, sector * SECTOR, count * SECTOR, stamp(value));
    if (path !== '/base') {
      // qcow2 allocates whole clusters: what an image takes over, it takes over whole.
      const first = Math.floor((sector * SECTOR) / CLUSTER);
      const last = Math.floor(((sector + count) * SECTOR - 1) / CLUSTER);
      for (let s = (first * CLUSTER) / SECTOR; s < ((last + 1) * CLUSTER) / SECTOR; s++) model[s] = 0;
    }
    for (let s = sector; s < sector + count; s++) model[s] = value;
  };
  put('/base', 0, 300, 1);
  put('/mid', 128, 128, 2);
  put('/top', 256, 20, 3);
  const top = open(world, {
    driver: 'qcow2',
    'node-name': 'top',
    discard: 'unmap',
    file: { driver: 'file', filename: '/top' },
  });
  return { world, disk: backendOn(world, top), model };
}

interface Step {
  readonly op: 'read' | 'write' | 'write-zeroes' | 'discard' | 'flush';
  readonly sector: number;
  readonly count: number;
}

const stepArbitrary = fc
  .record({
    op: fc.constantFrom<Step['op']>('read', 'write', 'write', 'write-zeroes', 'discard', 'flush'),
    sector: fc.nat(SECTORS - 1),
    count: fc.oneof(fc.integer({ min: 1, max: 16 }), fc.constant(128), fc.integer({ min: 1, max: SECTORS })),
  })
  .map((step): Step => ({ ...step, count: Math.min(step.count, SECTORS - step.sector) }));

const overlaps = (a: Step, b: Step) =>
  a.op !== 'flush' && b.op !== 'flush' && a.sector < b.sector + b.count && b.sector < a.sector + a.count;

let stamps = 100;

/** What a step does to the model. Discards leave what they like; the model takes what the simulator says. */
function apply({ world, model }: Chain, step: Step, value: number): void {
  const from = step.op === 'discard' ? sectors(readContents(world, node(world, 'top')), 0, SECTORS) : [];
  for (let s = step.sector; s < step.sector + step.count; s++) {
    if (step.op === 'write') model[s] = value;
    else if (step.op === 'write-zeroes') model[s] = 0;
    else if (step.op === 'discard') {
      const now = from[s] ?? 0;
      if (now !== 0 && now !== model[s]) throw new Error(`a discard gave sector ${s} the data of another`);
      model[s] = now;
    }
  }
}

/** Plays a batch of requests that do not overlap, storage completing in the order that `pick` gives. */
function play(chained: Chain, batch: readonly Step[], pick: (count: number) => number): void {
  const { world, disk, model } = chained;
  const begun = batch.map((step) => {
    const value = ++stamps;
    const offset = step.sector * SECTOR;
    const bytes = step.op === 'flush' ? 0 : step.count * SECTOR;
    const content = step.op === 'write' ? write(empty(), offset, bytes, stamp(value)) : null;
    return { step, value, id: request(world, disk, step.op, offset, bytes, content) };
  });
  for (;;) {
    if (mainCanRun(world) && runMain(world)) continue;
    const busy: readonly Io[] = workerRequests(world);
    if (busy.length === 0) break;
    completeWorkerRequest(world, busy[pick(busy.length)] as Io);
  }
  for (const { step, value, id } of begun) {
    const over = world.finished.find((f) => f.id === id);
    expect(over?.ret).toBe(0);
    if (step.op === 'read')
      expect(sectors(over?.content ?? empty(), step.sector, step.count)).toEqual(
        model.slice(step.sector, step.sector + step.count),
      );
    else apply(chained, step, value);
  }
}

describe('a chain of images', () => {
  it('reads back what was written, requests overlapping in time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(stepArbitrary, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }),
        (batches, choices) => {
          const chained = chain();
          let at = 0;
          for (const steps of batches) {
            const batch = steps.filter((step, i) => !steps.slice(0, i).some((other) => overlaps(step, other)));
            play(chained, batch, (count) => (choices[at++ % choices.length] ?? 0) % count);
          }
          const { world, model, disk } = chained;
          expect(sectors(readContents(world, node(world, 'top')), 0, SECTORS)).toEqual(model);
          const whole = doNow(world, disk, 'read', 0, SECTORS * SECTOR);
          expect(sectors(whole.content ?? empty(), 0, SECTORS)).toEqual(model);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('two writes into one new cluster do not lose each other', () => {
    const { world, disk } = chain();
    const at = 5 * CLUSTER;
    request(world, disk, 'write', at, 4096, write(empty(), at, 4096, stamp(71)));
    request(world, disk, 'write', at + 8192, 4096, write(empty(), at + 8192, 4096, stamp(72)));
    settle(world);
    const contents = readContents(world, node(world, 'top'));
    expect(sectors(contents, at / SECTOR, 24)).toEqual([
      ...Array(8).fill(71),
      ...Array(8).fill(0),
      ...Array(8).fill(72),
    ]);
  });

  it('a write takes over what lies around it from the backing file', () => {
    const { world, disk } = chain();
    doNow(world, disk, 'write', 0, 4096, write(empty(), 0, 4096, stamp(73)));
    const top = node(world, 'top');
    const backing = world.nodes.at(top.backing);
    expect(sectors(readContents(world, top), 0, 12)).toEqual([...Array(8).fill(73), 1, 1, 1, 1]);
    expect(sectors(readContents(world, backing), 0, 12)).toEqual(Array(12).fill(1));
  });
});

describe('a write that fails', () => {
  const faulty = (rules: object[]) => {
    const world = makeBlockWorld();
    qcow2Image(world, '/img', 4 * CLUSTER);
    const file = { driver: 'blkdebug', image: { driver: 'file', filename: '/img' }, 'inject-error': rules };
    return { world, disk: backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file })) };
  };

  it.each(
    'l1_update l2_update l2_alloc_write write_aio refblock_load refblock_alloc refblock_update_part cluster_alloc cluster_alloc_space pwritev pwritev_zero'.split(
      ' ',
    ),
  )('at %s in a fresh image leaves the disk as it was, and the next one succeeds', (event) => {
    const { world, disk } = faulty([{ event, errno: 28, once: true }]);
    expect(doNow(world, disk, 'write', 0, 4096, write(empty(), 0, 4096, stamp(1))).ret).toBe(-28);
    expect(sectors(readContents(world, node(world, 'q')), 0, 8)).toEqual(Array(8).fill(0));
    expect(doNow(world, disk, 'write', 0, 4096, write(empty(), 0, 4096, stamp(2))).ret).toBe(0);
    expect(sectors(readContents(world, node(world, 'q')), 0, 8)).toEqual(Array(8).fill(2));
    expect(disk.inFlight).toBe(0);
  });
});
