import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { type ServeOptions, type Server, serve } from '../../src/server/index.ts';

const running: Server[] = [];
const start = async (options: ServeOptions = {}): Promise<Server> => {
  const server = await serve(options);
  running.push(server);
  return server;
};
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** A client that keeps what it got, a line each. */
class Client {
  readonly socket: Socket;
  text = '';
  closed = false;
  private waiting: (() => void)[] = [];

  constructor(path: string) {
    this.socket = connect(path);
    this.socket.on('data', (bytes) => {
      this.text += bytes.toString('latin1');
      this.wake();
    });
    this.socket.on('error', () => {});
    this.socket.once('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  private wake(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  get lines(): string[] {
    return this.text.split('\r\n').slice(0, -1);
  }

  async until(fits: () => boolean): Promise<void> {
    while (!fits()) {
      if (this.closed) throw new Error(`closed after ${this.text}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async lineCount(count: number): Promise<string[]> {
    await this.until(() => this.lines.length >= count);
    return this.lines;
  }

  async gone(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  send(text: string): void {
    this.socket.write(text, 'latin1');
  }
}

const NEGOTIATE = '{"execute": "qmp_capabilities"}';
const write = (tag: string, device = 'disk0') => ({ device, op: 'write', offset: 0, bytes: 4096, tag }) as const;

describe('a QMP client', () => {
  test('is greeted, negotiates and is answered', async () => {
    const vm = await start({ qemu: '10.0.13' });
    const client = new Client(vm.path);
    expect((await client.lineCount(1))[0]).toMatch(/^\{"QMP": \{"version": \{"qemu": \{"micro": 13, "minor": 0/);
    client.send(NEGOTIATE);
    client.send('{"execute": "query-status", "id": 7}\n');
    expect((await client.lineCount(3)).slice(1)).toEqual([
      '{"return": {}}',
      '{"return": {"status": "running", "running": true}, "id": 7}',
    ]);
  });

  test('sees the error before the stop, and resumes once the disk is healed', async () => {
    const vm = await start({ qemu: '10.0.13', clock: 'stepped' });
    const client = new Client(vm.path);
    client.send(NEGOTIATE);
    await client.lineCount(2);
    vm.fail({ device: 'disk0', errno: 'ENOSPC' });
    vm.submit(write('a'));
    await vm.until('STOP');
    expect(vm.state).toBe('io-error');
    const events = (await client.lineCount(4)).slice(2).map((line) => JSON.parse(line).event);
    expect(events).toEqual(['BLOCK_IO_ERROR', 'STOP']);
    vm.heal();
    client.send('{"execute": "cont"}');
    await vm.until('RESUME');
    await client.lineCount(6);
    expect(vm.state).toBe('running');
    expect(vm.transcript).toMatch(/"complete": \{"device": "disk0", "tag": "a", "status": "ok"/);
  });
});

describe('a recording', () => {
  test('plays to the same bytes', async () => {
    const vm = await start({ qemu: '10.0.2' });
    const client = new Client(vm.path);
    client.send('{"execute": "qmp_');
    client.send('capabilities"}');
    await client.lineCount(2);
    vm.fail({ device: 'disk1', errno: 'EIO', ops: ['write'], times: 2 });
    for (const tag of ['a', 'b', 'c']) vm.submit(write(tag, 'disk1'));
    await vm.until('STOP');
    client.send('{"execute":"cont"}\n{"execute":"query-status"}');
    await vm.until('RESUME');
    await vm.until('BLOCK_IO_ERROR');
    client.send('{"execute": "query-block"} nonsense \xff');
    await client.until(() => client.text.includes('JSON parse error'));
    const { transcript } = vm;
    const { scenario, refusal } = parseScenario(vm.save(), 'saved.json');
    if (scenario === undefined) throw new Error(refusal);
    expect(runScenario(scenario, vm.live.profile).transcript).toBe(transcript);
    expect(transcript.split('\n').length).toBeGreaterThan(15);
  });
});
