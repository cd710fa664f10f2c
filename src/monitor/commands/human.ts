/** human-monitor-command (4.6). */
import { defineCommand, refuse } from '../command.ts';
import { runLine } from '../hmp/run.ts';

defineCommand('human-monitor-command', (world, args, monitor) => {
  const index = args['cpu-index'];
  const cpus = world.vm.machine === '' ? 0 : 1;
  return index !== undefined && !(Number(index) >= 0 && Number(index) < cpus)
    ? refuse("Parameter 'cpu-index' expects a CPU number")
    : runLine(world, String(args['command-line']), monitor);
});
