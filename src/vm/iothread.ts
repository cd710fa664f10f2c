/**
 * Disks with an iothread (2.6): while the VM runs, the notifier, the requests and their completions are served by that
 * thread's context; a stop brings them back to the main loop.
 */

import { moveToContext } from '../block/graph.ts';
import { iothreads, MAIN_CONTEXT, NONE, Notifier } from '../kernel/index.ts';
import { attachNotifier } from './drain-hooks.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

/** The notifiers of a device go on; with an iothread, its requests go there. */
export function turnOn(world: VmWorld, device: Device): void {
  device.notifierOn = true;
  attachNotifier(world, device);
  const name = device.properties.iothread;
  const thread = typeof name === 'string' ? iothreads(world).find((other) => other.name === name) : undefined;
  if (thread !== undefined) moveDevice(world, device, thread.context);
}

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
