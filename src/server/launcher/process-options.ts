/** How the process behaves: -S, -daemonize, -pidfile, ... */
import { resolve } from 'node:path';
import type { Takers } from './command-line.ts';
import { OptionRefusal } from './opts.ts';

export class ProcessOptions {
  paused = false;
  daemonize = false;
  pidfile: string | undefined;

  readonly takers: Takers = {
    h: () => ({ asked: 'help' }),
    help: () => ({ asked: 'help' }),
    version: () => ({ asked: 'version' }),
    // There is nothing of the kind anyway.
    'no-user-config': () => undefined,
    nodefaults: () => undefined,
    nographic: () => undefined,
    incoming: () => refuse('incoming'),
    loadvm: () => refuse('loadvm'),
    preconfig: () => refuse('preconfig'),
    snapshot: () => refuse('snapshot'),
    S: () => {
      this.paused = true;
    },
    daemonize: () => {
      this.daemonize = true;
    },
    pidfile: (path) => {
      this.pidfile = resolve(path);
    },
  };
}

/** What a client would see is another machine. */
function refuse(name: string): never {
  throw new OptionRefusal(`blocksim does not simulate -${name}`);
}
