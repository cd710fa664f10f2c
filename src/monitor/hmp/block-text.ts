/** `info block` for one backend or node (4.6). */
import type { Info } from '../../block/node-info.ts';

/** @param info the backend, if it is one; `inserted` its medium, or the node */
export function blockText(info: Info | undefined, inserted: Info | undefined, verbose: boolean): string {
  const text = title(info, inserted) + (info === undefined ? '' : attachment(info));
  return inserted === undefined ? text : text + medium(inserted) + (verbose ? images(inserted.image as Info) : '');
}

function title(info: Info | undefined, inserted: Info | undefined): string {
  const node = inserted?.['node-name'];
  const name =
    info !== undefined && info.device !== ''
      ? `${String(info.device)}${node === undefined ? '' : ` (${String(node)})`}`
      : String(node ?? info?.qdev ?? '<anonymous>');
  if (inserted === undefined) return `${name}: [not inserted]\n`;
  return `${name}: ${String(inserted.file)} (${String(inserted.drv)}${inserted.ro === true ? ', read-only' : ''})\n`;
}

function attachment(info: Info): string {
  const lines: string[] = [];
  if (info.qdev !== undefined) lines.push(`    Attached to:      ${String(info.qdev)}\n`);
  const status = info['io-status'];
  if (status !== undefined && status !== 'ok') lines.push(`    I/O status:       ${String(status)}\n`);
  if (info.removable === true) {
    const tray = info.tray_open === true ? 'open' : 'closed';
    lines.push(`    Removable device: ${info.locked === true ? '' : 'not '}locked, tray ${tray}\n`);
  }
  return lines.join('');
}

function medium(inserted: Info): string {
  const cache = inserted.cache as Info;
  const mode = cache.writeback === true ? 'writeback' : 'writethrough';
  const direct = cache.direct === true ? ', direct' : '';
  const noFlush = cache['no-flush'] === true ? ', ignore flushes' : '';
  const lines = [`    Cache mode:       ${mode}${direct}${noFlush}\n`];
  if (inserted.backing_file !== undefined) {
    const depth = String(inserted.backing_file_depth);
    lines.push(`    Backing file:     ${String(inserted.backing_file)} (chain depth: ${depth})\n`);
  }
  if (inserted.detect_zeroes !== 'off') lines.push(`    Detect zeroes:    ${String(inserted.detect_zeroes)}\n`);
  return lines.join('') + throttling(inserted);
}

const LIMITS = ['bps', 'bps_rd', 'bps_wr', 'iops', 'iops_rd', 'iops_wr'];
const MAXIMA = ['bps', 'bps_rd', 'bps_wr'].map((name) => `${name}_max`);
const IOPS_MAXIMA = ['iops', 'iops_rd', 'iops_wr'].map((name) => `${name}_max`);
const THROTTLING = [...LIMITS.slice(0, 3), ...MAXIMA, ...LIMITS.slice(3), ...IOPS_MAXIMA, 'iops_size'];

function throttling(inserted: Info): string {
  if (LIMITS.every((name) => inserted[name] === 0)) return '';
  const limits = THROTTLING.map((name) => `${name}=${String(inserted[name] ?? 0)}`).join(' ');
  return `    I/O throttling:   ${limits} group=${String(inserted.group)}\n`;
}

function images(top: Info): string {
  const texts: string[] = [];
  for (let image: Info | undefined = top; image !== undefined; image = image['backing-image'] as Info | undefined)
    texts.push(imageText(image));
  return `\nImages:\n${texts.join('')}`;
}

function imageText(image: Info): string {
  const size = Number(image['virtual-size']);
  const disk = image['actual-size'] === undefined ? 'unavailable' : inUnits(Number(image['actual-size']));
  return [
    `image: ${String(image.filename)}\n`,
    `file format: ${String(image.format)}\n`,
    `virtual size: ${inUnits(size)} (${size} bytes)\n`,
    `disk size: ${disk}\n`,
    image['cluster-size'] === undefined ? '' : `cluster_size: ${String(image['cluster-size'])}\n`,
    backingText(image),
    limitsText(image.limits as Info | undefined),
    specificText(image['format-specific'] as Info | undefined),
  ].join('');
}

function backingText(image: Info): string {
  const file = image['backing-filename'];
  if (file === undefined) return '';
  const full = image['full-backing-filename'];
  const actual = full === undefined || full === file ? '' : ` (actual path: ${String(full)})`;
  const format = image['backing-filename-format'];
  return `backing file: ${String(file)}${actual}\n${format === undefined ? '' : `backing file format: ${String(format)}\n`}`;
}

const LIMIT_LINES = [
  'write-zeroes-alignment',
  'request-alignment',
  'min-mem-alignment',
  'discard-alignment',
  'opt-mem-alignment',
  'max-iov',
];

function limitsText(limits: Info | undefined): string {
  if (limits === undefined) return '';
  const told = LIMIT_LINES.filter((name) => limits[name] !== undefined);
  return `Block limits:\n${told.map((name) => `    ${name.replaceAll('-', ' ')}: ${String(limits[name])}\n`).join('')}`;
}

function specificText(specific: Info | undefined): string {
  const data = Object.entries((specific?.data ?? {}) as Info);
  if (data.length === 0) return '';
  const lines = data.map(([name, value]) => `    ${name.replaceAll('-', ' ')}: ${String(value)}\n`);
  return `Format specific information:\n${lines.join('')}`;
}

const UNITS = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** Three significant digits and a unit. */
function inUnits(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${UNITS[unit] ?? ''}B`;
}
