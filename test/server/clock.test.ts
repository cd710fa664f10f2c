import { describe, expect, test } from 'vitest';
import { Client, FakeTime, start, write } from './support.ts';

/** What is held back by the rate limit until a second has passed. */
async function heldBack(options: Parameters<typeof start>[0]) {
  const vm = await start({ qemu: '10.0.2', ...options });
  const client = await new Client(vm.path).negotiate();
  vm.fail({ device: 'disk0', ops: ['write'], errno: 'EIO' });
  vm.submit(write('a'));
  await client.ask('cont');
  await vm.until('STOP');
  return { vm, client };
}

describe('virtual time', () => {
  test('follows the wall clock', async () => {
    const time = new FakeTime();
    const { vm, client } = await heldBack({ time });
    expect(client.events).toEqual(['BLOCK_IO_ERROR', 'STOP', 'RESUME', 'STOP']);
    time.pass(999);
    await client.ask('query-status');
    expect(client.events).toHaveLength(4);
    time.pass(1);
    await client.until(() => client.events.length === 5);
    expect([vm.time, client.events[4]]).toEqual([1000, 'BLOCK_IO_ERROR']);
  });

  test('jumps when nothing else is to be done', async () => {
    const { client } = await heldBack({ clock: 'virtual', time: new FakeTime() });
    await client.until(() => client.events.filter((name) => name === 'BLOCK_IO_ERROR').length === 2);
  });

  test('stands still until it is stepped', async () => {
    const { vm, client } = await heldBack({ clock: 'stepped' });
    vm.step(999);
    await client.ask('query-status');
    expect([vm.time, client.events.length]).toEqual([999, 4]);
    vm.step(1);
    await client.until(() => client.events.length === 5);
  });

  test('goes to the next thing that is due', async () => {
    const { vm, client } = await heldBack({ clock: 'stepped' });
    vm.jump();
    await client.until(() => client.events.length === 5);
    expect(vm.time).toBe(1000);
  });

  test('can be handed from one clock to another without a leap', async () => {
    const time = new FakeTime();
    const vm = await start({ time });
    time.pass(500);
    vm.setClock('stepped');
    time.pass(10_000);
    vm.setClock('wall');
    time.pass(20);
    const client = await new Client(vm.path).negotiate();
    await client.ask('query-status');
    expect(vm.time).toBe(20);
  });

  test('of what arrives never goes back', async () => {
    const time = new FakeTime();
    const vm = await start({ time });
    const client = await new Client(vm.path).negotiate();
    for (const step of [0.2, 0, 3.7, 0]) {
      time.pass(step);
      await client.ask('query-status');
    }
    const times = vm.transcript
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => (JSON.parse(line) as { time: number }).time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBe(3.9);
  });
});

test('a scenario’s own steps are taken at their times', async () => {
  const time = new FakeTime();
  const scenario = {
    blockdev: [{ driver: 'null-co', 'node-name': 'n', size: 65536 }],
    device: [{ driver: 'virtio-blk-device', id: 'd', drive: 'n' }],
    steps: [
      { at: 50, io: [{ device: 'd', op: 'read', offset: 0, bytes: 512, tag: 'r' }] },
      { at: 80, qmp: { execute: 'stop' } },
      { at: 80, qmp: { execute: 'query-status' } },
    ],
  };
  const vm = await start({ scenario, time });
  const client = await new Client(vm.path).negotiate();
  time.pass(100);
  await vm.until('STOP');
  await client.until(() => client.events.includes('STOP'));
  expect(vm.transcript).toContain('{"time": 50, "complete": {"device": "d", "tag": "r", "status": "ok"}}');
  expect(vm.transcript).toContain('"client": "main", "recv": {"return": {"status": "paused", "running": false}}}');
});
