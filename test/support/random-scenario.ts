/** Random scenarios with faults, guests and a client, for laws that hold for every one of them. */
import fc from 'fast-check';
import type { IoRequest, JsonObject, Scenario, ScenarioDevice, Step } from '../../src/scenario/scenario.ts';

const policy = fc.constantFrom('report', 'ignore', 'stop', 'auto');

const rule: fc.Arbitrary<JsonObject> = fc.record(
  {
    event: fc.constantFrom('none', 'pwritev'),
    errno: fc.constantFrom(5, 28, 1),
    iotype: fc.constantFrom('read', 'write', 'flush'),
    once: fc.boolean(),
    sector: fc.nat(40),
    immediately: fc.boolean(),
  },
  { requiredKeys: ['event', 'errno'] },
);

const io = (devices: number): fc.Arbitrary<Omit<IoRequest, 'tag'>> =>
  fc
    .tuple(fc.nat(devices - 1), fc.constantFrom('read', 'write', 'flush'), fc.nat(40), fc.integer({ min: 1, max: 8 }))
    .map(([device, op, sector, sectors]) =>
      op === 'flush'
        ? { device: `vd${device}`, op }
        : { device: `vd${device}`, op: op as 'read' | 'write', offset: sector * 512, bytes: sectors * 512 },
    );

const command = fc.constantFrom('cont', 'stop', 'query-status', 'system_reset', 'query-version');

type Body =
  | { readonly kind: 'io'; readonly io: readonly Omit<IoRequest, 'tag'>[] }
  | { readonly kind: 'qmp'; readonly execute: string };

const body = (devices: number): fc.Arbitrary<Body> =>
  fc.oneof(
    fc.array(io(devices), { minLength: 1, maxLength: 4 }).map((list): Body => ({ kind: 'io', io: list })),
    command.map((execute): Body => ({ kind: 'qmp', execute })),
  );

/** One to three disks with faults and policies, then up to eight steps at any times, several at once among them. */
export const randomScenario: fc.Arbitrary<Scenario> = fc
  .integer({ min: 1, max: 3 })
  .chain((devices) =>
    fc.record({
      rules: fc.array(fc.array(rule, { maxLength: 2 }), { minLength: devices, maxLength: devices }),
      latencies: fc.array(fc.constantFrom(0, 0, 30_000_000), { minLength: devices, maxLength: devices }),
      policies: fc.array(fc.tuple(policy, policy), { minLength: devices, maxLength: devices }),
      steps: fc.array(fc.tuple(fc.constantFrom(0, 0, 20, 400, 1100), body(devices)), { maxLength: 8 }),
    }),
  )
  .map(({ rules, latencies, policies, steps }) => {
    const blockdev = rules.flatMap((list, i): JsonObject[] => [
      { driver: 'null-co', 'node-name': `n${i}`, size: 1 << 20, 'read-zeroes': true, 'latency-ns': latencies[i] ?? 0 },
      {
        driver: 'blkdebug',
        'node-name': `dbg${i}`,
        image: `n${i}`,
        ...(list.length === 0 ? {} : { 'inject-error': list }),
      },
    ]);
    const device = policies.map(
      ([werror, rerror], i): ScenarioDevice => ({
        driver: 'virtio-blk-device',
        id: `vd${i}`,
        drive: `dbg${i}`,
        werror,
        rerror,
      }),
    );
    let at = 0;
    let tags = 0;
    const played = steps.map(([wait, what]): Step => {
      at += wait;
      return what.kind === 'qmp'
        ? { at, qmp: { execute: what.execute } }
        : { at, io: what.io.map((one) => ({ ...one, tag: `t${tags++}` })) };
    });
    return {
      name: 'random',
      images: [],
      pools: [],
      blockdev,
      drive: [],
      device,
      clients: [],
      steps: played,
      end: at + 3000,
    };
  });
