/** Trays and media (5.3). */
import { dropIfUnused } from '../../block/graph.ts';
import type { Backend } from '../../block/records.ts';
import {
  CHANGE_MEDIUM,
  closeTray,
  driveOf,
  insertMedium,
  lockedRefusal,
  openMedium,
  openTray,
  REMOVE_MEDIUM,
  removalRefusal,
  type WhichDrive,
} from '../../vm/medium.ts';
import { type Arguments, type Blocking, blocking, defineCommand, OK, type Reply } from '../command.ts';
import { resolvePath } from '../qom/tree.ts';
import type { MonitorWorld } from '../world.ts';
import { replyOf } from './job-control.ts';
import { text } from './lookup.ts';

type OnDrive = (world: MonitorWorld, backend: Backend, which: WhichDrive, args: Arguments) => Reply | Blocking;

function driveCommand(name: string, run: OnDrive): void {
  defineCommand(name, (world, args) => {
    const device = text(args.device);
    const id = text(args.id);
    const which = { ...(device === undefined ? {} : { device }), ...(id === undefined ? {} : { id }) };
    const found = driveOf(world, which, (called) => isDevice(world, called));
    return found.value === undefined ? replyOf(found.refusal) : run(world, found.value, which, args);
  });
}

function isDevice(world: MonitorWorld, id: string): boolean {
  const found = resolvePath(world, id.startsWith('/') ? id : `/machine/peripheral/${id}`);
  return found !== undefined && found !== 'ambiguous' && found.device !== undefined;
}

driveCommand('blockdev-open-tray', (world, backend, which, { force }) => {
  const result = openTray(world, backend, which, force === true);
  return typeof result === 'string' ? OK : { error: result };
});

driveCommand('blockdev-close-tray', (world, backend, which) => replyOf(closeTray(world, backend, which)));

function remove(world: MonitorWorld, backend: Backend, which: WhichDrive): Reply | Blocking {
  const refusal = removalRefusal(world, backend, which);
  return refusal === undefined ? blocking(REMOVE_MEDIUM, { backend: backend.id }) : { error: refusal };
}

driveCommand('blockdev-remove-medium', remove);

driveCommand('blockdev-insert-medium', (world, backend, _which, args) =>
  replyOf(insertMedium(world, backend, String(args['node-name']))),
);

driveCommand('eject', (world, backend, which, { force }) => {
  const result = openTray(world, backend, which, force === true);
  if (result === 'locked') return { error: lockedRefusal(which) };
  return typeof result === 'string' ? remove(world, backend, which) : { error: result };
});

driveCommand('blockdev-change-medium', (world, backend, which, args) => {
  const mode = text(args['read-only-mode']);
  const opened = openMedium(world, backend, String(args.filename), text(args.format), mode);
  if (opened.value === undefined) return replyOf(opened.refusal);
  const result = openTray(world, backend, which, args.force === true);
  const refusal = result === 'locked' ? lockedRefusal(which) : result;
  if (typeof refusal === 'string') return blocking(CHANGE_MEDIUM, { backend: backend.id, node: opened.value.id });
  dropIfUnused(world, opened.value);
  return { error: refusal };
});
