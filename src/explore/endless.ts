/**
 * Runs that never end. A machine that goes round in circles is never at rest, so what must come eventually is not judged
 * there; it is broken if the machine can go round for ever in states none of which fulfils it, and nobody is to blame but
 * the machine and its clients: the run is fair.
 *
 * Fair is a run in which whoever may move all the time moves at some time: the main thread, each iothread, each request
 * with the worker threads, each guest device, each client's steps and its reactions. Somebody who may move only now and
 * then may be overlooked. And time passes: a run that waits for a timer or for a step's time, and keeps the clock from
 * getting there by being busy for ever, is none, because the machine's own work is short.
 *
 * All states are visited breadth first, without reductions; those that leave something unfulfilled are kept with their
 * moves. A set of them that can all be reached from one another (Tarjan) has a fair run for ever if, for everybody who may
 * move in all of them, it has a move of theirs, and a passing of time if any of them waits for one.
 */
import type { Model, Progress } from './model.ts';
import { stronglyConnected } from './strongly-connected.ts';
import { ROOT, VisitedTree } from './visited-tree.ts';

export interface EndlessModel extends Model {
  /** The properties that are not fulfilled now and must be sooner or later, one bit each. */
  unfulfilled(): number;
  /** Who makes a move, as a number. */
  moverOf(move: number): number;
  /** Who lets time pass. */
  readonly time: number;
  /** Whether anything happens by itself once enough time has passed. */
  waitsForTime(): boolean;
}

/** A way that never ends: `stem`, and then `loop` again and again. */
export interface Endless {
  readonly stem: readonly number[];
  readonly loop: readonly number[];
}

/** A state that leaves something unfulfilled. */
interface Open {
  readonly bits: number;
  readonly waits: boolean;
  readonly moves: readonly number[];
  /** where each move leads */
  readonly targets: readonly number[];
}

export class EndlessSearch implements Progress {
  transitions = 0;
  private readonly model: EndlessModel;
  /** by 53 bits of the fingerprint */
  private readonly numbers = new Map<number, number>();
  private readonly lanes = new Int32Array(2);
  private readonly list: number[] = [];
  private readonly tree: VisitedTree;
  private readonly open = new Map<number, Open>();
  private next = 0;

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: EndlessModel) {
    this.model = model;
    model.store.watch({ fingerprint: true });
    this.tree = new VisitedTree(model);
    this.numbers.set(this.print(), ROOT);
  }

  get states(): number {
    return this.tree.size;
  }

  /** Makes at least `count` moves. @returns true when every state was visited */
  advance(count: number): boolean {
    for (const end = this.transitions + count; this.transitions < end && this.next < this.states; )
      this.expand(this.next++);
    return this.next >= this.states;
  }

  private expand(state: number): void {
    const { model, list } = this;
    const mark = this.tree.goTo(state);
    const bits = model.unfulfilled();
    const waits = bits !== 0 && model.waitsForTime();
    const moves = list.slice(0, model.moves(list, 0));
    const targets = moves.map((move) => {
      model.play(move);
      this.transitions++;
      const target = this.numberOf(state, move);
      model.store.undo(mark);
      return target;
    });
    if (bits !== 0) this.open.set(state, { bits, waits, moves, targets });
  }

  /** 53 bits of the fingerprint of the state the model is in. */
  private print(): number {
    this.model.fingerprint(this.lanes);
    const [low = 0, high = 0] = this.lanes;
    return (low >>> 0) * 0x20_0000 + (high & 0x1f_ffff);
  }

  /** The number of the state the model is in; a new one if it was not met before. */
  private numberOf(parent: number, move: number): number {
    const print = this.print();
    const known = this.numbers.get(print);
    if (known !== undefined) return known;
    const state = this.tree.add(parent, move);
    this.numbers.set(print, state);
    return state;
  }

  /** A fair run for ever that never fulfils a property, once every state was visited; undefined if there is none. */
  find(property: number): Endless | undefined {
    const inside = (state: number): boolean => ((this.open.get(state)?.bits ?? 0) & property) !== 0;
    const states = [...this.open.keys()].filter(inside);
    const targets = (state: number) => (this.open.get(state) as Open).targets.filter(inside);
    const fair = stronglyConnected(states, targets).filter((circle) => this.isFair(circle));
    const [first] = fair.map((circle) => circle.reduce((a, b) => Math.min(a, b))).sort((a, b) => a - b);
    const circle = fair.find((each) => each.includes(first as number));
    if (circle === undefined || first === undefined) return undefined;
    return { stem: this.tree.movesTo(first), loop: this.turn(new Set(circle), first) };
  }

  /** Those who may move in every state of a set. */
  private alwaysReady(circle: readonly number[]): number[] {
    const ready = new Map<number, number>();
    for (const state of circle)
      for (const mover of new Set((this.open.get(state) as Open).moves.map((move) => this.model.moverOf(move))))
        ready.set(mover, (ready.get(mover) ?? 0) + 1);
    return [...ready].filter(([, count]) => count === circle.length).map(([mover]) => mover);
  }

  private isFair(circle: readonly number[]): boolean {
    const members = new Set(circle);
    const moving = new Set<number>();
    for (const state of circle) {
      const { moves, targets } = this.open.get(state) as Open;
      targets.forEach((target, i) => {
        if (members.has(target)) moving.add(this.model.moverOf(moves[i] as number));
      });
    }
    if (moving.size === 0) return false;
    const waits = circle.some((state) => (this.open.get(state) as Open).waits);
    return (!waits || moving.has(this.model.time)) && this.alwaysReady(circle).every((mover) => moving.has(mover));
  }

  /** One fair turn through a fair set, from a state of it back to there. */
  private turn(members: ReadonlySet<number>, start: number): number[] {
    const { model } = this;
    const loop: number[] = [];
    let at = start;
    const go = (fits: (state: number, move: number, target: number) => boolean): void => {
      const found = this.nearest(members, at, fits);
      for (const { move, target } of found) {
        loop.push(move);
        at = target;
      }
    };
    const seen = (): { readonly movers: Set<number>; readonly states: number[] } => {
      const states = [start];
      const movers = new Set<number>();
      for (const move of loop) {
        const { moves, targets } = this.open.get(states.at(-1) as number) as Open;
        movers.add(model.moverOf(move));
        states.push(targets[moves.indexOf(move)] as number);
      }
      return { movers, states };
    };
    const waits = [...members].some((state) => (this.open.get(state) as Open).waits);
    if (waits) go((_state, move) => model.moverOf(move) === model.time);
    else go(() => true);
    for (;;) {
      if (at !== start) go((_state, _move, target) => target === start);
      // Whoever was ready all the way round and did not move, moves or is let down.
      const { movers, states } = seen();
      const [waiting] = this.alwaysReady([...new Set(states)]).filter((mover) => !movers.has(mover));
      if (waiting === undefined) return loop;
      go(
        (_state, move, target) =>
          model.moverOf(move) === waiting ||
          !(this.open.get(target) as Open).moves.some((other) => model.moverOf(other) === waiting),
      );
    }
  }

  /** The shortest way inside a set whose last move fits. */
  private nearest(
    members: ReadonlySet<number>,
    from: number,
    fits: (state: number, move: number, target: number) => boolean,
  ): { readonly move: number; readonly target: number }[] {
    const before = new Map<number, { readonly state: number; readonly move: number }>();
    const queue = [from];
    for (const state of queue) {
      const { moves, targets } = this.open.get(state) as Open;
      for (const [i, target] of targets.entries()) {
        const move = moves[i] as number;
        if (!members.has(target)) continue;
        if (fits(state, move, target)) {
          const way = [{ move, target }];
          for (let at = state; at !== from; ) {
            const step = before.get(at) as { readonly state: number; readonly move: number };
            way.push({ move: step.move, target: at });
            at = step.state;
          }
          return way.reverse();
        }
        if (target === from || before.has(target)) continue;
        before.set(target, { state, move });
        queue.push(target);
      }
    }
    return [];
  }
}

/** Visits every state of a model, or so many at most. @returns a fair run for ever that never fulfils its only property */
export function findEndless(model: EndlessModel, maxStates: number): Endless | undefined {
  const run = new EndlessSearch(model);
  while (!run.advance(4096)) if (run.states >= maxStates) return undefined;
  return run.find(1);
}
