/**
 * Runs that never end. A machine that goes round in circles is never at rest, so what must come eventually is not
 * judged there; it is broken if the machine can go round for ever in states none of which fulfils it, and nobody is to
 * blame but the machine and its clients: the run is fair.
 *
 * Fair is a run in which whoever may move all the time moves at some time: the main thread, each iothread, each request
 * with the worker threads, each guest device, each client's steps and its reactions. Somebody who may move only now and
 * then may be overlooked. And time passes: a run that waits for a timer or for a step's time, and keeps the clock from
 * getting there by being busy for ever, is none, because the machine's own work is short.
 *
 * All states are visited without reductions, and all moves between them kept. A set of states that can all be reached
 * from one another (Tarjan) has a fair run for ever if, for everybody who may move in all of them, it has a move of
 * theirs, and a passing of time if any of them waits for one.
 */
import type { Model, Progress } from './model.ts';
import { stronglyConnected } from './strongly-connected.ts';
import { type Edge, ROOT, VisitedGraph } from './visited-graph.ts';

export interface EndlessModel extends Model {
  unfulfilled(reduced: boolean): number;
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

export class EndlessSearch implements Progress {
  private readonly model: EndlessModel;
  private readonly graph: VisitedGraph;
  /** by state: what it leaves unfulfilled, and whether anything waits for time in it */
  private readonly bits: number[] = [];
  private readonly waits: boolean[] = [];

  /** The model is in its first state. Its store is watched from now on. */
  constructor(model: EndlessModel) {
    this.model = model;
    this.graph = new VisitedGraph(model, (state) => {
      const bits = model.unfulfilled(false);
      this.bits[state] = bits;
      this.waits[state] = bits !== 0 && model.waitsForTime();
    });
  }

  get states(): number {
    return this.graph.states;
  }

  get transitions(): number {
    return this.graph.transitions;
  }

  /** Makes `count` moves, if there are so many. @returns true when every state was visited */
  advance(count: number): boolean {
    return this.graph.advance(count);
  }

  /** A fair run for ever that never fulfils a property, once every state was visited; undefined if there is none. */
  find(property: number): Endless | undefined {
    const inside = (state: number): boolean => ((this.bits[state] as number) & property) !== 0;
    const states = [...this.bits.keys()].filter(inside);
    const targets = (state: number) => this.targetsOf(state).filter(inside);
    const fair = stronglyConnected(states, targets).filter((circle) => this.isFair(circle));
    if (fair.length === 0) return undefined;
    const goals = new Set(fair.flat());
    const stem = goals.has(ROOT) ? [] : (this.graph.nearest(ROOT, ({ target }) => goals.has(target)) ?? []);
    const start = stem.at(-1)?.target ?? ROOT;
    const circle = fair.find((each) => each.includes(start)) ?? [];
    return { stem: stem.map(({ move }) => move), loop: this.turn(new Set(circle), start) };
  }

  private targetsOf(state: number): number[] {
    return this.graph.edgesOf(state).map(({ target }) => target);
  }

  private moversIn(state: number): Set<number> {
    return new Set(this.graph.edgesOf(state).map(({ move }) => this.model.moverOf(move)));
  }

  /** Those who may move in every state of a set. */
  private alwaysReady(circle: readonly number[]): number[] {
    const ready = new Map<number, number>();
    for (const state of circle) for (const mover of this.moversIn(state)) ready.set(mover, (ready.get(mover) ?? 0) + 1);
    return [...ready].filter(([, count]) => count === circle.length).map(([mover]) => mover);
  }

  private isFair(circle: readonly number[]): boolean {
    const members = new Set(circle);
    const moving = new Set<number>();
    for (const state of circle)
      for (const { move, target } of this.graph.edgesOf(state))
        if (members.has(target)) moving.add(this.model.moverOf(move));
    if (moving.size === 0) return false;
    const waits = circle.some((state) => this.waits[state]);
    return (!waits || moving.has(this.model.time)) && this.alwaysReady(circle).every((mover) => moving.has(mover));
  }

  /** One fair turn through a fair set, from a state of it back to there. */
  private turn(members: ReadonlySet<number>, start: number): number[] {
    const { model, graph } = this;
    const loop: Edge[] = [];
    const at = (): number => loop.at(-1)?.target ?? start;
    const go = (fits: (edge: Edge) => boolean): void => {
      loop.push(...(graph.nearest(at(), fits, ({ target }) => members.has(target)) ?? []));
    };
    if ([...members].some((state) => this.waits[state])) go(({ move }) => model.moverOf(move) === model.time);
    else go(() => true);
    for (;;) {
      if (at() !== start) go(({ target }) => target === start);
      // Whoever was ready all the way round and did not move, moves or is let down.
      const movers = new Set(loop.map(({ move }) => model.moverOf(move)));
      const states = new Set([start, ...loop.map(({ target }) => target)]);
      const [waiting] = this.alwaysReady([...states]).filter((mover) => !movers.has(mover));
      if (waiting === undefined) return loop.map(({ move }) => move);
      go(({ move, target }) => model.moverOf(move) === waiting || !this.moversIn(target).has(waiting));
    }
  }
}

/**
 * Visits every state of a model, or so many at most.
 * @returns a fair run for ever that never fulfils its only property
 */
export function findEndless(model: EndlessModel, maxStates: number): Endless | undefined {
  const run = new EndlessSearch(model);
  while (!run.advance(4096)) if (run.states >= maxStates) return undefined;
  return run.find(1);
}
