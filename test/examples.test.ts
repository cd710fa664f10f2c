/** The example projects install the packed tarball and pass their own tests and checks, as a user's would. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/files.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = temporaryFolder();

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}
const manifestOf = (path: string): Manifest => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
const own = manifestOf(root);
const tarball = join(folder, `${own.name}-${own.version}.tgz`);

/** Runs a command and gives what it prints. What this test runner says of itself is no business of another. */
function run(cwd: string, command: string, ...args: string[]): string {
  const env = { ...process.env, VITEST: '', NO_COLOR: '1', npm_config_cache: join(folder, 'cache') };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env });
  const text = `${stdout}${stderr}`;
  expect([command, ...args, error ?? status, status === 0 ? '' : text]).toEqual([command, ...args, 0, '']);
  return text;
}

/** Other people's packages are taken from this checkout, so that nothing is fetched. */
const here = (names: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.keys(names).map((name) => [name, `file:${join(root, 'node_modules', name)}`]));

function install(name: string): string {
  const copy = join(folder, name);
  cpSync(join(root, 'examples', name), copy, { recursive: true });
  const manifest = manifestOf(copy);
  const devDependencies = { ...here(manifest.devDependencies), [own.name]: `file:${tarball}` };
  const local = { ...manifest, devDependencies, overrides: here(own.dependencies) };
  writeFileSync(join(copy, 'package.json'), JSON.stringify(local, null, 2));
  run(copy, 'npm', 'install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts');
  return copy;
}

// The bundles are as new as the sources; see global-setup.mjs.
beforeAll(() => {
  run(root, process.execPath, join(root, 'node_modules/typescript/lib/tsc.js'), '-p', 'tsconfig.build.json');
  run(root, 'npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
}, 120_000);

/** The program that docs/testing.md shows is one of the example's tests. */
function addDocumented(copy: string): void {
  const [, program = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'docs/testing.md'), 'utf8')) ?? [];
  expect(program).toContain('blocksim/testing');
  writeFileSync(join(copy, 'documented.test.ts'), program);
}

describe.each(readdirSync(join(root, 'examples')))('example %s', (name) => {
  test('installs, passes its tests and compiles', { timeout: 120_000 }, () => {
    const copy = install(name);
    if (name === 'manager') addDocumented(copy);
    expect(run(copy, 'npm', 'test')).toMatch(/Tests +\d+ passed/);
    if (manifestOf(copy).scripts?.check !== undefined) run(copy, 'npm', 'run', 'check');
  });
});
