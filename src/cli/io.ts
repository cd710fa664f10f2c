/** What a command may do to the outside: write, be interrupted, know whether a person watches. */
import { writeSync } from 'node:fs';

export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** A person looks at the output. */
  readonly terminal: boolean;
  readonly colour: boolean;
  /** A person looks at what goes to stderr, and may be told how far things are. */
  readonly progress?: boolean;
  /** Width of the output in characters. */
  readonly columns: number;
  /** Lets signals be heard; resolves to true once the person has pressed Ctrl-C. */
  pause(): Promise<boolean>;
}

/** Exit codes, everywhere. */
export const FINE = 0;
export const VIOLATED = 1;
export const BAD_INPUT = 2;
export const BOUND = 3;
export const INTERRUPTED = 130;

/** The exit code of several things done one after the other: the one that matters most. */
export function worst(codes: readonly number[]): number {
  return [INTERRUPTED, BAD_INPUT, VIOLATED, BOUND].find((code) => codes.includes(code)) ?? FINE;
}

/** Tells why a command cannot do what it was asked for, in a sentence. @returns the exit code */
export function refuse(io: Io, sentence: string): number {
  io.err(`blocksim: ${sentence}\n`);
  return BAD_INPUT;
}

/** The process's own streams. From now on Ctrl-C is noticed by `pause` instead of ending the process. */
export function processIo(): Io {
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
  });
  const { env, stdout, stderr } = process;
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // Whoever reads our output has seen enough.
    if (code === 'EPIPE') process.exit(FINE);
    writeSync(2, `blocksim: the output cannot be written (${code})\n`);
    process.exit(BAD_INPUT);
  });
  const terminal = stdout.isTTY === true;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    terminal,
    colour: terminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    progress: stderr.isTTY === true,
    columns: terminal ? stdout.columns : 100,
    pause: () => new Promise((resolve) => setImmediate(() => resolve(interrupted))),
  };
}
