/** Commands about the VM as a whole: run state, reset, quit (1.3, 1.4). */
import { call, done, type Procedure, procedure } from '../../kernel/index.ts';
import { requestPowerdown, requestReset, requestShutdown } from '../../vm/exit-check.ts';
import { requestWakeup } from '../../vm/sleep.ts';
import { CONT, contRefusal } from '../../vm/start.ts';
import { VM_STOP } from '../../vm/stop.ts';
import { blocking, defineCommand, OK, refuse } from '../command.ts';
import type { MonitorWorld } from '../world.ts';

defineCommand('query-status', (world) => {
  const { state } = world.vm;
  const running = state === 'running';
  return {
    return: world.profile.run.singlestepInStatus
      ? { running, singlestep: false, status: state }
      : { status: state, running },
  };
});

/** In inmigrate only clears autostart (1.4). The result of the stop is ignored. */
const STOP: Procedure<null> = procedure<MonitorWorld, null>('qmp_stop', {
  begin(world) {
    if (world.vm.state === 'inmigrate') {
      world.vm.autostart = false;
      return done();
    }
    return call(VM_STOP, { target: 'paused', announce: true }, 'end');
  },
  end: () => done(),
});

defineCommand('stop', () => blocking(STOP, null));

defineCommand('cont', (world) => {
  const refusal = contRefusal(world);
  return refusal === undefined ? blocking(CONT, null) : refuse(refusal);
});

defineCommand('system_reset', (world) => {
  requestReset(world, 'host-qmp-system-reset');
  return OK;
});

defineCommand('system_powerdown', (world) => {
  requestPowerdown(world);
  return OK;
});

defineCommand('system_wakeup', (world) => {
  const refusal = requestWakeup(world);
  return refusal === undefined ? OK : refuse(refusal);
});

defineCommand('quit', (world) => {
  requestShutdown(world, 'host-qmp-quit');
  return OK;
});
