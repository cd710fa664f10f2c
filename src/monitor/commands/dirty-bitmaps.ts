/** block-dirty-bitmap-*, as commands and as actions of a transaction (1.8). */
import { type BitmapBefore, type BitmapVerb, bitmapChanges, forget, takeBack } from '../../blockjob/bitmap-commands.ts';
import { type ActionArgs, defineAction } from '../../blockjob/transaction.ts';
import { done, procedure } from '../../kernel/index.ts';
import { abortProcess } from '../../vm/run-state.ts';
import { type Arguments, defineCommand, OK, type Reply } from '../command.ts';
import type { MonitorWorld } from '../world.ts';

/** A merge of nothing is a list without a first element, which QEMU follows. */
function crashes(world: MonitorWorld, verb: BitmapVerb, args: Arguments): boolean {
  if (verb !== 'merge' || (args.bitmaps as readonly unknown[]).length > 0) return false;
  if (bitmapChanges.merge(world, args).refusal !== undefined) return false;
  abortProcess(world, 'Segmentation fault');
  return true;
}

function define(verb: BitmapVerb): void {
  const name = `block-dirty-bitmap-${verb}`;
  const change = bitmapChanges[verb];
  defineCommand(name, (world, args): Reply => {
    if (crashes(world, verb, args)) return OK;
    const changed = change(world, args);
    if (changed.refusal !== undefined) return { error: changed.refusal };
    if (verb === 'remove') forget(world, changed.value);
    return OK;
  });
  const commit = procedure<MonitorWorld, ActionArgs>(`commit ${name}`, {
    begin(world, { note }) {
      if (verb === 'remove') forget(world, note as BitmapBefore);
      return done();
    },
  });
  const abort = procedure<MonitorWorld, ActionArgs>(`roll back ${name}`, {
    begin(world, { note }) {
      if (note !== null) takeBack(world, note as BitmapBefore);
      return done();
    },
  });
  const prepare = procedure<MonitorWorld, ActionArgs>(`prepare ${name}`, {
    begin(world, { data }) {
      const changed = change(world, data);
      return changed.refusal === undefined
        ? done({ note: changed.value })
        : done({ note: null, refusal: changed.refusal });
    },
  });
  defineAction({ name, grouped: false, prepare, commit, abort });
}

for (const verb of Object.keys(bitmapChanges) as BitmapVerb[]) define(verb);
