import { connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serve } from '../../src/server/index.ts';
import { Client, start } from './support.ts';

const STATUS = '{"return": {"status": "running", "running": true}}';

describe('a slow reader', () => {
  test('loses no line and gets them in order', async () => {
    const vm = await start({ history: false });
    const client = await new Client(vm.path).negotiate();
    client.socket.pause();
    const asked = 20_000;
    for (let id = 0; id < asked; id++) client.send(`{"execute": "query-status", "id": ${id}}\n`);
    await new Promise((resolve) => client.socket.write('', resolve));
    client.socket.resume();
    await client.until(() => client.text.endsWith(`"id": ${asked - 1}}\r\n`));
    const expected = Array.from({ length: asked }, (_, id) => STATUS.replace(/\}$/, `, "id": ${id}}`));
    expect(client.lines.slice(2)).toEqual(expected);
  });

  test('that reads nothing at all is cut off at the bound, and nobody else notices', async () => {
    const vm = await start({ history: false, largestBacklog: 1024 * 1024 });
    const deaf = await new Client(vm.path).negotiate();
    deaf.socket.pause();
    const next = new Client(vm.path);
    const flood = '{"execute": "query-qmp-schema"}'.repeat(10);
    for (let round = 0; round < 10 && !deaf.socket.destroyed; round++) deaf.send(flood);
    expect(await next.lineCount(1)).toHaveLength(1);
    await next.negotiate();
    expect((await next.ask('query-status')).return).toMatchObject({ status: 'running' });
  });
});

describe('whatever a client sends', () => {
  const command = fc.constantFrom(
    '{"execute": "qmp_capabilities"}',
    '{"execute": "qmp_capabilities", "arguments": {"enable": ["oob"]}}',
    '{"execute": "query-status", "id": 1}',
    '{"exec-oob": "query-yank"}',
    '{"execute": "stop"}',
    '{"execute": "cont"}',
    '{"execute": "query-block"}',
    '{"execute": "blockdev-del", "arguments": {"node-name": "x"}}',
  );
  const garbage = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const piece = fc.oneof(
    { weight: 3, arbitrary: command },
    { weight: 1, arbitrary: garbage },
    { weight: 1, arbitrary: fc.tuple(command, fc.nat(30)).map(([text, at]) => text.slice(0, at)) },
    { weight: 1, arbitrary: fc.constantFrom('[', '{', '"', '\\', '\0', '\xff', '}]', '\n') },
  );

  test('the next client is served as if nothing had been', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
        const vm = await serve();
        try {
          const client = new Client(vm.path);
          for (const text of pieces) client.send(text);
          client.socket.end();
          await client.gone();
          for (const line of client.lines) JSON.parse(line);
          const next = await new Client(vm.path).negotiate();
          expect((await next.ask('query-name')).return).toEqual({});
        } finally {
          await vm.close();
        }
      }),
      { numRuns: 100 },
    );
  });

  test('it may leave after any byte', async () => {
    const vm = await start({ history: false });
    const whole = '{"execute": "qmp_capabilities"}\r\n{"execute": "query-block", "id": {"a": ["\\u00e9"]}}\r\n';
    for (let length = 0; length <= whole.length; length++) {
      const client = new Client(vm.path);
      client.socket.end(whole.slice(0, length), 'latin1');
      await client.gone();
      expect(client.lines[0]).toMatch(/^\{"QMP"/);
    }
    const last = await new Client(vm.path).negotiate();
    expect((await last.ask('query-status')).return).toMatchObject({ running: true });
  });
});

describe('byte by byte', () => {
  const whole = '{"execute": "qmp_capabilities"}\r\n{"execute": "query-name", "id": {"a": ["\\u00e9", -1.5e3]}}\r\n';
  const last = '{"return": {}, "id": "end"}';
  const end = '\n{"execute": "query-name", "id": "end"}\n';

  test('cut in two anywhere, requests are the same', async () => {
    const vm = await start({ history: false });
    const said: string[] = [];
    for (let at = 0; at <= whole.length; at++) {
      const client = new Client(vm.path);
      await client.lineCount(1);
      client.send(whole.slice(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      client.send(whole.slice(at) + end);
      await client.until(() => client.lines.at(-1) === last);
      said.push(client.text);
      client.socket.end();
    }
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('"id": {"a": ["\\u00E9", -1500]}');
  });

  test('a wrong byte anywhere spoils its own request at most', async () => {
    const vm = await start({ history: false });
    for (let at = 0; at < whole.length; at++)
      for (const byte of ['\0', '\xff', '"', '}', '\n']) {
        const client = new Client(vm.path);
        // \xff is where QEMU begins anew, whatever was open.
        client.send(`${whole.slice(0, at)}${byte}${whole.slice(at + 1)}\xff\n{"execute": "qmp_capabilities"}${end}`);
        await client.until(() => client.lines.at(-1) === last);
        for (const line of client.lines) JSON.parse(line);
        client.socket.end();
      }
  });
});

describe('many', () => {
  test('clients in a row are served in bounded time', async () => {
    const vm = await start({ history: false });
    const served = async (): Promise<void> =>
      new Promise((resolve) => {
        const socket = connect(vm.path);
        socket.once('data', () => socket.destroy());
        socket.once('close', () => resolve());
      });
    for (let count = 0; count < 10_000; count++) await served();
    const last = await new Client(vm.path).negotiate();
    expect((await last.ask('query-status')).return).toMatchObject({ running: true });
    expect([...vm.live.machine.monitors]).toHaveLength(1);
  }, 60_000);

  test('clients at once wait for their turn', async () => {
    const vm = await start({ history: false });
    const clients = Array.from({ length: 100 }, () => new Client(vm.path));
    for (const client of clients) {
      await client.lineCount(1);
      client.socket.end();
    }
  });

  test('servers live in one process', async () => {
    const servers = await Promise.all(
      Array.from({ length: 200 }, (_, i) => serve({ qemu: i % 2 ? '7.2.22' : '11.1.3' })),
    );
    try {
      const answers = await Promise.all(
        servers.map(async (server, i) => {
          const client = await new Client(server.path).negotiate();
          if (i % 3 === 0) await client.ask('stop');
          return (await client.ask('query-status')).return as { status: string };
        }),
      );
      expect(answers.map(({ status }) => status)).toEqual(servers.map((_, i) => (i % 3 === 0 ? 'paused' : 'running')));
    } finally {
      await Promise.all(servers.map((server) => server.close()));
    }
  });
});
