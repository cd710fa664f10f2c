/** Rows into lines of a given width, with colour if wanted. */
import type { Fold } from './timeline-fold.ts';
import { type Cell, type Column, columnsOf, isLane, type Line, type Row, type Style } from './timeline-row.ts';

/** A remark under the line of a move. */
export interface Note {
  readonly move: number;
  readonly text: string;
}

/** How a timeline is drawn. */
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
/** And a job's lane, so that its numbers stay on one line. */
const LANE_NEEDS = 6;
/** A lane is wrapped beyond this width, another column beyond that. */
const LANE = 19;
const NARROW = 10;
/** A cell that is too long goes on below itself, so often; what is left then is cut. */
const MOST_LINES = 4;
const HANGING = '  ';
/** Between words, but neither after the sign of a question nor before a unit. */
const BREAK = /(?<!^>) (?!(?:(?:[KMGT]i)?B|ms)\b)/;

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
  const names = columnsOf(lines);
  const grid = { names, widths: columnWidths(lines, names, Math.max(columns, NARROWEST) - MARGIN) };
  const total = totalWidth(grid.widths);
  const paint: Paint = (text, style) => (colour && style !== 'plain' ? `${ANSI[style]}${text}${RESET}` : text);
  const out = [...head(grid, paint), ...body(items, grid, paint, notes), ...legend(lines, total, paint)];
  return out.map((line) => `${line.trimEnd()}\n`).join('');
}

/** Columns from left to right, and how many characters each has. */
interface Grid {
  readonly names: readonly Column[];
  readonly widths: readonly number[];
}

const cutTo = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

function head({ names: columns, widths }: Grid, paint: Paint): string[] {
  const names = columns.map((name, i) => cutTo(name, widths[i] as number).padEnd(widths[i] as number));
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

function body(items: readonly (Row | Fold)[], grid: Grid, paint: Paint, notes: readonly Note[]): string[] {
  const out: string[] = [];
  const total = totalWidth(grid.widths);
  let shown = '';
  for (const [at, item] of items.entries()) {
    if ('lines' in item) {
      const time = `${Math.floor(item.time)}`;
      for (const [i, line] of item.lines.entries()) {
        const margin = (i === 0 && time !== shown ? time : '').padStart(MARGIN - GAP.length) + GAP;
        for (const [j, text] of cells(line, grid, paint).entries())
          out.push((j === 0 ? margin : ' '.repeat(MARGIN)) + text);
      }
      shown = time;
    } else out.push(paint(`${'⋮'.padStart(MARGIN - GAP.length)}${GAP}${foldText(item)}`, 'quiet'));
    for (const note of notes) if (belongs(note, items, at)) out.push(...noteLines(note, total, paint));
  }
  return out;
}

/** A line of cells is as many lines of text as its highest cell needs. */
function cells(line: Line, { names, widths }: Grid, paint: Paint): string[] {
  const columns = names.map((column, i) => {
    const { text, style }: Cell = line[column] ?? { text: '', style: 'plain' };
    const width = widths[i] as number;
    return { style, width, texts: saysTheSame(line, column) ? [cutTo(text, width)] : cellLines(text, width) };
  });
  const height = Math.max(...columns.map(({ texts }) => texts.length));
  return Array.from({ length: height }, (_, at) =>
    columns
      .map(({ style, width, texts }) => paint(texts[at] ?? '', style) + ' '.repeat(width - (texts[at] ?? '').length))
      .join(GAP),
  );
}

/** The lane of a job beside its event has the whole text. */
const saysTheSame = (line: Line, column: Column): boolean =>
  column === 'client' && line[column]?.text.startsWith('JOB_STATUS_CHANGE ') === true && Object.keys(line).some(isLane);

function cellLines(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines = wrap(text.split(BREAK), width - HANGING.length);
  if (lines.length > MOST_LINES) lines.splice(MOST_LINES - 1, lines.length, lines.slice(MOST_LINES - 1).join(' '));
  return lines.map((each, i) => (i === 0 ? cutTo(each, width) : HANGING + cutTo(each, width - HANGING.length)));
}

const foldText = ({ rows, again, until }: Fold): string =>
  `the ${rows === 1 ? 'line' : `${rows} moves`} above happen${rows === 1 ? 's' : ''} ${again} more times, until ${Math.floor(until)} ms`;

/** A note stands under the last line that was there when its move was made. */
const belongs = (note: Note, items: readonly (Row | Fold)[], at: number): boolean =>
  (at === 0 || (items[at]?.first ?? 0) <= note.move) && note.move < (items[at + 1]?.first ?? Number.POSITIVE_INFINITY);

/** How much wider than the others a column may stay. */
function needs(names: readonly Column[], i: number): number {
  if (i === names.length - 1) return LAST_NEEDS;
  return isLane(names[i] as Column) ? LANE_NEEDS : 0;
}

const longestWord = (text: string): number =>
  Math.max(...text.split(BREAK).map((word) => HANGING.length + word.length));

/**
 * The width of each column: as wide as its widest cell; where room is short, the widest column gives way first, and
 * none to less than its longest word while another can.
 */
function columnWidths(lines: readonly Line[], names: readonly Column[], room: number): number[] {
  const widest = (lengthOf: (text: string) => number, column: Column) =>
    lines.reduce((width, line) => Math.max(width, lengthOf(line[column]?.text ?? '')), column.length);
  const widths = names.map((column) => widest((text) => text.length, column));
  const least = names.map((column) =>
    isLane(column)
      ? widest((text) => Math.min(text.length, LANE), column)
      : Math.max(NARROW, widest(longestWord, column)),
  );
  const free = room - (names.length - 1) * GAP.length;
  while (widths.reduce((sum, width) => sum + width, 0) > free) {
    const canWrap = widths.some((width, i) => width > (least[i] as number));
    const weights = widths.map((width, i) =>
      canWrap && width <= (least[i] as number) ? Number.NEGATIVE_INFINITY : width - needs(names, i),
    );
    const first = weights.indexOf(Math.max(...weights));
    widths[first] = (widths[first] as number) - 1;
  }
  return widths;
}

function legend(lines: readonly Line[], width: number, paint: Paint): string[] {
  const texts = lines.flatMap((line) => Object.values(line).map((cell) => cell.text));
  const there = LEGEND.filter(([sign]) => texts.some((text) => sign.test(text)));
  const parts = there.map(([, text], i) => (i === there.length - 1 ? text : `${text};`));
  return wrap(parts, Math.max(width, NARROWEST)).map((line) => paint(line, 'quiet'));
}
