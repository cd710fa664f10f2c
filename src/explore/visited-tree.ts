/**
 * The states that a search has met, each below the one from which it was met first. Going from one to another takes
 * moves back to where their ways part and plays only the rest.
 */
import { type Model, NO_MOVE } from './model.ts';

/** The state in which the model was at first. */
export const ROOT = 0;

export class VisitedTree {
  private readonly model: Model;
  /** per state: the state before it and the move between */
  private readonly parents: number[] = [NO_MOVE];
  private readonly moves: number[] = [NO_MOVE];
  /** the states from the first to the one the model is in, and the journal's mark at each */
  private way: number[] = [ROOT];
  private readonly marks: number[];

  /** The model is in its first state, and its store is watched. */
  constructor(model: Model) {
    this.model = model;
    this.marks = [model.store.mark()];
  }

  /** How many states there are. They are numbered from {@link ROOT} on, in the order in which they were met. */
  get size(): number {
    return this.parents.length;
  }

  /** The state that the model was brought to. */
  get place(): number {
    return this.way[this.way.length - 1] as number;
  }

  /** How many moves lead to it. */
  get depth(): number {
    return this.way.length - 1;
  }

  /** A state that was not met before. @returns its number */
  add(parent: number, move: number): number {
    this.parents.push(parent);
    this.moves.push(move);
    return this.parents.length - 1;
  }

  /** The same for a state that the model has just come to, by a move from where it was brought. */
  descend(move: number): number {
    const state = this.add(this.place, move);
    this.marks[this.way.length] = this.model.store.mark();
    this.way.push(state);
    return state;
  }

  /** The moves from the first state to this one. */
  movesTo(state: number): number[] {
    return this.wayTo(state)
      .slice(1)
      .map((each) => this.moves[each] as number);
  }

  /**
   * Brings the model, which must be where it was brought last, to a state.
   * @returns the journal's mark there, to which whoever plays on must undo
   */
  goTo(state: number): number {
    const { model, marks } = this;
    const way = this.wayTo(state);
    let common = 0;
    while (common < way.length && way[common] === this.way[common]) common++;
    if (common < this.way.length) model.store.undo(marks[common - 1] as number);
    for (let i = common; i < way.length; i++) {
      model.play(this.moves[way[i] as number] as number);
      marks[i] = model.store.mark();
    }
    this.way = way;
    return marks[way.length - 1] as number;
  }

  private wayTo(state: number): number[] {
    const way: number[] = [];
    for (let at = state; at !== NO_MOVE; at = this.parents[at] as number) way.push(at);
    return way.reverse();
  }
}
