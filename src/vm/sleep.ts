/** A guest that goes to sleep (S3) and is woken (1.4, L-1 A): SUSPEND and WAKEUP, no STOP, no RESUME, no handlers. */
import { notifyMainLoop } from '../kernel/index.ts';
import { setRunState } from './run-state.ts';
import type { VmWorld } from './world.ts';

/** Only machines with ACPI of the right kind can be woken (4.6). */
export const canBeWoken = (world: VmWorld): boolean => world.vm.machine === 'pc';

/** The guest asks to be put to sleep. */
export function requestSuspend(world: VmWorld): void {
  if (world.vm.state !== 'running') return;
  world.vm.suspendRequested = true;
  notifyMainLoop(world);
}

export function suspend(world: VmWorld): void {
  world.vm.suspendRequested = false;
  setRunState(world, 'suspended');
  world.bus.say('vm-suspended', null);
}

/** `system_wakeup`. The state changes at once, the word of it comes with the exit check. @returns the refusal */
export function requestWakeup(world: VmWorld): string | undefined {
  if (!canBeWoken(world)) return 'wake-up from suspend is not supported by this guest';
  if (world.vm.state !== 'suspended') return 'Unable to wake up: guest is not in suspended state';
  setRunState(world, 'running');
  world.vm.wakeupRequested = true;
  notifyMainLoop(world);
  return undefined;
}

export function wakeUp(world: VmWorld): void {
  world.vm.wakeupRequested = false;
  world.bus.say('vm-woken', null);
}
