import type { Io } from '../../src/cli/io.ts';

/** Streams that remember what was written to them. */
export class FakeIo implements Io {
  written = '';
  errors = '';
  readonly terminal: boolean;
  readonly colour = false;
  readonly columns = 100;
  /** After how many looks Ctrl-C is noticed. */
  private patience: number;

  constructor({ terminal = false, patience = Number.POSITIVE_INFINITY } = {}) {
    this.terminal = terminal;
    this.patience = patience;
  }

  out(text: string): void {
    this.written += text;
  }

  err(text: string): void {
    this.errors += text;
  }

  pause(): Promise<boolean> {
    return Promise.resolve(this.patience-- <= 0);
  }
}
