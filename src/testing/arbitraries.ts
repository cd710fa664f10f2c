/**
 * Random scenarios for fast-check: disks with faults and policies, a guest that reads and writes, clients that send
 * commands. What shrinks is still a scenario that plays.
 */
import type fastCheck from 'fast-check';
import type { IoRequest, JsonObject, Scenario, ScenarioDevice, Step } from '../scenario/scenario.ts';

type Fc = typeof fastCheck;
type Arbitrary<T> = fastCheck.Arbitrary<T>;

export interface ScenarioShape {
  /** how many disks at most; 2 if not said */
  readonly disks?: number;
  /** how many steps at most; 6 if not said */
  readonly steps?: number;
  /** the error policies that disks may have */
  readonly policies?: readonly ('report' | 'ignore' | 'stop' | 'enospc')[];
  /** commands that the client may send, without arguments */
  readonly commands?: readonly string[];
  /** milliseconds that may lie between two steps */
  readonly pauses?: readonly number[];
  /** faults may be left out by a search */
  readonly maybe?: boolean;
}

const SECTOR = 512;
const DISK = 1 << 20;

/**
 * @param fc fast-check, as the test suite has it
 * @returns scenarios of that shape
 */
export function scenarios(fc: Fc, shape: ScenarioShape = {}): Arbitrary<Scenario> {
  const { disks = 2, steps = 6 } = shape;
  return fc
    .integer({ min: 1, max: disks })
    .chain((count) =>
      fc.tuple(
        fc.array(disk(fc, shape), { minLength: count, maxLength: count }),
        fc.array(step(fc, shape, count), { maxLength: steps }),
      ),
    )
    .map(([made, taken]) => assemble(made, taken));
}

interface Disk {
  readonly rules: readonly JsonObject[];
  readonly latency: number;
  readonly werror: string;
  readonly rerror: string;
}

function disk(fc: Fc, { policies = ['report', 'stop', 'enospc'], maybe = false }: ScenarioShape): Arbitrary<Disk> {
  const policy = fc.constantFrom(...policies);
  return fc.record({
    rules: fc.array(rule(fc, maybe), { maxLength: 2 }),
    latency: fc.constantFrom(0, 0, 30_000_000),
    werror: policy,
    rerror: policy.map((name) => (name === 'enospc' ? 'report' : name)),
  });
}

const rule = (fc: Fc, maybe: boolean): Arbitrary<JsonObject> =>
  fc.record({
    event: fc.constant('none'),
    iotype: fc.constantFrom('read', 'write'),
    errno: fc.constantFrom(5, 28),
    once: fc.boolean(),
    ...(maybe ? { maybe: fc.constant(true) } : {}),
  }) as Arbitrary<JsonObject>;

interface Taken {
  readonly pause: number;
  readonly io?: Omit<IoRequest, 'tag'>;
  readonly execute?: string;
}

function step(fc: Fc, shape: ScenarioShape, disks: number): Arbitrary<Taken> {
  const { commands = ['cont', 'stop', 'query-status'], pauses = [0, 20, 400, 1100] } = shape;
  const pause = fc.constantFrom(...pauses);
  const io = fc.record({
    device: fc.nat(disks - 1).map((index) => `vd${index}`),
    op: fc.constantFrom('read' as const, 'write' as const),
    offset: fc.nat(64).map((sector) => sector * SECTOR),
    bytes: fc.integer({ min: 1, max: 8 }).map((sectors) => sectors * SECTOR),
  });
  const asked = fc.record({ pause, io });
  return commands.length === 0 ? asked : fc.oneof(asked, fc.record({ pause, execute: fc.constantFrom(...commands) }));
}

function assemble(disks: readonly Disk[], taken: readonly Taken[]): Scenario {
  let at = 0;
  const steps = taken.map(({ pause, io, execute = '' }, index): Step => {
    at += pause;
    return io === undefined ? { at, qmp: { execute } } : { at, io: [{ ...io, tag: `t${index}` }] };
  });
  return {
    name: 'random',
    images: [],
    pools: [],
    blockdev: disks.flatMap(({ rules, latency }, i): JsonObject[] => [
      { driver: 'null-co', 'node-name': `disk${i}`, size: DISK, 'read-zeroes': true, 'latency-ns': latency },
      {
        driver: 'blkdebug',
        'node-name': `faulty${i}`,
        image: `disk${i}`,
        ...(rules.length === 0 ? {} : { 'inject-error': rules }),
      },
    ]),
    drive: [],
    device: disks.map(
      ({ werror, rerror }, i): ScenarioDevice => ({
        driver: 'virtio-blk-device',
        id: `vd${i}`,
        drive: `faulty${i}`,
        werror,
        rerror,
      }),
    ),
    clients: [],
    steps,
    end: at + 3000,
  };
}
