/** Virtual time. One clock for everything, in nanoseconds since the machine was started. */
import { defineRecord, number, type RecordOf, unhashed } from './record.ts';
import type { KernelWorld } from './world.ts';

export const Clock = defineRecord('clock', {
  now: unhashed(number(0)),
  /** the last event timestamp given out, in microseconds */
  stamp: unhashed(number(0)),
});
export type Clock = RecordOf<typeof Clock>;

export const MILLISECOND = 1_000_000;
export const SECOND = 1_000_000_000;

export const clockOf = (world: KernelWorld): Clock => world.loop.clock;

/** Nanoseconds since start. */
export const now = (world: KernelWorld): number => clockOf(world).now;

/**
 * A timestamp in microseconds since start for something that is made now. Two are never equal, as on a machine whose
 * clock moves between any two instructions that matter (M-15: made when the event object is made).
 */
export function stamp(world: KernelWorld): number {
  const clock = clockOf(world);
  clock.stamp = Math.max(Math.floor(clock.now / 1000), clock.stamp + 1);
  return clock.stamp;
}
