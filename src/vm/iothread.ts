/**
 * Disks with an iothread (2.6): while the VM runs, the notifier, the requests and their completions are served by that
 * thread's context; a stop brings them back to the main loop.
 */
import { anyBusy, beginDrainAll, endDrainAll } from '../block/drain.ts';
import { moveToContext } from '../block/graph.ts';
import { done, iothreads, MAIN_CONTEXT, NONE, Notifier, next, poll, procedure } from '../kernel/index.ts';
import { attachNotifier } from './drain-hooks.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

/** The notifiers of a device go on; with an iothread, its requests go there. */
export function turnOn(world: VmWorld, device: Device): void {
  device.notifierOn = true;
  attachNotifier(world, device);
  const context = homeOf(world, device);
  if (context !== MAIN_CONTEXT) moveDevice(world, device, context);
}

/** Where a device's requests go while the VM runs. */
function homeOf(world: VmWorld, { properties: { iothread: name } }: Device): number {
  const thread = typeof name === 'string' ? iothreads(world).find((other) => other.name === name) : undefined;
  return thread?.context ?? MAIN_CONTEXT;
}

interface Change {
  readonly device: number;
  readonly on: boolean;
}

/** Whether nodes would change threads while somebody, a job at least, has requests there. */
export function mustBeStill(world: VmWorld, device: Device, on: boolean): boolean {
  const context = on ? homeOf(world, device) : MAIN_CONTEXT;
  const moves = world.devices
    .live()
    .some((one) => (one === device || one.controller === device.id) && one.context !== context);
  return moves && anyBusy(world);
}

/** {@link turnOn} or {@link bringBack}, with everything still while nodes change threads. */
export const CHANGE_THREAD = procedure<VmWorld, Change>('thread changes', {
  begin(world) {
    beginDrainAll(world);
    return next('wait');
  },
  wait: (world) => (anyBusy(world) ? poll('wait') : next('change')),
  change(world, { device: id, on }) {
    const device = world.devices.at(id);
    if (on) turnOn(world, device);
    else bringBack(world, device);
    endDrainAll(world);
    return done();
  },
});

/** The notifiers go off, after everything in flight has ended: the main loop has the device again. */
export function bringBack(world: VmWorld, device: Device): void {
  if (device.context !== MAIN_CONTEXT) moveDevice(world, device, MAIN_CONTEXT);
}

/** A controller takes its disks along. */
function moveDevice(world: VmWorld, device: Device, context: number): void {
  device.context = context;
  if (device.notifier !== NONE) world.store.table(Notifier).at(device.notifier).context = context;
  const root = device.backend === NONE ? NONE : world.backends.at(device.backend).root;
  if (root !== NONE) moveToContext(world, world.nodes.at(root), context);
  for (const disk of world.devices) if (disk.controller === device.id) moveDevice(world, disk, context);
}
