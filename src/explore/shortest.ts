/**
 * Breadth-first search: the shortest way to a broken property. The states of one length are visited in the order in
 * which they were found, going from one to the next by taking moves back to where their ways part.
 */
import { type Model, NO_MOVE, type Progress } from './model.ts';
import { StateTable } from './state-table.ts';

export class BreadthFirst implements Progress {
  states = 0;
  transitions = 0;
  wrong = 0;
  private readonly model: Model;
  private readonly eager: boolean;
  private readonly table = new StateTable();
  private readonly lanes = new Int32Array(2);
  /** per state: the state before it and the move between */
  private readonly parents: number[] = [];
  private readonly moves: number[] = [];
  /** the state whose moves come next */
  private next = 0;
  /** the states from the first to the one the model is in, and the journal's mark at each */
  private way: number[] = [0];
  private readonly marks: number[] = [];
  private readonly list: number[] = [];
  private found = -1;

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, options: { readonly eager?: boolean } = {}) {
    this.model = model;
    this.eager = options.eager ?? true;
    model.store.watch({ fingerprint: true });
    this.marks[0] = model.store.mark();
    this.enter(-1, NO_MOVE);
  }

  get tableBytes(): number {
    return this.table.bytes;
  }

  /** The moves from the first state to the broken one. */
  get path(): readonly number[] {
    return this.wayTo(this.found)
      .slice(1)
      .map((state) => this.moves[state] as number);
  }

  /** Makes at least `count` moves. @returns undefined if there is more to do */
  advance(count: number): 'exhausted' | 'wrong' | undefined {
    for (const end = this.transitions + count; this.transitions < end; ) {
      if (this.wrong !== 0) return 'wrong';
      if (this.next >= this.states) return 'exhausted';
      this.expand(this.next++);
    }
    return this.wrong !== 0 ? 'wrong' : undefined;
  }

  private expand(state: number): void {
    const { model, list } = this;
    this.goTo(state);
    const mark = this.marks[this.way.length - 1] as number;
    const eager = this.eager ? model.rush() : NO_MOVE;
    if (eager !== NO_MOVE) {
      const isNew = this.arrive(state, eager);
      model.store.undo(mark);
      // Seen before: the circle that this may close must not keep the other moves waiting (see search.ts).
      if (isNew) return;
    }
    const end = model.moves(list, 0);
    if (end === 0) {
      this.wrong = model.wrongAtEnd?.() ?? 0;
      this.found = state;
    }
    for (let i = 0; i < end && this.wrong === 0; i++) {
      model.play(list[i] as number);
      this.arrive(state, list[i] as number);
      model.store.undo(mark);
    }
  }

  private arrive(state: number, move: number): boolean {
    this.transitions++;
    return this.enter(state, move);
  }

  private enter(parent: number, move: number): boolean {
    const { model, lanes } = this;
    model.fingerprint(lanes);
    if (!this.table.add(lanes[0] as number, lanes[1] as number)) return false;
    const state = this.states++;
    this.parents.push(parent);
    this.moves.push(move);
    this.wrong = model.wrong();
    if (this.wrong !== 0) this.found = state;
    return true;
  }

  private wayTo(state: number): number[] {
    const way: number[] = [];
    for (let at = state; at >= 0; at = this.parents[at] as number) way.push(at);
    return way.reverse();
  }

  private goTo(state: number): void {
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
  }
}
