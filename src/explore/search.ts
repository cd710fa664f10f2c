/**
 * Depth-first search of every state a model can reach: play a move, look whether the state is new, go on from it, take
 * the move back. Nothing is copied: the store's journal is the stack.
 */
import { type Model, NO_MOVE, type Progress } from './model.ts';
import { BreadthFirst } from './shortest.ts';
import { type Seen, StateTable } from './state-table.ts';
import { UnfulfilledMoves } from './unfulfilled.ts';

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
  /** use the model's reductions; true if not said */
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

/**
 * The longest path that is followed. Only a machine without bounds goes so far, such as one whose client piles up what
 * it means to do; what lies beyond is not seen.
 */
export const LONGEST_PATH = 200_000;

const SLICE = 4096;

/** Moves between two looks at the limits. */
export const sliceOf = ({ maxStates = SLICE }: Limits): number => Math.min(SLICE, Math.max(1, maxStates));

export interface DepthFirstOptions {
  readonly eager?: boolean;
  /** the longest path that is followed, in moves; {@link LONGEST_PATH} if not said */
  readonly longest?: number;
  /** where seen states are kept */
  readonly table?: Seen;
  /** false: there is nothing to do until {@link DepthFirst.takeOn} */
  readonly begin?: boolean;
}

/** Moves to try in the state that a path leads to. */
export interface Work {
  readonly path: readonly number[];
  readonly moves: readonly number[];
}

export class DepthFirst implements Progress {
  states = 0;
  transitions = 0;
  deepest = 0;
  /** properties broken in the state that was found, one bit each; 0 if none was found since {@link goOn} */
  wrong = 0;
  /** the moves that leave properties unfulfilled */
  readonly unfulfilled = new UnfulfilledMoves();
  private known = 0;
  private wrongAtEnd = false;
  /** a path was too long to be followed */
  private cut = false;
  private readonly model: Model;
  private readonly eager: boolean;
  private readonly longest: number;
  private readonly table: Seen;
  private readonly lanes = new Int32Array(2);

  /** the journal's mark at the first state, and the moves from there to where this search begins */
  private readonly root: number;
  private prefix: readonly number[] = [];
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
  /** what each state leaves unfulfilled, and what the one leaves in which the model is */
  private readonly opens: number[] = [];
  private left = 0;
  private readonly judges: boolean;

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, options: DepthFirstOptions = {}) {
    this.model = model;
    this.eager = options.eager ?? true;
    this.longest = options.longest ?? LONGEST_PATH;
    this.table = options.table ?? new StateTable();
    this.judges = model.unfulfilled !== undefined;
    model.store.watch({ fingerprint: true });
    this.root = model.store.mark();
    if (options.begin ?? true) this.enter();
  }

  get tableBytes(): number {
    return this.table.bytes;
  }

  /** The moves from the first state to the one that the search is at. */
  get path(): readonly number[] {
    const moves = [...this.prefix];
    // A state without moves is on the stack all the same.
    const last = this.wrongAtEnd ? this.depth - 1 : this.depth;
    for (let d = 0; d <= last; d++) {
      const at = this.top[d] as number;
      moves.push(this.list[at] as number);
    }
    return moves;
  }

  /**
   * Makes up to `count` moves, or a few more.
   * @returns `bound`: nothing is left but what too long paths lead to; undefined if there is more to do
   */
  advance(count: number): 'exhausted' | 'bound' | 'wrong' | undefined {
    const { model, list, base, top, marks } = this;
    const { store } = model;
    for (const end = this.transitions + count; this.transitions < end; ) {
      if (this.wrong !== 0) return 'wrong';
      const depth = this.depth;
      if (depth < 0) return this.cut ? 'bound' : 'exhausted';
      const at = (top[depth] as number) - 1;
      if (at < (base[depth] as number)) {
        this.depth = depth - 1;
        if (depth > 0) store.undo(marks[depth - 1] as number);
        continue;
      }
      top[depth] = at;
      model.play(list[at] as number);
      this.transitions++;
      if (!this.enter()) store.undo(marks[depth] as number);
    }
    return this.wrong !== 0 ? 'wrong' : undefined;
  }

  /** What was found wrong is known now: goes on from there, looking for what else may be wrong. */
  goOn(): void {
    const atEnd = this.wrongAtEnd;
    this.known |= this.wrong;
    this.model.mute?.(this.wrong);
    this.wrong = 0;
    this.wrongAtEnd = false;
    if (!atEnd) this.open();
  }

  /** Somebody else has found these properties broken. */
  learn(properties: number): void {
    const fresh = properties & ~this.known;
    if (fresh === 0) return;
    this.known |= fresh;
    this.wrong &= ~fresh;
    this.model.mute?.(fresh);
  }

  /**
   * Gives away the untried moves that are nearest to the first state.
   * @param longest how many numbers it may take to tell
   * @returns undefined if there are none that near
   */
  giveAway(longest = Number.POSITIVE_INFINITY): Work | undefined {
    for (let d = 0; d <= this.depth; d++) {
      const [base, top] = [this.base[d] as number, this.top[d] as number];
      if (top <= base) continue;
      if (this.prefix.length + d + top - base > longest) return undefined;
      const before = this.top.slice(0, d).map((at) => this.list[at] as number);
      this.base[d] = top;
      return { path: [...this.prefix, ...before], moves: this.list.slice(base, top) };
    }
    return undefined;
  }

  /** Takes on work that was given away. Nothing else is left to do. */
  takeOn({ path, moves }: Work): void {
    const { model } = this;
    model.store.undo(this.root);
    for (const move of path) model.play(move);
    this.prefix = path;
    moves.forEach((move, i) => {
      this.list[i] = move;
    });
    this.depth = 0;
    this.base[0] = 0;
    this.top[0] = moves.length;
    this.single[0] = false;
    this.marks[0] = model.store.mark();
    model.fingerprint(this.lanes);
    this.lows[0] = this.lanes[0] as number;
    this.highs[0] = this.lanes[1] as number;
    this.opens[0] = this.judge();
  }

  /** Goes on from the state the model is in, if it is new, and from those that eager moves lead to. */
  private enter(): boolean {
    if (!this.isNew()) return false;
    this.open();
    return true;
  }

  private isNew(): boolean {
    const { lanes } = this;
    this.model.fingerprint(lanes);
    const isNew = this.table.add(lanes[0] as number, lanes[1] as number);
    if (isNew) this.states++;
    if (this.judges) this.judgeMove(isNew);
    return isNew;
  }

  /** Whether the move from the state before leaves something unfulfilled that was so already. */
  private judgeMove(isNew: boolean): void {
    const { depth, lanes } = this;
    const before = depth < 0 ? 0 : (this.opens[depth] as number);
    if (!isNew && before === 0) return;
    this.left = this.judge();
    const both = before & this.left;
    if (both === 0) return;
    const [low, high] = [this.lows[depth] as number, this.highs[depth] as number];
    this.unfulfilled.note(low, high, lanes[0] as number, lanes[1] as number, both);
  }

  private judge(): number {
    return this.model.unfulfilled?.(this.eager) ?? 0;
  }

  /** Finds out what may happen in a new state, and goes on along its eager moves. */
  private open(): void {
    const { model, list } = this;
    for (;;) {
      this.wrong = model.wrong() & ~this.known;
      if (this.wrong !== 0) return;
      const depth = this.push();
      const start = this.base[depth] as number;
      if (depth >= this.longest) {
        this.cut = true;
        this.top[depth] = start;
        return;
      }
      const eager = this.eager ? model.rush() : NO_MOVE;
      this.single[depth] = eager !== NO_MOVE;
      if (eager === NO_MOVE) {
        this.top[depth] = model.moves(list, start);
        if (this.top[depth] === start) this.judgeEnd();
        return;
      }
      list[start] = eager;
      this.top[depth] = start;
      this.transitions++;
      if (!this.isNew()) {
        model.store.undo(this.marks[depth] as number);
        if (this.mayCloseCycle(depth)) this.expandFully(depth);
        return;
      }
    }
  }

  private judgeEnd(): void {
    this.wrong = (this.model.wrongAtEnd?.() ?? 0) & ~this.known;
    this.wrongAtEnd = this.wrong !== 0;
  }

  /** A place on the path for the state the model is in. @returns its depth */
  private push(): number {
    const before = this.depth;
    const depth = before + 1;
    this.depth = depth;
    if (depth > this.deepest) this.deepest = depth;
    // The move being played stays where it is: the path is read from there.
    this.base[depth] = before < 0 ? 0 : (this.top[before] as number) + 1;
    this.marks[depth] = this.model.store.mark();
    this.lows[depth] = this.lanes[0] as number;
    this.highs[depth] = this.lanes[1] as number;
    this.opens[depth] = this.left;
    return depth;
  }

  /**
   * Whether the state just left again is one of those on the path from which eager moves alone have led here. Where
   * several threads have met the states of a circle, one of them comes from its own to one that another has met.
   */
  private mayCloseCycle(depth: number): boolean {
    if (this.table.knownToOthers) return true;
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

/**
 * Searches, shortest paths first, until everything is seen, a property is broken or a limit is reached: what it finds
 * wrong is found on the shortest path of all.
 */
export function searchShortest(model: Model, options: SearchOptions = {}): Found {
  const run = new BreadthFirst(model, options);
  const ended = within(run, options, () => run.advance(sliceOf(options)));
  const { states, transitions, wrong, tableBytes } = run;
  const path = ended === 'wrong' ? run.path : [];
  return { ended, states, transitions, deepest: path.length, tableBytes, wrong, path };
}

/** Goes on with something until it ends or a limit is reached. @throws RangeError when a limit is no number */
export function within<E extends string>(run: Progress, limits: Limits, advance: () => E | undefined): E | 'bound' {
  const { maxStates = Number.POSITIVE_INFINITY, maxSeconds = Number.POSITIVE_INFINITY, clock, progress } = limits;
  // No number of states or seconds would ever be enough.
  if (Number.isNaN(maxStates + maxSeconds)) throw new RangeError('maxStates, maxSeconds: expected numbers, found NaN');
  const begun = clock?.() ?? 0;
  for (;;) {
    const ended = advance();
    if (ended !== undefined) return ended;
    if (run.states >= maxStates || progress?.(run) === true) return 'bound';
    if (clock !== undefined && clock() - begun >= maxSeconds * 1000) return 'bound';
  }
}

/** Plays a path on a model that is where the path begins. @returns each move in words */
export function labelsOf(model: Model, path: readonly number[]): string[] {
  return path.map((move) => {
    const label = model.label(move);
    model.play(move);
    return label;
  });
}
