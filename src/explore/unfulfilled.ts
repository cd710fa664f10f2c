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

/** Numbers a move takes in the list. */
const EACH = 3;
/** More moves are not kept: then nothing is known. */
const MOST = 4_000_000;

/** The moves of a search between states that leave properties unfulfilled. */
export class UnfulfilledMoves {
  /** for each move: where it began, where it led, and which properties neither fulfils, one bit each */
  private readonly list: number[];
  private readonly most: number;

  /** @param most how many are kept */
  constructor(list: readonly number[] = [], most = MOST) {
    this.list = [...list];
    this.most = most * EACH;
  }

  /** States are told by their fingerprints. */
  note(fromLow: number, fromHigh: number, toLow: number, toHigh: number, properties: number): void {
    if (this.list.length > this.most) return;
    this.list.push(printOf(fromLow, fromHigh), printOf(toLow, toHigh), properties);
  }

  /** What several threads have noted of one search, each for itself. */
  get noted(): readonly number[] {
    return this.list;
  }

  /** Which of the properties could stay unfulfilled for ever, one bit each. */
  circles(properties: number): number {
    if (this.list.length > this.most) return properties;
    const graph = this.numbered();
    let found = 0;
    for (let bit = 1; bit !== 0; bit <<= 1) if ((properties & bit) !== 0 && hasCircle(graph, bit)) found |= bit;
    return found;
  }

  private numbered(): Graph {
    const { list } = this;
    const moves = list.length / EACH;
    const numbers = new Numbers(2 * moves);
    const [from, to, properties] = [new Int32Array(moves), new Int32Array(moves), new Int32Array(moves)];
    for (let i = 0; i < moves; i++) {
      from[i] = numbers.of(list[i * EACH] as number);
      to[i] = numbers.of(list[i * EACH + 1] as number);
      properties[i] = list[i * EACH + 2] as number;
    }
    return { states: numbers.count, from, to, properties };
  }
}

/** States numbered from 0 on, and for each move where it begins, where it leads and which properties it is about. */
interface Graph {
  readonly states: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly properties: Int32Array;
}

/** Whether the moves of a property make a circle: takes away states that no move leads to until there are none. */
function hasCircle({ states, from, to, properties }: Graph, property: number): boolean {
  // The moves of each state stand side by side, from here on.
  const first = new Int32Array(states + 1);
  const leadHere = new Int32Array(states);
  for (let i = 0; i < from.length; i++) {
    if (((properties[i] as number) & property) === 0) continue;
    first[(from[i] as number) + 1]!++;
    leadHere[to[i] as number]!++;
  }
  for (let state = 0; state < states; state++) first[state + 1]! += first[state] as number;
  const targets = new Int32Array(first[states] as number);
  const filled = first.slice();
  for (let i = 0; i < from.length; i++)
    if (((properties[i] as number) & property) !== 0) targets[filled[from[i] as number]!++] = to[i] as number;

  const away = new Int32Array(states);
  let count = 0;
  for (let state = 0; state < states; state++) if (leadHere[state] === 0) away[count++] = state;
  for (let next = 0; next < count; next++) {
    const state = away[next] as number;
    for (let i = first[state] as number; i < (first[state + 1] as number); i++) {
      const target = targets[i] as number;
      if (--leadHere[target]! === 0) away[count++] = target;
    }
  }
  return count < states;
}

/** Numbers for so many states at most, by 53 bits of their fingerprints. */
class Numbers {
  count = 0;
  private readonly prints: Float64Array;
  private readonly numbers: Int32Array;
  private readonly mask: number;

  constructor(most: number) {
    const capacity = 2 ** Math.ceil(Math.log2(2 * most + 2));
    this.prints = new Float64Array(capacity).fill(-1);
    this.numbers = new Int32Array(capacity);
    this.mask = capacity - 1;
  }

  /** The number of a state; the next one if it has none. */
  of(print: number): number {
    const { prints, mask } = this;
    let at = ((print % 0x20_0000) ^ (print / 0x20_0000)) & mask;
    while (prints[at] !== -1) {
      if (prints[at] === print) return this.numbers[at] as number;
      at = (at + 1) & mask;
    }
    prints[at] = print;
    this.numbers[at] = this.count;
    return this.count++;
  }
}
