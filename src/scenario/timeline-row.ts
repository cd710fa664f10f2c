/** What a timeline is made of. */

export const COLUMNS = ['guest', 'device', 'backend', 'run state', 'monitor', 'client'] as const;
export type Column = (typeof COLUMNS)[number];

/** How a cell is painted where there is colour. */
export type Style = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

export interface Cell {
  readonly text: string;
  readonly style: Style;
}

export type Line = { readonly [K in Column]?: Cell };

/** What one move showed. */
export interface Row {
  /** Milliseconds of virtual time. */
  readonly time: number;
  /** The move, counted from 1; 0: before the first. */
  readonly move: number;
  readonly lines: readonly Line[];
}

/** Puts a cell where it can be read in order: left to right, then the next line. */
export function addCell(lines: Line[], column: Column, cell: Cell): void {
  const last = lines.at(-1);
  const at = COLUMNS.indexOf(column);
  if (last === undefined || COLUMNS.some((other, i) => i >= at && last[other] !== undefined)) lines.push({ [column]: cell });
  else lines[lines.length - 1] = { ...last, [column]: cell };
}
