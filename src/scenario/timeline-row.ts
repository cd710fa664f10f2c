/** What a timeline is made of. */

export const COLUMNS = ['guest', 'device', 'backend', 'state', 'monitor', 'client'] as const;
/** A job's own column, which is there from its first word on. */
export type Lane = `job ${string}`;
type Fixed = (typeof COLUMNS)[number];
export type Column = Fixed | Lane;

export const isLane = (column: string): column is Lane => column.startsWith('job ');

/** The columns of a drawing: lanes stand before the monitor, and make those that nothing is in give way. */
export function columnsOf(lines: readonly Line[]): readonly Column[] {
  const used = new Set(lines.flatMap((line) => Object.keys(line) as Column[]));
  const lanes = [...used].filter(isLane);
  if (lanes.length === 0) return COLUMNS;
  const at = COLUMNS.indexOf('monitor');
  const there = (column: Column) => used.has(column);
  return [...COLUMNS.slice(0, at).filter(there), ...lanes, ...COLUMNS.slice(at).filter(there)];
}

/** How a cell is painted where there is colour. */
export type Style = 'plain' | 'good' | 'bad' | 'warn' | 'quiet';

export interface Cell {
  readonly text: string;
  readonly style: Style;
}

export type Line = { readonly [K in Fixed]?: Cell } & { readonly [K in Lane]: Cell };

/** What a move showed, or a few moves that read as one. */
export interface Row {
  /** Milliseconds of virtual time. */
  readonly time: number;
  /** The moves, counted from 1; 0: before the first. */
  readonly first: number;
  readonly move: number;
  readonly lines: readonly Line[];
}

/** Where a column stands; all lanes are in one place. */
const place = (column: string): number =>
  isLane(column) ? COLUMNS.indexOf('monitor') - 0.5 : (COLUMNS as readonly string[]).indexOf(column);

/** Puts a cell where it can be read in order: left to right, then the next line. What is said in passing takes none. */
export function addCell(lines: Line[], column: Column, cell: Cell): void {
  const last = lines.at(-1);
  const inOrder = last !== undefined && Object.keys(last).every((other) => place(other) < place(column));
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
