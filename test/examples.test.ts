/** The example projects pass their own tests, as they would after `npm install blocksim`. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = temporaryFolder();

/** A copy of an example with its dependencies: this package as it is built, the others as they are here. */
function install(name: string): string {
  const copy = join(folder, name);
  cpSync(join(root, 'examples', name), copy, { recursive: true });
  const modules = join(copy, 'node_modules');
  mkdirSync(modules);
  symlinkSync(root, join(modules, 'blocksim'));
  for (const dependency of ['fast-check', 'vitest'])
    symlinkSync(join(root, 'node_modules', dependency), join(modules, dependency));
  return copy;
}

describe.each(readdirSync(join(root, 'examples')))('example %s', (name) => {
  test('passes its tests', { timeout: 60_000 }, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--no-color'],
      { cwd: install(name), encoding: 'utf8', env: { ...process.env, VITEST: '' } },
    );
    expect(`${stdout}${stderr}`).toMatch(/Tests +\d+ passed/);
    expect(status).toBe(0);
  });
});
