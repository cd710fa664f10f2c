/**
 * Search by deviations: the unhurried run first, then every order that differs from it in one choice, in two, and so
 * on. A machine too large to be seen whole mostly goes wrong close to what it does while nobody is late, and how far
 * from there everything was seen can be said in one number. The literature calls this delay bounding (Emmi, Qadeer,
 * Rakamarić, POPL 2011).
 *
 * Eager moves cost nothing here either: the unhurried run makes them first too. What could have come before one of them
 * comes after it with as many deviations, or fewer, and leads to the same states.
 */
import { type Model, NO_MOVE, type Progress } from './model.ts';
import { type DepthFirstOptions, within } from './search.ts';
import { StateTable } from './state-table.ts';
import { UnfulfilledMoves } from './unfulfilled.ts';
import { ROOT, VisitedTree } from './visited-tree.ts';

/** The longest path that is followed, so that a run without an end or a circle leaves time for others. */
const LONGEST_RUN = 10_000;
/** Moves between two looks at the limit. */
const PIECE = 1024;

export interface DeviationsOptions extends Pick<DepthFirstOptions, 'eager' | 'longest'> {
  /** note which unhurried moves leave properties unfulfilled; not done if not said */
  readonly endless?: boolean;
}

export class Deviations implements Progress {
  transitions = 0;
  /** properties broken where the search is, one bit each; 0 if none is that was not since {@link goOn} */
  wrong = 0;
  /** how many deviations the orders have that are being tried, {@link path} among them */
  round = 0;
  /** the unhurried moves that leave properties unfulfilled: what goes round in them for ever deviates no more */
  readonly unfulfilled = new UnfulfilledMoves();
  private readonly model: Model;
  private readonly eager: boolean;
  private readonly longest: number;
  private readonly judges: boolean;
  /** what the state leaves unfulfilled that the model is in, where that is noted */
  private left = 0;
  /** a path was too long to be followed */
  private cut = false;
  private readonly table = new StateTable();
  private readonly lanes = new Int32Array(2);
  private readonly tree: VisitedTree;
  private readonly list: number[] = [];
  /** those to try, by twos: a state, and a move there; how far the list was tried; and those with one more */
  private due: number[] = [];
  private tried = 0;
  private later: number[] = [];
  /** the new state from which the unhurried moves go on; {@link NO_MOVE}: none */
  private at = ROOT;
  private known = 0;

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: Model, { eager = true, longest = LONGEST_RUN, endless = false }: DeviationsOptions = {}) {
    this.model = model;
    this.eager = eager;
    this.longest = longest;
    this.judges = endless && model.unfulfilled !== undefined;
    model.store.watch({ fingerprint: true });
    this.tree = new VisitedTree(model);
    this.isNew();
    this.left = this.judge();
    this.wrong = model.wrong();
  }

  get states(): number {
    return this.tree.size;
  }

  /** The moves from the first state to the one that the search is at. */
  get path(): readonly number[] {
    return this.tree.movesTo(this.tree.place);
  }

  /** Every order with at most so many deviations was seen; -1: not even the unhurried run. */
  get seen(): number {
    if (this.cut) return -1;
    return this.at === NO_MOVE && this.tried === this.due.length ? this.round : this.round - 1;
  }

  /**
   * Makes at least `count` moves.
   * @param most no order with more deviations is tried
   * @returns `bound`: only such are left, or what too long paths lead to; undefined if there is more to do
   */
  advance(count: number, most = Number.POSITIVE_INFINITY): 'exhausted' | 'bound' | 'wrong' | undefined {
    for (const end = this.transitions + count; this.transitions < end; ) {
      if (this.wrong !== 0) return 'wrong';
      if (this.at !== NO_MOVE) this.goAlong();
      else if (this.tried < this.due.length) this.deviate();
      else if (this.later.length === 0) return this.cut ? 'bound' : 'exhausted';
      else if (this.round >= most) return 'bound';
      else this.nextRound();
    }
    return this.wrong !== 0 ? 'wrong' : undefined;
  }

  /** What was found wrong is known now: goes on from there, looking for what else may be wrong. */
  goOn(): void {
    this.learn(this.wrong);
  }

  /** These properties are known to be broken. */
  learn(properties: number): void {
    const fresh = properties & ~this.known;
    this.known |= fresh;
    this.wrong &= ~fresh;
    if (fresh !== 0) this.model.mute?.(fresh);
  }

  private nextRound(): void {
    this.round++;
    this.due = this.later;
    this.later = [];
    this.tried = 0;
  }

  /** Those that come early in a run are tried first: it may have no end. */
  private deviate(): void {
    const state = this.due[this.tried++] as number;
    const move = this.due[this.tried++] as number;
    const mark = this.tree.goTo(state);
    this.model.play(move);
    this.transitions++;
    this.arrive(this.isNew(), move, mark);
  }

  /** Makes the unhurried move in a new state, and keeps the others for later. */
  private goAlong(): void {
    const { model, list, later, at } = this;
    if (this.tree.depth >= this.longest) {
      this.cut = true;
      this.at = NO_MOVE;
      return;
    }
    const mark = model.store.mark();
    const eager = this.eager ? model.rush() : NO_MOVE;
    // Seen before: the circle that this may close must not keep the other moves waiting (see search.ts).
    if (eager !== NO_MOVE && this.follow(eager, mark)) return;
    const end = model.movesInTime?.(list, 0) ?? model.moves(list, 0);
    for (let i = 1; i < end; i++) later.push(at, list[i] as number);
    if (end === 0) {
      this.at = NO_MOVE;
      this.wrong = (model.wrongAtEnd?.() ?? 0) & ~this.known;
      return;
    }
    if (eager !== NO_MOVE) return;
    model.play(list[0] as number);
    this.follow(list[0] as number, mark);
  }

  /** Goes where an unhurried move has led. @returns whether that is new */
  private follow(move: number, mark: number): boolean {
    this.transitions++;
    const { lanes, left } = this;
    const [low, high] = [lanes[0] as number, lanes[1] as number];
    const isNew = this.isNew();
    const both = left === 0 ? 0 : left & this.judge();
    if (both !== 0) this.unfulfilled.note(low, high, lanes[0] as number, lanes[1] as number, both);
    this.arrive(isNew, move, mark);
    return isNew;
  }

  /** Stays where a move has led, or takes it back. */
  private arrive(isNew: boolean, move: number, mark: number): void {
    if (!isNew) {
      this.model.store.undo(mark);
      this.at = NO_MOVE;
      return;
    }
    this.at = this.tree.descend(move);
    this.left = this.judge();
    this.wrong = this.model.wrong() & ~this.known;
  }

  private judge(): number {
    return this.judges ? (this.model.unfulfilled?.(this.eager) ?? 0) : 0;
  }

  private isNew(): boolean {
    const { lanes } = this;
    this.model.fingerprint(lanes);
    return this.table.add(lanes[0] as number, lanes[1] as number);
  }
}

/** The order with the fewest deviations that breaks something; undefined if none does among so many states. */
export function fewestDeviations(
  model: Model,
  { maxStates, eager }: { readonly maxStates: number; readonly eager: boolean },
): readonly number[] | undefined {
  const run = new Deviations(model, { eager });
  return within(run, { maxStates }, () => run.advance(PIECE)) === 'wrong' ? run.path : undefined;
}
