/**
 * The three spellings of throttling limits, all read into one configuration: a throttle-group's `limits`
 * (`iops-total-max-length`), the arguments of block_set_io_throttle (`iops_rd_max_length`) and the options of a -drive
 * (`throttling.iops-read-max`). Types and unknown members are checked where the members arrive; here only meaning.
 */
import {
  BUCKETS,
  type BucketConfig,
  type BucketName,
  type ThrottleConfig,
  throttleConfig,
  throttleConfigError,
} from './throttle-state.ts';

/** A configuration that may be used, or the text of QEMU's refusal. */
export type ThrottleOptionsResult =
  | { readonly config: ThrottleConfig; readonly error?: never }
  | { readonly error: string; readonly config?: never };

type Values = Readonly<Record<string, unknown>>;
type Field = keyof BucketConfig;

const LONGEST_BURST = 0xffffffff;
/** `iops-read` as block_set_io_throttle spells it: `iops_rd`. */
function oldName(bucket: BucketName): string {
  return bucket.replace('-total', '').replace('-read', '_rd').replace('-write', '_wr');
}

/** QEMU keeps limits unsigned: a negative number is an enormous one. */
function unsigned(value: number): number {
  return value < 0 ? value + 2 ** 64 : value;
}

function readValues(
  values: Values,
  nameOf: (bucket: BucketName, suffix: string) => string,
  sizeName: string,
  base: ThrottleConfig,
): ThrottleOptionsResult {
  const number = (name: string, otherwise: number) => {
    const value = values[name];
    return typeof value === 'number' ? unsigned(value) : otherwise;
  };
  const bucketOf = (bucket: BucketName): BucketConfig => {
    const own = base.buckets[bucket];
    const read = (field: Field, suffix: string) => number(nameOf(bucket, suffix), own[field]);
    return { avg: read('avg', ''), max: read('max', '-max'), burstLength: read('burstLength', '-max-length') };
  };
  const config = throttleConfig(
    Object.fromEntries(BUCKETS.map((bucket) => [bucket, bucketOf(bucket)])),
    number(sizeName, base.iopsSize),
  );
  const error = throttleConfigError(config);
  return error === undefined ? { config } : { error };
}

/**
 * A throttle-group's `limits`. Limits that are not named keep what the group has, so that `qom-set` may change one.
 * Here, and only here, a burst length beyond 32 bits has a refusal of its own.
 */
export function configFromLimits(limits: Values, base: ThrottleConfig = throttleConfig()): ThrottleOptionsResult {
  for (const bucket of BUCKETS) {
    const name = `${bucket}-max-length`;
    const length = limits[name];
    if (typeof length === 'number' && length > LONGEST_BURST) {
      return { error: `${name} value must be in the range [0, ${LONGEST_BURST}]` };
    }
  }
  return readValues(limits, (bucket, suffix) => bucket + suffix, 'iops-size', base);
}

/** The arguments of block_set_io_throttle, which always describe the whole configuration. */
export function configFromBlockSetIoThrottle(args: Values): ThrottleOptionsResult {
  const nameOf = (bucket: BucketName, suffix: string) => oldName(bucket) + suffix.replaceAll('-', '_');
  return readValues(args, nameOf, 'iops_size', throttleConfig());
}

/** The `throttling` object of a -drive (`throttling.iops-total=10` is `{'iops-total': 10}`). */
export function configFromDrive(throttling: Values): ThrottleOptionsResult {
  return readValues(throttling, (bucket, suffix) => bucket + suffix, 'iops-size', throttleConfig());
}
