/** What a client of a live machine waits for, beside a real QEMU where one is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../src/server/index.ts';
import { type Figure, figure, median } from './measure.ts';

/** One server beside the others: they take turns, so that all meet the same machine. */
interface Contestant {
  readonly name: string;
  readonly program: string;
  readonly args: (path: string) => readonly string[];
  readonly starts: number[];
  /** microseconds a request, one by one and with eight in flight */
  readonly one: number[];
  readonly eight: number[];
  /** seconds of the processor */
  spent: number;
  path: string;
  child: ChildProcess | undefined;
}

const ROUNDS = 7;
const REQUESTS = { one: 3000, eight: 12_000 };

const contestant = (name: string, program: string, args: Contestant['args']): Contestant => ({
  name,
  program,
  args,
  starts: [],
  one: [],
  eight: [],
  spent: 0,
  path: '',
  child: undefined,
});

function contestants(): Contestant[] {
  const bare = ['-nodefaults', '-display', 'none', '-machine', 'none'];
  const asQemu = (path: string) => [...bare, '-qmp', `unix:${path},server=on,wait=off`];
  const { execPath } = process;
  const qemu = 'qemu-system-x86_64';
  return [
    contestant('serve', execPath, (path) => ['bin/blocksim.js', 'serve', '--qmp', `unix:${path}`]),
    contestant('blocksim-qemu', execPath, (path) => ['bin/blocksim-qemu.js', ...asQemu(path)]),
    ...(spawnSync(qemu, ['-version']).error === undefined ? [contestant('a real QEMU', qemu, asQemu)] : []),
  ];
}

/** Connects as soon as somebody listens. */
async function connected(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    const found = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    if (found) return socket;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Starts a program anew and waits for its greeting. */
async function start(one: Contestant, path: string): Promise<void> {
  one.child?.kill();
  one.path = path;
  const begin = performance.now();
  one.child = spawn(one.program, one.args(path), { stdio: 'ignore' });
  const socket = await connected(path);
  await new Promise((resolve) => socket.once('data', resolve));
  one.starts.push(performance.now() - begin);
  socket.destroy();
}

/** Seconds of the processor that a process has taken, in steps of 10 ms; 0 where the system does not tell. */
function processorTime(pid: number): number {
  try {
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
    return (Number(user) + Number(system)) / 100;
  } catch {
    return 0;
  }
}

function askAll(client: string, one: Contestant): void {
  const { pid = 0 } = one.child ?? {};
  const before = processorTime(pid);
  for (const [key, window] of [['one', 1] as const, ['eight', 8] as const]) {
    const { stdout, status } = spawnSync(client, [one.path, String(REQUESTS[key]), String(window)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${one.name} did not answer`);
    one[key].push(Number(stdout));
  }
  one.spent += processorTime(pid) - before;
}

/** The round trips, and how many of ours fit into one of the real QEMU's. */
function roundTrips(all: readonly Contestant[]): Figure[] {
  const real = all.find(({ program }) => program !== process.execPath);
  const requests = ROUNDS * (REQUESTS.one + REQUESTS.eight);
  return all.flatMap((one) => {
    const against = (key: 'one' | 'eight', goal: string): Figure[] =>
      real === undefined || real === one
        ? []
        : [figure(`... times a real QEMU's`, (median(real[key]) / median(one[key])).toFixed(1), goal)];
    return [
      figure(`${one.name}, query-status and back, µs`, median(one.one).toFixed(1)),
      ...against('one', '3'),
      figure(`${one.name}, eight in flight, each, µs`, median(one.eight).toFixed(1)),
      ...against('eight', '20'),
      figure(`${one.name}, processor time a request, µs`, ((one.spent / requests) * 1e6).toFixed(1)),
    ];
  });
}

/** @returns nothing where there is no C compiler */
function measureRoundTrips(all: readonly Contestant[], folder: string): Figure[] {
  const client = join(folder, 'client');
  if (spawnSync('gcc', ['-O2', '-o', client, 'bench/twins/client.c']).status !== 0) return [];
  for (let round = -1; round < ROUNDS; round++) {
    for (const one of all) askAll(client, one);
    if (round < 0)
      for (const one of all) {
        one.one.length = one.eight.length = 0;
        one.spent = 0;
      }
  }
  return roundTrips(all);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a server's memory grows by until a client that never reads is cut off. */
async function deafClient(): Promise<Figure[]> {
  const vm = await serve({ history: false });
  const deaf = await connected(vm.path);
  let cutOff = false;
  const ended = new Promise<void>((resolve) => {
    vm.live.machine.bus.on('session-closed', () => {
      cutOff = true;
      resolve();
    });
  });
  deaf.on('error', () => {}).write('{"execute": "qmp_capabilities"}');
  await new Promise((resolve) => deaf.once('data', resolve));
  await turn();
  deaf.pause();
  const before = process.memoryUsage.rss();
  let most = before;
  let lines = 0;
  const requests = '{"execute": "query-status"}'.repeat(100);
  while (!cutOff) {
    vm.arrive({ client: 'main', bytes: requests });
    lines += 100;
    if (lines % 10_000 > 0) continue;
    await turn();
    most = Math.max(most, process.memoryUsage.rss());
  }
  await ended;
  await vm.close();
  return [
    figure('a client that never reads, lines until it is cut off', String(lines)),
    figure('... MiB of memory meanwhile', ((most - before) / 2 ** 20).toFixed(0), '128'),
  ];
}

/** Before anything else has made the process large. */
async function manyServers(): Promise<Figure> {
  await (await serve({ history: false })).close();
  const before = process.memoryUsage.rss();
  const servers = await Promise.all(Array.from({ length: 200 }, () => serve({ history: false })));
  const grown = process.memoryUsage.rss() - before;
  await Promise.all(servers.map((server) => server.close()));
  return figure('200 servers in one process, MiB each', (grown / 200 / 2 ** 20).toFixed(2));
}

export async function benchServe(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'blocksim-bench-'));
  const all = contestants();
  const many = await manyServers();
  try {
    for (let i = 0; i < ROUNDS; i++) for (const [n, one] of all.entries()) await start(one, join(folder, `${n}-${i}`));
    return [
      ...all.map(({ name, starts }) => figure(`${name}, start to greeting, ms`, median(starts).toFixed(0))),
      ...measureRoundTrips(all, folder),
      ...(await deafClient()),
      many,
    ];
  } finally {
    for (const { child } of all) child?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
