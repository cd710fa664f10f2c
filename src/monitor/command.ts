/** Commands: what a client may ask for. One file a family in `commands/`; this is their register. */
import { bug, type Procedure } from '../kernel/index.ts';
import type { MonitorWorld } from './world.ts';

/** A refusal: data with QMP's class and wording. */
export interface Refusal {
  readonly error: { readonly class: ErrorClass; readonly desc: string };
}
export type ErrorClass =
  | 'GenericError'
  | 'CommandNotFound'
  | 'DeviceNotActive'
  | 'DeviceNotFound'
  | 'KVMMissingCap'
  | 'DeviceEncrypted';

export type Reply = { readonly return: unknown } | Refusal;

/** A command that takes more than one turn: a procedure on the main thread, which returns the reply (null: success). */
export interface Blocking {
  readonly procedure: Procedure;
  readonly locals: unknown;
}

export type Arguments = Readonly<Record<string, unknown>>;

export type Command = (world: MonitorWorld, args: Arguments, monitor: number) => Reply | Blocking;

const commands = new Map<string, Command>();

/** Registers what a command does; its arguments have been checked against the schema when it runs. */
export function defineCommand(name: string, command: Command): void {
  if (commands.has(name)) bug(`two commands are called ${name}`);
  commands.set(name, command);
}

export const commandNamed = (name: string): Command | undefined => commands.get(name);

/** The names of all commands that blocksim simulates, sorted. */
export const simulatedCommands = (): readonly string[] => [...commands.keys()].sort();

export const OK: Reply = { return: {} };

export const refuse = (desc: string, errorClass: ErrorClass = 'GenericError'): Refusal => ({
  error: { class: errorClass, desc },
});

/** Runs a procedure on the main thread and answers with what it returns. */
export const blocking = <L>(procedure: Procedure<L>, locals: L): Blocking => ({
  procedure: procedure as unknown as Procedure,
  locals,
});
