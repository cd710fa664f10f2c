/** A mirror of 1 GiB in chunks of 1 MiB, from start to ready, beside the same job in a real QEMU where there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProfile } from '../src/profile/index.ts';
import { runScenario } from '../src/scenario/run.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { type Figure, figure, median, time } from './measure.ts';

const SIZE = 1 << 30;
const MIRROR = {
  execute: 'blockdev-mirror',
  arguments: { 'job-id': 'copy', device: 'source', target: 'target', sync: 'full', granularity: 1 << 20 },
};

const SCENARIO: Scenario = {
  name: 'mirror',
  images: [],
  pools: [],
  blockdev: [
    { driver: 'null-co', 'node-name': 'source', size: SIZE },
    { driver: 'null-co', 'node-name': 'target', size: SIZE },
  ],
  drive: [],
  device: [],
  clients: [],
  steps: [{ at: 0, qmp: MIRROR }],
  end: 1000,
};

function mirrored(): void {
  const { transcript } = runScenario(SCENARIO, defaultProfile);
  if (!transcript.includes('BLOCK_JOB_READY')) throw new Error('the mirror has not become ready');
}

/** A QMP client that knows no more than to send a line and to wait for a word. */
class Client {
  private heard = '';
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
  }

  send(command: object): void {
    this.heard = '';
    this.socket.write(`${JSON.stringify(command)}\n`);
  }

  async until(word: string): Promise<void> {
    if (this.heard.includes(word)) return;
    for await (const [text] of received(this.socket)) {
      this.heard += text;
      if (this.heard.includes(word)) return;
    }
  }
}

async function* received(socket: Socket): AsyncGenerator<[string]> {
  for (;;) yield [await new Promise<string>((resolve) => socket.once('data', (text) => resolve(String(text))))];
}

async function connected(path: string): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = createConnection(path);
    const works = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    if (works) return socket;
    if (tries === 100) throw new Error('QEMU has not opened its socket');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Milliseconds that a real QEMU takes for the same, or undefined where none is installed. */
async function realMirror(samples = 5): Promise<number | undefined> {
  if (spawnSync('qemu-system-x86_64', ['--version']).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'blocksim-bench-'));
  const path = join(folder, 'qmp');
  const disk = (name: string) => ['-blockdev', `driver=null-co,node-name=${name},size=${SIZE},read-zeroes=off`];
  const options = ['-M', 'none', '-display', 'none', '-qmp', `unix:${path},server=on,wait=off`];
  const qemu = spawn('qemu-system-x86_64', [...options, ...disk('source'), ...disk('target')], { stdio: 'ignore' });
  try {
    const socket = await connected(path);
    const client = new Client(socket);
    client.send({ execute: 'qmp_capabilities' });
    await client.until('"return"');
    const times: number[] = [];
    for (let i = 0; i < samples; i++) {
      const start = performance.now();
      client.send(MIRROR);
      await client.until('BLOCK_JOB_READY');
      times.push(performance.now() - start);
      client.send({ execute: 'job-cancel', arguments: { id: 'copy' } });
      await client.until('"null"');
    }
    socket.destroy();
    return median(times);
  } finally {
    qemu.kill();
    rmSync(folder, { recursive: true });
  }
}

export async function benchJobs(): Promise<Figure[]> {
  const ours = time(mirrored, 41, 20);
  const figures = [figure('mirror of 1 GiB to ready, ms', ours.toFixed(1), '10')];
  const real = await realMirror();
  if (real === undefined) return figures;
  return [...figures, figure(`  of a real QEMU's ${real.toFixed(0)} ms`, (ours / real).toFixed(2))];
}
