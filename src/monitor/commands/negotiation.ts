/** The handshake (M-3, M-4). */
import { defineCommand, OK, refuse } from '../command.ts';

defineCommand('qmp_capabilities', (world, args, id) => {
  const monitor = world.monitors.at(id);
  if (monitor.commandMode)
    return refuse('Capabilities negotiation is already complete, command ignored', 'CommandNotFound');
  const wanted = (args.enable ?? []) as readonly string[];
  const missing = wanted.find((name) => !world.profile.wire.capabilities.includes(name));
  if (missing !== undefined) return refuse(`Capability ${missing} not available`);
  monitor.oob = wanted.includes('oob');
  monitor.commandMode = true;
  return OK;
});
