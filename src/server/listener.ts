/** Opening and closing what clients connect to. Knows sockets and nothing of QMP. */
import { chmodSync, fstatSync, lstatSync, type Stats, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, Socket } from 'node:net';
import { dirname } from 'node:path';
import { Duplex } from 'node:stream';
import { isMainThread } from 'node:worker_threads';
import { type Address, addressText, isLoopback, ServeRefusal } from './address.ts';

export interface Listener {
  /** Where it listens; a port 0 is replaced by the one that was given. */
  readonly address: Address;
  /** Listens no more and removes its socket file. Connections stay. */
  close(): void;
}

export interface ListenOptions {
  /** TCP addresses other than this machine's own are allowed. */
  readonly allowRemote?: boolean;
}

/** Listens on a socket; each client that connects is handed over paused. @throws ServeRefusal */
export async function listen(
  address: Exclude<Address, { kind: 'stdio' }>,
  onClient: (socket: Socket) => void,
  options: ListenOptions = {},
): Promise<Listener> {
  if (address.kind === 'tcp' && !options.allowRemote && !isLoopback(address.host))
    throw new ServeRefusal(
      `${addressText(address)}: other machines could reach it, expected localhost, 127.0.0.1 or ::1, or --allow-remote`,
    );
  if (address.kind === 'unix') await makeRoom(address.path);
  if (address.kind === 'fd') checkDescriptor(address);
  const server = createServer({ pauseOnConnect: true, noDelay: true }, onClient);
  await opened(server, address);
  const found = server.address();
  const own = address.kind === 'unix' ? identityOf(address.path) : undefined;
  return {
    address:
      address.kind === 'tcp' && found !== null && typeof found === 'object'
        ? { ...address, port: found.port }
        : address,
    close() {
      // Closing removes the file. One that somebody else has put in its place is not ours to remove: then the socket,
      // which nobody can reach any more, is left to the end of the process.
      const found = address.kind === 'unix' ? identityOf(address.path) : undefined;
      if (found === undefined || found === own) server.close();
      else server.unref();
    },
  };
}

/** Connects to somebody who listens. The stream is paused. @throws ServeRefusal */
export function connectTo(address: Address): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (address.kind === 'stdio') throw new ServeRefusal('stdio: nobody listens there');
    const socket =
      address.kind === 'unix'
        ? connect(address.path)
        : address.kind === 'tcp'
          ? connect({ host: address.host, port: address.port, noDelay: true })
          : new Socket({ fd: address.fd, readable: true, writable: true });
    const settle = () => {
      socket.removeAllListeners('error');
      resolve(socket.pause());
    };
    if (address.kind === 'fd') settle();
    else socket.once('connect', settle);
    socket.once('error', (error: NodeJS.ErrnoException) => reject(new ServeRefusal(whyNot(address, error))));
  });
}

/** The process's own streams as one. */
export function standardStreams(): Duplex {
  return Duplex.from({ readable: process.stdin, writable: process.stdout });
}

const identityOf = (path: string): string | undefined => {
  const found = stat(path);
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
};

function stat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function opened(server: Server, address: Exclude<Address, { kind: 'stdio' }>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ServeRefusal(whyNot(address, error))));
    server.once('listening', () => {
      // A client that is gone before it was accepted is nobody's trouble.
      server.removeAllListeners('error');
      server.on('error', () => {});
      resolve();
    });
    if (address.kind === 'tcp') server.listen(address.port, address.host);
    else if (address.kind === 'fd') server.listen({ fd: address.fd });
    else listenPrivately(server, address.path);
  });
}

/** Only the owner may connect, from the first moment on: the socket is bound inside `listen`. */
function listenPrivately(server: Server, path: string): void {
  const before = isMainThread ? process.umask(0o177) : undefined;
  try {
    server.listen(path);
  } finally {
    if (before !== undefined) process.umask(before);
  }
  server.once('listening', () => chmodSync(path, 0o600));
}

const WHY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  EADDRINUSE: 'something else listens there',
  EACCES: 'this may not be opened here',
  EPERM: 'this may not be opened here',
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such folder',
  EADDRNOTAVAIL: 'this machine does not have that address',
  ENOTFOUND: 'no machine has that name',
  EINVAL: 'the file descriptor is no listening socket',
};

const whyNot = (address: Address, error: NodeJS.ErrnoException): string =>
  `${addressText(address)}: ${WHY[error.code ?? ''] ?? error.message}`;

function checkDescriptor(address: Address & { kind: 'fd' }): void {
  try {
    fstatSync(address.fd);
  } catch {
    throw new ServeRefusal(`${addressText(address)}: no such file descriptor is open`);
  }
}

/** Removes a socket that nobody serves any more. @throws ServeRefusal if somebody does, or if it is something else */
async function makeRoom(path: string): Promise<void> {
  const found = stat(path);
  if (found === undefined) {
    if (stat(dirname(path)) === undefined) throw new ServeRefusal(`unix:${path}: there is no such folder`);
    return;
  }
  if (!found.isSocket()) throw new ServeRefusal(`unix:${path}: a file is there that is no socket`);
  if (await isServed(path)) throw new ServeRefusal(`unix:${path}: another server listens there`);
  try {
    unlinkSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new ServeRefusal(`unix:${path}: the socket of a former server may not be removed`);
  }
}

/** A full backlog (EAGAIN) and a socket that refuses us (EACCES) are somebody's too. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT');
    });
  });
}
