import { NONE } from '../../kernel/index.ts';
import { property } from './property.ts';

/** T-1. What is held back when the process ends is lost. */
export const throttledLastEventDelivered = property<object>({
  name: 'throttled-last-event-delivered',
  kind: 'eventually',
  sentence: 'the newest event held back for a key is delivered',
  initial: {},
  hears: {},
  atEnd(_state, world) {
    for (const { pending, timer } of world.throttleEntries.live()) {
      if (pending === null || (timer !== NONE && !world.vm.exited)) continue;
      return `the ${pending.event} of ${pending.stamp / 1000} ms is held back and will never be delivered`;
    }
    return undefined;
  },
});
