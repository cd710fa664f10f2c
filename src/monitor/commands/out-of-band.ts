/** Commands that overtake (M-12): they end connections, or speak of a migration that there never is. */
import { type Arguments, defineCommand, OK, type Reply, refuse } from '../command.ts';
import { monitorLabel } from '../label.ts';
import { closeSession } from '../session.ts';
import type { MonitorWorld } from '../world.ts';

defineCommand('migrate-pause', (world) => {
  const states = world.profile.wire.migratePauseNamesRecover
    ? 'postcopy-active or postcopy-recover'
    : 'postcopy-active';
  return refuse(`migrate-pause is currently only supported during ${states} state`);
});

defineCommand('migrate-recover', () => refuse('Migrate recover can only be run when postcopy is paused.'));

defineCommand('query-yank', (world) => ({
  return: [...world.monitors].map(({ id }) => ({ type: 'chardev', id: monitorLabel(id) })).reverse(),
}));

interface Instance {
  readonly type: string;
  readonly id?: string;
}

/** Cuts connections; all the instances named have to exist. */
function yank(world: MonitorWorld, { instances }: Arguments): Reply {
  const named = instances as readonly Instance[];
  const found = named.map(({ type, id }) =>
    type === 'chardev' ? world.monitors.find((monitor) => monitorLabel(monitor.id) === id) : undefined,
  );
  if (found.some((monitor) => monitor === undefined)) return refuse('Instance not found', 'DeviceNotFound');
  for (const monitor of found) if (monitor?.connected) closeSession(world, monitor);
  return OK;
}

defineCommand('yank', yank);
