/** Character devices: where monitors are reached. */
import { type Address, addressText, LONGEST_PATH } from '../address.ts';
import { type Flat, flatOptions, OptionRefusal, onOff } from './opts.ts';

export type Chardev =
  | { readonly kind: 'listen'; readonly address: Exclude<Address, { kind: 'stdio' }>; readonly wait: boolean }
  | { readonly kind: 'connect'; readonly address: Exclude<Address, { kind: 'stdio' }> }
  | { readonly kind: 'stdio' }
  /** a terminal of its own */
  | { readonly kind: 'pty' }
  | { readonly kind: 'file'; readonly path: string; readonly append: boolean }
  /** nobody is ever there */
  | { readonly kind: 'null' };

/** Backends that exist and do nothing here. */
const SILENT = [
  'null',
  'vc',
  'ringbuf',
  'pipe',
  'serial',
  'tty',
  'parallel',
  'parport',
  'udp',
  'msmouse',
  'braille',
  'wctablet',
  'testdev',
  'spicevmc',
  'spiceport',
  'memory',
  'dbus',
  'qemu-vdagent',
  'hub',
  'mux',
];

/** -chardev: `backend,id=ID,...`. */
export function readChardev(text: string): { readonly id: string; readonly chardev: Chardev } {
  const options = flatOptions(text, 'backend');
  const { id, backend } = options;
  if (id === undefined) throw new OptionRefusal('chardev: no id specified');
  return { id, chardev: ofBackend(backend ?? '', options) };
}

function ofBackend(backend: string, options: Flat): Chardev {
  if (backend === 'socket') return socket(options);
  if (backend === 'stdio') return { kind: 'stdio' };
  if (backend === 'pty') return { kind: 'pty' };
  if (backend === 'file') {
    if (options.path === undefined) throw new OptionRefusal('chardev: file: no filename given');
    return { kind: 'file', path: options.path, append: onOff(options, 'append', false) };
  }
  if (SILENT.includes(backend)) return { kind: 'null' };
  throw new OptionRefusal(`'${backend}' is not a valid char driver name`);
}

function socket(options: Flat): Chardev {
  const address = socketAddress(options);
  const isServer = onOff(options, 'server', false);
  if (!isServer && options.wait !== undefined)
    throw new OptionRefusal("'wait' option is incompatible with socket in client connect mode");
  if (!isServer) return { kind: 'connect', address };
  return { kind: 'listen', address, wait: onOff(options, 'wait', true) };
}

function socketAddress(options: Flat): Exclude<Address, { kind: 'stdio' }> {
  const { path, fd, host, port } = options;
  const given = [path, fd, port].filter((value) => value !== undefined).length;
  if (given !== 1) throw new OptionRefusal('chardev: socket: no port given');
  if (path === '') throw new OptionRefusal('chardev: socket: the path is empty');
  if (path !== undefined && Buffer.byteLength(path) > LONGEST_PATH)
    throw new OptionRefusal(`UNIX socket path '${path}' is too long\nPath must be less than ${LONGEST_PATH + 1} bytes`);
  if (path !== undefined) return { kind: 'unix', path };
  if (fd !== undefined) {
    if (!/^\d+$/.test(fd)) throw new OptionRefusal(`File descriptor named '${fd}' has not been found`);
    return { kind: 'fd', fd: Number(fd) };
  }
  if (!/^\d{1,5}$/.test(port ?? '') || Number(port) > 65535)
    throw new OptionRefusal(`chardev: socket: port '${port}': expected a number from 0 to 65535`);
  return { kind: 'tcp', host: host === undefined || host === '' ? 'localhost' : host, port: Number(port) };
}

/**
 * The short form of -qmp and -monitor: `unix:PATH,server=on,wait=off`, `tcp:HOST:PORT,...`, `stdio`, `chardev:ID`.
 * @returns a device, or the id of one
 */
export function readDevice(text: string): Chardev | { readonly kind: 'named'; readonly id: string } {
  const [head = '', ...rest] = text.split(',');
  const colon = head.indexOf(':');
  const kind = colon < 0 ? head : head.slice(0, colon);
  const place = head.slice(colon + 1);
  const options = (start: string) => flatOptions([start, ...rest].join(','));
  switch (kind) {
    case 'stdio':
      return { kind: 'stdio' };
    case 'mon':
      return readDevice([place, ...rest].join(','));
    case 'pty':
      return { kind: 'pty' };
    case 'file':
      return { kind: 'file', path: place, append: false };
    case 'none':
    case 'null':
    case 'vc':
      return { kind: 'null' };
    case 'chardev':
      return { kind: 'named', id: place };
    case 'unix':
      return socket(options(`path=${place}`));
    case 'tcp':
    case 'telnet': {
      const match = /^(.*):(\d+)$/.exec(place);
      if (match === null) throw new OptionRefusal(`parse error: ${text}`);
      return socket({ ...options(''), host: (match[1] ?? '').replace(/^\[(.*)\]$/, '$1'), port: match[2] ?? '' });
    }
    default:
      throw new OptionRefusal(`'${text}' is not a valid char driver`);
  }
}

/** How query-chardev shows it. */
export function chardevFilename(chardev: Chardev): string {
  switch (chardev.kind) {
    case 'stdio':
    case 'null':
    case 'pty':
    case 'file':
      return chardev.kind;
    case 'connect':
      return addressText(chardev.address);
    default:
      return `disconnected:${addressText(chardev.address)},server=on`;
  }
}
