/**
 * The README's recipe for libvirt, as it is written, from the emulator's script on. It runs with folders of its own in
 * the place of libvirt's, and with processes that end with it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { blocks } from '../support/console-blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-recipe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const OWN = ['/etc/libvirt', '/run', '/var/lib/libvirt', '/var/cache/libvirt', '/var/log/libvirt'];
const ALONE = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

function whatIsMissing(): string | undefined {
  if (spawnSync('unshare', [...ALONE, 'true']).status !== 0) return 'namespaces of its own are not allowed';
  const absent = OWN.find((path) => !existsSync(path));
  if (absent !== undefined) return `there is no ${absent}`;
  const program = ['libvirtd', 'virsh', 'socat'].find((name) => spawnSync('which', [name]).status !== 0);
  return program === undefined ? undefined : `${program} is not installed`;
}

const missing = whatIsMissing();
if (missing !== undefined) console.warn(`the recipe for libvirt is not tested: ${missing}`);

/** The blocks of the README's section, without the first, which installs. */
function recipe(): string {
  const readme = readFileSync(`${root}README.md`, 'utf8');
  const section = readme.slice(readme.indexOf('\n## libvirt\n'), readme.indexOf('\n## Exit codes\n'));
  const [install = '', ...rest] = blocks(section, 'sh');
  expect(install).toContain('npm ci');
  return rest
    .join('\n')
    .replaceAll('/usr/bin/qemu-blocksim', `${folder}/qemu-blocksim`)
    .replaceAll('/tmp/vm', `${folder}/vm`);
}

const TOLD = [
  "Domain 'vm' created",
  'paused (I/O error)',
  'vdb: no space',
  "Domain 'vm' resumed",
  'running (unpaused)',
  'pause due to enospc',
  'Suspended I/O Error',
  'Resumed Unpaused',
  'Successfully pivoted',
  'Now in mirroring phase',
  'Block Copy: [100 %]',
  'Domain snapshot',
  'Successfully pivoted',
  'Domain snapshot',
  'Pull complete',
  'vm/two.qcow2',
  'vm/copy.qcow2',
  "Domain 'vm' destroyed",
];

// Real processes on a real clock: what a busy machine delays too long is tried again.
test.skipIf(missing !== undefined)('the recipe for libvirt does what it says', { timeout: 120_000, retry: 1 }, () => {
  const mounts = OWN.map((path) => `mount -t tmpfs tmpfs ${path}`);
  writeFileSync(join(folder, 'recipe.sh'), ['exec 2>&1', 'set -e', ...mounts, 'set +e', recipe()].join('\n'));
  const { stdout } = spawnSync('unshare', [...ALONE, 'bash', join(folder, 'recipe.sh')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 100_000,
  });
  let from = 0;
  for (const words of TOLD) {
    const at = stdout.indexOf(words, from);
    expect(at, `'${words}' in ${stdout.slice(from)}`).toBeGreaterThanOrEqual(0);
    from = at + words.length;
  }
  expect(stdout).not.toMatch(/^error: (?!Disconnected|internal error: client socket is closed)/m);
});
