/** Operations of a mirror that nothing can tell apart. */
import { describe, expect, test } from 'vitest';
import { type Alike, alikeIn } from '../../src/explore/alike.ts';
import { alikeCopies } from '../../src/explore/alike-copies.ts';
import { everyProperty } from '../../src/explore/properties/index.ts';
import type { Machine } from '../../src/machine.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { outcomesOf } from '../support/outcomes.ts';

const MIB = 1024 * 1024;
const sends = (at: number, execute: string, args: object = {}) => ({ at, qmp: { execute, arguments: args } });
const MIRROR = sends(0, 'blockdev-mirror', { 'job-id': 'copy', device: 'source', target: 'target', sync: 'full' });
const writes = (at: number, offset: number) => ({
  at,
  io: [{ device: 'vd0', op: 'write', offset, bytes: 65536, tag: `w${offset}` }],
});
const disk = (name: string, more: object = {}) => ({
  driver: 'raw',
  'node-name': name,
  file: { driver: 'file', filename: `@DIR@/${name}.raw` },
  ...more,
});

/** A mirror of so many MiB, each of which is one operation. */
function mirrorOf(size: number, steps: readonly object[], more: object = {}): Scenario {
  const story = {
    name: 'mirror',
    images: [
      { name: 'source.raw', format: 'raw', size: size * MIB, write: [{ offset: 0, bytes: size * MIB, pattern: 17 }] },
      { name: 'target.raw', format: 'raw', size: size * MIB },
    ],
    blockdev: [disk('source'), disk('target')],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'source' }],
    steps,
    end: 1000,
    ...more,
  };
  const { scenario, refusal } = parseScenario(JSON.stringify(story), 'mirror.json');
  if (scenario === undefined) throw new Error(refusal);
  return scenario;
}

type Rows = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A machine at rest, whichever operations have come home: how much stands in the files, and all else. */
function shape(machine: Machine): string {
  const { image = {}, 'guest-request': _requests, ...rest } = machine.dump() as Readonly<Record<string, Rows>>;
  const bytes = (extents: unknown): number =>
    (extents as readonly { kind: string; length: number }[])
      .filter(({ kind }) => kind === 'pattern')
      .reduce((all, { length }) => all + length, 0);
  const left = ['watched property', 'accounting', 'clock', 'actor', 'dirty-bitmap'];
  const bare = (rows: Rows) =>
    Object.values(rows).map((row) =>
      Object.entries(row).filter(
        ([name]) => !['wrHighestOffset', 'created', 'due', 'cursor', 'claimed'].includes(name),
      ),
    );
  return JSON.stringify([
    Object.values(image).map(({ extents = [] }) => bytes(extents)),
    Object.entries(rest)
      .filter(([kind]) => !left.includes(kind))
      .map(([kind, rows]) => [kind, bare(rows)]),
  ]);
}

const outcomes = (scenario: Scenario, version: string, eager: boolean, alike: Alike) =>
  outcomesOf(scenario, version, { properties: everyProperty, eager, alike, shape });

describe('letting one of several alike operations be finished next', () => {
  const cancel = sends(100, 'block-job-cancel', { device: 'copy' });
  const force = sends(100, 'block-job-cancel', { device: 'copy', force: true });

  test('spares a tenth of the states where four are in flight', () => {
    const story = mirrorOf(4, [MIRROR, cancel]);
    const states = (alike: Alike) => outcomes(story, '11.1.3', true, alike).states;
    expect([states([]), states(alikeIn(story, everyProperty))]).toEqual([14_728, 13_224]);
  });

  test.each<[string, Scenario, string]>([
    ['that are cancelled', mirrorOf(4, [MIRROR, cancel]), '11.1.3'],
    ['that are cancelled by force', mirrorOf(4, [MIRROR, force]), '7.2.22'],
    ['beside a guest that writes', mirrorOf(3, [MIRROR, writes(100, 0), force]), '10.0.13'],
    ['that are paused', mirrorOf(3, [MIRROR, sends(100, 'block-job-pause', { device: 'copy' })]), '10.0.2'],
  ])('comes to the same ends and verdicts: operations %s', { timeout: 60_000 }, (_what, story, version) => {
    const alike = alikeIn(story, everyProperty);
    expect(alike).toHaveLength(1);
    const all = outcomes(story, version, true, []);
    expect(all.ends.size).toBeGreaterThan(0);
    const { ends, broken, states } = outcomes(story, version, true, alike);
    expect({ ends, broken }).toEqual({ ends: all.ends, broken: all.broken });
    expect(states).toBeLessThan(all.states);
  });
});

describe('operations are not alike', () => {
  const story = mirrorOf(3, [MIRROR]);
  const states = (scenario: Scenario, alike: Alike) => outcomes(scenario, '11.1.3', true, alike).states;

  test.each<[string, Scenario]>([
    ['where storage runs full', { ...story, pools: [{ name: 'p', capacity: 8192 }] }],
    ['where the file can fail', mirrorOf(3, [MIRROR, { at: 100, fault: { image: 'target.raw', errno: 'EIO' } }])],
    ['where a command may look at places', mirrorOf(3, [MIRROR, sends(100, 'query-blockstats')])],
    [
      'where a rule may let one of them fail',
      mirrorOf(3, [MIRROR], {
        blockdev: [disk('source'), disk('target'), { driver: 'blkdebug', image: 'target', 'node-name': 'ruled' }],
      }),
    ],
    ['that an order names', { ...story, order: [] }],
  ])('%s', (_why, scenario) => {
    expect(alikeCopies(story, everyProperty)).toHaveLength(1);
    expect(alikeCopies(scenario, everyProperty)).toEqual([]);
  });

  test('where the guest writes', () => {
    const beside = (offset: number) => mirrorOf(3, [MIRROR, writes(100, offset)]);
    const spared = (scenario: Scenario) => states(scenario, []) / states(scenario, alikeIn(scenario, everyProperty));
    expect(spared(beside(0))).toBeGreaterThan(1);
    expect(spared(beside(1.5 * MIB))).toBe(1);
  });
});
