/** What becomes of a failed guest request (1.3 to 1.5, R-31, R-32). */
import { errorAction, ioStatusAfter, policyFor } from '../block/error-policy.ts';
import type { Backend } from '../block/records.ts';
import type { ErrorAction } from '../block/world.ts';
import { call, callOnMain, done, procedure } from '../kernel/index.ts';
import { abortProcess } from './run-state.ts';
import { VM_STOP } from './stop.ts';
import { requestStop } from './stop-slot.ts';
import type { VmWorld } from './world.ts';

/** What the backend's policy says to a failure; changes nothing. `errno` is positive. */
export const actionFor = (backend: Backend, isRead: boolean, errno: number): ErrorAction =>
  errorAction(policyFor({ rerror: backend.rerror, werror: backend.werror }, isRead), errno);

/** Announces a failure and, if that is the action, asks for the stop. The device has dealt with the request before. */
export function announceError(
  world: VmWorld,
  backend: Backend,
  action: ErrorAction,
  isRead: boolean,
  errno: number,
): void {
  const fact = { backend: backend.id, operation: isRead ? 'read' : 'write', action, errno } as const;
  if (action !== 'stop') {
    world.bus.say('block-io-error', fact);
    return;
  }
  if (world.profile.run.stopOnError === 'inside-completion') {
    world.bus.say('block-io-error', fact);
    callOnMain(world, STOP_INSIDE_COMPLETION, { backend: backend.id, errno });
    return;
  }
  if (!setIoStatus(world, backend, errno)) return;
  world.bus.say('block-io-error', fact);
  requestStop(world, 'io-error');
}

/** The first error sticks, or the worst one where the profile says so (1.5). @returns false if the process died */
function setIoStatus(world: VmWorld, backend: Backend, errno: number): boolean {
  if (!backend.ioStatusEnabled) {
    abortProcess(world, "blk_iostatus_set_err: Assertion `blk_iostatus_is_enabled(blk)' failed.");
    return false;
  }
  const status = ioStatusAfter(backend.ioStatus, errno, world.profile.block.ioStatusRule);
  if (status !== backend.ioStatus) {
    backend.ioStatus = status;
    world.bus.say('io-status-changed', { backend: backend.id });
  }
  return true;
}

/** 1.1 and 1.2: the stop runs inside the failing completion, and only then the io-status is set. */
const STOP_INSIDE_COMPLETION = procedure<VmWorld, { readonly backend: number; readonly errno: number }>(
  'stop inside the completion',
  {
    stop: () => call(VM_STOP, { target: 'io-error', announce: true }, 'set io-status'),
    'set io-status'(world, { backend, errno }) {
      setIoStatus(world, world.backends.at(backend), errno);
      return done();
    },
  },
);
