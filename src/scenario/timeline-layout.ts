/** Rows into lines of a given width, with colour if wanted. */
import type { Fold } from './timeline-fold.ts';
import { type Cell, COLUMNS, type Line, type Row, type Style } from './timeline-row.ts';

/** A remark under the line of a move. */
export interface Note {
  readonly move: number;
  readonly text: string;
}

export interface TimelineOptions {
  /** Width in characters; 100 if absent, at least 60. */
  readonly columns?: number;
  readonly colour?: boolean;
  readonly notes?: readonly Note[];
}

type Paint = (text: string, style: Style) => string;

const ANSI: Readonly<Record<Style, string>> = {
  plain: '',
  good: '\u001b[32m',
  bad: '\u001b[31m',
  warn: '\u001b[33m',
  quiet: '\u001b[2m',
};
const RESET = '\u001b[0m';

const NARROWEST = 60;
/** The time and the gap after it. */
const MARGIN = 9;
const GAP = '  ';

const LEGEND: readonly (readonly [sign: RegExp, text: string])[] = [
  [/^>|: >/, '> asks'],
  [/ keeps /, 'keeps: parked for retry'],
  [/^held /, 'held: waits for the rate limit'],
  [/^lost /, 'lost: replaced while it was held'],
  [/late: of/, 'late: was made before what came earlier'],
];

/** Draws rows, folds and notes, each line with its end; last comes a legend of the signs that are there. */
export function layOut(items: readonly (Row | Fold)[], options: TimelineOptions = {}): string {
  const { columns = 100, colour = false, notes = [] } = options;
  const lines = items.flatMap((item) => ('lines' in item ? item.lines : []));
  const widths = fit(lines, Math.max(columns, NARROWEST) - MARGIN);
  const paint: Paint = (text, style) => (colour && style !== 'plain' ? `${ANSI[style]}${text}${RESET}` : text);
  const out = [...head(widths, paint), ...body(items, widths, paint, notes), legend(lines, paint)];
  return out.filter((line) => line !== '').map((line) => `${line.trimEnd()}\n`).join('');
}

function head(widths: readonly number[], paint: Paint): string[] {
  const names = COLUMNS.map((name, i) => name.padEnd(widths[i] as number));
  const total = widths.reduce((sum, width) => sum + width + GAP.length, MARGIN - GAP.length);
  return [`${'ms'.padStart(MARGIN - GAP.length)}${GAP}${names.join(GAP)}`, paint('─'.repeat(total), 'quiet')];
}

function body(
  items: readonly (Row | Fold)[],
  widths: readonly number[],
  paint: Paint,
  notes: readonly Note[],
): string[] {
  const out: string[] = [];
  let shown = '';
  for (const item of items) {
    if ('lines' in item) {
      const time = `${item.time}`;
      for (const [i, line] of item.lines.entries()) {
        const margin = (i === 0 && time !== shown ? time : '').padStart(MARGIN - GAP.length) + GAP;
        out.push(margin + cells(line, widths, paint));
      }
      shown = time;
    } else out.push(paint(`${'⋮'.padStart(MARGIN - GAP.length)}${GAP}${foldText(item)}`, 'quiet'));
    for (const note of notes) if (covers(item, note)) out.push(paint(`${' '.repeat(MARGIN - 2)}^ ${note.text}`, 'bad'));
  }
  return out;
}

function cells(line: Line, widths: readonly number[], paint: Paint): string {
  return COLUMNS.map((column, i) => {
    const { text, style }: Cell = line[column] ?? { text: '', style: 'plain' };
    const width = widths[i] as number;
    const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    return paint(cut, style) + ' '.repeat(width - cut.length);
  }).join(GAP);
}

const foldText = ({ rows, again, until }: Fold): string =>
  `the ${rows === 1 ? 'line' : `${rows} moves`} above ${again} more times, until ${until} ms`;

/** Whether a note's move is this row's, or lies in this fold. */
const covers = (item: Row | Fold, note: Note): boolean =>
  'lines' in item ? item.move === note.move : item.first <= note.move && note.move <= item.move;

/** The width of each column: as wide as its widest cell, the widest column first giving way where room is short. */
function fit(lines: readonly Line[], room: number): number[] {
  const widths = COLUMNS.map((column) =>
    lines.reduce((width, line) => Math.max(width, line[column]?.text.length ?? 0), column.length),
  );
  const free = room - (COLUMNS.length - 1) * GAP.length;
  while (widths.reduce((sum, width) => sum + width, 0) > free) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

function legend(lines: readonly Line[], paint: Paint): string {
  const texts = lines.flatMap((line) => Object.values(line).map((cell) => cell.text));
  const there = LEGEND.filter(([sign]) => texts.some((text) => sign.test(text)));
  return there.length === 0 ? '' : paint(there.map(([, text]) => text).join('   '), 'quiet');
}
