/** The program for Python in docs/clients.md, and the same without any package. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { blocks } from '../support/console-blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = join(folder, 'blocksim');
writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${root}bin/blocksim.js" "$@"\n`);
chmodSync(command, 0o755);

const document = readFileSync(`${root}docs/clients.md`, 'utf8');
const [program = ''] = blocks(document, 'python');
const [, printed = ''] = /It prints `(.*)`\./.exec(document.slice(document.indexOf('## Python'))) ?? [];

function python(text: string) {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return spawnSync('python3', ['-c', text], { encoding: 'utf8', env, timeout: 30_000 });
}

const hasPython = python('').status === 0;
const hasPackage = python('import qemu.qmp').status === 0;
if (!hasPackage) console.warn('qemu.qmp for Python is not tested: it is not installed');

test.skipIf(!hasPackage)('qemu.qmp', () => {
  const { stdout, stderr } = python(program);
  expect([stdout.trim(), stderr.includes('Traceback')]).toEqual([printed, false]);
});

/** As much of a client as the program needs. */
const CLIENT = `
class Events:
    def __init__(self, client, names): self.client, self.names = client, names
    def __enter__(self): return self
    def __exit__(self, *_): pass
    async def get(self):
        while True:
            event = await self.client.events.get()
            if event["event"] in self.names: return event

class QMPClient:
    def __init__(self, name): self.events, self.replies = asyncio.Queue(), asyncio.Queue()
    async def connect(self, path):
        self.reader, self.writer = await asyncio.open_unix_connection(path)
        assert "QMP" in json.loads(await self.reader.readline())
        self.task = asyncio.ensure_future(self.read())
        await self.execute("qmp_capabilities")
    async def read(self):
        while line := await self.reader.readline():
            message = json.loads(line)
            self.__dict__["events" if "event" in message else "replies"].put_nowait(message)
    async def execute(self, name):
        self.writer.write(json.dumps({"execute": name}).encode() + b"\\n")
        return (await self.replies.get())["return"]
    def listener(self, names): return Events(self, names)
    async def disconnect(self): self.writer.close()
`;

test.skipIf(!hasPython)('a client of plain sockets', () => {
  const { stdout, stderr } = python(program.replace('from qemu.qmp import QMPClient\n', CLIENT));
  expect([stdout.trim(), stderr.includes('Traceback')]).toEqual([printed, false]);
});
