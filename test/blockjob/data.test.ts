/**
 * The data that jobs move (4.1 to 4.4), whatever happens meanwhile: a guest that writes, faults, pauses, cancels, stop and
 * cont, in any order. The guest always reads what it wrote; a job that ends well has copied everything; one that does
 * not leaves a chain with which the same job ends well.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Extents, firstDifference } from '../../src/block/extents.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { CHUNK, type Happening, happenings, SIZE, type Stretch, stretch } from '../support/happenings.ts';
import { REAL } from '../support/job-lab.ts';
import { JobLife } from '../support/job-life.ts';

const filled = (writes: readonly Stretch[], first = 1) => writes.map((w, i) => ({ ...w, pattern: first + i }));
const differs = (a: Extents, b: Extents) => firstDifference(a, b, 0, SIZE);

const policy = fc.constantFrom('report', 'ignore', 'ignore', 'stop', 'stop', 'enospc', 'auto');
/** Of the guest's device. */
const werror = fc.constantFrom('report', 'report', 'stop', 'enospc');

const common = {
  profile: fc.constantFrom(...REAL),
  happenings,
  werror,
  /** bytes a second; 0: no limit */
  speed: fc.constantFrom(0, 0, 1 << 20, 1 << 22),
  autoFinalize: fc.boolean(),
};

/** The job has begun, and all that was on its way is done. */
const CHANGE = 'block-job-change';

const STARTED: Happening = { kind: 'rest' };

/** How many times as many runs as usual: the gate asks for 20,000 in all. */
const SCALE = Number(process.env.BLOCKSIM_RUNS ?? 1);
const TIMEOUT = 20_000 * SCALE;

type Drawn<T> = { [K in keyof T]: T[K] extends fc.Arbitrary<infer U> ? U : never };
type Life = Drawn<Pick<typeof common, 'speed' | 'autoFinalize' | 'happenings'>>;

interface Story {
  readonly execute: string;
  readonly args: JsonObject;
  /** what is drawn of its arguments */
  readonly drawn: JsonObject;
  /** of the job that makes good for it; absent: the same */
  readonly again?: JsonObject;
  /** looks at what the job has copied as soon as it says that it is done */
  done?(): void;
  /** the chain is cut although a header could not be written (3.5): nothing is left to be done */
  over?(): boolean;
}

/** Lets a job live and end. If it does not end well, the same job must do so afterwards, undisturbed. */
function live(lab: JobLife, { execute, args, drawn, again = args, done, over }: Story, life: Life): void {
  lab.machine.bus.on('job-status-changed', ({ name, status }) => {
    if (name === 'j' && status === 'waiting') done?.();
  });
  const { speed, autoFinalize } = life;
  lab.begin(execute, { ...args, ...drawn, speed, 'auto-finalize': autoFinalize });
  lab.live(life.happenings);
  if (lab.finish() === 'completed' || over?.()) return;
  lab.begin(execute, again);
  expect(lab.finish()).toBe('completed');
}

type Before = 'anything' | 'nothing' | 'same';
/** What the target of a mirror has to hold before, so that it ends as a copy. */
const BEFORE = { full: 'anything', top: 'nothing', none: 'same' } as const;

describe('disks', () => {
  const setting = fc.record({
    ...common,
    /** what is in the source, and what is in the target, before */
    source: fc.array(stretch, { maxLength: 5 }),
    target: fc.array(stretch, { maxLength: 3 }),
    format: fc.constantFrom('raw', 'qcow2'),
    targetFormat: fc.constantFrom('raw', 'qcow2'),
    'on-source-error': policy,
    'on-target-error': policy,
  });
  type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

  function labOf(
    { profile, source, target, format, targetFormat, werror }: Setting,
    before: Before = 'anything',
  ): JobLife {
    const found = { anything: filled(target, 101), nothing: [], same: filled(source) };
    const node = (name: string, file: string, driver: string): JsonObject => ({
      driver,
      'node-name': name,
      file: { driver: 'file', filename: `@DIR@/${file}` },
      discard: 'unmap',
    });
    return new JobLife(profile, {
      images: [
        { name: 's.img', format, size: SIZE, write: filled(source) },
        { name: 't.img', format: targetFormat, size: SIZE, write: found[before] },
      ] as Scenario['images'],
      blockdev: [node('src', 's.img', format), node('dst', 't.img', targetFormat)],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'src', werror }] as Scenario['device'],
    });
  }
  const policies = (chosen: Setting) => ({
    'on-source-error': chosen['on-source-error'],
    'on-target-error': chosen['on-target-error'],
  });

  const mirror = fc.record({
    sync: fc.constantFrom('full', 'full', 'top', 'none'),
    granularity: fc.constantFrom(0, CHUNK, 8 * CHUNK),
    'buf-size': fc.constantFrom(0, 8 * CHUNK, 1 << 17),
  });

  test.each(['background', 'write-blocking'])(
    'mirror, %s: when it completes, source and target read the same',
    (mode) => {
      fc.assert(
        fc.property(setting, mirror, (chosen, { sync, ...sizes }) => {
          const lab = labOf(chosen, BEFORE[sync]);
          const life = sync === 'none' ? { ...chosen, happenings: [STARTED, ...chosen.happenings] } : chosen;
          const args = { device: 'src', target: 'dst', sync, 'copy-mode': mode };
          // What the guest could not write to the source was never meant for the target (3.4).
          const both =
            mode !== 'background' || chosen.happenings.some((each) => 'execute' in each && each.execute === CHANGE);
          const done = () => expect(lab.apart('src', 'dst', both)).toBeUndefined();
          const drawn = { ...policies(chosen), ...sizes };
          live(lab, { execute: 'blockdev-mirror', args, drawn, again: { ...args, sync: 'full' }, done }, life);
          // A cancel after complete comes too late or not.
          if (!lab.cancelled) expect(lab.root.name).toBe('dst');
        }),
        { numRuns: 120 * SCALE },
      );
    },
    TIMEOUT,
  );

  const backup = fc.record({
    'max-workers': fc.constantFrom(1, 2, 64),
    'max-chunk': fc.constantFrom(0, 1 << 16, 1 << 17),
  });

  test(
    'backup: the target shows the source as it was when the job started',
    () => {
      fc.assert(
        fc.property(setting, backup, (chosen, perf) => {
          const lab = labOf(chosen);
          let before: Extents = [];
          lab.machine.bus.on('job-status-changed', ({ status }) => {
            if (status === 'created') before = lab.contents('src');
          });
          const args = { device: 'src', target: 'dst', sync: 'full' };
          const drawn = { ...policies(chosen), 'x-perf': perf };
          const done = () => expect(differs(before, lab.contents('dst'))).toBeUndefined();
          live(lab, { execute: 'blockdev-backup', args, drawn, done }, chosen);
        }),
        { numRuns: 240 * SCALE },
      );
    },
    TIMEOUT,
  );
});

describe('chains', () => {
  const setting = fc.record({
    ...common,
    base: fc.array(stretch, { maxLength: 4 }),
    mid: fc.array(stretch, { maxLength: 3 }),
    top: fc.array(stretch, { maxLength: 3 }),
    'on-error': policy,
  });
  type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

  function labOf({ profile, base, mid, top, werror }: Setting): JobLife {
    const layer = (name: string, backing: string, format: string, writes: readonly Stretch[], first: number) => ({
      name,
      format: 'qcow2',
      size: SIZE,
      backing,
      backing_format: format,
      write: filled(writes, first),
    });
    const node = (driver: string, name: string, backing: JsonObject = {}): JsonObject => ({
      driver,
      'node-name': name,
      file: { driver: 'file', filename: `@DIR@/${name}.img` },
      ...backing,
    });
    return new JobLife(profile, {
      images: [
        { name: 'base.img', format: 'raw', size: SIZE, write: filled(base) },
        layer('mid.img', 'base.img', 'raw', mid, 40),
        layer('top.img', 'mid.img', 'qcow2', top, 80),
      ] as Scenario['images'],
      blockdev: [
        node('raw', 'base'),
        node('qcow2', 'mid', { backing: 'base' }),
        node('qcow2', 'top', { backing: 'mid' }),
      ],
      device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'top', werror }] as Scenario['device'],
    });
  }

  /** The names of a node's backing chain, from the guest's disk down. */
  function chainOf(lab: JobLife): string {
    const names: string[] = [];
    for (let node = lab.root; ; node = lab.machine.nodes.at(node.backing)) {
      names.push(node.name);
      if (node.backing === -1) return names.join(' ');
    }
  }

  test.each([
    ['the whole chain', {}, 'top'],
    ['down to the base', { 'base-node': 'base' }, 'top base'],
    ['with a bottom', { bottom: 'mid' }, 'top base'],
  ] as const)(
    'stream, %s: the guest reads the same, and nothing from what was cut off',
    (_name, extra, chain) => {
      fc.assert(
        fc.property(setting, (chosen) => {
          const lab = labOf(chosen);
          const drawn = { 'on-error': chosen['on-error'] };
          const over = () => chainOf(lab) === chain;
          live(lab, { execute: 'block-stream', args: { device: 'top', ...extra }, drawn, over }, chosen);
          expect(chainOf(lab)).toBe(chain);
        }),
        { numRuns: 60 * SCALE },
      );
    },
    TIMEOUT,
  );

  test.each([
    ['mid', 'top base'],
    ['top', 'base'],
  ])(
    'commit of %s: the guest reads the same, and nothing from what was dropped',
    (top, chain) => {
      fc.assert(
        fc.property(setting, (chosen) => {
          const lab = labOf(chosen);
          const args = { device: 'top', 'top-node': top, 'base-node': 'base' };
          const drawn = { 'on-error': chosen['on-error'] };
          const done = () => expect(lab.difference(top, 'base')).toBeUndefined();
          const over = () => chainOf(lab) === chain;
          live(lab, { execute: 'block-commit', args, drawn, done, over }, chosen);
          if (!lab.cancelled) expect(chainOf(lab)).toBe(chain);
        }),
        { numRuns: 60 * SCALE },
      );
    },
    TIMEOUT,
  );
});
