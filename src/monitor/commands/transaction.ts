/** transaction, and its action abort (1.8). */
import { refuse as refuseBlock } from '../../block/refusal.ts';
import { type ActionArgs, actionNamed, defineAction, TRANSACTION, type Wanted } from '../../blockjob/transaction.ts';
import { done, procedure } from '../../kernel/index.ts';
import { blocking, defineCommand, refuse } from '../command.ts';
import type { MonitorWorld } from '../world.ts';

defineAction({
  name: 'abort',
  grouped: false,
  prepare: procedure<MonitorWorld, ActionArgs>('prepare abort', {
    begin: () => done({ note: null, refusal: refuseBlock('Transaction aborted using Abort action').refusal }),
  }),
});

defineCommand('transaction', (_world, args) => {
  const actions = args.actions as readonly Wanted[];
  const properties = (args.properties ?? {}) as { readonly 'completion-mode'?: string };
  // QEMU has it and blocksim does not: internal snapshots.
  const unknown = actions.find(({ type }) => actionNamed(type) === undefined);
  if (unknown !== undefined) return refuse(`blocksim does not simulate the transaction action ${unknown.type}`);
  return blocking(TRANSACTION, { actions, grouped: properties['completion-mode'] === 'grouped' });
});
