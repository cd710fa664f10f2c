import { NONE } from '../../kernel/index.ts';
import type { Machine } from '../../machine.ts';
import { property } from './property.ts';

/** An entry that no timer will ever remove. Those with a timer go when events cease (T-2). */
function left(world: Machine): string | undefined {
  const stays = [...world.throttleNodes].filter((node) => {
    const entry = world.throttleEntries.get(node.entry);
    return node.freed || entry === undefined || entry.timer === NONE;
  });
  if (stays.length === 0) return undefined;
  return `${stays.length} ${stays.length === 1 ? 'entry stays' : 'entries stay'} in the throttle table for ever`;
}

export const throttleTableDrains = property<object>({
  name: 'throttle-table-drains',
  kind: 'eventually',
  sentence: 'when events cease the throttle table becomes empty',
  initial: {},
  // Its premise is that events cease.
  atRestOnly: true,
  hears: {},
  atEnd: (_state, world) => left(world),
});
