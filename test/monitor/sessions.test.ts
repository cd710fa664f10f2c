/** Sessions of clients: the handshake, queues, several clients at once (4.1, 4.4). */
import { describe, expect, test } from 'vitest';
import type { Machine } from '../../src/machine.ts';
import { closeSession, openSession } from '../../src/monitor/session.ts';
import { Client, machineOf, pass } from '../support/client.ts';

const RAW = { raw_negotiation: true };
/** A disk whose reads take 400 ms. */
const SLOW = {
  blockdev: [{ driver: 'null-co', 'node-name': 'n0', size: 1 << 20, 'latency-ns': 400_000_000 }],
  device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'n0' }],
};
const EXPECTING = "CommandNotFound: Expecting capabilities negotiation with 'qmp_capabilities'";

const fresh = (version: string): Client => new Client(machineOf(version, RAW));

describe.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('%s: the handshake (M-1 to M-4)', (version) => {
  test('the greeting tells the version and offers oob first', () => {
    const machine = machineOf(version, RAW);
    const client = new Client(machine, 'late');
    closeSession(machine, client.monitor);
    openSession(machine, 'late');
    const { QMP } = JSON.parse(client.take()[0] ?? '') as { QMP: { version: object; capabilities: string[] } };
    expect(QMP.version).toEqual(client.ask('query-version') === EXPECTING ? versionOf(version, QMP) : undefined);
    expect(QMP.capabilities[0]).toBe('oob');
  });

  test('nothing else works before it, and it works once', () => {
    const client = fresh(version);
    for (const command of ['query-version', 'no-such-command', 'quit']) expect(client.ask(command)).toBe(EXPECTING);
    expect(client.ask('qmp_capabilities')).toEqual({});
    expect(client.ask('qmp_capabilities')).toBe(
      'CommandNotFound: Capabilities negotiation is already complete, command ignored',
    );
    expect(client.ask('query-name')).toEqual({});
  });

  test('a failed one may be repeated', () => {
    const client = fresh(version);
    expect(client.ask('qmp_capabilities', { enable: ['bar'] })).toBe(
      "GenericError: Parameter 'null' does not accept value 'bar'",
    );
    expect(client.ask('query-version')).toBe(EXPECTING);
    expect(client.ask('qmp_capabilities', { enable: ['oob'] })).toEqual({});
    expect(client.monitor.oob).toBe(true);
  });

  test('broken JSON is told before and after it, and the connection goes on', () => {
    const client = fresh(version);
    for (const handshake of [false, true]) {
      if (handshake) expect(client.ask('qmp_capabilities')).toEqual({});
      for (const broken of ['{"a" 1}', '\u00ff', '"\u0001"', '%p', '{"execute": \u0001}'])
        expect(client.exchange(broken).join(), broken).toMatch(/GenericError.*JSON parse error/);
      pass(client.machine, 1);
      client.take();
      expect(client.ask('query-name')).toEqual(handshake ? {} : EXPECTING);
    }
  });
});

/** As a greeting of that profile has it. */
const versionOf = (name: string, greeting: { version: object }): object => {
  const [major, minor, micro] = name.split('.').map(Number);
  expect(greeting.version).toMatchObject({ qemu: { major, minor, micro } });
  return greeting.version;
};

describe('the handshake of old versions', () => {
  test('2.2: whatever is out of place is not found, in both directions', () => {
    const client = fresh('2.2');
    expect(client.ask('query-version')).toBe('CommandNotFound: The command query-version has not been found');
    expect(client.ask('qmp_capabilities')).toEqual({});
    expect(client.ask('qmp_capabilities')).toBe('CommandNotFound: The command qmp_capabilities has not been found');
  });

  test('2.2: complaints about the form have the old words, and no id', () => {
    const client = new Client(machineOf('2.2'));
    const replies = ['5 ', '{"execute": 5, "id": 1}', '{"id": 1, "execute": "stop", "x": 1}', '{"id": 1}', '{]'].map(
      (text) => client.exchange(text).at(-1),
    );
    expect(replies.map((reply) => JSON.parse(reply ?? '') as object)).toEqual([
      { error: { class: 'GenericError', desc: "Expected 'object' in QMP input" } },
      { error: { class: 'GenericError', desc: "QMP input object member 'execute' expects 'string'" } },
      { error: { class: 'GenericError', desc: "QMP input object member 'x' is unexpected" } },
      { error: { class: 'GenericError', desc: "Expected 'execute' in QMP input" } },
      { error: { class: 'GenericError', desc: 'Invalid JSON syntax' } },
    ]);
  });

  test('1.1: each error has a class and data of its own', () => {
    const client = new Client(machineOf('1.1'));
    const error = (text: string) => (JSON.parse(client.exchange(text).at(-1) ?? '') as { error: object }).error;
    expect(error('{"execute": "foo", "id": 7}')).toEqual({
      class: 'CommandNotFound',
      desc: 'The command foo has not been found',
      data: { name: 'foo' },
    });
    expect(error('{"execute": "device_del", "arguments": {"id": "x"}}')).toEqual({
      class: 'DeviceNotFound',
      desc: "Device 'x' not found",
      data: { device: 'x' },
    });
    expect(error('{"execute": "device_del"}')).toMatchObject({ class: 'MissingParameter', data: { name: 'id' } });
    expect(error('{"execute": "stop", "arguments": {"y": 1}}')).toMatchObject({
      class: 'InvalidParameter',
      desc: "Invalid parameter 'y'",
    });
  });

  test('query-events exists in 2.2 and no more in 7.2', () => {
    expect(new Client(machineOf('2.2')).ask('query-events')).toContainEqual({ name: 'STOP' });
    expect(new Client(machineOf('7.2.22')).ask('query-events')).toMatch(/^CommandNotFound/);
  });
});

const status = (id: number): string => `{"execute": "query-status", "id": ${id}}`;
const ids = (lines: readonly string[]): unknown[] => lines.map((line) => (JSON.parse(line) as { id?: unknown }).id);

/** Makes the main thread busy for 400 ms: a stop that waits for a slow read. */
function block(client: Client): void {
  client.machine.vm.autostart = true;
  client.human('qemu-io -d vd0 "aio_read 0 512"');
  client.send('{"execute": "stop", "id": "stop"}');
}

describe('queues (M-10, M-11, M-12)', () => {
  test('without oob a client is read one request at a time; all are answered in order', () => {
    const client = new Client(machineOf('11.1.3'));
    for (let i = 0; i < 12; i++) client.send(status(i));
    expect(client.monitor.queue.length).toBe(1);
    expect(client.monitor.backlog.length).toBe(11);
    pass(client.machine, 1);
    expect(ids(client.take())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('with oob eight requests wait, and reading stops there', () => {
    const client = fresh('10.0.13');
    client.ask('qmp_capabilities', { enable: ['oob'] });
    for (let i = 0; i < 12; i++) client.send(status(i));
    expect([client.monitor.queue.length, client.monitor.backlog.length]).toEqual([8, 4]);
    // Nobody sees what lies behind the eighth, so it does not overtake.
    client.send('{"exec-oob": "query-yank", "id": "oob"}');
    expect(client.take()).toEqual([]);
    pass(client.machine, 1);
    expect(ids(client.take()).sort()).toEqual([0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9, 'oob']);
  });

  test('an out-of-band command overtakes one that blocks; the others keep their order', () => {
    const client = new Client(machineOf('11.1.3', { ...SLOW, ...RAW }));
    client.ask('qmp_capabilities', { enable: ['oob'] });
    block(client);
    client.send(status(2));
    client.send('{"exec-oob": "query-yank", "id": "oob"}');
    expect(ids(client.take())).toEqual(['oob']);
    pass(client.machine, 1000);
    expect(ids(client.take()).filter((id) => id !== undefined)).toEqual(['stop', 2]);
  });

  test('a malformed request is told in its turn', () => {
    const client = new Client(machineOf('11.1.3', SLOW));
    block(client);
    client.send('{"execute": "query-status", "id": 1, "x": 2}');
    pass(client.machine, 100);
    expect(client.take()).toEqual([]);
    pass(client.machine, 900);
    expect(ids(client.take()).filter((id) => id !== undefined)).toEqual(['stop', 1]);
  });

  test.each([
    ['{"exec-oob": "query-status", "id": 1}', 'The command query-status does not support OOB'],
    ['{"exec-oob": "nope"}', 'The command nope has not been found'],
    ['{"exec-oob": "migrate-recover"}', "Parameter 'uri' is missing"],
    ['{"exec-oob": 5}', "QMP input member 'exec-oob' must be a string"],
    ['{"exec-oob": "query-yank", "execute": "stop"}', "QMP input member 'execute' clashes with 'exec-oob'"],
  ])('%s', (text, desc) => {
    const client = fresh('10.0.2');
    client.ask('qmp_capabilities', { enable: ['oob'] });
    expect(client.exchange(text).at(-1)).toContain(desc);
  });

  test('without oob exec-oob is just an unexpected member', () => {
    const client = new Client(machineOf('11.1.3'));
    expect(client.exchange('{"exec-oob": "query-yank"}').at(-1)).toContain("QMP input member 'exec-oob' is unexpected");
  });

  test('clients are served in turn', () => {
    const machine = machineOf('11.1.3');
    const order: string[] = [];
    const clients = ['a', 'b'].map((name) => {
      const client = new Client(machine, name);
      client.ask('qmp_capabilities', { enable: ['oob'] });
      return client;
    });
    machine.bus.on('monitor-output', ({ monitor, message }) => {
      if ('return' in message) order.push(`${machine.monitors.at(monitor).name}${String(message.id)}`);
    });
    for (const client of clients) for (let i = 0; i < 3; i++) client.send(status(i));
    pass(machine, 1);
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2']);
  });
});

describe('events (M-13, M-14)', () => {
  function two(version = '11.1.3'): { machine: Machine; first: Client; second: Client } {
    const machine = machineOf(version);
    return { machine, first: new Client(machine), second: new Client(machine, 'second') };
  }

  test('go to every client past its handshake, to no other, and are stored for nobody', () => {
    const { first, second } = two();
    first.ask('stop');
    expect(second.events()).toEqual([]);
    second.ask('qmp_capabilities');
    expect(second.events()).toEqual([]);
    first.take();
    first.exchange('{"execute": "cont"}');
    pass(first.machine, 1);
    expect(second.events()).toEqual(['RESUME']);
  });

  test('are the same for all who get them', () => {
    const { machine, first, second } = two();
    second.ask('qmp_capabilities');
    first.take();
    second.take();
    first.send('{"execute": "system_reset"}');
    pass(machine, 1);
    const events = (client: Client) => client.take().filter((line) => line.includes('"event"'));
    expect(events(first)).toEqual(events(second));
  });
});

describe('the end of a connection (M-5)', () => {
  test('drops what was queued, and the next client negotiates afresh', () => {
    const client = new Client(machineOf('11.1.3'));
    for (let i = 0; i < 3; i++) client.send(status(i));
    closeSession(client.machine, client.monitor);
    openSession(client.machine, 'main');
    pass(client.machine, 1);
    const heard = client.take();
    expect(heard.length).toBe(1);
    expect(heard[0]).toContain('"QMP"');
    expect(client.ask('query-status')).toBe(EXPECTING);
  });

  test('forgets half a message, and positions start again (11.1)', () => {
    const client = new Client(machineOf('11.1.3'));
    client.send('{"execute": ');
    closeSession(client.machine, client.monitor);
    openSession(client.machine, 'main');
    client.take();
    expect(client.exchange('foo ').at(-1)).toContain("1:1: JSON parse error, invalid keyword 'foo'");
  });

  test('yank cuts the connection it names, and only that', () => {
    const machine = machineOf('10.0.13');
    const client = new Client(machine);
    const other = new Client(machine, 'other');
    other.ask('qmp_capabilities');
    expect(other.ask('query-yank')).toEqual([
      { type: 'chardev', id: 'compat_monitor1' },
      { type: 'chardev', id: 'compat_monitor0' },
    ]);
    expect(other.ask('yank', { instances: [{ type: 'migration' }] })).toBe('DeviceNotFound: Instance not found');
    expect(other.ask('yank', { instances: [{ type: 'chardev', id: 'compat_monitor0' }] })).toEqual({});
    expect([client.closed, other.closed]).toEqual([true, false]);
  });
});
