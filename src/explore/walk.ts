/** Random walks: the quickest look at a model. They prove nothing, and often find what is badly broken at once. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Model } from './model.ts';

export interface WalkOptions {
  /** any 32-bit integer; the same seed walks the same ways */
  readonly seed?: number;
  /** how many walks at most */
  readonly walks?: number;
  /** the longest walk, in moves */
  readonly length?: number;
}

export interface Walked {
  readonly walks: number;
  readonly transitions: number;
  /** properties broken at the end of the last walk, one bit each; 0 if none was */
  readonly wrong: number;
  /** the moves of the last walk, if a property was broken */
  readonly path: readonly number[];
}

/**
 * Walks from the model's present state until a property is broken or all walks are made; leaves the model where it was.
 */
export function walk(model: Model, options: WalkOptions = {}): Walked {
  const { seed = 1, walks = 100, length = 1000 } = options;
  const random = xoroshiro128plus(seed);
  const list: number[] = [];
  const { store } = model;
  // As in a search, although nobody asks for it: the engine makes writes fast for one of the two.
  if (!store.watching) store.watch({ fingerprint: true });
  const start = store.mark();
  let transitions = 0;
  for (let made = 1; made <= walks; made++) {
    const path: number[] = [];
    let wrong = model.wrong();
    while (wrong === 0 && path.length < length) {
      const count = model.movesInTime?.(list, 0) ?? model.moves(list, 0);
      if (count === 0) {
        wrong = model.wrongAtEnd?.() ?? 0;
        break;
      }
      const move = list[count === 1 ? 0 : uniformInt(random, 0, count - 1)] as number;
      model.play(move);
      path.push(move);
      wrong = model.wrong();
    }
    transitions += path.length;
    store.undo(start);
    if (wrong !== 0) return { walks: made, transitions, wrong, path };
  }
  return { walks, transitions, wrong: 0, path: [] };
}
