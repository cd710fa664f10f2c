/**
 * What virtio devices do while their backends are drained (2.3): they look at no ring. Kicks made meanwhile are served
 * when the section ends. Devices without notifiers (IDE; 7.2 without KVM) go on submitting, and the backend queues.
 */
import type { Backend } from '../block/records.ts';
import { handler, NONE, Notifier } from '../kernel/index.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

/** Tells a device of the drained sections of its backend. */
export function hookDrains(backend: Backend): void {
  backend.onDrainBegin = DRAIN_BEGINS;
  backend.onDrainEnd = DRAIN_ENDS;
}

/** The device whose notifier carries this one's kicks: its controller, or itself. */
const notified = (world: VmWorld, device: Device): Device =>
  device.controller === NONE ? device : world.devices.at(device.controller);

/** A controller looks away while any of its disks is drained. */
const isDrained = (world: VmWorld, ring: Device): boolean =>
  [...world.devices].some(
    (device) =>
      (device.id === ring.id || device.controller === ring.id) &&
      (world.backends.get(device.backend)?.quiesce ?? 0) > 0,
  );

/** Whether the device may look at its ring now; called when its notifiers go on. */
export function attachNotifier(world: VmWorld, ring: Device): void {
  if (ring.notifier !== NONE) world.store.table(Notifier).at(ring.notifier).attached = !isDrained(world, ring);
}

const DRAIN_BEGINS = handler<VmWorld>('drained section of a disk begins', (world, id) => {
  const ring = notified(world, world.devices.at(id));
  if (ring.notifier === NONE || !ring.notifierOn) return;
  const notifier = world.store.table(Notifier).at(ring.notifier);
  notifier.attached = false;
  // What the running round has found and not served yet waits too.
  if (notifier.ready) {
    notifier.ready = false;
    notifier.set = true;
  }
});

const DRAIN_ENDS = handler<VmWorld>('drained section of a disk ends', (world, id) => {
  const ring = notified(world, world.devices.at(id));
  if (ring.notifier === NONE || !ring.notifierOn || isDrained(world, ring)) return;
  const notifier = world.store.table(Notifier).at(ring.notifier);
  notifier.attached = true;
  // The device looks whether anything came, kick or no kick.
  if (ring.ringHead !== NONE) notifier.set = true;
});
