#!/usr/bin/env node
// Builds dist/: the command line as one self-contained bundle (dist/cli.js; what it imports lazily lies in
// dist/cli/), the launcher as another (dist/qemu.js), the library's entries, and their type declarations.
//
// usage: build.mjs [--no-types]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const cliBundle = join(dist, 'cli.js');

const CLI = { cli: 'src/cli/main.ts', 'explore-worker': 'src/cli/explore-worker.ts' };
/** One file: it needs nearly everything at once, and each file that is loaded apart takes its time. */
const LAUNCHER = { qemu: 'src/server/launcher/entry.ts' };
const LIBRARY = {
  index: 'src/index.ts',
  testing: 'src/testing/index.ts',
  'testing-vitest': 'src/testing/vitest.ts',
  server: 'src/server/index.ts',
};

// CommonJS packages call require() for node's own modules, and for nothing else once they are bundled.
const REQUIRE = 'const require = process.getBuiltinModule;';

/**
 * Keeps the command line's start short (measured: a third of what it adds to an empty node program). Loading
 * node:process as a module opens the standard streams; commander wants node:child_process only for subcommands that
 * are programs of their own, which we have none of. The yaml package's ES modules come unbundled from its CommonJS.
 */
const leanStart = {
  name: 'lean-start',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?process$/ }, () => ({ path: 'process', namespace: 'lean' }));
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'lean' } : undefined,
    );
    onLoad({ filter: /^process$/, namespace: 'lean' }, () => ({ contents: 'module.exports = globalThis.process;' }));
    onLoad({ filter: /^child_process$/, namespace: 'lean' }, () => ({ contents: 'module.exports = {};' }));
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  splitting: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  outdir: dist,
};

const present = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file))));

/** The newest modification time under a folder, in milliseconds since 1970. */
function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : statSync(path).mtimeMs;
  });
  return Math.max(0, ...times);
}

/** Is the command line bundle missing, or older than a source file or this script? */
export function isStale() {
  if (!existsSync(cliBundle)) return true;
  const built = statSync(cliBundle).mtimeMs;
  return [newest(join(root, 'src')), statSync(fileURLToPath(import.meta.url)).mtimeMs].some((time) => time > built);
}

/** Removes what an earlier build left in dist/ and this one did not write. */
function prune(folder, written) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (path === join(dist, 'types')) continue;
    if (entry.isDirectory()) prune(path, written);
    else if (!written.has(path)) rmSync(path);
  }
}

/** Bundles the command line and the library. Throws when a bundle cannot be made; then dist/cli.js is gone too. */
export async function buildBundles() {
  const { build } = await import('esbuild');
  const bundle = async (options) => {
    const { metafile } = await build({ ...common, ...options });
    return Object.keys(metafile.outputs).map((path) => join(root, path));
  };
  try {
    const library = await bundle({
      entryPoints: present(LIBRARY),
      packages: 'external',
      chunkNames: 'lib/[name]-[hash]',
    });
    const lean = {
      banner: { js: REQUIRE },
      alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
      plugins: [leanStart],
    };
    const cli = await bundle({ ...lean, entryPoints: present(CLI), chunkNames: 'cli/[name]-[hash]' });
    const launcher = await bundle({ ...lean, entryPoints: present(LAUNCHER), splitting: false });
    prune(dist, new Set([...library, ...cli, ...launcher]));
  } catch (error) {
    rmSync(cliBundle, { force: true });
    throw error;
  }
}

/** Writes dist/types. Type errors are `npm run check`'s business and do not stop a build. */
function buildTypes() {
  const tsc = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) throw new Error('the type declarations could not be written');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildBundles();
  if (!process.argv.includes('--no-types')) buildTypes();
}
