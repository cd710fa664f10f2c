/** Folding stretches of a timeline that repeat. */
import type { Row } from './timeline-row.ts';

/** The `rows` rows before it, again and again. */
export interface Fold {
  readonly again: number;
  readonly rows: number;
  /** Milliseconds at which the last of them happened. */
  readonly until: number;
  /** The moves it stands for. */
  readonly first: number;
  readonly move: number;
}

/** How many rows the repeated stretch may have. */
const LONGEST = 16;
/** A stretch is folded from this many occurrences on. */
const ENOUGH = 3;

/** What a row says, whenever it happens. */
const saying = (row: Row): string => JSON.stringify(row.lines).replaceAll(/[\d.]+ ms/g, 'ms');

/** The rows, with a fold in place of what repeats them. */
export function foldRepeats(rows: readonly Row[]): readonly (Row | Fold)[] {
  const sayings = rows.map(saying);
  const out: (Row | Fold)[] = [];
  for (let at = 0; at < rows.length; ) {
    const period = periodAt(sayings, at);
    if (period === undefined) {
      out.push(rows[at++] as Row);
      continue;
    }
    if (!begins(rows, at) && hasBetterStart(rows, sayings, at, period.length)) {
      out.push(rows[at++] as Row);
      continue;
    }
    const { length, times } = period;
    const first = rows[at + length] as Row;
    const last = rows[at + length * times - 1] as Row;
    out.push(...rows.slice(at, at + length));
    out.push({ again: times - 1, rows: length, until: last.time, first: first.first, move: last.move });
    at += length * times;
  }
  return out;
}

/** Whether a row is the first of its time. */
const begins = (rows: readonly Row[], at: number): boolean => rows[at - 1]?.time !== rows[at]?.time;

/** What repeats has no first row by itself; a person sees one where time moves on. */
function hasBetterStart(rows: readonly Row[], sayings: readonly string[], at: number, length: number): boolean {
  for (let later = at + 1; later < at + length; later++)
    if (begins(rows, later) && periodAt(sayings, later)?.length === length) return true;
  return false;
}

function periodAt(sayings: readonly string[], at: number): { length: number; times: number } | undefined {
  for (let length = 1; length <= LONGEST; length++) {
    let end = at + length;
    while (end < sayings.length && sayings[end] === sayings[end - length]) end++;
    const times = Math.floor((end - at) / length);
    if (times >= ENOUGH) return { length, times };
  }
  return undefined;
}
