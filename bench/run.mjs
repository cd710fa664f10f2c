#!/usr/bin/env node
// `npm run bench`: bundles bench/main.ts and runs it. Arguments are passed on.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildBundles, isStale } from '../scripts/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = fileURLToPath(new URL('../node_modules/.cache/blocksim/bench.js', import.meta.url));

if (isStale()) await buildBundles();
await build({
  absWorkingDir: root,
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
});
await import(pathToFileURL(outfile).href);
