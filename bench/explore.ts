// Measures the search on the tiny machine: every order, one core, beside the same machine in C and in Spin's Promela.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { search } from '../test/support/search.ts';
import { TinyModel } from '../test/support/tiny-model.ts';
import type { Figure } from './measure.ts';

interface Row {
  readonly what: string;
  readonly states: number;
  readonly transitions: number;
  /** processor seconds */
  readonly seconds: number;
  readonly bytesPerState?: number;
}

/** The yardstick's largest: its number of states is exact. */
const LARGEST = { R: 3, C: 2, J: 8 };
const STATES = 8_260_190;

function ours(what: string, eager: boolean, symmetric: boolean): Row {
  const before = process.cpuUsage();
  const found = search(new TinyModel({ ...LARGEST, symmetric }), { eager });
  const { user, system } = process.cpuUsage(before);
  const { states, transitions, tableBytes } = found;
  return { what, states, transitions, seconds: (user + system) / 1e6, bytesPerState: tableBytes / states };
}

/** Runs a program under bash's `times` and reads numbers from what it printed. */
function theirs(folder: string, what: string, script: string, states: RegExp, transitions: RegExp): Row | undefined {
  const { stdout, status } = spawnSync('bash', ['-c', `set -e; cd "$1"; ${script}; times`, 'bench', folder], {
    encoding: 'utf8',
  });
  const spent = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/m.exec(stdout.trim().split('\n').at(-1) ?? '');
  if (status !== 0 || spent === null) return undefined;
  const [user, system] = [Number(spent[1]) * 60 + Number(spent[2]), Number(spent[3]) * 60 + Number(spent[4])];
  const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
  return { what, states: read(states), transitions: read(transitions), seconds: user + system };
}

function twins(): Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'blocksim-bench-'));
  try {
    const settings = '-DR_=3 -DC_=2 -DJ_=8 -DJF_=1 -DBUGGY=0 -DPOR=0';
    spawnSync('gcc', ['-O2', ...settings.split(' '), '-o', join(folder, 'twin'), 'bench/twins/twin.c']);
    const c = theirs(folder, 'C twin', './twin', /states (\d+)/, /trans (\d+)/);
    const { stdout } = spawnSync(process.execPath, ['bench/twins/promela.mjs', 'R=3', 'C=2', 'J=8']);
    writeFileSync(join(folder, 'twin.pml'), stdout);
    spawnSync('bash', ['-c', 'spin -a twin.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c'], { cwd: folder });
    const run = './pan -m1000000 -w24';
    const spin = theirs(folder, 'Spin', run, /(\d+) states, stored/, /(\d+) transitions/);
    return [c, spin].filter((row) => row !== undefined);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const speed = (row: Row) => row.transitions / row.seconds;

/** What the search does a processor second, beside its twins; a wrong number of states is an error. */
export function benchExplore(): Figure[] {
  const full = ours('tiny machine 3 2 8, every order', false, false);
  if (full.states !== STATES) throw new Error(`${full.states} states instead of ${STATES}`);
  const rows = [full, ours('eager moves', true, false), ours('eager moves, alike requests merged', true, true)];
  const reduced = rows.at(-1) as Row;
  const beside = twins();
  const spin = beside.find((row) => row.what === 'Spin');
  const goals: Readonly<Record<string, string>> = { 'C twin': '0.25', Spin: '0.70' };
  return [
    ...rows.map((row) => ({ what: row.what, value: `${(speed(row) / 1e6).toFixed(2)} M transitions/s` })),
    { what: 'bytes a state', value: (full.bytesPerState ?? 0).toFixed(1), goal: '24' },
    ...(spin === undefined
      ? []
      : [
          {
            what: 'every order: how much sooner than Spin',
            value: (spin.seconds / reduced.seconds).toFixed(0),
            goal: '10',
          },
        ]),
    ...beside.map((row) => ({
      what: `${row.what} (${(speed(row) / 1e6).toFixed(2)} M transitions/s): ours to it`,
      value: (speed(full) / speed(row)).toFixed(2),
      goal: goals[row.what] ?? '',
    })),
  ];
}
