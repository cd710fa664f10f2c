/**
 * Depth-first search of every state a model can reach: play a move, look whether the state is new, go on from it, take
 * the move back. Nothing is copied: the store's journal is the stack.
 */
import { type Model, NO_MOVE, type Progress } from './model.ts';
import { BreadthFirst } from './shortest.ts';
import { StateTable } from './state-table.ts';

export interface Limits {
  /** how many states may be seen before the search gives up */
  readonly maxStates?: number;
  /** how many seconds it may take, by `clock` */
  readonly maxSeconds?: number;
  /** now, in milliseconds since any time */
  readonly clock?: () => number;
  /** called every few thousand moves; true: give up */
  readonly progress?: (search: Progress) => boolean;
}

export interface SearchOptions extends Limits {
  /** use the model's eager moves; true if not said */
  readonly eager?: boolean;
}

/** `exhausted`: nothing is left; `wrong`: a property is broken, see `wrong` and `path`; `bound`: a limit was reached */
export type SearchEnd = 'exhausted' | 'wrong' | 'bound';

export interface Found {
  readonly ended: SearchEnd;
  readonly states: number;
  readonly transitions: number;
  /** the longest path; of a breadth-first search, the one that was found */
  readonly deepest: number;
  /** bytes of the table of states */
  readonly tableBytes: number;
  /** properties broken in the state that was found, one bit each; 0 if none */
  readonly wrong: number;
  /** the moves that lead to it */
  readonly path: readonly number[];
}

/** Moves between two looks at the limits. */
const SLICE = 4096;

export class DepthFirst implements Progress {
  states = 0;
  transitions = 0;
  deepest = 0;
  wrong = 0;
  private readonly model: Model;
  private readonly eager: boolean;
  private readonly table: StateTable;
  private readonly lanes = new Int32Array(2);

  /** the moves of each state on the path, one stack */
  private readonly list: number[] = [];
  private depth = -1;
  /** per depth: where its moves begin, how many are left, the journal's mark, whether it has an eager move only */
  private readonly base: number[] = [];
  private readonly top: number[] = [];
  private readonly marks: number[] = [];
  private readonly single: boolean[] = [];
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, options: { readonly eager?: boolean } = {}) {
    this.model = model;
    this.eager = options.eager ?? true;
    this.table = new StateTable();
    model.store.watch({ fingerprint: true });
    this.enter();
  }

  get tableBytes(): number {
    return this.table.bytes;
  }

  /** The moves from the first state to the one that the search is at. */
  get path(): readonly number[] {
    const moves: number[] = [];
    for (let d = 0; d <= this.depth; d++) {
      const at = this.top[d] as number;
      moves.push(this.list[at] as number);
    }
    return moves;
  }

  /** Makes up to `count` moves. @returns undefined if there is more to do */
  advance(count: number): 'exhausted' | 'wrong' | undefined {
    const { model, list, base, top, marks } = this;
    if (this.wrong !== 0) return 'wrong';
    const { store } = model;
    for (let left = count; left > 0; ) {
      const depth = this.depth;
      if (depth < 0) return 'exhausted';
      const at = (top[depth] as number) - 1;
      if (at < (base[depth] as number)) {
        this.depth = depth - 1;
        if (depth > 0) store.undo(marks[depth - 1] as number);
        continue;
      }
      top[depth] = at;
      model.play(list[at] as number);
      this.transitions++;
      left--;
      if (this.enter()) {
        if (this.wrong !== 0) return 'wrong';
        continue;
      }
      store.undo(marks[depth] as number);
      if (this.single[depth] === true && this.closesCycle(depth)) this.expandFully(depth);
    }
    return undefined;
  }

  /** Goes on from the state the model is in, if it is new. */
  private enter(): boolean {
    const { model, lanes } = this;
    model.fingerprint(lanes);
    const low = lanes[0] as number;
    const high = lanes[1] as number;
    if (!this.table.add(low, high)) return false;
    this.states++;
    const before = this.depth;
    const base = before < 0 ? 0 : (this.top[before] as number);
    // The move being played stays where it is: the path is read from there.
    const start = before < 0 ? 0 : base + 1;
    this.wrong = model.wrong();
    if (this.wrong !== 0) return true;
    let end = start;
    const eager = this.eager ? model.eager() : NO_MOVE;
    if (eager !== NO_MOVE) this.list[end++] = eager;
    else end = model.moves(this.list, end);
    if (end === start && model.wrongAtEnd !== undefined) {
      this.wrong = model.wrongAtEnd();
      if (this.wrong !== 0) return true;
    }
    const depth = before + 1;
    this.depth = depth;
    if (depth > this.deepest) this.deepest = depth;
    this.base[depth] = start;
    this.top[depth] = end;
    this.marks[depth] = model.store.mark();
    this.single[depth] = eager !== NO_MOVE;
    this.lows[depth] = low;
    this.highs[depth] = high;
    return true;
  }

  /** Whether the state just left again is one of those on the path from which eager moves alone have led here. */
  private closesCycle(depth: number): boolean {
    const low = this.lanes[0];
    const high = this.lanes[1];
    for (let d = depth; d >= 0 && this.single[d] === true; d--)
      if (this.lows[d] === low && this.highs[d] === high) return true;
    return false;
  }

  /** An eager move that leads round in a circle must not keep the others waiting for ever. */
  private expandFully(depth: number): void {
    const start = this.base[depth] as number;
    this.single[depth] = false;
    this.top[depth] = this.model.moves(this.list, start);
  }
}

/** Searches until everything is seen, a property is broken or a limit is reached. */
export function search(model: Model, options: SearchOptions = {}): Found {
  const run = new DepthFirst(model, options);
  const ended = within(run, options, () => run.advance(SLICE));
  return {
    ended,
    states: run.states,
    transitions: run.transitions,
    deepest: run.deepest,
    tableBytes: run.tableBytes,
    wrong: run.wrong,
    path: ended === 'wrong' ? run.path : [],
  };
}

/** The same, shortest paths first: what it finds wrong is found on the shortest path of all. */
export function searchShortest(model: Model, options: SearchOptions = {}): Found {
  const run = new BreadthFirst(model, options);
  const ended = within(run, options, () => run.advance(SLICE));
  const { states, transitions, wrong, tableBytes } = run;
  const path = ended === 'wrong' ? run.path : [];
  return { ended, states, transitions, deepest: path.length, tableBytes, wrong, path };
}

/** Goes on with something until it ends or a limit is reached. */
export function within<E extends string>(run: Progress, limits: Limits, advance: () => E | undefined): E | 'bound' {
  const { maxStates = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY, clock, progress } = limits;
  const begun = clock?.() ?? 0;
  for (;;) {
    const ended = advance();
    if (ended !== undefined) return ended;
    if (run.states >= maxStates || progress?.(run) === true) return 'bound';
    if (clock !== undefined && clock() - begun >= maxSeconds * 1000) return 'bound';
  }
}
