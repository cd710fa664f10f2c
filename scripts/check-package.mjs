#!/usr/bin/env node
// Is the package usable by somebody else? Packs it, installs the tarball in an empty folder, and there runs the
// command, imports every entry, and compiles a small program against the type declarations.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const entries = Object.keys(manifest.exports).filter((entry) => !entry.endsWith('.json'));
const folder = mkdtempSync(join(tmpdir(), 'blocksim-package-'));

function run(what, cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${what} failed: ${error?.message ?? `${stdout}${stderr}`}`);
  return stdout;
}

/** A program that imports every entry of the package, once for running and once for the compiler. */
function consumer() {
  const specifiers = entries.map((entry) => manifest.name + entry.slice(1));
  const imports = specifiers.map((specifier, i) => `import * as entry${i} from '${specifier}';`);
  return `${imports.join('\n')}\nexport const all: object[] = [${specifiers.map((_, i) => `entry${i}`)}];\n`;
}

try {
  run('npm pack', root, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const tarball = join(folder, `${manifest.name}-${manifest.version}.tgz`);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  run('installing the package', folder, 'npm', 'install', '--silent', '--prefer-offline', tarball);

  const profiles = run('blocksim list profiles', folder, 'npx', '--no-install', manifest.name, 'list', 'profiles');
  if (!profiles.includes('11.1.3')) throw new Error(`blocksim list profiles lacks 11.1.3:\n${profiles}`);

  // The README's example, with the shipped story by its name.
  const example = readFileSync(join(root, 'README.md'), 'utf8').match(/^\$ npx blocksim (run .*)$/m)?.[1] ?? '';
  const words = example.split(' ').map((word) => word.replace(/^scenarios\/(.*)\.yaml$/, '$1'));
  const { stdout } = spawnSync('npx', ['--no-install', manifest.name, ...words], { cwd: folder, encoding: 'utf8' });
  if (!stdout.includes('stop-has-io-error')) throw new Error(`the README's example (${example}) prints\n${stdout}`);

  for (const entry of entries) {
    const specifier = manifest.name + entry.slice(1);
    // The testing entries need the consumer's own test libraries at run time; the compiler looks at them below.
    if (entry.startsWith('./testing')) continue;
    const code = `const m = await import('${specifier}'); if (!Object.keys(m).length) throw new Error('exports nothing')`;
    run(`importing ${specifier}`, folder, process.execPath, '--input-type=module', '--eval', code);
  }

  writeFileSync(join(folder, 'consumer.ts'), consumer());
  const options =
    '--noEmit --strict --skipLibCheck --module nodenext --target es2023 --types --ignoreConfig consumer.ts';
  run('compiling against the types', folder, process.execPath, tsc, ...options.split(' '));
  console.log(`${manifest.name} ${manifest.version}: packs, installs, runs and compiles`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
