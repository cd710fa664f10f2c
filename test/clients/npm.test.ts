/** Clients from npm, as they are. */
import { QMPClient } from 'node-qemu';
// @ts-expect-error: it comes without types
import QMP from 'qemu-qmp';
import { afterEach, expect, test } from 'vitest';
import { type Server, serve } from '../../src/server/index.ts';

let vm: Server;
afterEach(() => vm.close());

test('node-qemu connects, asks, and hears events', async () => {
  vm = await serve({ qemu: '10.0.13' });
  const client = new QMPClient({ socketPath: vm.path });
  await client.connect();
  expect(await client.queryStatus()).toMatchObject({ status: 'running', running: true });
  const heard = new Promise((resolve) => client.on('BLOCK_IO_ERROR', resolve));
  const stopped = new Promise((resolve) => client.on('STOP', resolve));
  vm.fail({ device: 'disk0', errno: 'ENOSPC' });
  vm.submit({ device: 'disk0', op: 'write', offset: 65536, bytes: 4096, tag: 'w' });
  expect(await heard).toMatchObject({ action: 'stop', reason: 'No space left on device' });
  await stopped;
  vm.heal();
  await client.cont();
  expect(await client.queryStatus()).toMatchObject({ status: 'running' });
  await expect(client.execute('blockdev-del', { 'node-name': 'nope' })).rejects.toThrow(/nope/);
  await client.close();
});

interface OldClient {
  connect(path: string, ready: (error: Error | null) => void): void;
  execute(command: string, args: object | null, done: (error: Error | null, result: unknown) => void): void;
  once(event: string, heard: () => void): void;
  end(): void;
}

test('qemu-qmp, which sends no line ends, connects, asks, and hears events', async () => {
  vm = await serve({ qemu: '7.2.22' });
  const client = new (QMP as new () => OldClient)();
  await new Promise<void>((resolve, reject) => client.connect(vm.path, (error) => (error ? reject(error) : resolve())));
  const ask = (command: string) =>
    new Promise((resolve, reject) =>
      client.execute(command, null, (error, result) => (error ? reject(error) : resolve(result))),
    );
  const stopped = new Promise<void>((resolve) => client.once('stop', resolve));
  const asked = [ask('query-status'), ask('stop'), ask('query-status'), ask('nonsense').catch(String)];
  expect(await Promise.all(asked)).toEqual([
    { running: true, singlestep: false, status: 'running' },
    {},
    { running: false, singlestep: false, status: 'paused' },
    'Error: The command nonsense has not been found',
  ]);
  await stopped;
  client.end();
});
