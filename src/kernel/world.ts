/** What every floor may see of a world. */
import type { MainLoop } from './loop.ts';
import type { Store } from './store.ts';

/** A world, or what becomes one. */
export interface WithStore {
  readonly store: Store;
}

export interface KernelWorld extends WithStore {
  readonly loop: MainLoop;
  /** What the main loop looks at before each poll (L-1 A): requests for stop, reset, quit. */
  readonly exitCheck: ExitCheck;
}

export interface ExitCheck {
  /** Whether {@link perform} would do something. */
  pending(): boolean;
  /** Serves the first pending request. */
  perform(): void;
  /** The same in words, for the label of a move. */
  describe(): string;
}
