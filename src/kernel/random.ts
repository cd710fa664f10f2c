/** Seeded random numbers whose state is a record, so that a run with a seed can be dumped and taken back. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { defineRecord, json, type RecordOf } from './record.ts';

export const RandomState = defineRecord('random', { state: json<readonly number[]>([]) });
export type RandomState = RecordOf<typeof RandomState>;

/** The generator state for a seed (any 32-bit integer). */
export const seedState = (seed: number): readonly number[] => xoroshiro128plus(seed).getState();

/** A whole number from 0 to `count` - 1, all alike likely. */
export function pick(random: RandomState, count: number): number {
  const generator = xoroshiro128plusFromState(random.state);
  const value = uniformInt(generator, 0, count - 1);
  random.state = generator.getState();
  return value;
}
