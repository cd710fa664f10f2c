import type { Machine } from '../../machine.ts';
import { Actor } from '../../scenario/actors.ts';
import { property } from './property.ts';

/** What managers are for: a VM that nobody resumes is down, although nothing is broken any more. */
export const pauseEnds = property<object>({
  name: 'pause-ends',
  kind: 'eventually',
  sentence: 'while a client is connected that reacts to anything, a VM that an I/O error stopped runs again',
  ofClients: true,
  initial: {},
  hears: {},
  atEnd: (_state, world) =>
    world.vm.exited || world.vm.state !== 'io-error' || !isManaged(world)
      ? undefined
      : 'the VM stays stopped by an I/O error, and nobody resumes it',
});

/** Whether a client that reacts is connected. */
export const isManaged = (world: Machine): boolean =>
  world.store.table(Actor).find(({ client }) => world.monitors.get(client)?.connected === true) !== undefined;
