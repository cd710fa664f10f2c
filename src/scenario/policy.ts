/** Policies: who chooses among the moves that may happen next. */
import { pick, RandomState, seedState } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { labelOf } from './move-label.ts';
import type { Move } from './moves.ts';
import { suggest } from './nearest.ts';

/** Chooses each move of a run. It may keep count, but must choose alike when it is made anew for the same run. */
export interface Policy {
  /** One of the moves, of which there is at least one. */
  choose(machine: Machine, moves: readonly Move[]): Move;
  /** Whether it wants no more moves. */
  over?(): boolean;
  /** The run is over. @throws OrderRefusal if the policy wanted it to go on */
  finish?(): void;
}

/** A recording asks for a move that cannot happen: one sentence. */
export class OrderRefusal extends Error {
  override readonly name = 'OrderRefusal';
}

/** The first move: the main loop as far as it gets, then workers, then guests and clients, then time. */
export const unhurried: Policy = { choose: (_machine, moves) => moves[0] as Move };

/** Any move, all alike likely; the same seed (any 32-bit integer) makes the same choices again. */
export const seeded = (seed: number): Policy => ({
  choose(machine, moves) {
    const states = machine.store.table(RandomState);
    const random = states.get(0) ?? states.add({ state: seedState(seed) });
    return moves.length === 1 ? (moves[0] as Move) : (moves[pick(random, moves.length)] as Move);
  },
});

/**
 * The moves of a recording by their labels, then the unhurried ones, or none.
 * @throws OrderRefusal (while choosing) when the next label is not among the moves
 */
export function recorded(order: readonly string[], then: 'unhurried' | 'nothing' = 'unhurried'): Policy {
  let at = 0;
  return {
    over: () => then === 'nothing' && at >= order.length,
    choose(machine, moves) {
      const wanted = order[at];
      if (wanted === undefined) return unhurried.choose(machine, moves);
      const labels = moves.map((move) => labelOf(machine, move));
      const found = moves[labels.indexOf(wanted)];
      if (found === undefined)
        throw new OrderRefusal(`order[${at}]: '${wanted}' cannot happen here, ${suggest(wanted, labels)}`);
      at++;
      return found;
    },
    finish() {
      if (at < order.length)
        throw new OrderRefusal(`order[${at}]: the run is over before '${order[at]}', expected moves that are played`);
    },
  };
}
