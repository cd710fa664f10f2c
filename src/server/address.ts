/** Where a server listens: `unix:PATH`, `tcp:HOST:PORT`, `stdio`, `fd:N`. */

export type Address =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'stdio' }
  | { readonly kind: 'fd'; readonly fd: number };

/** A wish that a server cannot fulfil: one sentence that says what was expected. */
export class ServeRefusal extends Error {
  override readonly name = 'ServeRefusal';
}

const EXPECTED = 'expected unix:PATH, tcp:HOST:PORT, stdio or fd:N';
/** Bytes that fit into a sockaddr_un with its final NUL. */
export const LONGEST_PATH = 107;

/**
 * Reads an address.
 * @param text as on the command line; an IPv6 host stands in brackets
 * @throws ServeRefusal
 */
export function parseAddress(text: string): Address {
  if (text === 'stdio') return { kind: 'stdio' };
  const colon = text.indexOf(':');
  const rest = text.slice(colon + 1);
  switch (colon < 0 ? '' : text.slice(0, colon)) {
    case 'unix':
      return unixAddress(text, rest);
    case 'tcp':
      return tcpAddress(text, rest);
    case 'fd':
      if (!/^\d{1,6}$/.test(rest)) throw new ServeRefusal(`${text}: the file descriptor must be a number, ${EXPECTED}`);
      return { kind: 'fd', fd: Number(rest) };
    default:
      throw new ServeRefusal(`'${text}' is no address, ${EXPECTED}`);
  }
}

function unixAddress(text: string, path: string): Address {
  if (path === '') throw new ServeRefusal(`${text}: the path is missing, ${EXPECTED}`);
  const bytes = Buffer.byteLength(path);
  if (bytes > LONGEST_PATH)
    throw new ServeRefusal(`${text}: the path of a socket has at most ${LONGEST_PATH} bytes, this one has ${bytes}`);
  return { kind: 'unix', path };
}

function tcpAddress(text: string, rest: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(rest);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) throw new ServeRefusal(`${text}: ${EXPECTED} with a port from 0 to 65535`);
  return { kind: 'tcp', host: match[1] ?? (match[2] || 'localhost'), port };
}

/** Whether only programs of this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The same as text again. */
export function addressText(address: Address): string {
  switch (address.kind) {
    case 'unix':
      return `unix:${address.path}`;
    case 'tcp':
      return `tcp:${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
    case 'fd':
      return `fd:${address.fd}`;
    default:
      return 'stdio';
  }
}
