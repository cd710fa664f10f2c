/**
 * `import 'blocksim/testing/vitest'` in a test, or in one of vitest's `setupFiles`, adds the matchers to `expect`, and
 * their types.
 */
import { expect } from 'vitest';
import { type BlocksimMatchers, matchers, type ToSatisfy } from './matchers.ts';

expect.extend(matchers);

// Without it the declarations would not lead to vitest's, and declare something of their own.
export type { Assertion } from 'vitest';

declare module 'vitest' {
  interface Assertion<T> extends BlocksimMatchers<void> {
    toSatisfy: ToSatisfy;
  }
}
