/**
 * Code that plain data may point at: what a bottom half, a timer, a notifier or a finished request calls.
 * A record keeps the handler itself; a dump keeps its name.
 */
import { bug } from './bug.ts';
import { hashText } from './hash.ts';

/** Code under a name that is unique in the program. */
export interface Named {
  readonly name: string;
  /** of the name */
  readonly hash: number;
}

export interface Handler extends Named {
  /** `arg` is a record id, `value` a number whose meaning the handler defines (a return code, most often). */
  readonly run: (world: never, arg: number, value: number) => void;
  /** What this does, in words, for the label of a move. */
  readonly describe: (world: never, arg: number) => string;
}

const known = new Map<string, Named>();

/** Makes code known, so that a dump can name it. Called at module level only. */
export function remember<T extends Named>(code: T): T {
  if (known.has(code.name)) bug(`two things are called ${code.name}`);
  known.set(code.name, code);
  return code;
}

/** The code of that name; a bug if there is none (a dump of another program). */
export const codeNamed = (name: string): Named => known.get(name) ?? bug(`no code is called ${name}`);

/**
 * Registers code under a name that is unique in the program. Called at module level only, so that the set of
 * handlers is the same in every process that loads a dump.
 */
export function handler<W>(
  name: string,
  run: (world: W, arg: number, value: number) => void,
  describe: (world: W, arg: number) => string = () => name,
): Handler {
  return remember({ name, hash: hashText(name), run, describe });
}

/** Calls a handler. The one place where a world meets code whose floor the caller does not know. */
export function callHandler(world: object, callee: Handler, arg: number, value: number): void {
  callee.run(world as never, arg, value);
}
