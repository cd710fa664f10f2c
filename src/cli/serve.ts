/** `blocksim serve`: a live QMP server. */
import { BuildRefusal } from '../scenario/build.ts';
import { type ClockMode, ServeRefusal, type Server, serve } from '../server/index.ts';
import { hearSignals } from '../server/signals.ts';
import { scenarioFile } from './input.ts';
import { FINE, type Io, refuse } from './io.ts';

export interface ServeCommand {
  readonly qmp?: readonly string[];
  readonly control?: string;
  readonly qemu?: string;
  readonly clock?: ClockMode;
  readonly record?: string;
  readonly save?: string;
  readonly allowRemote?: boolean;
}

/** A run that nobody can ask for is not kept: the machine may run for weeks. */
const isKept = ({ control, record, save }: ServeCommand): boolean =>
  control !== undefined || record !== undefined || save !== undefined;

/** Serves until a client quits or a signal comes. @returns the exit code */
export async function serveCommand(scenario: string | undefined, command: ServeCommand, io: Io): Promise<number> {
  const file = scenario === undefined ? undefined : scenarioFile(scenario);
  if (file?.refusal !== undefined) return refuse(io, file.refusal);
  let server: Server;
  try {
    server = await serve({
      ...command,
      ...(file === undefined ? {} : { scenario: file.value }),
      history: isKept(command),
    });
  } catch (error) {
    if (!(error instanceof ServeRefusal || error instanceof BuildRefusal)) throw error;
    const place = scenario === undefined || error instanceof ServeRefusal ? '' : `${scenario}: `;
    return refuse(io, place + error.message);
  }
  for (const address of server.addresses) io.err(`blocksim: serving QMP on ${address}\n`);
  if (server.controlAddress !== undefined) io.err(`blocksim: the control channel is on ${server.controlAddress}\n`);
  const release = hearSignals(server);
  try {
    await server.closed;
  } catch (error) {
    if (error instanceof ServeRefusal) return refuse(io, error.message);
    throw error;
  } finally {
    release();
    // A client that does not close its side must not keep the process.
    setTimeout(() => process.exit(), 1000).unref();
  }
  return FINE;
}
