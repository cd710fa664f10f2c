/** Stopping the VM (1.5). */
import { DRAIN_ALL, FLUSH_ALL } from '../block/drain.ts';
import { call, done, type Frame, NONE, next, type Procedure, procedure, TOUCH } from '../kernel/index.ts';
import { type DeviceArgs, modelOf } from './model.ts';
import type { Device, RunState } from './records.ts';
import { isLive, setRunState } from './run-state.ts';
import type { VmWorld } from './world.ts';

export interface StopArgs {
  readonly target: RunState;
  /** false when the process ends: no STOP */
  readonly announce: boolean;
}

/**
 * The big lock is given away until the guest's processors have stopped. A kick that one of them serves itself (3.1,
 * 2.4) and that waits for the lock gets through (N10).
 */
const PAUSING = 'processors pause';

export const processorsPause = ({ place }: Frame): boolean => place?.procedure === VM_STOP && place.step === PAUSING;

/**
 * state, handlers, STOP, drain, flush; R-28 for the trees where STOP came last. The drain and the flush happen
 * even if nothing was live, where the profile says so. A request that fails meanwhile is dealt with as ever: it is
 * told, kept, and fills the slot again, whose content later finds nothing live.
 */
export const VM_STOP: Procedure<StopArgs> = procedure<VmWorld, StopArgs>('vm_stop', {
  begin(world, { target }) {
    if (!isLive(world)) return world.profile.run.idleStopDrains ? next('drain') : done();
    const ran = world.vm.state === 'running';
    world.vm.wasSuspended = world.vm.state === 'suspended';
    // Whoever looks while the handlers run sees the new state.
    setRunState(world, target);
    return ran && world.profile.device.kick === 'direct' ? next(PAUSING) : notify(world);
  },
  [PAUSING](world) {
    // From now on no kick gets through.
    world.store.touched |= TOUCH.guest;
    return notify(world);
  },
  announce(world, { announce }) {
    if (world.profile.run.stopAnnounced === 'before-drain' && announce) sayStopped(world);
    return next(world.profile.run.stopAnnounced === 'before-drain' ? 'drain' : 'drain, then announce');
  },
  drain: () => call(DRAIN_ALL, null, 'flush'),
  flush: () => call(FLUSH_ALL, { left: [], io: NONE }, 'end'),
  end: () => done(),
  'drain, then announce': () => call(DRAIN_ALL, null, 'flush, then announce'),
  'flush, then announce': () => call(FLUSH_ALL, { left: [], io: NONE }, 'announce last'),
  'announce last'(world, { announce }) {
    if (announce) sayStopped(world);
    return done();
  },
});

const notify = (world: VmWorld) => call(RUN_HANDLERS, { left: inStopOrder(world), which: 'stopHandler' }, 'announce');

export function sayStopped(world: VmWorld): void {
  world.bus.say('vm-stopped', { state: world.vm.state });
}

/**
 * The change handlers, one device after the other: by depth, then registration; backward when stopping. The old
 * trees walk their list, the newest first, in both directions; with bottom halves running newest-first (L-3), kept
 * requests then go again in the order in which their disks were registered.
 */
export function inStartOrder(world: VmWorld): number[] {
  const devices = world.devices.live().slice();
  if (devices.length > 1) devices.sort((a, b) => a.depth - b.depth || a.order - b.order);
  if (world.profile.run.changeHandlers === 'newest-first') devices.sort((a, b) => b.order - a.order);
  return devices.map((device) => device.id);
}

function inStopOrder(world: VmWorld): number[] {
  const order = inStartOrder(world);
  return world.profile.run.changeHandlers === 'newest-first' ? order : order.reverse();
}

interface Handlers {
  readonly left: readonly number[];
  readonly which: 'stopHandler' | 'startHandler';
}

/** Runs each device's handler to its end, then, when starting, lets the device hand back what it kept. */
export const RUN_HANDLERS: Procedure<Handlers> = procedure<VmWorld, Handlers>('change handlers', {
  handler(world, { left, which }) {
    const device = world.devices.get(left[0] ?? NONE);
    const handler = device === undefined ? undefined : modelOf(device)[which];
    if (left.length === 0) return done();
    return handler === undefined || device === undefined
      ? next('restart')
      : call<DeviceArgs>(handler, { device: device.id }, 'restart');
  },
  restart(world, { left, which }, frame) {
    const device: Device | undefined = world.devices.get(left[0] ?? NONE);
    if (device !== undefined && which === 'startHandler') modelOf(device).restart(world, device);
    frame.locals = { left: left.slice(1), which };
    return next('handler');
  },
});
