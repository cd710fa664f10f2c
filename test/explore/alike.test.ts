/** Requests that nothing can tell apart: which they are, and that a search may let one of them be finished for all. */
import { describe, expect, test } from 'vitest';
import { type Alike, alikeIn } from '../../src/explore/alike.ts';
import { alikeRequests } from '../../src/explore/alike-guests.ts';
import { explore } from '../../src/explore/explore.ts';
import { MachineModel } from '../../src/explore/machine-model.ts';
import { properties, propertyNamed } from '../../src/explore/properties/index.ts';
import type { Property } from '../../src/explore/properties/property.ts';
import { watchProperties } from '../../src/explore/properties/watch.ts';
import type { Machine } from '../../src/machine.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { qemu } from '../support/explored.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { search } from '../support/search.ts';

interface Size {
  readonly requests: number;
  readonly disks: number;
  /** how many writes of each disk meet a full disk */
  readonly failures: number;
}

/** The founding story with disks that are files: so many writes to each at once. */
function founding({ requests, disks, failures }: Size, more: object = {}): Scenario {
  const each = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
  const full = { event: 'none', iotype: 'write', errno: 28, once: true };
  const io = each(disks, (d) =>
    each(requests, (r) => ({ device: `vd${d}`, op: 'write', offset: r * 65536, bytes: 4096, tag: `w${d}${r}` })),
  ).flat();
  const story = {
    name: 'founding',
    images: each(disks, (d) => ({ name: `d${d}.raw`, format: 'raw', size: 1048576 })),
    blockdev: each(disks, (d) => [
      { driver: 'file', 'node-name': `f${d}`, filename: `@DIR@/d${d}.raw` },
      {
        driver: 'blkdebug',
        'node-name': `b${d}`,
        image: `f${d}`,
        ...(failures === 0 ? {} : { 'inject-error': each(failures, () => full) }),
      },
    ]).flat(),
    device: each(disks, (d) => ({
      driver: 'virtio-blk-device',
      id: `vd${d}`,
      drive: `b${d}`,
      werror: 'stop',
      rerror: 'stop',
    })),
    steps: [
      { at: 100, io },
      { at: 400, qmp: { execute: 'cont' } },
      { at: 500, qmp: { execute: 'query-status' } },
      { at: 2500, qmp: { execute: 'cont' } },
    ],
    end: 3000,
    ...more,
  };
  const { scenario, refusal } = parseScenario(JSON.stringify(story), 'founding.json');
  if (scenario === undefined) throw new Error(refusal);
  return scenario;
}

/** A machine at rest, whichever of a disk's requests it was that failed. */
function shape(machine: Machine): string {
  const { 'guest-request': requests = {}, image = {}, device = {}, ...rest } = machine.dump() as Dump;
  const bare = (rows: Rows, ...but: string[]) =>
    Object.values(rows).map((row) => Object.entries(row).filter(([name]) => !but.includes(name)));
  return JSON.stringify([
    bare(requests, 'tag', 'offset', 'stamp', 'started'),
    bare(image, 'extents'),
    Object.values(image).map((row) => (row.extents as readonly { length: number }[] | undefined)?.length),
    bare(device, 'parked', 'active'),
    Object.values(device).map((row) => (row.parked as readonly number[] | undefined)?.length),
    Object.entries(rest)
      .filter(([kind]) => !['watched property', 'accounting', 'clock', 'actor'].includes(kind))
      .map(([kind, rows]) => [kind, bare(rows, 'wrHighestOffset', 'created', 'due')]),
  ]);
}

type Rows = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Dump = Readonly<Record<string, Rows>>;

const outcomes = (scenario: Scenario, version: string, eager: boolean, alike?: Alike) =>
  outcomesOf(scenario, version, { properties, eager, alike, shape });

describe('letting one of several alike requests be finished next', () => {
  test.each([
    [{ requests: 3, disks: 1, failures: 0 }, '10.0.13'],
    [{ requests: 3, disks: 1, failures: 1 }, '10.0.2'],
    [{ requests: 3, disks: 1, failures: 2 }, '10.0.13'],
    [{ requests: 4, disks: 1, failures: 2 }, '11.1.3'],
    [{ requests: 3, disks: 1, failures: 4 }, '11.1.3'],
    [{ requests: 2, disks: 2, failures: 0 }, '10.0.13'],
  ])('comes to the same ends and verdicts: %o on %s', { timeout: 60_000 }, (size, version) => {
    const story = founding(size);
    const alike = alikeIn(story, properties);
    expect(alikeRequests(story, properties).size).toBe(size.requests * size.disks);
    const all = outcomes(story, version, false);
    for (const eager of [false, true]) {
      const { ends, broken, states } = outcomes(story, version, eager, alike);
      expect({ ends, broken }).toEqual({ ends: all.ends, broken: all.broken });
      expect(states).toBeLessThan(all.states);
    }
  });

  test('spares nearly half of the states where one of three requests on each of two disks fails', {
    timeout: 60_000,
  }, () => {
    const story = founding({ requests: 3, disks: 2, failures: 1 });
    const watched = [propertyNamed('stop-has-io-error') as Property];
    const states = (alike?: Alike) =>
      search(new MachineModel(buildMachine(story, qemu('10.0.13'), { apart: true }), watched, alike)).states;
    expect(states(alikeIn(story, watched)) / states()).toBeLessThan(0.55);
  });

  // Where the file cannot do FUA each write is followed by a flush of its own, and goes in parts.
  test('is not tried where writes go in parts', () => {
    const story = founding({ requests: 2, disks: 1, failures: 0 });
    const states = (alike?: Alike) => outcomes(story, '7.2.22', true, alike).states;
    expect(states(alikeIn(story, properties))).toBe(states());
  });

  test('finds a story that can be played', () => {
    const story = founding({ requests: 3, disks: 1, failures: 2 });
    const watched = [propertyNamed('no-request-stranded') as Property];
    const { properties: told } = explore(story, qemu('10.0.13'), { properties: watched });
    const found = told[0]?.counterexample as Scenario;
    const watch = watchProperties(watched);
    runScenario(found, qemu('10.0.13'), { observers: [watch] });
    expect(watch.violations).toHaveLength(1);
  });
});

describe('requests are not alike', () => {
  const size = { requests: 3, disks: 1, failures: 1 };
  const base = founding(size);
  const write = (offset: number, more: object = {}) => ({
    device: 'vd0',
    op: 'write',
    offset,
    bytes: 4096,
    tag: 'w',
    ...more,
  });
  const asked = (...io: object[]) => founding(size, { steps: [{ at: 100, io }] });
  const beside = (step: object) => ({ ...base, steps: [...base.steps, { at: 3000, ...step }] }) as Scenario;
  const rules = (rule: object): Scenario =>
    ({ ...base, blockdev: base.blockdev.map((node) => ({ ...node, 'inject-error': [rule] })) }) as unknown as Scenario;

  test.each<[string, Scenario]>([
    ['that touch', asked(write(0), write(4096))],
    ['that overlap', asked(write(0), write(0))],
    ['with another kind between', asked(write(0), write(65536, { bytes: 512 }), write(131072))],
    ['that are alone', asked(write(0), write(65536, { op: 'read' }))],
    ['where a rule names a sector', rules({ event: 'none', errno: 5, sector: 8 })],
    ['where the file can fail', beside({ fault: { node: 'f0', errno: 'EIO', offset: 0, bytes: 512 } })],
    ['where storage runs full', { ...base, pools: [{ name: 'p', capacity: 8192 }] }],
    ['where a command may look at places', beside({ qmp: { execute: 'query-blockstats' } })],
    ['where nobody knows what is sent', beside({ raw: '{"execute":"cont"}' })],
    ['that an order names', { ...base, order: [] }],
    [
      'on disks that merge and sort otherwise',
      founding(size, { device: [{ driver: 'ide-hd', id: 'vd0', drive: 'b0' }] }),
    ],
  ])('%s', (_why, scenario) => {
    expect(alikeRequests(base, properties).size).toBe(3);
    expect(alikeRequests(scenario, properties).size).toBe(0);
  });

  test('to a property that somebody brings', () => {
    const own: Property = { ...(properties[3] as Property), name: 'w1-first' };
    expect(alikeRequests(base, [own]).size).toBe(0);
  });
});
