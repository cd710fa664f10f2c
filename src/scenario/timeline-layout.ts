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
const MARGIN = 7;
const GAP = '  ';
/** How much wider than the others the last column may stay: what clients get is what people look for. */
const LAST_NEEDS = 10;

const LEGEND: readonly (readonly [sign: RegExp, text: string])[] = [
  [/^>|: >/, '> asks'],
  [/(^| )keeps /, 'keeps: parked for retry'],
  [/^stop due$/, 'stop due: at the next exit check'],
  [/^held:/, 'held: waits for the rate limit'],
  [/^lost:/, 'lost: a newer one took its place'],
  [/^late:/, 'late: when it was made'],
];

/** Draws rows, folds and notes, each line with its end; last comes a legend of the signs that are there. */
export function layOut(items: readonly (Row | Fold)[], options: TimelineOptions = {}): string {
  const { columns = 100, colour = false, notes = [] } = options;
  const lines = items.flatMap((item) => ('lines' in item ? item.lines : []));
  const widths = columnWidths(lines, Math.max(columns, NARROWEST) - MARGIN);
  const paint: Paint = (text, style) => (colour && style !== 'plain' ? `${ANSI[style]}${text}${RESET}` : text);
  const out = [
    ...head(widths, paint),
    ...body(items, widths, paint, notes),
    ...legend(lines, totalWidth(widths), paint),
  ];
  return out.map((line) => `${line.trimEnd()}\n`).join('');
}

function head(widths: readonly number[], paint: Paint): string[] {
  const names = COLUMNS.map((name, i) => name.padEnd(widths[i] as number));
  return [
    `${'ms'.padStart(MARGIN - GAP.length)}${GAP}${names.join(GAP)}`,
    paint('─'.repeat(totalWidth(widths)), 'quiet'),
  ];
}

const totalWidth = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width + GAP.length, MARGIN - GAP.length);

/** A note may be longer than a line. */
function noteLines({ text }: Note, total: number, paint: Paint): string[] {
  const lines = wrap(text.split(' '), Math.max(total, NARROWEST) - MARGIN);
  return lines.map((line, i) => paint(`${(i === 0 ? '^ ' : '').padStart(MARGIN)}${line}`, 'bad'));
}

/** Words or phrases, as many on a line as fit; no line if there are none. */
function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function body(
  items: readonly (Row | Fold)[],
  widths: readonly number[],
  paint: Paint,
  notes: readonly Note[],
): string[] {
  const out: string[] = [];
  const total = totalWidth(widths);
  let shown = '';
  for (const [at, item] of items.entries()) {
    if ('lines' in item) {
      const time = `${Math.floor(item.time)}`;
      for (const [i, line] of item.lines.entries()) {
        const margin = (i === 0 && time !== shown ? time : '').padStart(MARGIN - GAP.length) + GAP;
        out.push(margin + cells(line, widths, paint));
      }
      shown = time;
    } else out.push(paint(`${'⋮'.padStart(MARGIN - GAP.length)}${GAP}${foldText(item)}`, 'quiet'));
    for (const note of notes) if (belongs(note, items, at)) out.push(...noteLines(note, total, paint));
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
  `the ${rows === 1 ? 'line' : `${rows} moves`} above happen${rows === 1 ? 's' : ''} ${again} more times, until ${Math.floor(until)} ms`;

/** A note stands under the last line that was there when its move was made. */
const belongs = (note: Note, items: readonly (Row | Fold)[], at: number): boolean =>
  (at === 0 || (items[at]?.first ?? 0) <= note.move) && note.move < (items[at + 1]?.first ?? Number.POSITIVE_INFINITY);

/** The width of each column: as wide as its widest cell; where room is short, the widest column gives way first. */
function columnWidths(lines: readonly Line[], room: number): number[] {
  const widths = COLUMNS.map((column) =>
    lines.reduce((width, line) => Math.max(width, line[column]?.text.length ?? 0), column.length),
  );
  const free = room - (COLUMNS.length - 1) * GAP.length;
  while (widths.reduce((sum, width) => sum + width, 0) > free) {
    const weights = widths.map((width, i) => (i === widths.length - 1 ? width - LAST_NEEDS : width));
    const widest = weights.indexOf(Math.max(...weights));
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

function legend(lines: readonly Line[], width: number, paint: Paint): string[] {
  const texts = lines.flatMap((line) => Object.values(line).map((cell) => cell.text));
  const there = LEGEND.filter(([sign]) => texts.some((text) => sign.test(text)));
  const parts = there.map(([, text], i) => (i === there.length - 1 ? text : `${text};`));
  return wrap(parts, Math.max(width, NARROWEST)).map((line) => paint(line, 'quiet'));
}
