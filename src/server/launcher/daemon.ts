/** -daemonize: the caller's process ends when the machine is ready; another one goes on in the background. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the background process tells that it is ready: the number of a file descriptor. */
const READY = 'BLOCKSIM_READY_FD';
const LAST_DESCRIPTOR = 255;

export const isDaemon = (env: Env): boolean => env[READY] !== undefined;

/**
 * Starts the program again in the background and waits until it is ready or has failed.
 * @returns the exit code for the caller's process
 */
export function daemonize(args: readonly string[], env: Env, err: (text: string) => void): Promise<number> {
  const inherited = openDescriptors();
  const ready = Math.max(2, ...inherited) + 1;
  const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'ignore', 'pipe'];
  for (let fd = 3; fd < ready; fd++) stdio.push(inherited.includes(fd) ? fd : 'ignore');
  stdio.push('pipe');
  const script = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    detached: true,
    stdio,
    env: { ...env, [READY]: String(ready) },
  });
  return new Promise((resolve) => {
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', err);
    child.stdio[ready]?.once('data', () => {
      child.unref();
      resolve(0);
    });
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', (error) => {
      err(`${error.message}\n`);
      resolve(1);
    });
  });
}

/** Sockets and pipes that whoever started us has handed over. */
function openDescriptors(): number[] {
  const found: number[] = [];
  for (let fd = 3; fd <= LAST_DESCRIPTOR; fd++)
    try {
      const stat = fstatSync(fd);
      if (stat.isSocket()) found.push(fd);
    } catch {
      // Not open.
    }
  return found;
}

/** In the background process: the caller may go. From now on there is nobody to tell anything. */
export function tellReady(env: Env): void {
  const fd = Number(env[READY]);
  if (env[READY] === undefined) return;
  process.stderr.on('error', () => {});
  writeSync(fd, 'ready');
  closeSync(fd);
  closeSync(2);
  openSync('/dev/null', 'w');
}
