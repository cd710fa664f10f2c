import { describe, expect, test } from 'vitest';
import {
  accountRequest,
  BUCKETS,
  type BucketConfig,
  type BucketName,
  bucketWait,
  configureThrottle,
  leak,
  leakBucket,
  newThrottleState,
  type ThrottleConfig,
  type ThrottleState,
  throttleConfig,
  throttleConfigError,
  throttleWait,
  throttlingEnabled,
} from '../../src/block/throttle-state.ts';

const SECOND = 1e9;
const MAX = 1e15;
const bucket = (avg: number, max = 0, burstLength = 1): BucketConfig => ({ avg, max, burstLength });
const at = (level: number, burstLevel = 0) => ({ level, burstLevel });
const errorOf = (...args: Parameters<typeof throttleConfig>) => throttleConfigError(throttleConfig(...args));
const levels = (state: ThrottleState) => BUCKETS.map((name) => state.levels[name].level);

const CONFLICT = 'bps/iops/max total values and read/write values cannot be used at the same time';
const RANGE = 'bps/iops/max values must be within [0, 1000000000000000]';

describe('leaking', () => {
  test('a bucket leaks its average each second, and never below nothing', () => {
    const first = leakBucket(at(1.5), bucket(150), SECOND / 150);
    expect(first.level).toBeCloseTo(0.5, 9);
    const second = leakBucket(first, bucket(150), SECOND / 150);
    expect(second.level).toBe(0);
    expect(leakBucket(second, bucket(150), SECOND / 150).level).toBe(0);
  });

  test('with a burst length the burst level leaks at the rate of the burst', () => {
    const config = bucket(150, 250, 2);
    const seen: number[] = [];
    for (let now = at(0, 6), i = 0; i < 4; i++) {
      now = leakBucket(now, config, SECOND / 100);
      seen.push(now.burstLevel);
    }
    expect(seen).toEqual([3.5, 1, 0, 0]);
  });

  test('without one the burst level stays what it is', () => {
    expect(leakBucket(at(0, 6), bucket(150, 250), SECOND)).toEqual(at(0, 6));
  });

  test('a clock that goes back leaks nothing', () => {
    const state = accountRequest(configureThrottle(throttleConfig({ 'iops-total': { avg: 10 } }), SECOND), 'read', 512);
    expect(levels(leak(state, 0))).toEqual(levels(state));
    expect(leak(state, SECOND)).toBe(state);
  });
});

describe('waiting for a bucket', () => {
  test('nobody waits without an average, whatever the level', () => {
    expect(bucketWait(at(1e9, 1e9), bucket(0))).toBe(0);
  });

  test('nobody waits up to the maximum', () => {
    expect(bucketWait(at(0), bucket(150, 15))).toBe(0);
    expect(bucketWait(at(15), bucket(150, 15))).toBe(0);
  });

  test('half an operation too much takes the time of half an operation', () => {
    expect(bucketWait(at(15.5), bucket(150, 15))).toBe(Math.trunc(SECOND / 150 / 2));
  });

  test('a burst of two seconds at 200 passes, then the average holds', () => {
    // 10 a second, bursts of 200 a second for 2 seconds, 20 operations each 100 ms
    const config = bucket(10, 200, 2);
    let now = at(0);
    for (let step = 1; step <= 22; step++) {
      now = leakBucket({ level: now.level + 20, burstLevel: now.burstLevel + 20 }, config, SECOND / 10);
      expect(bucketWait(now, config)).toBe(step < 22 ? 0 : 1.8 * SECOND);
      expect(now.level).toBeCloseTo(step * 19, 9);
      expect(now.burstLevel).toBe(0);
    }
  });

  test('a request waits for the slowest of the four buckets it is charged to', () => {
    const config = throttleConfig({ 'bps-read': { avg: 1000 }, 'iops-total': { avg: 10 } });
    const state = accountRequest(configureThrottle(config, 0), 'read', 600);
    expect(throttleWait(state, 'read')).toBe(0.5 * SECOND); // (600 - 100) / 1000
    expect(throttleWait(state, 'write')).toBe(0); // one operation: exactly what iops-total holds
  });
});

describe('states', () => {
  test('a new state holds nothing', () => {
    const state = newThrottleState();
    expect(levels(state)).toEqual([0, 0, 0, 0, 0, 0]);
    for (const name of BUCKETS) {
      expect(state.config.buckets[name]).toEqual(bucket(0));
      expect(state.levels[name]).toEqual(at(0));
    }
    expect(state.previousLeak).toBe(0);
    expect(throttlingEnabled(state.config)).toBe(false);
  });

  test('a configuration is kept as given, forgets all levels and starts leaking now', () => {
    const config = throttleConfig({ 'bps-total': bucket(153, 5), 'iops-read': bucket(69, 9, 3) }, 1);
    const used = accountRequest(newThrottleState(), 'write', 4096);
    const state = configureThrottle(config, 1742);
    expect(levels(used)).not.toEqual(levels(state));
    expect(state.config).toEqual(config);
    expect(levels(state)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(state.previousLeak).toBe(1742);
  });

  test('states are plain data', () => {
    const state = accountRequest(configureThrottle(throttleConfig({ 'bps-read': bucket(9) }), 5), 'read', 512);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});

describe('configurations', () => {
  const invalid = (name: BucketName, config: Partial<BucketConfig>) => errorOf({ [name]: config });

  test('no limit at all is valid, and off', () => {
    expect(errorOf()).toBeUndefined();
    expect(throttlingEnabled(throttleConfig())).toBe(false);
  });

  test.each(BUCKETS)('%s alone is valid, and on; negative it is neither', (name) => {
    expect(invalid(name, { avg: 150 })).toBeUndefined();
    expect(throttlingEnabled(throttleConfig({ [name]: { avg: 150 } }))).toBe(true);
    expect(invalid(name, { avg: -1 })).toBe(RANGE);
    expect(invalid(name, { avg: 1, max: -1 })).toBe(RANGE);
  });

  test.each(['bps', 'iops'] as const)('a total of %s excludes limits of one direction', (unit) => {
    for (const value of ['avg', 'max'] as const) {
      const set = { [value]: 1 };
      const total = { [`${unit}-total`]: set };
      expect(errorOf({ ...total, [`${unit}-read`]: set })).toBe(CONFLICT);
      expect(errorOf({ ...total, [`${unit}-write`]: set })).toBe(CONFLICT);
      expect(errorOf({ ...total, [`${unit}-read`]: set, [`${unit}-write`]: set })).toBe(CONFLICT);
    }
    const set = { avg: 1 };
    expect(errorOf({ [`${unit}-total`]: set })).toBeUndefined();
    expect(errorOf({ [`${unit}-read`]: set, [`${unit}-write`]: set })).toBeUndefined();
  });

  test('totals of one unit and directions of the other get along', () => {
    expect(errorOf({ 'bps-total': { avg: 1 }, 'iops-read': { avg: 1 } })).toBeUndefined();
  });

  test('values end at 10^15', () => {
    expect(errorOf({ 'bps-read': bucket(MAX) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(MAX, MAX) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(MAX + 1) })).toBe(RANGE);
    expect(errorOf({ 'bps-read': bucket(MAX, MAX + 1) })).toBe(RANGE);
  });

  test('a burst lasts at least one second, and its amount ends at 10^15 too', () => {
    const tooHigh = 'burst length too high for this burst rate';
    expect(errorOf({ 'bps-read': bucket(1, 1, 0) })).toBe('the burst length cannot be 0');
    expect(errorOf({ 'bps-read': bucket(1, 1, 1) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(1, 1, MAX) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(1, 1, MAX + 1) })).toBe(tooHigh);
    expect(errorOf({ 'bps-read': bucket(1, 2, MAX / 2) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(1, 3, MAX / 2) })).toBe(tooHigh);
    expect(errorOf({ 'bps-read': bucket(1, MAX, 1) })).toBeUndefined();
    expect(errorOf({ 'bps-read': bucket(1, MAX, 2) })).toBe(tooHigh);
    expect(errorOf({ 'bps-read': bucket(1, 0, 2) })).toBe('burst length set without burst rate');
  });

  test('a maximum needs an average no larger than itself', () => {
    expect(errorOf({ 'iops-write': bucket(0, 1) })).toBe('bps_max/iops_max require corresponding bps/iops values');
    expect(errorOf({ 'iops-write': bucket(5, 4) })).toBe('bps_max/iops_max cannot be lower than bps/iops');
    expect(errorOf({ 'iops-write': bucket(5, 5) })).toBeUndefined();
  });

  test('a size of operations needs a limit of operations', () => {
    const text = 'iops size requires an iops value to be set';
    expect(errorOf({}, 512)).toBe(text);
    expect(errorOf({ 'bps-total': { avg: 1 } }, 512)).toBe(text);
    for (const name of ['iops-total', 'iops-read', 'iops-write'] as const) {
      expect(errorOf({ [name]: { avg: 1 } }, 512)).toBeUndefined();
    }
  });
});

describe('accounting', () => {
  const charged = (config: ThrottleConfig, bytes: number) =>
    levels(accountRequest(accountRequest(configureThrottle(config, 0), 'read', bytes), 'write', bytes));

  test('bytes are charged in total and by direction, whatever the size of an operation', () => {
    expect(charged(throttleConfig(), 512).slice(0, 3)).toEqual([1024, 512, 512]);
    expect(charged(throttleConfig({}, 13), 1024).slice(0, 3)).toEqual([2048, 1024, 1024]);
  });

  test('a request is one operation when no size is set', () => {
    expect(charged(throttleConfig(), 512).slice(3)).toEqual([2, 1, 1]);
    expect(charged(throttleConfig(), 1 << 20).slice(3)).toEqual([2, 1, 1]);
  });

  test('a request larger than the size is a fraction of operations, a smaller one a whole', () => {
    const config = throttleConfig({ 'iops-total': { avg: 150 } }, 13 * 512);
    expect(charged(config, 64 * 512).slice(3)).toEqual([128 / 13, 64 / 13, 64 / 13]);
    expect(charged(config, 512).slice(3)).toEqual([2, 1, 1]);
  });

  test('the burst level is charged only where there is a burst length', () => {
    const config = throttleConfig({ 'iops-read': bucket(10, 20, 2), 'bps-read': bucket(10, 20) });
    const state = accountRequest(configureThrottle(config, 0), 'read', 512);
    expect(state.levels['iops-read']).toEqual(at(1, 1));
    expect(state.levels['bps-read']).toEqual(at(512, 0));
  });
});

describe('schedules seen on real machines', () => {
  /** When each of `count` writes submitted together at time 0 is released, in milliseconds. */
  function schedule(config: ThrottleConfig, count: number, bytes: number): number[] {
    let state = configureThrottle(config, 0);
    let now = 0;
    const released: number[] = [];
    while (released.length < count) {
      state = leak(state, now);
      const wait = throttleWait(state, 'write');
      now += wait;
      if (wait > 0) continue;
      state = accountRequest(state, 'write', bytes);
      released.push(Math.round(now / 1e6));
    }
    return released;
  }

  test('ten a second: two at once, then one each 100 ms', () => {
    expect(schedule(throttleConfig({ 'iops-total': bucket(10) }), 5, 512)).toEqual([0, 0, 100, 200, 300]);
  });

  test('a request is not delayed by its own size, only by the debt before it', () => {
    expect(schedule(throttleConfig({ 'bps-total': bucket(10240) }), 3, 4096)).toEqual([0, 300, 700]);
  });

  test('a maximum of twenty lets twenty pass together, and one more', () => {
    const times = schedule(throttleConfig({ 'iops-total': bucket(10, 20) }), 22, 512);
    expect(times.slice(0, 21)).toEqual(Array(21).fill(0));
    expect(times[21]).toBe(100);
  });

  test('a burst length spreads the burst: three at once, then one each 50 ms', () => {
    expect(schedule(throttleConfig({ 'iops-total': bucket(10, 20, 2) }), 6, 512)).toEqual([0, 0, 0, 50, 100, 150]);
  });

  test('operations of two kilobytes count twice when one is a kilobyte', () => {
    expect(schedule(throttleConfig({ 'iops-total': bucket(10) }, 1024), 4, 2048)).toEqual([0, 100, 300, 500]);
  });
});
