/**
 * The one pending stop: the last writer wins, any number of requests make one stop. A stop asked for
 * on another thread than the main one would be no more than this.
 */
import { notifyMainLoop } from '../kernel/index.ts';
import type { RunState } from './records.ts';
import type { VmWorld } from './world.ts';

/** Asks the main loop to stop the VM at its next exit check. */
export function requestStop(world: VmWorld, state: RunState): void {
  world.vm.slot = state;
  notifyMainLoop(world);
  world.bus.say('stop-requested', { state });
}

/** Empties the slot. @returns what was in it, or '' */
export function takeStopRequest(world: VmWorld): RunState | '' {
  const { slot } = world.vm;
  world.vm.slot = '';
  return slot;
}
