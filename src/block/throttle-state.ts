/**
 * Leaky-bucket throttling, the arithmetic only (block-and-devices 4.3). Plain data in, plain data out: who waits in
 * which queue and which timer runs is for the throttle group.
 *
 * Times are nanoseconds, rates are bytes or operations a second.
 */

/** The six buckets, in the order in which limits are checked. */
export const BUCKETS = ['bps-total', 'bps-read', 'bps-write', 'iops-total', 'iops-read', 'iops-write'] as const;
export type BucketName = (typeof BUCKETS)[number];
export type ThrottleDirection = 'read' | 'write';

export interface BucketConfig {
  /** Units a second in the long run; 0: no limit. */
  readonly avg: number;
  /** Units a second in a burst; 0: none given. */
  readonly max: number;
  /** How many seconds a burst may last. */
  readonly burstLength: number;
}

export interface ThrottleConfig {
  readonly buckets: Readonly<Record<BucketName, BucketConfig>>;
  /** Bytes that count as one operation; 0: a request is one operation whatever its size. */
  readonly iopsSize: number;
}

export interface BucketLevel {
  readonly level: number;
  readonly burstLevel: number;
}

export interface ThrottleState {
  readonly config: ThrottleConfig;
  readonly levels: Readonly<Record<BucketName, BucketLevel>>;
  /** When the buckets last leaked. */
  readonly previousLeak: number;
}

/** No average, maximum or length may be larger. */
export const THROTTLE_VALUE_MAX = 1e15;

const SECOND = 1e9;
const NO_LIMIT: BucketConfig = { avg: 0, max: 0, burstLength: 1 };
const EMPTY_BUCKET: BucketLevel = { level: 0, burstLevel: 0 };

function forEachBucket<T>(value: (name: BucketName) => T): Readonly<Record<BucketName, T>> {
  return Object.fromEntries(BUCKETS.map((name) => [name, value(name)])) as Record<BucketName, T>;
}

/** A configuration with the given buckets, and no limit in the others. */
export function throttleConfig(
  buckets: Partial<Record<BucketName, Partial<BucketConfig>>> = {},
  iopsSize = 0,
): ThrottleConfig {
  return { buckets: forEachBucket((name) => ({ ...NO_LIMIT, ...buckets[name] })), iopsSize };
}

/** Whether any limit is set at all. */
export function throttlingEnabled(config: ThrottleConfig): boolean {
  return BUCKETS.some((name) => config.buckets[name].avg > 0);
}

const CONFLICT = 'bps/iops/max total values and read/write values cannot be used at the same time';
const OUT_OF_RANGE = `bps/iops/max values must be within [0, ${THROTTLE_VALUE_MAX}]`;

/** The text of QEMU's refusal, undefined for a configuration it accepts. What is checked first is answered first. */
export function throttleConfigError(config: ThrottleConfig): string | undefined {
  const { buckets } = config;
  const conflicts = (unit: 'bps' | 'iops', value: 'avg' | 'max') =>
    buckets[`${unit}-total`][value] !== 0 &&
    (buckets[`${unit}-read`][value] !== 0 || buckets[`${unit}-write`][value] !== 0);
  if (conflicts('bps', 'avg') || conflicts('iops', 'avg') || conflicts('bps', 'max') || conflicts('iops', 'max')) {
    return CONFLICT;
  }
  const anyIops = buckets['iops-total'].avg || buckets['iops-read'].avg || buckets['iops-write'].avg;
  if (config.iopsSize !== 0 && !anyIops) return 'iops size requires an iops value to be set';
  for (const name of BUCKETS) {
    const error = bucketError(buckets[name]);
    if (error !== undefined) return error;
  }
  return undefined;
}

function bucketError({ avg, max, burstLength }: BucketConfig): string | undefined {
  const inRange = (value: number) => value >= 0 && value <= THROTTLE_VALUE_MAX;
  if (!inRange(avg) || !inRange(max)) return OUT_OF_RANGE;
  if (burstLength === 0) return 'the burst length cannot be 0';
  if (burstLength > 1 && max === 0) return 'burst length set without burst rate';
  if (max !== 0 && burstLength > Math.floor(THROTTLE_VALUE_MAX / max)) {
    return 'burst length too high for this burst rate';
  }
  if (max !== 0 && avg === 0) return 'bps_max/iops_max require corresponding bps/iops values';
  if (max !== 0 && max < avg) return 'bps_max/iops_max cannot be lower than bps/iops';
  return undefined;
}

/** A state without limits that has never leaked. */
export function newThrottleState(): ThrottleState {
  return { config: throttleConfig(), levels: forEachBucket(() => EMPTY_BUCKET), previousLeak: 0 };
}

/** The state after a new configuration: all levels are forgotten, and leaking starts `now`. */
export function configureThrottle(config: ThrottleConfig, now: number): ThrottleState {
  return { config, levels: forEachBucket(() => EMPTY_BUCKET), previousLeak: now };
}

/** What one bucket holds `elapsed` nanoseconds later. */
export function leakBucket(bucket: BucketLevel, config: BucketConfig, elapsed: number): BucketLevel {
  const level = Math.max(bucket.level - (config.avg * elapsed) / SECOND, 0);
  const burstLevel =
    config.burstLength > 1 ? Math.max(bucket.burstLevel - (config.max * elapsed) / SECOND, 0) : bucket.burstLevel;
  return level === bucket.level && burstLevel === bucket.burstLevel ? bucket : { level, burstLevel };
}

/** The state after its buckets leaked up to `now`. A clock that stands still or goes back changes no level. */
export function leak(state: ThrottleState, now: number): ThrottleState {
  const elapsed = now - state.previousLeak;
  if (elapsed === 0) return state;
  if (elapsed < 0) return { ...state, previousLeak: now };
  const { config, levels } = state;
  return {
    config,
    levels: forEachBucket((name) => leakBucket(levels[name], config.buckets[name], elapsed)),
    previousLeak: now,
  };
}

/** Of a bucket with a limit; one without never leaks, and nobody waits for it. */
const isLimited = ({ avg }: BucketConfig): boolean => avg > 0;

/** How long after the last leak all has leaked, in nanoseconds: from then on it does not matter when that was. */
export function emptyAfter({ config, levels }: ThrottleState): number {
  let longest = 0;
  for (const name of BUCKETS) {
    const { avg, max, burstLength } = config.buckets[name];
    if (avg > 0) longest = Math.max(longest, levels[name].level / avg);
    if (max > 0 && burstLength > 1) longest = Math.max(longest, levels[name].burstLevel / max);
  }
  return Math.ceil(longest * SECOND);
}

/** What of a state influences what follows, but for how long ago the last leak was. */
export const whatThrottles = ({ config, levels }: ThrottleState): unknown => [
  config,
  BUCKETS.map((name) => (isLimited(config.buckets[name]) ? levels[name] : null)),
];

/** How long a request must wait for one bucket, in whole nanoseconds: the time its excess takes to leak. */
export function bucketWait(bucket: BucketLevel, { avg, max, burstLength }: BucketConfig): number {
  if (avg === 0) return 0;
  const size = max === 0 ? avg / 10 : max * burstLength;
  if (bucket.level > size) return Math.trunc(((bucket.level - size) * SECOND) / avg);
  const burstSize = max / 10;
  if (burstLength > 1 && bucket.burstLevel > burstSize) {
    return Math.trunc(((bucket.burstLevel - burstSize) * SECOND) / max);
  }
  return 0;
}

/**
 * How long the next request of a direction must wait after the last leak, 0 when it may go. It pays for the debt of
 * those before it, never for its own size.
 */
export function throttleWait(state: ThrottleState, direction: ThrottleDirection): number {
  const { config, levels } = state;
  let wait = 0;
  for (const unit of ['bps', 'iops'] as const) {
    const total = `${unit}-total` as const;
    const own = `${unit}-${direction}` as const;
    wait = Math.max(
      wait,
      bucketWait(levels[total], config.buckets[total]),
      bucketWait(levels[own], config.buckets[own]),
    );
  }
  return wait;
}

/** The state after a released request of `bytes` bytes was charged to the buckets of its direction. */
export function accountRequest(state: ThrottleState, direction: ThrottleDirection, bytes: number): ThrottleState {
  const { config } = state;
  const operations = config.iopsSize !== 0 && bytes > config.iopsSize ? bytes / config.iopsSize : 1;
  const charge = (name: BucketName, units: number): BucketLevel => {
    const { level, burstLevel } = state.levels[name];
    return {
      level: level + units,
      burstLevel: config.buckets[name].burstLength > 1 ? burstLevel + units : burstLevel,
    };
  };
  return {
    ...state,
    levels: {
      ...state.levels,
      'bps-total': charge('bps-total', bytes),
      [`bps-${direction}`]: charge(`bps-${direction}`, bytes),
      'iops-total': charge('iops-total', operations),
      [`iops-${direction}`]: charge(`iops-${direction}`, operations),
    },
  };
}
