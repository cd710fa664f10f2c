/**
 * The data that jobs move (4.1 to 4.4), whatever happens meanwhile: a guest that writes, faults, pauses, cancels, stop
 * and cont, in any order. The guest reads what it wrote; a job that ends well has copied everything; one that does not
 * leaves a chain with which the same job ends well. io-status tells the first error until the job goes on (3.2).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Extents } from '../../src/block/extents.ts';
import { CHUNK, type Happening, happenings, stretch } from '../support/happenings.ts';
import { REAL } from '../support/job-lab.ts';
import type { JobLife } from '../support/job-life.ts';
import { chainOf, differs, disks, layers, playStory, type Story } from '../support/job-stories.ts';

const policy = fc.constantFrom('report', 'ignore', 'ignore', 'stop', 'stop', 'enospc', 'auto');

const common = {
  profile: fc.constantFrom(...REAL),
  happenings,
  werror: fc.constantFrom('report', 'report', 'stop', 'enospc'),
  /** bytes a second; 0: no limit */
  speed: fc.constantFrom(0, 0, 1 << 20, 1 << 22),
  autoFinalize: fc.boolean(),
};

interface Life {
  readonly happenings: readonly Happening[];
  readonly speed: number;
  readonly autoFinalize: boolean;
}

function live(lab: JobLife, story: Story, { speed, autoFinalize, happenings: others }: Life): void {
  const more = { ...story.more, speed, 'auto-finalize': autoFinalize };
  playStory(lab, { ...story, more }, () => lab.live(others));
}

/** How many times as many runs as usual: the gate asks for 20,000 in all. */
const SCALE = Number(process.env.BLOCKSIM_RUNS ?? 1);
const slow = { timeout: 20_000 * SCALE };

describe('disks', slow, () => {
  const setting = fc.record({
    ...common,
    source: fc.array(stretch, { maxLength: 5 }),
    target: fc.array(stretch, { maxLength: 3 }),
    format: fc.constantFrom('raw', 'qcow2'),
    targetFormat: fc.constantFrom('raw', 'qcow2'),
    policies: fc.record({ 'on-source-error': policy, 'on-target-error': policy }),
  });

  const mirror = fc.record({
    sync: fc.constantFrom('full', 'full', 'top', 'none'),
    granularity: fc.constantFrom(0, CHUNK, 8 * CHUNK),
    'buf-size': fc.constantFrom(0, 8 * CHUNK, 1 << 17),
    named: fc.constantFrom({}, { replaces: 'src' }),
  });
  const REST: Happening = { kind: 'rest' };

  test.each(['background', 'write-blocking'])('mirror, %s: when it completes, both sides read the same', (mode) => {
    fc.assert(
      fc.property(setting, mirror, (chosen, { sync, named, ...sizes }) => {
        // What only follows the source, or takes only what is allocated, starts from a copy, or from nothing.
        const lab = disks(sync === 'top' ? { ...chosen, target: [] } : chosen, sync === 'none');
        const life = sync === 'none' ? { ...chosen, happenings: [REST, ...chosen.happenings] } : chosen;
        const args = { device: 'src', target: 'dst', sync, 'copy-mode': mode };
        // What the guest could not write to the source was never meant for the target (3.4).
        const atOnce =
          mode !== 'background' || life.happenings.some((each) => 'args' in each && 'copy-mode' in each.args);
        const done = () => expect(lab.apart('src', 'dst', atOnce)).toBeUndefined();
        const more = { ...chosen.policies, ...sizes, ...named };
        live(lab, { execute: 'blockdev-mirror', args, more, again: { ...args, sync: 'full' }, done }, life);
        // A cancel after complete comes too late or not.
        if (!lab.cancelled) expect(lab.root.name).toBe('dst');
      }),
      { numRuns: 120 * SCALE },
    );
  });

  const perf = fc.record({
    'max-workers': fc.constantFrom(1, 2, 64),
    'max-chunk': fc.constantFrom(0, 1 << 16, 1 << 17),
  });

  test('backup: the target shows the source as it was when the job started', () => {
    fc.assert(
      fc.property(setting, perf, (chosen, limits) => {
        const lab = disks(chosen);
        let before: Extents = [];
        lab.machine.bus.on('job-status-changed', ({ status }) => {
          if (status === 'created') before = lab.contents('src');
        });
        const args = { device: 'src', target: 'dst', sync: 'full' };
        const more = { ...chosen.policies, 'x-perf': limits };
        const done = () => expect(differs(before, lab.contents('dst'))).toBeUndefined();
        live(lab, { execute: 'blockdev-backup', args, more, done }, chosen);
      }),
      { numRuns: 240 * SCALE },
    );
  });
});

describe('chains', slow, () => {
  const setting = fc.record({
    ...common,
    base: fc.array(stretch, { maxLength: 4 }),
    mid: fc.array(stretch, { minLength: 1, maxLength: 3 }),
    top: fc.array(stretch, { maxLength: 3 }),
    more: fc.record({ 'on-error': policy }),
  });

  test.each([
    ['the whole chain', {}, 'top'],
    ['down to the base', { 'base-node': 'base' }, 'top base'],
    ['with a bottom', { bottom: 'mid' }, 'top base'],
  ] as const)('stream, %s: the guest reads the same, and nothing from what was cut off', (_name, extra, chain) => {
    fc.assert(
      fc.property(setting, (chosen) => {
        const lab = layers(chosen);
        const over = () => chainOf(lab) === chain;
        live(lab, { execute: 'block-stream', args: { device: 'top', ...extra }, more: chosen.more, over }, chosen);
        expect(chainOf(lab)).toBe(chain);
      }),
      { numRuns: 50 * SCALE },
    );
  });

  test.each([
    ['mid', 'top base', 100],
    ['top', 'base', 50],
  ])('commit of %s: the guest reads the same, and nothing from what was dropped', (top, chain, runs) => {
    fc.assert(
      fc.property(setting, (chosen) => {
        const lab = layers(chosen);
        const args = { device: 'top', 'top-node': top, 'base-node': 'base' };
        const done = () => expect(lab.difference(top, 'base')).toBeUndefined();
        const over = () => chainOf(lab) === chain;
        live(lab, { execute: 'block-commit', args, more: chosen.more, done, over }, chosen);
        if (!lab.cancelled) expect(chainOf(lab)).toBe(chain);
      }),
      { numRuns: runs * SCALE },
    );
  });
});
