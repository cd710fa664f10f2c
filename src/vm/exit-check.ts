/**
 * What the main loop serves before each poll (L-1 A, L-2), in this order: sleep, shutdown, reset, wake-up, powerdown,
 * the stop slot.
 */
import { anyBusy, beginDrainAll } from '../block/drain.ts';
import {
  call,
  callOnMain,
  done,
  type ExitCheck,
  NONE,
  next,
  notifyMainLoop,
  type Procedure,
  poll,
  procedure,
} from '../kernel/index.ts';
import { type DeviceArgs, modelOf } from './model.ts';
import type { Cause } from './records.ts';
import { setRunState } from './run-state.ts';
import { suspend, wakeUp } from './sleep.ts';
import { VM_STOP } from './stop.ts';
import { takeStopRequest } from './stop-slot.ts';
import { FINISH_UNPLUGS } from './unplug.ts';
import type { VmWorld } from './world.ts';

export function exitCheck(world: VmWorld): ExitCheck {
  const { vm } = world;
  return {
    pending: () =>
      vm.slot !== '' ||
      vm.resetRequested !== '' ||
      vm.shutdownRequested !== '' ||
      vm.powerdownRequested ||
      vm.suspendRequested ||
      vm.wakeupRequested,
    perform() {
      if (vm.suspendRequested) suspend(world);
      else if (vm.shutdownRequested !== '') callOnMain(world, SHUT_DOWN, { cause: vm.shutdownRequested });
      else if (vm.resetRequested !== '') callOnMain(world, RESET, { cause: vm.resetRequested });
      else if (vm.wakeupRequested) wakeUp(world);
      else if (vm.powerdownRequested) {
        vm.powerdownRequested = false;
        world.bus.say('vm-powerdown', null);
      } else {
        const target = takeStopRequest(world);
        if (target !== '') callOnMain(world, VM_STOP, { target, announce: true });
      }
    },
    describe() {
      if (vm.suspendRequested) return 'main loop puts the guest to sleep';
      if (vm.shutdownRequested !== '') return 'main loop shuts down';
      if (vm.resetRequested !== '') return 'main loop resets the machine';
      if (vm.wakeupRequested) return 'main loop wakes the guest';
      if (vm.powerdownRequested) return 'main loop tells the power button';
      return 'main loop consumes the stop request';
    },
  };
}

/** Asks for a system reset. */
export function requestReset(world: VmWorld, cause: Cause): void {
  // set-action: a reboot that powers off instead
  if (world.vm.actions.reboot === 'shutdown') {
    requestShutdown(world, cause);
    return;
  }
  world.vm.resetRequested = cause;
  notifyMainLoop(world);
}

/** Asks the process to end; `quit` and SIGTERM end it even if powering off only pauses. */
export function requestShutdown(world: VmWorld, cause: Cause): void {
  world.vm.shutdownRequested = cause;
  notifyMainLoop(world);
}

export function requestPowerdown(world: VmWorld): void {
  world.vm.powerdownRequested = true;
  notifyMainLoop(world);
}

/** SHUTDOWN; then a stop without STOP; then jobs end; then the process. Nobody looks at the slot again. */
const SHUT_DOWN: Procedure<{ readonly cause: Cause }> = procedure<VmWorld, { readonly cause: Cause }>('shutdown', {
  begin(world, { cause }) {
    world.vm.shutdownRequested = '';
    world.bus.say('vm-shutdown', { cause });
    const onlyPauses = world.vm.shutdownPauses && cause !== 'host-qmp-quit' && cause !== 'host-signal';
    if (onlyPauses) return call(VM_STOP, { target: 'shutdown', announce: true }, 'paused');
    if (world.profile.job.quitDrains === 'around-stop') beginDrainAll(world);
    return next('quiet');
  },
  quiet: (world) =>
    world.profile.job.quitDrains === 'around-stop' && anyBusy(world)
      ? poll('quiet')
      : call(VM_STOP, { target: 'shutdown', announce: false }, 'terminate'),
  paused: () => done(),
  terminate: () => call(TERMINATE, { left: 0 }, 'exit'),
  exit(world) {
    world.vm.exited = true;
    world.bus.say('process-exited', null);
    return done();
  },
});

const TERMINATE: Procedure<{ readonly left: number }> = procedure<VmWorld, { readonly left: number }>('terminate', {
  begin(world, { left }, frame) {
    const terminator = world.terminators[left];
    if (terminator === undefined) return done();
    frame.locals = { left: left + 1 };
    return call(terminator, null, 'begin');
  },
});

interface Reset {
  readonly cause: Cause;
  /** devices still to reset */
  readonly left?: readonly number[];
}

/** devices, RESET, then the state by 1.4. Until it ends the guest's processors are paused. */
export const RESET: Procedure<Reset> = procedure<VmWorld, Reset>('system reset', {
  begin(world, { cause }, frame) {
    world.vm.resetRequested = '';
    // Devices behind a controller are reset before it.
    const left = [...world.devices].sort((a, b) => b.depth - a.depth || a.order - b.order).map((d) => d.id);
    frame.locals = { cause, left };
    return next('device');
  },
  device(world, { cause, left = [] }, frame) {
    const device = world.devices.get(left[0] ?? NONE);
    frame.locals = { cause, left: left.slice(1) };
    // A guest that starts afresh lets go of what it was asked for.
    if (left.length === 0) return call(FINISH_UNPLUGS, null, 'announce');
    return device === undefined
      ? next('device')
      : call<DeviceArgs>(modelOf(device).reset, { device: device.id }, 'device');
  },
  announce(world, { cause }) {
    world.bus.say('vm-reset', { cause });
    const { state } = world.vm;
    if (world.profile.run.resetLeadsTo === 'paused-if-needed') {
      if (state === 'internal-error' || state === 'shutdown') setRunState(world, 'paused');
    } else if (state !== 'running' && state !== 'inmigrate' && state !== 'finish-migrate') {
      setRunState(world, 'prelaunch');
      world.vm.wasSuspended = false;
    }
    return done();
  },
});
