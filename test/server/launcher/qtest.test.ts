/** -qtest: a harness that moves the clock and looks at the memory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../../bin/blocksim-qemu.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-qtest-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody who listens, and what the program says to him line by line. */
async function listener(name: string) {
  const server = createServer().listen(join(folder, name));
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  return async () => {
    const [socket] = await connected;
    server.close();
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value as string;
    const ask = async (line: string) => {
      socket.write(`${line}\n`);
      return await next();
    };
    return { ask, next };
  };
}

async function launch(name: string, accel: string) {
  const [qtest, qmp] = [await listener(`${name}.qtest`), await listener(`${name}.qmp`)];
  const child = spawn(
    process.execPath,
    [
      ...[program, '-nodefaults', '-display', 'none', '-machine', 'pc', '-accel', accel, '-m', '32'],
      ...['-qtest', `unix:${join(folder, `${name}.qtest`)}`, '-qtest-log', '/dev/null'],
      ...['-qmp', `unix:${join(folder, `${name}.qmp`)}`, '-blockdev', 'null-co,node-name=n,size=1048576'],
      ...['-device', 'virtio-blk-pci,drive=n,id=d'],
    ],
    { env: { ...process.env, BLOCKSIM_GUEST: '{"device": "d", "bytes": 512, "every": 100}' } },
  );
  started.push(child);
  const [harness, client] = [await qtest(), await qmp()];
  await client.next();
  await client.ask('{"execute": "qmp_capabilities"}');
  const writes = async () =>
    Number(/"wr_operations": (\d+)/.exec(await client.ask('{"execute": "query-blockstats"}'))?.[1]);
  return { harness, writes };
}

test('with -accel qtest time passes when the harness says so', async () => {
  const { harness, writes } = await launch('a', 'qtest');
  expect(await harness.ask('clock_step 0')).toBe('OK 0');
  expect(await writes()).toBe(1);
  expect(await harness.ask('clock_step 250000000')).toBe('OK 250000000');
  expect(await writes()).toBe(3);
  // To the next thing that is due.
  expect(await harness.ask('clock_step')).toBe('OK 300000000');
  expect(await writes()).toBe(4);
  expect(await harness.ask('clock_set 500000000')).toBe('OK 500000000');
  expect(await writes()).toBe(6);
  expect(await harness.ask('clock_set 7')).toBe('FAIL 500000000');
});

test('there is RAM, and nothing else', async () => {
  const { harness } = await launch('b', 'tcg');
  const answers: string[] = [];
  for (const line of [
    'endianness',
    'irq_intercept_in ioapic',
    'writel 0xffe 0x12345678',
    'readq 0xffc',
    'write 0x2000 0x4 0x0102',
    'read 0x2000 0x4',
    'b64read 0x2000 0x2',
    'memset 0x1fff 0x2 0x5a',
    'readw 0x1fff',
    'readl 0x1fffffe',
    'readl 0xfeb00e00',
    'outb 0x70 0x0f',
    'readb',
    'clock_step 5',
    'nonsense',
  ])
    answers.push(await harness.ask(line));
  expect(answers).toEqual([
    'OK little',
    'OK',
    'OK',
    'OK 0x0000123456780000',
    'OK',
    'OK 0x01020000',
    'OK AQI=',
    'OK',
    'OK 0x0000000000005a5a',
    ...Array(3).fill('FAIL blocksim has no devices behind qtest, only RAM'),
    'FAIL expected other arguments',
    "FAIL Unknown command 'clock_step'",
    "FAIL Unknown command 'nonsense'",
  ]);
});

test('a harness may send thousands of lines at once', async () => {
  const child = spawn(process.execPath, [program, '-machine', 'none', '-accel', 'qtest', '-qtest', 'stdio']);
  started.push(child);
  let answers = 0;
  const told = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', () => {
      if (++answers === 8001) resolve();
    });
  });
  child.stdin?.end(`${'\n'.repeat(20_000)}${'readb 0\n'.repeat(8000)}clock_step 1\n`);
  await told;
  // Nobody is there any more, and the machine runs on.
  expect(child.exitCode).toBe(null);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
