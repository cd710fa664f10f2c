/** The data that jobs move: what a target holds in the end is what its source held (4.1 to 4.4). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Extents } from '../../src/block/extents.ts';
import { firstDifference } from '../../src/block/extents.ts';
import { readContents } from '../../src/block/status.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { JobLab, REAL } from '../support/job-lab.ts';

const SIZE = 1 << 20;
const CHUNK = 4096;

interface Write {
  readonly offset: number;
  readonly bytes: number;
}

/** Multiples of 4 KiB inside the disk. */
const write: fc.Arbitrary<Write> = fc
  .tuple(fc.nat(SIZE / CHUNK - 1), fc.integer({ min: 1, max: 40 }))
  .map(([at, length]) => ({ offset: at * CHUNK, bytes: Math.min(length * CHUNK, SIZE - at * CHUNK) }));

const filled = (writes: readonly Write[]) => writes.map((w, i) => ({ ...w, pattern: i + 1 }));

const setting = fc.record({
  profile: fc.constantFrom(...REAL),
  /** what is in the source, and what is in the target, before */
  source: fc.array(write, { maxLength: 5 }),
  target: fc.array(write, { maxLength: 3 }),
  format: fc.constantFrom('raw', 'qcow2'),
  /** guest writes while the job runs */
  meanwhile: fc.array(write, { maxLength: 8 }),
  fault: fc.constantFrom('none', 'read', 'write', 'write-zeroes'),
  /** bytes a second; 0: no limit */
  speed: fc.constantFrom(0, 1 << 20, 1 << 22),
});
type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

function labOf({ profile, source, target, format, fault }: Setting): JobLab {
  const debug = (name: string, file: string, iotype: string): JsonObject => ({
    driver: 'blkdebug',
    'node-name': name,
    // Above the format, so that the read of the header at open does not meet the error.
    image: { driver: format, file: { driver: 'file', filename: `@DIR@/${file}` } },
    ...(fault === iotype ? { 'inject-error': [{ event: 'none', errno: 5, iotype, once: true }] } : {}),
  });
  const scenario: Partial<Scenario> = {
    images: [
      { name: 's.img', format, size: SIZE, write: filled(source) },
      { name: 't.img', format, size: SIZE, write: filled(target) },
    ] as Scenario['images'],
    blockdev: [debug('src', 's.img', 'read'), debug('dst', 't.img', fault === 'read' ? '' : fault)],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'src' }] as Scenario['device'],
  };
  return new JobLab(profile, scenario);
}

const contents = (lab: JobLab, name: string): Extents => readContents(lab.machine, lab.node(name));
const differs = (a: Extents, b: Extents) => firstDifference(a, b, 0, SIZE);

/** The guest writes, one after the other, with a little time between. */
function guestWrites(lab: JobLab, writes: readonly Write[]): void {
  writes.forEach(({ offset, bytes }, i) => {
    lab.io(['vd0', 'write', offset, `g${i}`, bytes]);
    lab.advance(30);
  });
}

const POLICIES = { 'on-source-error': 'ignore', 'on-target-error': 'ignore' };
/** How many times as many runs as usual: the gate asks for 20,000 in all. */
const SCALE = Number(process.env.BLOCKSIM_RUNS ?? 1);
const runs = { numRuns: 120 * SCALE };

describe('mirror', () => {
  test.each(['background', 'write-blocking'])('%s: when it completes, target and source read the same', (mode) => {
    fc.assert(
      fc.property(setting, (chosen) => {
        const lab = labOf(chosen);
        const { speed } = chosen;
        const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full', 'copy-mode': mode, speed };
        lab.run('blockdev-mirror', { ...args, ...POLICIES });
        guestWrites(lab, chosen.meanwhile);
        lab.wait(20_000);
        expect(lab.job().status).toBe('ready');
        expect(lab.difference('src', 'dst')).toBeUndefined();
        const before = contents(lab, 'src');
        expect(lab.run('job-complete', { id: 'j' })).toContain('COMPLETED');
        // The guest goes on with the target, which has all it wrote.
        expect(differs(before, contents(lab, 'dst'))).toBeUndefined();
        expect(lab.machine.backends.find(({ user }) => user === 'device')?.root).toBe(lab.node('dst').id);
      }),
      runs,
    );
  });
});

describe('backup', () => {
  test('the target shows the source as it was when the job started, whatever the guest wrote since', () => {
    fc.assert(
      fc.property(setting, (chosen) => {
        const lab = labOf({ ...chosen, fault: 'none' });
        const before = contents(lab, 'src');
        const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full', speed: chosen.speed };
        lab.run('blockdev-backup', { ...args, ...POLICIES, 'auto-dismiss': false });
        guestWrites(lab, chosen.meanwhile);
        lab.wait(20_000);
        expect([lab.job().status, lab.job().ret]).toEqual(['concluded', 0]);
        expect(differs(before, contents(lab, 'dst'))).toBeUndefined();
      }),
      runs,
    );
  });

  test('an error of the job is made good under ignore', () => {
    fc.assert(
      fc.property(setting, (chosen) => {
        const lab = labOf(chosen);
        const before = contents(lab, 'src');
        const args = { 'job-id': 'j', device: 'src', target: 'dst', sync: 'full', ...POLICIES };
        lab.run('blockdev-backup', { ...args, 'auto-dismiss': false });
        lab.wait(1000);
        expect(lab.job().ret).toBe(0);
        expect(differs(before, contents(lab, 'dst'))).toBeUndefined();
      }),
      runs,
    );
  });
});

describe('chains', () => {
  const chainSetting = fc.record({
    profile: fc.constantFrom(...REAL),
    base: fc.array(write, { maxLength: 4 }),
    mid: fc.array(write, { maxLength: 3 }),
    top: fc.array(write, { maxLength: 3 }),
    meanwhile: fc.array(write, { maxLength: 5 }),
    speed: fc.constantFrom(0, 1 << 20),
  });
  type Chain = typeof chainSetting extends fc.Arbitrary<infer T> ? T : never;

  function chainLab({ profile, base, mid, top }: Chain): JobLab {
    const layer = (name: string, backing: string, format: string, writes: readonly Write[], first: number) => ({
      name,
      format: 'qcow2',
      size: SIZE,
      backing,
      backing_format: format,
      write: writes.map((w, i) => ({ ...w, pattern: first + i })),
    });
    return new JobLab(profile, {
      images: [
        { name: 'base.img', format: 'raw', size: SIZE, write: filled(base) },
        layer('mid.img', 'base.img', 'raw', mid, 40),
        layer('top.img', 'mid.img', 'qcow2', top, 80),
      ] as Scenario['images'],
      blockdev: [
        { driver: 'raw', 'node-name': 'base', file: { driver: 'file', filename: '@DIR@/base.img' } },
        { driver: 'qcow2', 'node-name': 'mid', file: { driver: 'file', filename: '@DIR@/mid.img' }, backing: 'base' },
        { driver: 'qcow2', 'node-name': 'top', file: { driver: 'file', filename: '@DIR@/top.img' }, backing: 'mid' },
      ],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'top' }] as Scenario['device'],
    });
  }

  /** What the guest must read in the end: a machine without the job is given the same writes. */
  function expected(chosen: Chain): Extents {
    const lab = chainLab(chosen);
    guestWrites(lab, chosen.meanwhile);
    return contents(lab, 'top');
  }

  test.each([
    ['the whole chain', {}],
    ['down to the base', { 'base-node': 'base' }],
    ['with a bottom', { bottom: 'mid' }],
  ] as const)('stream, %s: the guest reads the same afterwards, and nothing from what was cut off', (_name, extra) => {
    fc.assert(
      fc.property(chainSetting, (chosen) => {
        const lab = chainLab(chosen);
        lab.run('block-stream', { 'job-id': 'j', device: 'top', speed: chosen.speed, 'auto-dismiss': false, ...extra });
        guestWrites(lab, chosen.meanwhile);
        lab.wait(10_000);
        expect([lab.job().status, lab.job().ret]).toEqual(['concluded', 0]);
        const whole = Object.keys(extra).length === 0;
        expect(lab.node('top').backing).toBe(whole ? -1 : lab.node('base').id);
        expect(sameShape(contents(lab, 'top'), expected(chosen))).toBe(true);
      }),
      { numRuns: 60 * SCALE },
    );
  });

  test.each(['mid', undefined])('commit of %s: the guest reads the same afterwards', (top) => {
    fc.assert(
      fc.property(chainSetting, (chosen) => {
        const lab = chainLab(chosen);
        const args = { 'job-id': 'j', device: 'top', 'base-node': 'base', speed: chosen.speed, 'auto-dismiss': false };
        lab.run('block-commit', top === undefined ? args : { ...args, 'top-node': top });
        guestWrites(lab, chosen.meanwhile);
        lab.wait(10_000);
        if (top === undefined) lab.run('job-complete', { id: 'j' });
        lab.wait(1000);
        expect([lab.job().status, lab.job().ret]).toEqual(['concluded', 0]);
        expect(sameShape(contents(lab, top === undefined ? 'base' : 'top'), expected(chosen))).toBe(true);
      }),
      { numRuns: 60 * SCALE },
    );
  });
});

/** Equal but for the numbers of stamps, which count the writes of one machine. */
function sameShape(a: Extents, b: Extents): boolean {
  return differs(a, b) === undefined;
}
