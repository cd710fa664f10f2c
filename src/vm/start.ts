/** Starting the VM and `cont` (1.8). */
import { call, done, next, type Procedure, procedure } from '../kernel/index.ts';
import { setRunState } from './run-state.ts';
import { inStartOrder, RUN_HANDLERS, sayStopped } from './stop.ts';
import { takeStopRequest } from './stop-slot.ts';
import type { VmWorld } from './world.ts';

/** the start attempt. A filled slot is discarded; met while running it makes the pair of R-42. */
export const VM_START: Procedure<null> = procedure<VmWorld, null>('vm_start', {
  begin(world) {
    const { run } = world.profile;
    const requested = takeStopRequest(world);
    if (world.vm.state === 'running') {
      if (requested !== '' && run.racingContPair) {
        sayStopped(world);
        world.bus.say('vm-resumed', null);
      }
      return done();
    }
    if (run.resumeAnnounced === 'before-handlers') world.bus.say('vm-resumed', null);
    setRunState(world, world.vm.wasSuspended ? 'suspended' : 'running');
    world.vm.wasSuspended = false;
    return call(RUN_HANDLERS, { left: inStartOrder(world), which: 'startHandler' }, 'announce');
  },
  announce(world) {
    if (world.profile.run.resumeAnnounced === 'after-handlers') world.bus.say('vm-resumed', null);
    return done();
  },
});

/** Why `cont` is refused: the GenericError's text, or undefined. */
export function contRefusal(world: VmWorld): string | undefined {
  const { state } = world.vm;
  if (state === 'internal-error' || state === 'shutdown') return 'Resetting the Virtual Machine is required';
  if (state === 'finish-migrate') return 'Migration is not finalized yet';
  return undefined;
}

/** `cont` that was not refused (R-40 from step 3 on). */
export const CONT: Procedure<null> = procedure<VmWorld, null>('cont', {
  begin(world) {
    if (world.vm.state === 'suspended') return done();
    resetIoStatus(world);
    if (world.vm.state === 'inmigrate') {
      world.vm.autostart = true;
      return done();
    }
    return next('start');
  },
  start: () => call(VM_START, null, 'end'),
  end: () => done(),
});

/** only backends with a name, since there are anonymous ones; R-45 for the jobs. */
function resetIoStatus(world: VmWorld): void {
  for (const backend of world.backends) {
    if (backend.ioStatus === 'ok') continue;
    if (backend.name === '' && world.profile.run.contResetsIoStatus === 'named') continue;
    backend.ioStatus = 'ok';
    world.bus.say('io-status-changed', { backend: backend.id });
  }
  world.resetJobStatus();
}
