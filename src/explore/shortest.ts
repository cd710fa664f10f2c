/**
 * Breadth-first search: the shortest way to a broken property. The states of one length are visited in the order in
 * which they were found.
 */
import { type Model, NO_MOVE, type Progress } from './model.ts';
import { StateTable } from './state-table.ts';
import { ROOT, VisitedTree } from './visited-tree.ts';

export class BreadthFirst implements Progress {
  transitions = 0;
  wrong = 0;
  private readonly model: Model;
  private readonly eager: boolean;
  private readonly table = new StateTable();
  private readonly lanes = new Int32Array(2);
  private readonly tree: VisitedTree;
  /** the state whose moves come next */
  private next = 0;
  private readonly list: number[] = [];
  private found = ROOT;

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, options: { readonly eager?: boolean } = {}) {
    this.model = model;
    this.eager = options.eager ?? true;
    model.store.watch({ fingerprint: true });
    this.tree = new VisitedTree(model);
    model.fingerprint(this.lanes);
    this.table.add(this.lanes[0] as number, this.lanes[1] as number);
    this.wrong = model.wrong();
  }

  get states(): number {
    return this.tree.size;
  }

  get tableBytes(): number {
    return this.table.bytes;
  }

  /** The moves from the first state to the broken one. */
  get path(): readonly number[] {
    return this.tree.movesTo(this.found);
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
    const mark = this.tree.goTo(state);
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

  /** @returns whether the state that a move has led to is new */
  private arrive(parent: number, move: number): boolean {
    const { model, lanes } = this;
    this.transitions++;
    model.fingerprint(lanes);
    if (!this.table.add(lanes[0] as number, lanes[1] as number)) return false;
    const state = this.tree.add(parent, move);
    this.wrong = model.wrong();
    if (this.wrong !== 0) this.found = state;
    return true;
  }
}
