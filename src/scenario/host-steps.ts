/** Steps of the host and the guest beside commands and requests: faults of the storage, kicks, images that appear. */
import { errnoOf } from '../block/errno.ts';
import { backendNamed, backendOfDevice, nodeNamed, skipFilters } from '../block/graph.ts';
import { HostFault, HostFreeze } from '../block/host-faults.ts';
import { imageAt } from '../block/images.ts';
import type { Node } from '../block/records.ts';
import { callOnMain, NONE, onceEach } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { CHANGE_THREAD, mustBeStill, turnOn } from '../vm/iothread.ts';
import type { Device } from '../vm/records.ts';
import type { Deed, FaultStep, FreezeStep, HealStep, Storage, ThawStep } from './scenario.ts';
import { imagePath, storageName } from './scenario.ts';

/** One text in all orders: another like it is compared letter by letter. */
const pathOf = onceEach(({ image }: { readonly image: string }): string => imagePath(image));

/** The file behind a storage, by its path; undefined: there is none (yet). */
export function storagePath(machine: Machine, storage: Storage): string | undefined {
  if ('image' in storage) return imageAt(machine, pathOf(storage))?.path;
  let node = 'node' in storage ? nodeNamed(machine, storage.node) : rootOf(machine, storage.device);
  // What the guest writes goes through filters and formats to the file at the bottom of the top image.
  while (node !== undefined && node.primary !== NONE) node = skipFilters(machine, machine.nodes.at(node.primary));
  const path = node?.driver === 'file' ? String(node.options.filename ?? '') : undefined;
  return path !== undefined && imageAt(machine, path) !== undefined ? path : undefined;
}

function rootOf(machine: Machine, device: string): Node | undefined {
  const backend = backendOfDevice(machine, device) ?? backendNamed(machine, device) ?? ofPlugged(machine, device);
  return backend === undefined ? undefined : machine.nodes.get(backend.root);
}

function ofPlugged(machine: Machine, name: string) {
  const device = machine.devices.find((one) => one.name === name);
  return device === undefined ? undefined : machine.backends.get(device.backend);
}

export function setFault(machine: Machine, { fault }: Deed<FaultStep>): void {
  const path = storagePath(machine, fault);
  const errno = errnoOf(fault.errno);
  if (path === undefined || errno === undefined) return;
  machine.store.table(HostFault).add({
    name: fault.name ?? storageName(fault),
    path,
    ops: fault.ops ?? [],
    errno,
    ...(fault.offset === undefined ? {} : { from: fault.offset }),
    ...(fault.bytes === undefined ? {} : { to: (fault.offset ?? 0) + fault.bytes }),
    ...(fault.times === undefined ? {} : { left: fault.times }),
  });
}

export function healFaults(machine: Machine, { heal }: Deed<HealStep>): void {
  const faults = machine.store.table(HostFault);
  for (const fault of faults.live()) if (heal === true || fault.name === heal) faults.remove(fault);
}

export function freezeStorage(machine: Machine, { freeze }: Deed<FreezeStep>): void {
  const path = storagePath(machine, freeze);
  if (path !== undefined) machine.store.table(HostFreeze).add({ path, ops: freeze.ops ?? [] });
}

export function thawStorage(machine: Machine, { thaw }: Deed<ThawStep>): void {
  const path = thaw === true ? undefined : storagePath(machine, thaw);
  const freezes = machine.store.table(HostFreeze);
  for (const freeze of freezes.live()) if (thaw === true || freeze.path === path) freezes.remove(freeze);
}

/** The guest's drivers find the devices and set them up. */
export function bootGuest(machine: Machine): void {
  for (const device of machine.devices) {
    device.ready = true;
    if (device.notifier !== NONE && machine.vm.state === 'running') setUp(machine, device);
    device.unitAttention = false;
  }
}

function setUp(machine: Machine, device: Device): void {
  if (mustBeStill(machine, device, true)) callOnMain(machine, CHANGE_THREAD, { device: device.id, on: true });
  else turnOn(machine, device);
}
