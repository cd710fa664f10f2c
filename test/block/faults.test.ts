/** blkdebug in a graph: limits that cut and pad requests, breakpoints, faults of the storage itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearBreakpoint, isBroken, resumeBreakpoint, setBreakpoint } from '../../src/block/breakpoints.ts';
import { beginDrain, endDrain, isBusy } from '../../src/block/drain.ts';
import { FUA } from '../../src/block/driver.ts';
import { ERRNO } from '../../src/block/errno.ts';
import { type Extents, empty, read, stamp, write } from '../../src/block/extents.ts';
import { addPool, imageAt } from '../../src/block/images.ts';
import { readContents } from '../../src/block/status.ts';
import { profileNamed } from '../../src/profile/index.ts';
import {
  advance,
  backendOn,
  doNow,
  makeBlockWorld,
  node,
  open,
  qcow2Image,
  rawImage,
  request,
  settle,
} from '../support/block-world.ts';

const KiB = 1024;
const fill = (offset: number, bytes: number, value: number): Extents => write(empty(), offset, bytes, stamp(value));

function overFile(options: object, size = 64 * KiB) {
  const world = makeBlockWorld();
  rawImage(world, '/img', size);
  const file = { driver: 'file', 'node-name': 'f', filename: '/img' };
  const disk = backendOn(world, open(world, { driver: 'blkdebug', 'node-name': 'b', image: file, ...options }));
  return { world, disk };
}

/** The value of each 512-byte sector. */
const sectors = (extents: Extents, count: number): number[] =>
  Array.from({ length: count }, (_, i) => read(extents, i * 512, 512)[0]?.value ?? 0);

describe('limits', () => {
  it('unaligned and long requests still read and write what they say', () => {
    const range = fc.record({ sector: fc.nat(127), count: fc.integer({ min: 1, max: 64 }) });
    const step = fc.record({ op: fc.constantFrom('write', 'write-zeroes', 'read'), range });
    fc.assert(
      fc.property(
        fc.constantFrom(512, 1024, 4096),
        fc.constantFrom(4096, 8192, 32768),
        fc.array(step, { maxLength: 12 }),
        (align, most, steps) => {
          const limits = { align, 'max-transfer': most, 'opt-write-zero': 8192, 'max-write-zero': 16384 };
          const { world, disk } = overFile(limits);
          const model = Array<number>(128).fill(0);
          steps.forEach(({ op, range: { sector, count: wanted } }, i) => {
            const count = Math.min(wanted, 128 - sector);
            const [offset, bytes] = [sector * 512, count * 512];
            const content = op === 'write' ? fill(offset, bytes, i + 1) : null;
            const { ret, content: got } = doNow(world, disk, op as 'read', offset, bytes, content);
            expect(ret).toBe(0);
            if (op === 'read')
              expect(sectors(got ?? empty(), 128).slice(sector, sector + count)).toEqual(
                model.slice(sector, sector + count),
              );
            else model.fill(op === 'write' ? i + 1 : 0, sector, sector + count);
          });
          expect(sectors(readContents(world, node(world, 'b')), 128)).toEqual(model);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('an unaligned write keeps an overlapping one out until it is over', () => {
    const { world, disk } = overFile({ align: 4096 });
    request(world, disk, 'write', 0, 512, fill(0, 512, 1));
    request(world, disk, 'write', 512, 512, fill(512, 512, 2));
    request(world, disk, 'write', 0, 4096, fill(0, 4096, 3));
    settle(world);
    expect(world.finished.map((f) => f.ret)).toEqual([0, 0, 0]);
    expect(sectors(readContents(world, node(world, 'b')), 8)).toEqual(Array(8).fill(3));
    expect(node(world, 'b').serialising).toBe(0);
  });

  it('a read beyond the end of a child gives zeroes', () => {
    const world = makeBlockWorld();
    rawImage(world, '/base', 4 * KiB);
    qcow2Image(world, '/top', 64 * KiB, { file: '/base', format: 'raw' });
    const disk = backendOn(
      world,
      open(world, { driver: 'qcow2', 'node-name': 'q', file: { driver: 'file', filename: '/top' } }),
    );
    expect(doNow(world, disk, 'read', 0, 64 * KiB).ret).toBe(0);
  });
});

describe('faults', () => {
  it('a flush of blkdebug flushes its child, and once more if that was written to meanwhile', () => {
    const world = makeBlockWorld();
    open(world, { driver: 'null-co', 'node-name': 'n', size: 64 * KiB, 'latency-ns': 10_000_000 });
    const disk = backendOn(world, open(world, { driver: 'blkdebug', 'node-name': 'b', image: 'n' }));
    request(world, disk, 'write');
    advance(world, 5);
    request(world, disk, 'write');
    advance(world, 6);
    // The first write is over, the second goes on.
    const flush = request(world, disk, 'flush');
    const flushed = () => world.finished.some(({ id }) => id === flush);
    advance(world, 11);
    expect([world.finished.length, flushed()]).toEqual([2, false]);
    advance(world, 10);
    expect(flushed()).toBe(true);
  });

  it('a write with FUA becomes a write and a flush where the file has no FUA, and a flush error fails it', () => {
    for (const [version, expected] of [
      ['7.2.22', -28],
      ['11.1.3', 0],
    ] as const) {
      const world = makeBlockWorld(profileNamed(version));
      rawImage(world, '/img', 64 * KiB);
      const image = { driver: 'file', filename: '/img' };
      const rules = [{ event: 'none', iotype: 'flush', errno: 28 }];
      const disk = backendOn(
        world,
        open(world, { driver: 'blkdebug', 'node-name': 'b', image, 'inject-error': rules }),
      );
      // The flush of the very first write still finds the node clean.
      expect(doNow(world, disk, 'write', 0, 512, null, FUA).ret).toBe(0);
      expect(doNow(world, disk, 'write', 0, 512, null, FUA).ret).toBe(expected);
    }
  });

  it('reports of errors: at once newest first, otherwise in order (2.2)', () => {
    for (const [immediately, order] of [
      [true, [2, 1, 0]],
      [false, [0, 1, 2]],
    ] as const) {
      const world = makeBlockWorld();
      const rules = [{ event: 'none', errno: 5, immediately }];
      const image = { driver: 'null-co' };
      const disk = backendOn(
        world,
        open(world, { driver: 'blkdebug', 'node-name': 'b', image, 'inject-error': rules }),
      );
      const ids = [0, 1, 2].map(() => request(world, disk, 'write'));
      settle(world);
      expect(world.finished.map((f) => ids.indexOf(f.id))).toEqual(order);
    }
  });

  it('the first flush of a clean node meets no flush rule; after a failed one every flush tries again (2.5)', () => {
    const world = makeBlockWorld();
    const image = { driver: 'null-co' };
    const rules = [{ event: 'none', errno: 5, iotype: 'flush' }];
    const disk = backendOn(world, open(world, { driver: 'blkdebug', 'node-name': 'b', image, 'inject-error': rules }));
    expect(doNow(world, disk, 'flush').ret).toBe(0);
    doNow(world, disk, 'write');
    expect(doNow(world, disk, 'flush').ret).toBe(-5);
    expect(doNow(world, disk, 'flush').ret).toBe(-5);
  });

  it('a discard reaches nobody unless the node was opened for it', () => {
    for (const [discard, expected] of [
      ['ignore', 0],
      ['unmap', -5],
    ] as const) {
      const { world, disk } = overFile({ discard, 'inject-error': [{ event: 'none', errno: 5, iotype: 'discard' }] });
      expect(doNow(world, disk, 'discard', 0, 4096).ret).toBe(expected);
    }
  });

  it('the write threshold is told once, also by a write that fails', () => {
    const { world, disk } = overFile({ 'inject-error': [{ event: 'none', errno: 5, iotype: 'write' }] });
    const told: object[] = [];
    world.bus.on('write-threshold-exceeded', (fact) => told.push(fact));
    const b = node(world, 'b');
    b.writeThreshold = 4096;
    expect(doNow(world, disk, 'write', 4096, 1024).ret).toBe(-5);
    expect(doNow(world, disk, 'write', 8192, 1024).ret).toBe(-5);
    expect(told).toEqual([{ node: b.id, threshold: 4096, exceeded: 1024 }]);
    expect(b.writeThreshold).toBe(0);
  });

  it('a write to a read-only node is not permitted, and its flush does nothing', () => {
    const { world, disk } = overFile({ 'read-only': true });
    expect(doNow(world, disk, 'write').ret).toBe(-ERRNO.EPERM);
    expect(doNow(world, disk, 'flush').ret).toBe(0);
  });

  it.each([
    ['beyond the end', 64 * KiB, 512, -ERRNO.EIO],
    ['before the start', -512, 512, -ERRNO.EIO],
    ['across the end', 63 * KiB, 2 * KiB, -ERRNO.EIO],
    ['up to the end', 63 * KiB, KiB, 0],
  ])('a request %s', (_name, offset, bytes, expected) => {
    const { world, disk } = overFile({});
    expect(doNow(world, disk, 'read', offset, bytes).ret).toBe(expected);
  });
});

describe('breakpoints', () => {
  it.each(['pwritev', 'pwritev_done'])('a write sleeps at %s and goes on when resumed', (event) => {
    const { world, disk } = overFile({});
    const b = node(world, 'b');
    expect(setBreakpoint(world, b, event, 'A')).toBe(0);
    request(world, disk, 'write', 0, 512, fill(0, 512, 7));
    settle(world);
    expect(isBroken(world, b, 'A')).toBe(true);
    expect(world.finished).toEqual([]);
    expect(sectors(readContents(world, b), 1)).toEqual([event === 'pwritev' ? 0 : 7]);
    expect(resumeBreakpoint(world, b, 'A')).toBe(0);
    settle(world);
    expect(world.finished.map((f) => f.ret)).toEqual([0]);
    expect(sectors(readContents(world, b), 1)).toEqual([7]);
  });

  it('holds what a parent raises: raw, flush stages, and qcow2 with its lock', () => {
    const world = makeBlockWorld();
    qcow2Image(world, '/q', 1 << 20);
    const file = { driver: 'blkdebug', 'node-name': 'b', image: { driver: 'file', filename: '/q' } };
    const disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file }));
    const q = node(world, 'q');
    setBreakpoint(world, q, 'l2_alloc_write', 'A');
    const first = request(world, disk, 'write', 0, 4096);
    const second = request(world, disk, 'write', 128 * KiB, 4096);
    settle(world);
    expect(world.finished).toEqual([]);
    setBreakpoint(world, q, 'flush_to_disk', 'B');
    resumeBreakpoint(world, q, 'A');
    settle(world);
    expect(world.finished.map((f) => f.id)).toEqual([first, second]);
    request(world, disk, 'flush');
    settle(world);
    expect(isBroken(world, q, 'B')).toBe(true);
    expect(clearBreakpoint(world, q, 'B')).toBe(0);
    settle(world);
    expect(world.finished.map((f) => f.ret)).toEqual([0, 0, 0]);
  });

  it('a sleeping request keeps a drain from ending', () => {
    const { world, disk } = overFile({});
    const b = node(world, 'b');
    setBreakpoint(world, b, 'pwritev', 'A');
    request(world, disk, 'write');
    settle(world);
    beginDrain(world, b);
    expect(isBusy(world, b)).toBe(true);
    resumeBreakpoint(world, b, 'A');
    settle(world);
    expect(isBusy(world, b)).toBe(false);
    endDrain(world, b);
  });

  it('refuses what is not there', () => {
    const { world } = overFile({});
    expect(setBreakpoint(world, node(world, 'b'), 'no_such_event', 'A')).toBe(-ERRNO.ENOENT);
    expect(resumeBreakpoint(world, node(world, 'b'), 'A')).toBe(-ERRNO.ENOENT);
    expect(setBreakpoint(world, node(world, 'f'), 'pwritev', 'A')).toBe(-ERRNO.ENOTSUP);
  });
});

describe('a pool', () => {
  it('that is full fails writes with ENOSPC, spares what has its room, and heals when extended', () => {
    const world = makeBlockWorld();
    const pool = addPool(world, 'thin', 16 * KiB);
    rawImage(world, '/img', 1 << 20, pool);
    const disk = backendOn(
      world,
      open(world, { driver: 'raw', 'node-name': 'r', file: { driver: 'file', filename: '/img' } }),
    );
    expect(pool.used).toBe(4 * KiB);
    expect(doNow(world, disk, 'write', 64 * KiB, 8 * KiB, fill(64 * KiB, 8 * KiB, 1)).ret).toBe(0);
    expect(doNow(world, disk, 'write', 128 * KiB, 8 * KiB, fill(128 * KiB, 8 * KiB, 2)).ret).toBe(-ERRNO.ENOSPC);
    expect(doNow(world, disk, 'write', 64 * KiB, 8 * KiB, fill(64 * KiB, 8 * KiB, 3)).ret).toBe(0);
    expect(pool.used).toBe(12 * KiB);
    pool.capacity = 32 * KiB;
    expect(doNow(world, disk, 'write', 128 * KiB, 8 * KiB, fill(128 * KiB, 8 * KiB, 4)).ret).toBe(0);
    expect(pool.used).toBe(20 * KiB);
  });

  it('gets back what is discarded', () => {
    const world = makeBlockWorld();
    const pool = addPool(world, 'thin', 1 << 20);
    rawImage(world, '/img', 1 << 20, pool);
    const file = { driver: 'file', filename: '/img' };
    const disk = backendOn(world, open(world, { driver: 'raw', 'node-name': 'r', discard: 'unmap', file }));
    doNow(world, disk, 'write', 0, 64 * KiB);
    expect(pool.used).toBe(64 * KiB);
    doNow(world, disk, 'discard', 0, 64 * KiB);
    expect(pool.used).toBe(0);
  });

  it('is shared: a growing qcow2 takes the room of another image, and its failed write can be tried again', () => {
    const world = makeBlockWorld();
    const pool = addPool(world, 'thin', 420 * KiB);
    qcow2Image(world, '/q', 1 << 20, undefined, pool);
    const file = { driver: 'file', filename: '/q' };
    const disk = backendOn(world, open(world, { driver: 'qcow2', 'node-name': 'q', file }));
    expect(doNow(world, disk, 'write', 0, 64 * KiB).ret).toBe(0);
    expect(doNow(world, disk, 'write', 512 * KiB, 128 * KiB, fill(512 * KiB, 128 * KiB, 5)).ret).toBe(-ERRNO.ENOSPC);
    pool.capacity = 1 << 20;
    expect(doNow(world, disk, 'write', 512 * KiB, 128 * KiB, fill(512 * KiB, 128 * KiB, 6)).ret).toBe(0);
    expect(read(readContents(world, node(world, 'q'), 512 * KiB, 1), 512 * KiB, 1)[0]?.value).toBe(6);
    expect(imageAt(world, '/q')?.size).toBeGreaterThan(0);
  });
});
