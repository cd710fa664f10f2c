/**
 * Code that plain data may point at: what a bottom half, a timer, a notifier or a finished request calls.
 * A record keeps the handler itself; a dump keeps its name.
 */
import { bug } from './bug.ts';
import { hashText } from './hash.ts';

export interface Handler {
  readonly name: string;
  readonly hash: number;
  /** `arg` is a record id, `value` a number whose meaning the handler defines (a return code, most often). */
  readonly run: (world: never, arg: number, value: number) => void;
  /** What this does, in words, for the label of a move. */
  readonly describe: (world: never, arg: number) => string;
}

const known = new Map<string, Handler>();

/**
 * Registers code under a name that is unique in the program. Called at module level only, so that the set of
 * handlers is the same in every process that loads a dump.
 */
export function handler<W>(
  name: string,
  run: (world: W, arg: number, value: number) => void,
  describe: (world: W, arg: number) => string = () => name,
): Handler {
  if (known.has(name)) bug(`two handlers are called ${name}`);
  const made: Handler = { name, hash: hashText(name), run, describe };
  known.set(name, made);
  return made;
}

/** The handler of that name; a bug if there is none (a dump of another program). */
export function handlerNamed(name: string): Handler {
  return known.get(name) ?? bug(`no handler is called ${name}`);
}

/** Calls a handler. The one place where a world meets code whose floor the caller does not know. */
export function callHandler(world: object, callee: Handler, arg: number, value: number): void {
  callee.run(world as never, arg, value);
}
