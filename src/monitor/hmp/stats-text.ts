/** `info blockstats`: one line a backend, or since 11.1 a table each. */
import type { Info } from '../../block/node-info.ts';

const LINE = [
  'rd_bytes',
  'wr_bytes',
  'rd_operations',
  'wr_operations',
  'flush_operations',
  'wr_total_time_ns',
  'rd_total_time_ns',
  'flush_total_time_ns',
  'rd_merged',
  'wr_merged',
  'idle_time_ns',
];

export function statsTable(list: readonly Info[], asTable: boolean): string {
  if (!asTable) return list.map(oneLine).join('');
  return list.map(table).join('\n');
}

const value = (info: Info, name: string): string => String((info.stats as Info)[name] ?? 0);

function oneLine(info: Info): string {
  return `${String(info.device)}: ${LINE.map((name) => `${name}=${value(info, name)}`).join(' ')}\n`;
}

const WIDTHS = [31, 17, 25, 11];

/** Columns end where their headings end. */
function row(label: string, cells: readonly string[]): string {
  const [first = '', ...rest] = cells;
  const start = label + first.padStart((WIDTHS[0] ?? 0) - label.length);
  return `${start}${rest.map((cell, i) => cell.padStart(WIDTHS[i + 1] ?? 0)).join('')}\n`;
}

function table(info: Info): string {
  const of = (prefix: string) =>
    ['bytes', 'operations', 'total_time_ns', 'merged'].map((what) => value(info, `${prefix}_${what}`));
  return [
    `${String(info.device)}: idle_time_ns=${value(info, 'idle_time_ns')}\n`,
    row('', ['bytes', 'operations', 'total_time_ns', 'merged']),
    row('Read:', of('rd')),
    row('Write:', of('wr')),
    row('Flush:', ['', value(info, 'flush_operations'), value(info, 'flush_total_time_ns')]),
  ].join('');
}
