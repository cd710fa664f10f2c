/** The connection of -qtest: with somebody who listens, or with whoever connects. */
import type { Duplex } from 'node:stream';
import { connectTo, listen, standardStreams } from '../listener.ts';
import type { Chardev } from './chardev.ts';
import { OptionRefusal } from './opts.ts';

export interface Harness {
  /** Calls back for everybody who is there or comes. */
  readonly meet: (callback: (stream: Duplex) => void) => void;
  readonly close: () => void;
}

/** Waits for somebody if the device is told to. @throws OptionRefusal, ServeRefusal */
export async function openHarness(chardev: Chardev): Promise<Harness> {
  const streams: Duplex[] = [];
  let welcome: (stream: Duplex) => void = (stream) => void streams.push(stream);
  const meet = (callback: (stream: Duplex) => void) => {
    welcome = callback;
    for (const stream of streams.splice(0)) callback(stream);
  };
  if (chardev.kind === 'stdio') {
    welcome(standardStreams());
    return { meet, close: () => process.stdin.destroy() };
  }
  if (chardev.kind === 'connect') {
    const socket = await connectTo(chardev.address);
    welcome(socket);
    return { meet, close: () => socket.destroy() };
  }
  if (chardev.kind !== 'listen') throw new OptionRefusal('-qtest needs a socket or stdio');
  let first: () => void = () => {};
  const somebody = new Promise<void>((resolve) => {
    first = resolve;
  });
  const open = new Set<Duplex>();
  const listener = await listen(
    chardev.address,
    (socket) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      welcome(socket);
      first();
    },
    { allowRemote: true },
  );
  if (chardev.wait) await somebody;
  const close = () => {
    listener.close();
    for (const stream of open) stream.destroy();
  };
  return { meet, close };
}
