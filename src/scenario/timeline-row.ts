/** What a timeline is made of. */

export const COLUMNS = ['guest', 'device', 'backend', 'state', 'monitor', 'client'] as const;
export type Column = (typeof COLUMNS)[number];

/** How a cell is painted where there is colour. */
export type Style = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

export interface Cell {
  readonly text: string;
  readonly style: Style;
}

export type Line = { readonly [K in Column]?: Cell };

/** What a move showed, or a few moves that read as one. */
export interface Row {
  /** Milliseconds of virtual time. */
  readonly time: number;
  /** The moves, counted from 1; 0: before the first. */
  readonly first: number;
  readonly move: number;
  readonly lines: readonly Line[];
}

/** Puts a cell where it can be read in order: left to right, then the next line. What is said in passing takes none. */
export function addCell(lines: Line[], column: Column, cell: Cell): void {
  const last = lines.at(-1);
  const at = COLUMNS.indexOf(column);
  const inOrder = last !== undefined && COLUMNS.every((other, i) => i < at || last[other] === undefined);
  const inPassing = last !== undefined && cell.style === 'quiet' && last[column] === undefined;
  if (last === undefined || !(inOrder || inPassing)) lines.push({ [column]: cell });
  else lines[lines.length - 1] = { ...last, [column]: cell };
}

/** A change of state and what the monitor says of it are steps of one procedure, and read as one line. */
export function joined(before: Row | undefined, row: Row): Row | undefined {
  const [line] = before?.lines ?? [];
  const [next] = row.lines;
  if (before === undefined || line === undefined || next === undefined) return undefined;
  if (before.time !== row.time || before.lines.length + row.lines.length > 2) return undefined;
  const onlyState = Object.keys(line).join() === 'state';
  const toTheRight = Object.keys(next).every((column) => column === 'monitor' || column === 'client');
  return onlyState && toTheRight ? { ...row, first: before.first, lines: [{ ...line, ...next }] } : undefined;
}
