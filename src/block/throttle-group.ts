/** Groups of backends and throttle nodes that share limits (4.3). */
import type { Backend, Io } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Whether the request has to wait for its group; then it is queued there. */
export function throttled(_world: BlockWorld, _backend: Backend, _io: Io): boolean {
  return false;
}

/** Lets everything go that a drained backend has waiting in its group. */
export function releaseThrottled(_world: BlockWorld, _backend: Backend): void {}
