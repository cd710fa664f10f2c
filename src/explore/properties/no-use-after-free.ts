import { property } from './property.ts';

/** 5.4. */
export const noUseAfterFree = property<object>({
  name: 'no-use-after-free',
  kind: 'always',
  sentence: 'the throttle table never touches an entry that was freed',
  initial: {},
  hears: {
    'use-after-free': (_state, { operation, created }) =>
      `the throttle table's ${operation} touched an entry that was made at ${created / 1e6} ms and freed since`,
  },
});
