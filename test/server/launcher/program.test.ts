/** The program as management software starts it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { hostImages } from '../../../src/server/launcher/host-image.ts';
import { Client } from '../support.ts';

const program = fileURLToPath(new URL('../../../bin/blocksim-qemu.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-qemu-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
const path = (name: string) => join(folder, name);

function launch(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  started.push(child);
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return { child, exit: once(child, 'exit') as Promise<[number | null]>, err: () => err };
}

/** A client of a socket that is about to be there. */
async function client(name: string): Promise<Client> {
  for (;;) {
    const found = new Client(path(name));
    await found.until(() => found.socket.readyState === 'open' || found.lines.length > 0).catch(() => {});
    if (!found.closed) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const disk = (name: string): string => {
  writeFileSync(path(name), '');
  truncateSync(path(name), 1 << 20);
  return path(name);
};

describe('blocksim-qemu', () => {
  test('starts paused, boots at cont, writes, and ends by SIGTERM', async () => {
    const guest = { device: 'd', op: 'write', bytes: 4096, every: 1, count: 3 };
    const { child, exit } = launch(
      [
        ...'-S -nodefaults -machine pc -m 64 -no-shutdown'.split(' '),
        ...['-qmp', `unix:${path('a')},server=on,wait=off`, '-pidfile', path('a.pid')],
        ...['-blockdev', `{"driver":"file","node-name":"f","filename":"${disk('a.img')}"}`],
        ...['-device', '{"driver":"virtio-blk-pci","drive":"f","id":"d","werror":"stop"}'],
      ],
      { BLOCKSIM_GUEST: JSON.stringify(guest), BLOCKSIM_QEMU: '10.0.13', BLOCKSIM_RECORD: path('a.jsonl') },
    );
    const qmp = await (await client('a')).negotiate();
    expect((await qmp.ask('query-status')).return).toEqual({ status: 'prelaunch', running: false });
    await qmp.ask('cont');
    const writes = async () => {
      const [stats] = (await qmp.ask('query-blockstats')).return as [{ stats: { wr_operations: number } }];
      return stats.stats.wr_operations;
    };
    while ((await writes()) < 3);
    expect(readFileSync(path('a.pid'), 'utf8')).toBe(`${child.pid}\n`);
    const [cpu] = (await qmp.ask('query-cpus-fast')).return as [{ 'thread-id': number }];
    // Whoever wants to place a CPU finds a thread of the process.
    expect(existsSync(`/proc/${child.pid}/task/${cpu['thread-id']}`)).toBe(true);
    child.kill('SIGTERM');
    await qmp.gone();
    expect(qmp.events).toEqual(['RESUME', 'SHUTDOWN']);
    expect((await exit)[0]).toBe(0);
    expect([existsSync(path('a')), existsSync(path('a.pid'))]).toEqual([false, false]);
    expect(readFileSync(path('a.jsonl'), 'utf8').match(/"complete"/g)).toHaveLength(3);
  });

  test('lets its caller go on with -daemonize once it is ready', async () => {
    const args = `-S -nodefaults -display none -machine none,accel=kvm:tcg -daemonize`.split(' ');
    const { status, stderr } = spawnSync(
      process.execPath,
      [program, ...args, '-qmp', `unix:${path('b')},server=on,wait=off`, '-pidfile', path('b.pid')],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, 'blocksim-qemu: accepted without effect: -display\n']);
    const pid = Number(readFileSync(path('b.pid'), 'utf8'));
    const qmp = await new Client(path('b')).negotiate();
    expect((await qmp.ask('query-machines')).return).toBeInstanceOf(Array);
    process.kill(pid, 'SIGTERM');
    await qmp.gone();
    expect(qmp.events).toEqual(['SHUTDOWN']);
  });

  test('tells its caller with -daemonize what is wrong', () => {
    const { status, stderr } = spawnSync(process.execPath, [program, '-daemonize', '-device', 'nope'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, "blocksim-qemu: -device nope: 'nope' is not a valid device model name\n"]);
  });

  test('waits for a client where it is told to', async () => {
    const { child, exit } = launch(['-nodefaults', '-qmp', `unix:${path('c')},server=on`]);
    const qmp = await (await client('c')).negotiate();
    await qmp.ask('quit');
    expect((await exit)[0]).toBe(0);
    expect(child.killed).toBe(false);
  });

  test('connects to a client that listens', async () => {
    const listening = createServer().listen(path('d'));
    await once(listening, 'listening');
    const { exit } = launch(['-nodefaults', '-qmp', `unix:${path('d')}`]);
    const [socket] = (await once(listening, 'connection')) as [Socket];
    expect(String((await once(socket, 'data'))[0])).toMatch(/^\{"QMP"/);
    socket.write('{"execute": "qmp_capabilities"}{"execute": "quit"}');
    expect((await exit)[0]).toBe(0);
    listening.close();
  });

  test('has human monitors too', async () => {
    const monitors = [
      '-monitor',
      `unix:${path('e')},server=on,wait=off`,
      '-qmp',
      `unix:${path('f')},server=on,wait=off`,
    ];
    const { exit } = launch(['-nodefaults', ...monitors]);
    const person = await client('e');
    const qmp = await (await client('f')).negotiate();
    person.send('stop\ninfo sta');
    await person.until(() => person.text.split('(qemu) ').length === 3);
    person.send('tus\r\n');
    await person.until(() => person.text.split('(qemu) ').length === 4);
    expect(person.text).toMatch(
      /^QEMU \d+\.\d+\.\d+ monitor - .*\r\n\(qemu\) \(qemu\) VM status: paused\r\n\(qemu\) $/,
    );
    expect(qmp.events).toEqual(['STOP']);
    person.send('quit\n');
    expect((await exit)[0]).toBe(0);
  });

  test('makes files on the host that others can read, and leaves those of others alone', async () => {
    writeFileSync(path('own.txt'), 'of somebody else');
    writeFileSync(path('empty.qcow2'), '');
    mkdirSync(path('folder'));
    const { exit } = launch(['-nodefaults', '-qmp', `unix:${path('g')},server=on,wait=off`]);
    const qmp = await (await client('g')).negotiate();
    const job = async (options: object) => {
      await qmp.ask('blockdev-create', { 'job-id': 'j', options });
      for (;;) {
        const [found] = (await qmp.ask('query-jobs')).return as [{ status: string; error?: string }];
        if (found.status !== 'concluded') continue;
        await qmp.ask('job-dismiss', { id: 'j' });
        return found.error;
      }
    };
    const file = { driver: 'file', filename: path('empty.qcow2'), 'node-name': 'f' };
    expect((await qmp.ask('blockdev-add', file)).return).toEqual({});
    const backing = { 'backing-file': path('own.txt'), 'backing-fmt': 'raw' };
    expect(await job({ driver: 'qcow2', file: 'f', size: 3 << 20, ...backing })).toBeUndefined();
    expect(await job({ driver: 'file', filename: path('folder/new.img'), size: 4096 })).toBeUndefined();
    expect(await job({ driver: 'file', filename: path('own.txt'), size: 4096 })).toBeUndefined();
    expect(await job({ driver: 'file', filename: path('none/new.img'), size: 1 })).toMatch(
      /No such file or directory$/,
    );
    expect(await job({ driver: 'file', filename: path('folder'), size: 1 })).toMatch(/Is a directory$/);
    await qmp.ask('quit');
    expect((await exit)[0]).toBe(0);
    expect(hostImages(path('empty.qcow2'), 'p')).toMatchObject([
      { name: path('own.txt') },
      { format: 'qcow2', size: 3 << 20, backing: path('own.txt'), backing_format: 'raw' },
    ]);
    expect(statSync(path('folder/new.img')).size).toBe(4096);
    expect(readFileSync(path('own.txt'), 'utf8')).toBe('of somebody else');
  });

  test('has terminals and sockets that nobody speaks through', async () => {
    const { exit } = launch([
      ...['-nodefaults', '-qmp', `unix:${path('h')},server=on,wait=off`, '-chardev', 'pty,id=console'],
      ...['-device', 'isa-serial,chardev=console', '-serial', `file:${path('serial.log')}`],
      ...['-chardev', `socket,id=agent,path=${path('agent')},server=on,wait=off`],
    ]);
    const qmp = await (await client('h')).negotiate();
    const found = (await qmp.ask('query-chardev')).return as { label: string; filename: string }[];
    const filename = (label: string) => found.find((one) => one.label === label)?.filename;
    const [, terminal = ''] = /^pty:(\/dev\/pts\/\d+)$/.exec(filename('console') ?? '') ?? [];
    expect(statSync(terminal).isCharacterDevice()).toBe(true);
    expect(filename('agent')).toBe(`disconnected:unix:${path('agent')},server=on`);
    expect(statSync(path('serial.log')).size).toBe(0);
    const agent = connect(path('agent'));
    agent.on('error', () => {});
    await once(agent, 'connect');
    agent.write('{"execute":"guest-ping"}');
    await qmp.ask('quit');
    expect((await exit)[0]).toBe(0);
    expect(existsSync(path('agent'))).toBe(false);
    agent.destroy();
  });

  test.each([
    [
      ['-device', 'virtio-blk-pci,drive=x'],
      "-device virtio-blk-pci,drive=x: Property 'virtio-blk-device.drive' can't find value 'x'",
    ],
    [
      ['-blockdev', 'driver=file,filename=/nope,node-name=a'],
      "-blockdev driver=file,filename=/nope,node-name=a: Could not open '/nope': No such file or directory",
    ],
    [['-drive', 'file=/nope,id=x'], "-drive file=/nope,id=x: Could not open '/nope': No such file or directory"],
    [
      ['-pidfile', '/nowhere/x', '-S'],
      "cannot create PID file: Could not create '/nowhere/x': No such file or directory",
    ],
    [['-qmp', 'unix:/nowhere/x,server=on,wait=off'], 'unix:/nowhere/x: there is no such folder'],
  ])('refuses %j', (args, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 10_000 });
    expect([status, stderr]).toEqual([1, `blocksim-qemu: ${sentence}\n`]);
  });

  test.each([
    [{ BLOCKSIM_QEMU: '6.0' }, /no QEMU is called '6\.0'/],
    [{ BLOCKSIM_GUEST: '{"device": 1}' }, /BLOCKSIM_GUEST: workload: device: expected the id of a disk, found 1/],
    [{ BLOCKSIM_GUEST: '/nowhere' }, /BLOCKSIM_GUEST: .*no such file/],
    [{ BLOCKSIM_CLOCK: 'sand' }, /no clock is called 'sand'/],
    [{ BLOCKSIM_POOL: 'all' }, /is no number of bytes/],
  ])('refuses %j', (env, sentence) => {
    const { status, stderr } = spawnSync(process.execPath, [program, '-S'], {
      encoding: 'utf8',
      timeout: 10_000,
      env: { ...process.env, ...env } as NodeJS.ProcessEnv,
    });
    expect([status, stderr]).toEqual([1, expect.stringMatching(sentence)]);
  });
});
