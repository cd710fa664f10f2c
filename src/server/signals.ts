/** The signals on which QEMU ends orderly. */
import { SIGNALS } from '../scenario/scenario.ts';
import type { Server } from './server.ts';

/** Ends the server as each signal to this process says. @returns what makes the process deaf to them again */
export function hearSignals(server: Server): () => void {
  const heard = SIGNALS.map((signal) => ({ signal, listener: () => void server.terminate(signal) }));
  for (const { signal, listener } of heard) process.on(signal, listener);
  return () => {
    for (const { signal, listener } of heard) process.off(signal, listener);
  };
}
