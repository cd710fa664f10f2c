import { expect, test } from 'vitest';
import { configFromBlockSetIoThrottle, configFromDrive, configFromLimits } from '../../src/block/throttle-options.ts';
import { throttleConfig } from '../../src/block/throttle-state.ts';

const NONE = { bps: 0, bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 };

test('three spellings, one configuration', () => {
  const config = throttleConfig(
    { 'bps-read': { avg: 100, max: 200, burstLength: 3 }, 'iops-total': { avg: 10, max: 20 } },
    512,
  );
  const limits = {
    'bps-read': 100,
    'bps-read-max': 200,
    'bps-read-max-length': 3,
    'iops-total': 10,
    'iops-total-max': 20,
    'iops-size': 512,
  };
  expect(configFromLimits(limits)).toEqual({ config });
  expect(configFromDrive(limits)).toEqual({ config });
  expect(
    configFromBlockSetIoThrottle({
      ...NONE,
      bps_rd: 100,
      bps_rd_max: 200,
      bps_rd_max_length: 3,
      iops: 10,
      iops_max: 20,
      iops_size: 512,
    }),
  ).toEqual({ config });
});

test('a group keeps the limits that are not named', () => {
  const base = throttleConfig({ 'iops-total': { avg: 10 } });
  expect(configFromLimits({ 'bps-total': 5 }, base)).toEqual({
    config: throttleConfig({ 'iops-total': { avg: 10 }, 'bps-total': { avg: 5 } }),
  });
});

test('block_set_io_throttle always describes everything', () => {
  expect(configFromBlockSetIoThrottle({ ...NONE, group: 'x' })).toEqual({ config: throttleConfig() });
});

test.each([
  [
    { 'iops-total': 10, 'iops-read': 5 },
    'bps/iops/max total values and read/write values cannot be used at the same time',
  ],
  [{ 'iops-total': -1 }, 'bps/iops/max values must be within [0, 1000000000000000]'],
  [{ 'iops-total': 10, 'iops-total-max-length': 0 }, 'the burst length cannot be 0'],
  [{ 'iops-total': 10, 'iops-total-max-length': 2 }, 'burst length set without burst rate'],
  [{ 'bps-total': 10, 'bps-total-max': 20, 'bps-total-max-length': -1 }, 'burst length too high for this burst rate'],
])('the limits %j are refused', (limits, error) => {
  expect(configFromLimits(limits)).toEqual({ error });
  expect(configFromDrive(limits)).toEqual({ error });
});

test('a negative size of operations is enormous, and means no size', () => {
  expect(configFromLimits({ 'iops-total': 10, 'iops-size': -1 }).error).toBeUndefined();
  expect(configFromBlockSetIoThrottle({ ...NONE, iops_size: 512 }).error).toBe(
    'iops size requires an iops value to be set',
  );
});

test('only a group has a refusal of its own for burst lengths beyond 32 bits', () => {
  const limits = { 'iops-total': 10, 'iops-total-max': 20, 'iops-total-max-length': 4294967296 };
  expect(configFromLimits(limits)).toEqual({
    error: 'iops-total-max-length value must be in the range [0, 4294967295]',
  });
  expect(configFromDrive(limits).error).toBeUndefined();
  expect(configFromBlockSetIoThrottle({ ...NONE, iops: 10, iops_max: 20, iops_max_length: 5e9 }).error).toBeUndefined();
});

test.each(['iops', 'bps'])('every limit of %s that a group knows is read', (unit) => {
  const unlimited = JSON.stringify(throttleConfig());
  for (const direction of ['total', 'read', 'write'])
    for (const suffix of ['', '-max', '-max-length']) {
      const name = `${unit}-${direction}${suffix}`;
      const result = configFromLimits({ [name]: 7 });
      expect(result.error !== undefined || JSON.stringify(result.config) !== unlimited, name).toBe(true);
    }
  expect(JSON.stringify(configFromLimits({ 'iops-size': 7 }).config)).not.toBe(unlimited);
});
