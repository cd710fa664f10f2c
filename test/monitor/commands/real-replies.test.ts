/**
 * Rows of commands and human monitor lines that were played on real QEMUs 7.2.22, 10.0.2, 10.0.13 and 11.1.3; one row a
 * line of `real-replies.jsonl`. `send` is what went in, `all` or a version's name what came out, events without their
 * timestamps. Exchanges marked `skip` are sent for their effect, their replies are compared elsewhere or not at all.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Client, machineOf, pass } from '../../support/client.ts';

interface Exchange {
  readonly send: string;
  readonly all?: readonly string[];
  readonly skip?: boolean;
  readonly [version: string]: unknown;
}

interface Row {
  readonly name: string;
  /** the VM's own name */
  readonly vm?: string;
  readonly machine?: 'none' | 'microvm' | 'pc';
  readonly paused?: boolean;
  readonly blockdev?: readonly object[];
  readonly drive?: readonly object[];
  readonly device?: readonly object[];
  readonly exchanges: readonly Exchange[];
}

const rows = readFileSync(new URL('./real-replies.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const IMAGES = [
  { name: 'a.img', format: 'raw', size: 1 << 20 },
  { name: 'b.img', format: 'raw', size: 1 << 20 },
  { name: 'q.qcow2', format: 'qcow2', size: 1 << 20 },
];

/** What differs between two runs of the same QEMU. */
const comparable = (line: string): string =>
  line
    .replace(/#block(\d+)\d\d/g, '#block$1NN')
    .replace(/"thread-id": \d+/g, '"thread-id": N')
    .replace(/thread_id=\d+/g, 'thread_id=N')
    .replace(/disk size: [^\\]*/g, 'disk size: N')
    .replace(/"actual-size": \d+/g, '"actual-size": N')
    .replace(/"filename": "(disconnected:)?unix:[^"]*"/g, '"filename": "unix:"')
    .replace(/_ns": \d+/g, '_ns": N');

const inWords = (text: string): string =>
  text.startsWith('{')
    ? text
    : JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': text } });

function play(row: Row, version: string): { expected: string[]; seen: string[] } {
  const { blockdev = [], drive = [], device = [], paused = false } = row;
  const machine = machineOf(version, { images: IMAGES, blockdev, drive, device, start_paused: paused });
  machine.vm.machine = row.machine === 'none' || row.machine === undefined ? '' : row.machine;
  machine.vm.name = row.vm ?? '';
  const client = new Client(machine);
  const expected: string[] = [];
  const seen: string[] = [];
  for (const exchange of row.exchanges) {
    let lines: string[];
    if (exchange.send.startsWith('#sleep')) {
      pass(machine, Number(exchange.send.slice(7)) * 1000);
      lines = client.take();
    } else lines = client.exchange(inWords(exchange.send));
    if (exchange.skip === true) continue;
    const told = (exchange.all ?? exchange[version]) as readonly string[];
    expected.push(`> ${exchange.send}`, ...told.map(comparable));
    seen.push(`> ${exchange.send}`, ...lines.map(comparable));
  }
  return { expected, seen };
}

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('%s', (version) => {
  test.each(rows.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    const { expected, seen } = play(row, version);
    expect(seen).toEqual(expected);
  });
});
