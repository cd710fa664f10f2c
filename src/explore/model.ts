/**
 * What a search needs to know of what it searches. Everything that changes lives in the model's store; a move is a
 * whole number whose meaning the model knows.
 */
import { NONE, type Store } from '../kernel/index.ts';

/** No move. */
export const NO_MOVE = NONE;

export interface Model {
  /** Watched with fingerprint by whoever searches. */
  readonly store: Store;
  /**
   * Writes the moves that may happen now to `list` from index `at` on. Their order is the order of the search.
   * @returns the index after the last one
   */
  moves(list: number[], at: number): number;
  /**
   * The same where steps had better come more or less at their times. The first is what an unhurried run does, from
   * which the others deviate.
   */
  movesInTime?(list: number[], at: number): number;
  /** Makes a move happen. */
  play(move: number): void;
  /** What a move would do now, in words; stable, so that recordings can hold it. */
  label(move: number): string;
  /**
   * Writes the two 32-bit lanes of the state's fingerprint: over all that influences what can happen from now on, and
   * nothing else.
   */
  fingerprint(lanes: Int32Array): void;
  /**
   * A reduction: makes a move that is enough to look at in this state, if there is one. Sound if every other move that
   * may happen before it neither disables it nor is disabled by it, the two orders of both lead to the same state, and
   * no property can tell the orders apart. Each model states why that is so.
   * @returns the move, or {@link NO_MOVE} if there is none and nothing has changed
   */
  rush(): number;
  /** What is wrong in this state: one bit for each broken property; 0 if nothing is. */
  wrong(): number;
  /** These properties need not be watched any more. */
  mute?(properties: number): void;
  /**
   * The same as {@link wrong}, asked where no move is possible: what is wrong with things staying like this for ever.
   */
  wrongAtEnd?(): number;
  /**
   * What must be fulfilled sooner or later, also in a run without an end, and is not in this state: one bit each. In a
   * reduced search, whatever could be fulfilled or not by moves that are left out counts as unfulfilled in every state.
   */
  unfulfilled?(reduced: boolean): number;
}

/** How far a search is. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
}
