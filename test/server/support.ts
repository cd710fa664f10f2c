/** What the tests of live servers share: servers that end with the test, and a client that keeps what it got. */
import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { type RealTime, type ServeOptions, type Server, serve } from '../../src/server/index.ts';

const running: Server[] = [];

/** A server that is closed when the test is over. */
export async function start(options: ServeOptions = {}): Promise<Server> {
  const server = await serve(options);
  running.push(server);
  return server;
}

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  for (const server of running.splice(0)) await server.close();
});

const clients: Client[] = [];

export class Client {
  readonly socket: Socket;
  text = '';
  closed = false;
  private waiting: (() => void)[] = [];

  constructor(where: string | number) {
    this.socket = typeof where === 'string' ? connect(where) : connect(where, '127.0.0.1');
    clients.push(this);
    this.socket.on('data', (bytes) => {
      this.text += bytes.toString('latin1');
      this.wake();
    });
    this.socket.on('error', () => {});
    this.socket.once('connect', () => this.wake());
    this.socket.once('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  private wake(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  /** Whole lines. */
  get lines(): string[] {
    return this.text.split('\r\n').slice(0, -1);
  }

  /** The events among them, by name. */
  get events(): string[] {
    return this.lines.flatMap((line) => (JSON.parse(line) as { event?: string }).event ?? []);
  }

  async until(fits: () => boolean): Promise<void> {
    while (!fits()) {
      if (this.closed) throw new Error(`the connection was closed after ${this.text}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async lineCount(count: number): Promise<string[]> {
    await this.until(() => this.lines.length >= count);
    return this.lines;
  }

  /** Until the server has closed the connection. */
  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Past negotiation. */
  async negotiate(): Promise<this> {
    this.send('{"execute": "qmp_capabilities"}');
    await this.lineCount(2);
    return this;
  }

  /** Sends a command and waits for one more reply. */
  async ask(command: string, args?: object): Promise<{ return?: unknown; error?: { desc: string } }> {
    const replies = () => this.lines.filter((line) => /^\{("return"|"error"|"id")/.test(line));
    const before = replies().length;
    this.send(JSON.stringify({ execute: command, arguments: args }));
    await this.until(() => replies().length > before);
    return JSON.parse(replies()[before] ?? '{}') as { return?: unknown };
  }
}

/** A write of a guest that the default machine has. */
export const write = (tag: string, device = 'disk0') => ({ device, op: 'write', offset: 0, bytes: 4096, tag }) as const;

/** Real time that passes only when told, in milliseconds. */
export class FakeTime implements RealTime {
  private current = 0;
  private timers: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.current;
  }

  after(nanoseconds: number, callback: () => void): () => void {
    const timer = { at: this.current + nanoseconds, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }

  pass(milliseconds: number): void {
    const end = this.current + milliseconds * 1e6;
    for (;;) {
      const [next] = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.current = Math.max(this.current, next.at);
      next.callback();
    }
    this.current = end;
  }
}

/** What a saved run gives when it is played. */
export function replayed(server: Server): string {
  const { scenario, refusal } = parseScenario(server.save(), 'saved.json');
  if (scenario === undefined) throw new Error(refusal);
  return runScenario(scenario, server.live.profile).transcript;
}
