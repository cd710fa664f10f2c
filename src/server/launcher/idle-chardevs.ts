/**
 * Character devices that nothing in the machine speaks through: whoever looks for them finds them, and hears nothing.
 */
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connectTo, listen } from '../listener.ts';
import { type Chardev, chardevFilename } from './chardev.ts';
import { OptionRefusal } from './opts.ts';

export interface OpenedChardevs {
  /** As query-chardev tells them. */
  readonly chardevs: readonly { readonly label: string; readonly filename: string }[];
  readonly close: () => void;
}

interface Opened {
  readonly filename: string;
  readonly close: () => void;
}

/** @throws OptionRefusal, ServeRefusal */
export async function openChardevs(
  planned: readonly { readonly label: string; readonly chardev: Chardev }[],
): Promise<OpenedChardevs> {
  const opened: Opened[] = [];
  const chardevs: { label: string; filename: string }[] = [];
  const close = () => {
    for (const one of opened) one.close();
  };
  try {
    for (const { label, chardev } of planned) {
      const found = await open(chardev);
      opened.push(found);
      chardevs.push({ label, filename: found.filename });
    }
  } catch (error) {
    close();
    throw error;
  }
  return { chardevs, close };
}

async function open(chardev: Chardev): Promise<Opened> {
  const filename = chardevFilename(chardev);
  switch (chardev.kind) {
    case 'pty':
      return openTerminal();
    case 'file':
      return openFile(chardev.path, chardev.append);
    case 'listen': {
      const listener = await listen(chardev.address, unheard, { allowRemote: true });
      return { filename, close: () => listener.close() };
    }
    case 'connect': {
      const socket = await connectTo(chardev.address);
      unheard(socket);
      return { filename, close: () => socket.destroy() };
    }
    default:
      return { filename, close: () => {} };
  }
}

/** What is sent there goes nowhere. */
function unheard(socket: Socket): void {
  socket.on('error', () => {});
  socket.resume();
}

function openFile(path: string, append: boolean): Opened {
  // A descriptor that was handed over is open already.
  if (path.startsWith('/dev/fdset/')) return { filename: 'file', close: () => {} };
  try {
    closeSync(openSync(path, append ? 'a' : 'w'));
    return { filename: 'file', close: () => {} };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new OptionRefusal(`Could not open '${path}': ${code === 'ENOENT' ? 'No such file or directory' : message}`);
  }
}

/** A new terminal; its other end stays locked, as nobody is there. */
function openTerminal(): Opened {
  try {
    const fd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
    const [, number] = /^tty-index:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1')) ?? [];
    return { filename: `pty:/dev/pts/${number}`, close: () => closeSync(fd) };
  } catch {
    throw new OptionRefusal('Failed to create PTY: No such file or directory');
  }
}
