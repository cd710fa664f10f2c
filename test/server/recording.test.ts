import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { runScenario } from '../../src/scenario/run.ts';
import { type Server, serve } from '../../src/server/index.ts';
import { Client, replayed, start, write } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'blocksim-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a recording plays to the same bytes', () => {
  test('with bytes in any pieces, errors and a held back event', async () => {
    const vm = await start({ qemu: '10.0.2' });
    const client = new Client(vm.path);
    client.send('{"execute": "qmp_');
    client.send('capabilities"}');
    await client.lineCount(2);
    vm.fail({ device: 'disk1', errno: 'EIO', ops: ['write'], times: 2 });
    for (const tag of ['a', 'b']) vm.submit(write(tag, 'disk1'));
    await vm.until('STOP');
    client.send('{"execute":"cont"}\n{"execute":"query-status"}');
    await vm.until('RESUME');
    client.send('{"execute": "query-block"} nonsense \xff');
    await client.until(() => client.text.includes('JSON parse error'));
    expect(replayed(vm)).toBe(vm.transcript);
    expect(vm.transcript.split('\n').length).toBeGreaterThan(15);
  });

  test('with several clients that come and go', async () => {
    const qmp = [`unix:${join(folder, 'a')}`, `unix:${join(folder, 'b')}`];
    const vm = await start({ qmp });
    const first = await new Client(join(folder, 'a')).negotiate();
    const second = await new Client(join(folder, 'b')).negotiate();
    await Promise.all([first.ask('stop'), second.ask('cont'), first.ask('cont')]);
    first.socket.destroy();
    const third = await new Client(join(folder, 'a')).negotiate();
    vm.guestReset();
    await third.until(() => third.events.includes('RESET'));
    expect(replayed(vm)).toBe(vm.transcript);
  });

  test('whatever is done to it', async () => {
    const step = fc.constantFrom<(vm: Server, client: Client) => unknown>(
      (vm) => vm.submit(write('w')),
      (vm) => vm.submit(write('x'), write('y', 'disk1')),
      (vm) => vm.fail({ device: 'disk0', errno: 'ENOSPC', times: 1 }),
      (vm) => vm.heal(),
      (vm) => vm.freeze({ device: 'disk0' }),
      (vm) => vm.thaw(),
      (vm) => vm.pool('pool', { capacity: 0 }),
      (vm) => vm.pool('pool', { extend_to: 2 ** 30 }),
      (vm) => vm.step(700),
      (vm) => vm.jump(),
      (_vm, client) => client.send('{"execute": "cont"}'),
      (_vm, client) => client.send('{"execute": "stop"}'),
      (_vm, client) => client.send('{"execute": "query-st'),
      (_vm, client) => client.send('atus"}'),
      (_vm, client) => client.send('{"execute": "system_reset"}'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('7.2.22', '10.0.2', '10.0.13', '11.1.3'),
        fc.array(step, { maxLength: 12 }),
        async (qemu, steps) => {
          const vm = await serve({ qemu, clock: 'stepped' });
          try {
            const client = await new Client(vm.path).negotiate();
            for (const act of steps) {
              act(vm, client);
              await new Promise((resolve) => setImmediate(resolve));
            }
            expect(replayed(vm)).toBe(vm.transcript);
          } finally {
            await vm.close();
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('as two files that are there when it has ended', async () => {
    const record = join(folder, 'run.jsonl');
    const save = join(folder, 'run.json');
    const vm = await serve({ qemu: '10.0.13', record, save });
    const client = await new Client(vm.path).negotiate();
    vm.submit(write('a'));
    client.send('{"execute": "quit"}');
    await vm.closed;
    const { scenario } = parseScenario(readFileSync(save, 'utf8'), save);
    const again = runScenario(scenario!, vm.live.profile).transcript;
    expect(readFileSync(record, 'utf8')).toBe(again);
    expect(again).toContain('host-qmp-quit');
  });
});

test('without history there is none to save', async () => {
  const vm = await start({ history: false });
  await new Client(vm.path).negotiate();
  expect(() => vm.save()).toThrow(/keeps no history/);
  expect(() => vm.transcript).toThrow(/keeps no history/);
});

test('a server that cannot start writes nothing', async () => {
  const [record, save] = [join(folder, 'kept.jsonl'), join(folder, 'new.yaml')];
  writeFileSync(record, 'of yesterday');
  await expect(start({ record, save, qmp: 'unix:/nowhere/at/all' })).rejects.toThrow(/there is no such folder/);
  await expect(start({ record: save, save: '/etc/passwd/x' })).rejects.toThrow(/cannot be written \(ENOTDIR\)/);
  expect(readFileSync(record, 'utf8')).toBe('of yesterday');
  expect(existsSync(save)).toBe(false);
});

test.runIf(existsSync('/dev/full')).each(['record', 'save'])(
  'a full disk under --%s is told at the end',
  async (what) => {
    const vm = await serve({ [what]: '/dev/full' });
    await vm.terminate().catch(() => {});
    await expect(vm.closed).rejects.toThrow(/^\/dev\/full: the file cannot be written \(ENOSPC\)$/);
  },
);
