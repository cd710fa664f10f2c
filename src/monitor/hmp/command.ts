/** The human monitor's register of commands: one line each, in the files beside. */
import { bug, type Procedure } from '../../kernel/index.ts';
import type { Blocking, Reply } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { type Parameter, parameters, type Values } from './arguments.ts';

/** What a line gives: its text, a reply to be put in words, or a procedure that returns one of these. */
export type Outcome = string | Reply | Blocking;

export type HumanHandler = (world: MonitorWorld, args: Values, monitor: number) => Outcome;

export interface HumanCommand {
  /** names with `|` between them, as complaints give them */
  readonly names: string;
  readonly parameters: readonly Parameter[];
  readonly run: HumanHandler;
}

const commands = new Map<string, HumanCommand>();
const infos = new Map<string, HumanCommand>();

function register(into: Map<string, HumanCommand>, names: string, spec: string, run: HumanHandler): void {
  const command = { names, parameters: parameters(spec), run };
  for (const name of names.split('|')) {
    if (into.has(name)) bug(`two human monitor commands are called ${name}`);
    into.set(name, command);
  }
}

/** @param spec see {@link parameters} */
export const defineHumanCommand = (names: string, spec: string, run: HumanHandler): void =>
  register(commands, names, spec, run);

/** `info NAME`. */
export const defineInfo = (name: string, spec: string, run: HumanHandler): void => register(infos, name, spec, run);

export const humanCommandNamed = (name: string): HumanCommand | undefined => commands.get(name);
export const infoNamed = (name: string): HumanCommand | undefined => infos.get(name);

/** A procedure whose result is the text to show (null: none). */
export const showing = <L>(procedure: Procedure<L>, locals: L): Blocking => ({
  procedure: procedure as unknown as Procedure,
  locals,
});
