import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { serve } from '../../src/server/index.ts';

const PACKAGES = '/usr/share/gocode';
const folder = mkdtempSync(join(tmpdir(), 'blocksim-go-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Builds the program, if the compiler and the packages are there. */
function build(): string | undefined {
  for (const name of ['digitalocean/go-qemu', 'kata-containers/govmm'])
    if (!existsSync(`${PACKAGES}/src/github.com/${name}`)) return `the Go package ${name} is not installed`;
  const source = fileURLToPath(new URL('./go/main.go', import.meta.url));
  const env = { ...process.env, GOPATH: PACKAGES, GO111MODULE: 'off', GOCACHE: join(folder, 'cache'), GOFLAGS: '' };
  const { error, status, stderr } = spawnSync('go', ['build', '-o', join(folder, 'clients'), source], {
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) return 'the Go compiler is not installed';
  if (status !== 0) throw new Error(stderr);
  return undefined;
}

const missing = build();
if (missing !== undefined) console.warn(`Go clients are not tested: ${missing}`);

test.skipIf(missing !== undefined)('go-qemu and govmm talk to a server at the same time', async () => {
  const sockets = [join(folder, 'a'), join(folder, 'b')];
  const vm = await serve({ qemu: '10.0.13', qmp: sockets.map((path) => `unix:${path}`) });
  try {
    const child = spawn(join(folder, 'clients'), sockets);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(output.trim().split('\n')).toEqual([
      expect.stringMatching(/^go-qemu: .*10.*0.*13.* running$/),
      'govmm: 10.0.13',
      'go-qemu hears: STOP',
      'govmm hears: STOP',
      expect.stringContaining('The command no-such-command has not been found'),
      'govmm: paused',
      'govmm: CPUs 1',
      'govmm: gone',
    ]);
    expect(code).toBe(0);
  } finally {
    await vm.close();
  }
});
