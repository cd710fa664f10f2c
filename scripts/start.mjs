#!/usr/bin/env node
// `npm start`: installs and builds what is missing, then shows the demonstration.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
const { buildBundles, isStale } = await import('./build.mjs');
if (isStale()) await buildBundles();

const bin = fileURLToPath(new URL('../bin/blocksim.js', import.meta.url));
const run = spawnSync(process.execPath, [bin, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = run.status ?? 1;
