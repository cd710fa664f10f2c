/** blockdev-snapshot, as a command and as an action of a transaction (1.8). */
import { type Snapshot, takeSnapshot, undoSnapshot } from '../../blockjob/snapshot.ts';
import { type ActionArgs, defineAction, TRANSACTION } from '../../blockjob/transaction.ts';
import { done, procedure } from '../../kernel/index.ts';
import { blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';

const NAME = 'blockdev-snapshot';

defineAction({
  name: NAME,
  grouped: false,
  prepare: procedure<MonitorWorld, ActionArgs>('prepare snapshot', {
    begin(world, { data }) {
      const taken = takeSnapshot(world, { node: String(data.node), overlay: String(data.overlay) });
      return done(taken.refusal === undefined ? { note: taken.value } : { note: null, refusal: taken.refusal });
    },
  }),
  abort: procedure<MonitorWorld, ActionArgs>('take snapshot back', {
    begin(world, { note }) {
      if (note !== null) undoSnapshot(world, note as Snapshot);
      return done();
    },
  }),
});

/** By itself it is a transaction of one action. */
defineCommand(NAME, (_world, data) => blocking(TRANSACTION, { actions: [{ type: NAME, data }], grouped: false }));
