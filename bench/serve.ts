/** What a client of a live machine waits for, beside a real QEMU where one is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../src/server/index.ts';
import { type Figure, figure, median } from './measure.ts';

const ROUND_TRIPS = 5000;

/** A client that asks one thing after the other. */
class Client {
  readonly socket: Socket;
  private lines = 0;
  private heard: () => void = () => {};

  constructor(path: string) {
    this.socket = connect(path).setNoDelay(true);
    this.socket.on('error', () => {});
    this.socket.on('data', (bytes) => {
      for (const byte of bytes) if (byte === 10) this.lines++;
      this.heard();
    });
  }

  async ask(request: string): Promise<void> {
    const before = this.lines;
    this.socket.write(request);
    await this.line(before + 1);
  }

  async line(count: number): Promise<void> {
    while (this.lines < count)
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
  }
}

const refused = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', () => resolve(true));
  });

/** Starts a program that listens at `path`; milliseconds until it greets. */
async function started(program: string, args: string[], path: string): Promise<[ChildProcess, number]> {
  const begin = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  while (await refused(path)) await new Promise((resolve) => setTimeout(resolve, 1));
  const client = new Client(path);
  await client.line(1);
  client.socket.destroy();
  return [child, performance.now() - begin];
}

async function roundTrip(path: string): Promise<number> {
  const client = new Client(path);
  await client.ask('{"execute": "qmp_capabilities"}');
  const times: number[] = [];
  for (let i = 0; i < ROUND_TRIPS; i++) {
    const begin = performance.now();
    await client.ask('{"execute": "query-status"}\n');
    times.push(performance.now() - begin);
  }
  client.socket.destroy();
  return median(times) * 1000;
}

async function measured(
  name: string,
  program: string,
  args: (path: string) => string[],
  folder: string,
): Promise<Figure[]> {
  const starts: number[] = [];
  let trip = 0;
  for (let i = 0; i < 5; i++) {
    const path = join(folder, `${name}${i}`);
    const [child, ms] = await started(program, args(path), path);
    starts.push(ms);
    if (i === 4) trip = await roundTrip(path);
    child.kill();
  }
  return [
    figure(`${name}, start to greeting, ms`, median(starts).toFixed(0)),
    figure(`${name}, query-status and back, µs`, trip.toFixed(0)),
  ];
}

/** Bytes that a server's memory grows by an event, with a client that never reads. */
async function deafClient(): Promise<Figure> {
  const vm = await serve({ history: false });
  const deaf = new Client(vm.path);
  await deaf.ask('{"execute": "qmp_capabilities"}');
  deaf.socket.pause();
  const events = 50_000;
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < events / 2; i++) {
    vm.arrive({ client: 'main', bytes: '{"execute": "stop"}{"execute": "cont"}' });
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const grown = process.memoryUsage().rss - before;
  await vm.close();
  return figure('a client that never reads, bytes kept a line', (grown / (2 * events)).toFixed(0));
}

export async function benchServe(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'blocksim-bench-'));
  try {
    const qmp = (path: string) => `unix:${path},server=on,wait=off`;
    const quiet = ['-nodefaults', '-display', 'none', '-machine', 'none'];
    const figures = [
      ...(await measured(
        'serve',
        process.execPath,
        (path) => ['bin/blocksim.js', 'serve', '--qmp', `unix:${path}`],
        folder,
      )),
      ...(await measured(
        'blocksim-qemu',
        process.execPath,
        (path) => ['bin/blocksim-qemu.js', ...quiet, '-qmp', qmp(path)],
        folder,
      )),
    ];
    const qemu = 'qemu-system-x86_64';
    if (spawnSync(qemu, ['-version']).error === undefined)
      figures.push(...(await measured('a real QEMU', qemu, (path) => [...quiet, '-qmp', qmp(path)], folder)));
    return [...figures, await deafClient()];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
