/**
 * Whether a run could leave a property unfulfilled for ever, as far as a search by states can tell: such a run comes to
 * go round in states none of which fulfils it. The moves between these states are kept; if they make no circle, there
 * is no such run, and the search for fair ones (endless.ts), which does without reductions, need not be made.
 *
 * A reduced search is enough for this. To every run for ever belongs one of its own that differs in when things arrive,
 * and in names: it never puts a move off for ever (search.ts tries everything where eager moves go round in a circle).
 * And if arrivals do not change whether the property is fulfilled, then the main thread's moves do, in the same order
 * in both.
 */
import { printOf } from './state-table.ts';
import { stronglyConnected } from './strongly-connected.ts';

/** Numbers a move takes in the list. */
const EACH = 3;
/** More moves are not kept: then nothing is known. */
const MOST = 1_000_000;

/** The moves of a search between states that leave properties unfulfilled. */
export class UnfulfilledMoves {
  /** for each move: where it began, where it led, and which properties neither fulfils, one bit each */
  private readonly list: number[];
  private full = false;

  constructor(list: readonly number[] = []) {
    this.list = [...list];
    this.full = list.length > EACH * MOST;
  }

  /** States are told by their fingerprints. */
  note(fromLow: number, fromHigh: number, toLow: number, toHigh: number, properties: number): void {
    if (this.full) return;
    this.list.push(printOf(fromLow, fromHigh), printOf(toLow, toHigh), properties);
    this.full = this.list.length > EACH * MOST;
  }

  /** What several threads have noted of one search, each for itself. */
  get noted(): readonly number[] {
    return this.list;
  }

  /** Whether a property, given by its bit, could stay unfulfilled for ever. */
  makeCircle(property: number): boolean {
    if (this.full) return true;
    const targets = new Map<number, number[]>();
    const from = (state: number): number[] => {
      const known = targets.get(state) ?? [];
      targets.set(state, known);
      return known;
    };
    for (let i = 0; i < this.list.length; i += EACH) {
      if (((this.list[i + 2] as number) & property) === 0) continue;
      from(this.list[i] as number).push(this.list[i + 1] as number);
      from(this.list[i + 1] as number);
    }
    return stronglyConnected([...targets.keys()], from).length > 0;
  }
}
