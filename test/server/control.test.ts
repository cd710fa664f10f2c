import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { Client, replayed, start } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'blocksim-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { return?: Record<string, unknown>; error?: string; time: number; id?: unknown };

let count = 0;

/** A server with a control channel, and a way to ask it. */
async function controlled(options: Parameters<typeof start>[0] = {}) {
  const path = join(folder, `control${count++}`);
  const vm = await start({ qemu: '10.0.13', clock: 'stepped', ...options, control: `unix:${path}` });
  const socket = connect(path);
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const ask = async (line: unknown): Promise<Answer> => {
    socket.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
    return JSON.parse((await answers.next()).value as string) as Answer;
  };
  return { vm, ask, socket };
}

const io = (tag: string, op = 'write') => [{ device: 'disk0', op, offset: 65536, bytes: 4096, tag }];

describe('the control channel', () => {
  test('breaks a disk, lets the guest meet it, and heals it', async () => {
    const { vm, ask } = await controlled();
    const client = await new Client(vm.path).negotiate();
    expect(await ask({ fault: { device: 'disk0', errno: 'ENOSPC', ops: ['write'] }, id: 1 })).toEqual({
      return: {},
      time: 0,
      id: 1,
    });
    await ask({ io: io('a') });
    expect((await ask({ status: true })).return).toMatchObject({ state: 'io-error', qemu: '10.0.13', requests: 1 });
    await ask({ heal: 'disk0' });
    await client.ask('cont');
    expect((await ask({ status: true })).return).toMatchObject({ state: 'running', requests: 0 });
  });

  test('fills a pool and extends it', async () => {
    const { vm, ask } = await controlled();
    await ask({ pool: { name: 'pool', capacity: 0 } });
    await ask({ io: io('a') });
    expect(vm.state).toBe('io-error');
    await ask({ pool: { name: 'pool', extend_to: 1024 * 1024 } });
    await (await new Client(vm.path).negotiate()).ask('cont');
    expect(vm.transcript).toContain('"tag": "a", "status": "ok"');
  });

  test('holds completions back; a stop then waits for them and other commands with it', async () => {
    const { vm, ask } = await controlled();
    const client = await new Client(vm.path).negotiate();
    await ask({ freeze: { device: 'disk0' } });
    await ask({ io: io('a') });
    client.send('{"execute": "stop"}');
    client.send('{"execute": "query-status"}');
    await ask({ step: 5000 });
    expect(client.lines).toHaveLength(2);
    await ask({ thaw: true });
    await client.until(() => client.lines.length === 5);
    expect(client.events).toEqual(['STOP']);
    expect(vm.transcript).toMatch(/"time": 5000, "complete": \{"device": "disk0", "tag": "a", "status": "ok"/);
    expect(replayed(vm)).toBe(vm.transcript);
  });

  test('holds completions of a guest without notifiers back, which is stuck in its next kick', async () => {
    const { vm, ask } = await controlled({ qemu: '7.2.22' });
    const client = await new Client(vm.path).negotiate();
    await ask({ freeze: { device: 'disk0' } });
    await ask({ io: io('a') });
    client.send('{"execute": "stop"}');
    await ask({ step: 10 });
    vm.submit({ device: 'disk1', op: 'write', offset: 0, bytes: 512, tag: 'b' });
    await ask({ step: 10 });
    await ask({ thaw: { device: 'disk0' } });
    await client.ask('cont');
    expect(vm.transcript).toContain('"tag": "b", "status": "ok"');
    expect(replayed(vm)).toBe(vm.transcript);
  });

  test('puts requests on a ring and kicks later', async () => {
    const { vm, ask } = await controlled();
    await ask({ io: io('a'), kick: false });
    expect(vm.transcript).not.toContain('complete');
    await ask({ kick: ['disk0'] });
    expect(vm.transcript).toContain('"complete": {"device": "disk0", "tag": "a", "status": "ok"}');
  });

  test('steps and jumps', async () => {
    const { vm, ask } = await controlled();
    expect((await ask({ step: 12.5 })).time).toBe(12.5);
    expect((await ask({ jump: true })).time).toBe(12.5);
    await ask({ fault: { device: 'disk0', errno: 'EIO', times: 2, ops: ['read'] } });
    const report = { device: 'disk0', op: 'read', offset: 0, bytes: 512 };
    await ask({ io: [{ ...report, tag: 'a' }] });
    expect(vm.state).toBe('io-error');
    expect((await ask({ clock: 'virtual' })).error).toBeUndefined();
  });

  test('waits for an event', async () => {
    const { vm, ask } = await controlled({ clock: 'wall' });
    const client = await new Client(vm.path).negotiate();
    const waiting = ask({ until: 'STOP' });
    await client.ask('stop');
    expect((await waiting).return).toMatchObject({ event: 'STOP' });
    expect((await ask({ until: 'RESUME', timeout: 1 })).error).toMatch(/no RESUME came within 1 ms .*paused/);
  });

  test('shows all state, and the run as a scenario', async () => {
    const { vm, ask } = await controlled();
    await ask({ io: io('a') });
    expect(Object.keys((await ask({ dump: true })).return ?? {})).toContain('node');
    expect((await ask({ save: true })).return).toMatchObject({ qemu: '10.0.13', steps: [{ io: io('a') }] });
    expect(replayed(vm)).toBe(vm.transcript);
  });

  test.each([
    ['nonsense', /no JSON/],
    ['[]', /no JSON object/],
    ['{}', /asks for nothing, expected one of io, kick, fault/],
    [{ faul: {} }, /asks for nothing/],
    [{ fault: { device: 'disk0' } }, /fault\.errno: missing/],
    [{ fault: { device: 'disk0', errno: 'ENOPE' } }, /no error is called 'ENOPE'/],
    [{ fault: { device: 'diskx', errno: 'EIO' } }, /'diskx' has no file behind it/],
    [{ fault: { device: 'disk0', node: 'node0', errno: 'EIO' } }, /either 'device' or 'node'/],
    [{ io: [{ device: 'diskx', op: 'flush', tag: 'a' }] }, /no device is called 'diskx', did you mean 'disk/],
    [{ io: io('a', 'wipe') }, /no op is called/],
    [{ pool: { name: 'p', capacity: 1 } }, /no pool is called 'p', /],
    [{ kick: ['x'] }, /no device is called 'x'/],
    [{ clock: 'sundial' }, /expected one of wall, virtual, stepped/],
    [{ step: -1 }, /expected milliseconds/],
    [{ step: 1e300 }, /step: expected milliseconds, a number from 0 to 1000000000000, found/],
    [{ jump: false }, /jump: expected true, found false/],
    [{ until: 5 }, /until: expected a name/],
    [{ until: 'STOP', timeout: 'long' }, /timeout: expected milliseconds/],
    [{ status: true, dump: true }, /dump: unknown member/],
    [{ at: 5, heal: true }, /at: .* happens now, expected no time/],
    [{ heal: 7 }, /heal: expected a name/],
    [{ signal: 'SIGKILL' }, /no signal is called/],
  ])('refuses %j in a sentence', async (line, sentence) => {
    const { ask } = await controlled();
    expect((await ask(line)).error).toMatch(sentence);
    expect((await ask({ status: true })).error).toBeUndefined();
  });

  test('ends the process', async () => {
    const { vm, ask } = await controlled();
    const client = await new Client(vm.path).negotiate();
    void ask({ signal: 'SIGTERM' }).catch(() => {});
    await vm.closed;
    await client.gone();
    expect(client.events).toEqual(['SHUTDOWN']);
  });
});
