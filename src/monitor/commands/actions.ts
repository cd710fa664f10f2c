/** What shall happen when the guest powers off, reboots or panics. */
import { defineCommand, OK } from '../command.ts';

defineCommand('set-action', (world, args) => {
  world.vm.actions = { ...world.vm.actions, ...(args as Readonly<Record<string, string>>) };
  if (args.shutdown !== undefined) world.vm.shutdownPauses = args.shutdown === 'pause';
  return OK;
});

defineCommand('watchdog-set-action', (world, { action }) => {
  world.vm.actions = { ...world.vm.actions, watchdog: String(action) };
  return OK;
});
