#!/usr/bin/env node
// Makes a checkout usable without being asked: runs `npm ci` when node_modules is missing or holds other versions
// than package-lock.json says. Plain node, because it runs when nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packagesOf = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;

/** Does node_modules hold what package-lock.json asks for? Optional packages are for other platforms, perhaps. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

/** Runs one npm command in the checkout with its output shown; ends the process when it fails. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const run = spawnSync(command, [...first, ...args], { cwd: root, stdio: 'inherit', shell: command === 'npm' });
  if (run.status === 0) return;
  process.stderr.write(`blocksim: "npm ${args.join(' ')}" failed${run.error ? `: ${run.error.message}` : ''}\n`);
  process.exit(run.status ?? 1);
}

/** Installs what package-lock.json asks for, unless it is there. `npm ci` also builds. */
export function ensureInstalled() {
  if (!isInstalled()) npm('ci', '--include=dev');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) ensureInstalled();
