import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Client, start, write } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'blocksim-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string) => join(folder, name);

describe('a QMP client', () => {
  test('is greeted, negotiates and is answered, all in the bytes QEMU sends', async () => {
    const vm = await start({ qemu: '10.0.13' });
    const client = new Client(vm.path);
    client.send('{"execute": "qmp_capabilities"}');
    client.send('{"execute": "query-status", "id": 7}\n');
    await client.lineCount(3);
    expect(client.text).toMatch(
      /^\{"QMP": \{"version": \{"qemu": \{"micro": 13, "minor": 0, "major": 10\}, "package": ".*"\}, "capabilities": \["oob"\]\}\}\r\n/,
    );
    expect(client.text).toContain(
      '\r\n{"return": {}}\r\n{"return": {"status": "running", "running": true}, "id": 7}\r\n',
    );
  });

  test('sees the error before the stop, and resumes once the disk is healed', async () => {
    const vm = await start({ qemu: '10.0.13', clock: 'stepped' });
    const client = await new Client(vm.path).negotiate();
    vm.fail({ device: 'disk0', errno: 'ENOSPC' });
    vm.submit(write('a'));
    await client.lineCount(4);
    expect(vm.state).toBe('io-error');
    expect(client.events).toEqual(['BLOCK_IO_ERROR', 'STOP']);
    vm.heal();
    await client.ask('cont');
    expect(vm.state).toBe('running');
    expect(client.events.slice(2)).toEqual(['RESUME']);
    expect(vm.transcript).toMatch(/"complete": \{"device": "disk0", "tag": "a", "status": "ok"/);
  });

  test('has the port for itself; the next one is greeted when it has left', async () => {
    const vm = await start();
    const first = await new Client(vm.path).negotiate();
    const second = new Client(vm.path);
    const third = new Client(vm.path);
    third.send('{"execute": "qmp_capabilities"}{"execute": "query-name"}');
    await first.ask('query-status');
    expect([second.text, third.text]).toEqual(['', '']);
    first.socket.end();
    expect(await second.lineCount(1)).toHaveLength(1);
    expect(third.text).toBe('');
    second.socket.destroy();
    expect((await third.lineCount(3)).slice(1)).toEqual(['{"return": {}}', '{"return": {}}']);
  });

  test('that has left while it waited is passed over', async () => {
    const vm = await start();
    const first = await new Client(vm.path).negotiate();
    const gone = new Client(vm.path);
    await once(gone.socket, 'connect');
    gone.socket.destroy();
    const last = new Client(vm.path);
    first.socket.destroy();
    expect(await last.lineCount(1)).toHaveLength(1);
  });

  test('that says no more is sent away with its answers', async () => {
    const vm = await start();
    const client = new Client(vm.path);
    client.socket.end('{"execute": "qmp_capabilities"}{"execute": "query-status"}');
    await client.gone();
    expect(client.lines).toHaveLength(3);
  });

  test('negotiates afresh after another one has', async () => {
    const vm = await start();
    const first = await new Client(vm.path).negotiate();
    first.send('{"execute": "query-st');
    first.socket.end();
    const second = new Client(vm.path);
    expect((await second.ask('query-status')).error?.desc).toMatch(/Expecting capabilities negotiation/);
  });

  test.each(['7.2.22', '10.0.2', '11.1.3'])('that quits gets its answer and the end (%s)', async (qemu) => {
    const vm = await start({ qemu });
    const client = await new Client(vm.path).negotiate();
    client.send('{"execute": "quit"}');
    await client.gone();
    expect(client.lines.slice(2).map((line) => Object.keys(JSON.parse(line)).sort()[0])).toEqual(['data', 'return']);
    await vm.closed;
    expect(existsSync(vm.path)).toBe(false);
  });
});

describe('several ports', () => {
  test('have clients of their own, who all hear of events', async () => {
    const control = `unix:${path('control')}`;
    const vm = await start({ qmp: [`unix:${path('a')}`, 'tcp:127.0.0.1:0', `unix:${path('b')}`], control });
    const first = await new Client(path('a')).negotiate();
    const second = await new Client(vm.port).negotiate();
    const silent = new Client(path('b'));
    await silent.lineCount(1);
    await first.ask('stop');
    await second.until(() => second.events.length === 1);
    expect([first.events, second.events]).toEqual([['STOP'], ['STOP']]);
    expect(silent.lines).toHaveLength(1);
    expect(vm.addresses).toEqual([`unix:${path('a')}`, `tcp:127.0.0.1:${vm.port}`, `unix:${path('b')}`]);
    expect(vm.controlAddress).toBe(control);
  });

  test('of which one cannot be opened are all closed again', async () => {
    await expect(start({ qmp: [`unix:${path('c')}`, 'tcp:192.0.2.1:0'] })).rejects.toThrow(
      /other machines could reach/,
    );
    expect(existsSync(path('c'))).toBe(false);
  });
});

describe('a socket file', () => {
  test('is the owner’s alone, and goes with the server', async () => {
    const vm = await start({ qmp: `unix:${path('d')}` });
    expect(statSync(path('d')).mode & 0o777).toBe(0o600);
    await vm.close();
    expect(existsSync(path('d'))).toBe(false);
  });

  test('of a server that was killed is replaced', async () => {
    const other = createServer().listen(path('e'));
    await once(other, 'listening');
    // What a killed process leaves: the file, and nobody behind it.
    const { renameSync, linkSync } = await import('node:fs');
    linkSync(path('e'), path('e2'));
    other.close();
    await once(other, 'close');
    renameSync(path('e2'), path('e'));
    await start({ qmp: `unix:${path('e')}` });
    expect(await new Client(path('e')).lineCount(1)).toHaveLength(1);
  });

  test('of a living server is left alone', async () => {
    await start({ qmp: `unix:${path('f')}` });
    await expect(start({ qmp: `unix:${path('f')}` })).rejects.toThrow(
      `unix:${path('f')}: another server listens there`,
    );
    expect(await new Client(path('f')).lineCount(1)).toHaveLength(1);
  });

  test('is not put in the place of any other file', async () => {
    writeFileSync(path('g'), 'mine');
    await expect(start({ qmp: `unix:${path('g')}` })).rejects.toThrow(/a file is there that is no socket/);
    expect(statSync(path('g')).size).toBe(4);
  });

  test('that somebody has put in its place meanwhile is not removed', async () => {
    const vm = await start({ qmp: `unix:${path('h')}` });
    unlinkSync(path('h'));
    const other = createServer().listen(path('h'));
    await once(other, 'listening');
    await vm.close();
    expect(existsSync(path('h'))).toBe(true);
    other.close();
  });
});

describe('the end', () => {
  test('by a signal is told to everybody', async () => {
    const vm = await start({ qmp: [`unix:${path('i')}`, `unix:${path('j')}`] });
    const first = await new Client(path('i')).negotiate();
    const second = new Client(path('j'));
    await second.lineCount(1);
    await vm.terminate();
    await first.gone();
    await second.gone();
    expect(JSON.parse(first.lines.at(-1) ?? '')).toMatchObject({
      event: 'SHUTDOWN',
      data: { guest: false, reason: 'host-signal' },
    });
    expect(second.lines).toHaveLength(1);
  });

  test('may be asked for twice', async () => {
    const vm = await start();
    await Promise.all([vm.terminate(), vm.close(), vm.terminate()]);
  });

  test('without a word is what close() does', async () => {
    const vm = await start();
    const client = await new Client(vm.path).negotiate();
    await vm.close();
    await client.gone();
    expect(client.lines).toHaveLength(2);
  });
});

describe('a mistake of the caller is a sentence', () => {
  test.each([
    [{ qmp: 'unix:' }, /the path is missing/],
    [{ qmp: `unix:/${'x'.repeat(120)}` }, /at most 107 bytes/],
    [{ qmp: 'tcp:localhost' }, /expected unix:PATH, tcp:HOST:PORT/],
    [{ qmp: 'tcp:127.0.0.1:65536' }, /port from 0 to 65535/],
    [{ qmp: 'pipe' }, /'pipe' is no address/],
    [{ qmp: 'fd:x' }, /must be a number/],
    [{ qmp: 'fd:997' }, /fd:997: no such file descriptor is open/],
    [{ qmp: 'tcp:0.0.0.0:0' }, /other machines could reach it/],
    [{ qmp: 'unix:/nowhere/at/all' }, /there is no such folder/],
    [{ record: '/nowhere/x' }, /\/nowhere\/x: the file cannot be written \(ENOENT\)/],
    [{ save: '/nowhere/x' }, /\/nowhere\/x: the file cannot be written \(ENOENT\)/],
    [{ qmp: ['stdio', 'stdio'] }, /stdio: it is given twice/],
    [{ qemu: '10.0.12' }, /^qemu: no QEMU is called '10.0.12'/],
    [{ scenario: '/nowhere.json' }, /^\/nowhere\.json: there is no such file$/],
    [{ scenario: '/' }, /^\/: this is a folder, expected a file$/],
    [{ scenario: { stepz: [] } }, /unknown member/],
    [{ scenario: { device: [{ driver: 'nope', id: 'x' }], steps: [] } }, /not a valid device model name/],
  ])('%j', async (options, sentence) => {
    await expect(start(options)).rejects.toThrow(sentence);
  });

  test('in a running machine too', async () => {
    const vm = await start();
    expect(() => vm.fail({ device: 'nope', errno: 'EIO' })).toThrow(/'nope' has no file behind it/);
    expect(() => vm.submit(write('a', 'nope'))).toThrow(/no device is called 'nope'/);
    expect(() => vm.pool('nope', { capacity: 0 })).toThrow(/no pool is called 'nope', expected/);
  });
});
