/** The simplest clients there are, as people type them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/server/index.ts';

const blocksim = fileURLToPath(new URL('../../bin/blocksim.js', import.meta.url));

const has = (program: string): boolean => spawnSync(program, ['-V'], { encoding: 'utf8' }).error === undefined;
const hasSocat = has('socat');
if (!hasSocat) console.warn('socat is not tested: it is not installed');

/** Runs a program with an input; what it has written, and its exit code. */
async function run(program: string, args: string[], input: string) {
  const child = spawn(program, args);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += String(bytes)));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number];
  return { output, code };
}

const ASKED = '{"execute": "qmp_capabilities"}\n{"execute": "query-status"}\n';
const ANSWERED = /^\{"QMP": .*\}\r\n\{"return": \{\}\}\r\n\{"return": \{"status": "running", "running": true\}\}\r\n$/;

test.skipIf(!hasSocat)('socat', async () => {
  const vm = await serve();
  try {
    expect((await run('socat', ['-t2', '-', `UNIX-CONNECT:${vm.path}`], ASKED)).output).toMatch(ANSWERED);
  } finally {
    await vm.close();
  }
});

describe('blocksim serve', () => {
  test('on its standard streams answers and ends with its input', async () => {
    const { output, code } = await run(process.execPath, [blocksim, 'serve', '--qmp', 'stdio'], ASKED);
    expect(output.split('\r\n').slice(1, 3)).toEqual([
      '{"return": {}}',
      '{"return": {"status": "running", "running": true}}',
    ]);
    expect(code).toBe(0);
  });

  test('takes a listening socket over from whoever starts it', async () => {
    const listening = createServer().listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as AddressInfo;
    const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
    const child = spawn(process.execPath, [blocksim, 'serve', '--qmp', 'fd:3'], {
      stdio: ['ignore', 'ignore', 'pipe', fd],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stderr!, 'data');
    listening.close();
    const client = connect(port, '127.0.0.1');
    expect(String((await once(client, 'data'))[0])).toMatch(/^\{"QMP"/);
    client.end();
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  test.each([
    [['--qmp', 'nonsense'], "'nonsense' is no address"],
    [['--qmp', 'unix:/nowhere/q.sock'], 'there is no such folder'],
    [['--qmp', 'stdio', '--qemu', '12.0'], "no QEMU is called '12.0'"],
    [['--qmp', 'stdio', 'nowhere.json'], 'nowhere.json'],
    [[], '--qmp'],
  ])('says in a sentence what is wrong with %j', async (args, sentence) => {
    const { output, code } = await run(process.execPath, [blocksim, 'serve', ...args], '');
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(code).toBe(2);
  });
});
