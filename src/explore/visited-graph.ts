/** All states of a model and all moves between them, told by numbers. */
import { type Model, NO_MOVE } from './model.ts';
import { printOf } from './state-table.ts';

/** The state in which the model was at first. */
export const ROOT = 0;

/** A move, and the state that it leads to. */
export interface Edge {
  readonly move: number;
  readonly target: number;
}

/**
 * Visits every state, depth first: the journal brings the model back, and no move is made twice. States are numbered in
 * the order in which they are met.
 */
export class VisitedGraph {
  transitions = 0;
  private readonly model: Model;
  /** called in each new state, before anything goes on from there */
  private readonly met: (state: number) => void;
  /** by 53 bits of the fingerprint */
  private readonly numbers = new Map<number, number>();
  private readonly lanes = new Int32Array(2);
  private readonly list: number[] = [];
  /** each state's edges stand side by side, from here on */
  private readonly first: number[] = [];
  private readonly moves: number[] = [];
  private readonly targets: number[] = [];
  /**
   * the states on the way to the one the model is in, how many of their moves were made, and the journal's marks there
   */
  private readonly way: number[] = [];
  private readonly made: number[] = [];
  private readonly marks: number[] = [];

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, met: (state: number) => void) {
    this.model = model;
    this.met = met;
    model.store.watch({ fingerprint: true });
    this.number();
    this.open(ROOT);
  }

  /** How many states were met. */
  get states(): number {
    return this.first.length;
  }

  /** Makes `count` moves, if there are so many. @returns true when every state was visited */
  advance(count: number): boolean {
    const { model, way, made, marks } = this;
    for (const end = this.transitions + count; this.transitions < end; ) {
      const state = way.at(-1);
      if (state === undefined) return true;
      const edge = (this.first[state] as number) + (made.at(-1) as number);
      const mark = marks.at(-1) as number;
      if (edge === this.endOf(state)) {
        way.pop();
        made.pop();
        marks.pop();
        if (marks.length > 0) model.store.undo(marks.at(-1) as number);
        continue;
      }
      made[made.length - 1]!++;
      model.play(this.moves[edge] as number);
      this.transitions++;
      const known = this.states;
      const target = this.number();
      this.targets[edge] = target;
      if (target === known) this.open(target);
      else model.store.undo(mark);
    }
    return way.length === 0;
  }

  /** The moves that may happen in a state, once all was visited. */
  edgesOf(state: number): Edge[] {
    const edges: Edge[] = [];
    for (let i = this.first[state] as number; i < this.endOf(state); i++)
      edges.push({ move: this.moves[i] as number, target: this.targets[i] as number });
    return edges;
  }

  /** A shortest way from one state to the end of the first edge that fits, among edges that may be taken. */
  nearest(
    from: number,
    fits: (edge: Edge, state: number) => boolean,
    mayTake: (edge: Edge) => boolean = () => true,
  ): Edge[] | undefined {
    const before = new Map<number, { readonly state: number; readonly edge: Edge }>();
    const queue = [from];
    for (const state of queue)
      for (const edge of this.edgesOf(state)) {
        if (!mayTake(edge)) continue;
        if (fits(edge, state)) {
          const way = [edge];
          for (let at = state; at !== from; ) {
            const step = before.get(at) as { readonly state: number; readonly edge: Edge };
            way.push(step.edge);
            at = step.state;
          }
          return way.reverse();
        }
        if (edge.target === from || before.has(edge.target)) continue;
        before.set(edge.target, { state, edge });
        queue.push(edge.target);
      }
    return undefined;
  }

  private endOf(state: number): number {
    return this.first[state + 1] ?? this.moves.length;
  }

  /** The number of the state the model is in; a new one if it was not met before. */
  private number(): number {
    this.model.fingerprint(this.lanes);
    const [low = 0, high = 0] = this.lanes;
    const print = printOf(low, high);
    const known = this.numbers.get(print);
    if (known !== undefined) return known;
    this.numbers.set(print, this.numbers.size);
    return this.numbers.size - 1;
  }

  /** A new state: its moves are those to be made next. */
  private open(state: number): void {
    const { model, list, moves } = this;
    const mark = model.store.mark();
    this.met(state);
    this.first.push(moves.length);
    const count = model.moves(list, 0);
    for (let i = 0; i < count; i++) {
      moves.push(list[i] as number);
      this.targets.push(NO_MOVE);
    }
    this.way.push(state);
    this.made.push(0);
    this.marks.push(mark);
  }
}
