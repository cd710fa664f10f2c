/**
 * `import 'blocksim/testing/vitest'` in a test or in one of vitest's `setupFiles` adds the matchers to `expect`, and their
 * types.
 */
import { expect } from 'vitest';
import { type BlocksimMatchers, matchers, type ToSatisfy } from './matchers.ts';

expect.extend(matchers);

declare module 'vitest' {
  interface Matchers<T> extends BlocksimMatchers<T> {}
  interface Assertion<T> extends BlocksimMatchers<T> {
    toSatisfy: ToSatisfy;
  }
}
