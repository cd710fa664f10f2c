/** The buses of the machine and which one a device goes to (5.3). */
import { type BusType, type DeviceKind, kindOf } from './device-kinds.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

export interface Bus {
  readonly name: string;
  readonly type: BusType;
  readonly hotplug: boolean;
  readonly controller?: Device;
  /** where it lies in the tree of objects */
  readonly qomPath: string;
}

const MMIO_BUSES = 24;

/** All buses, in the order in which QEMU looks for one: the newest first. */
export function busesOf(world: VmWorld): Bus[] {
  return [...scsiBuses(world).reverse(), ...boardBuses(world)];
}

function boardBuses(world: VmWorld): Bus[] {
  if (world.vm.machine === 'microvm')
    return Array.from({ length: MMIO_BUSES }, (_, i): Bus => {
      const name = `virtio-mmio-bus.${MMIO_BUSES - 1 - i}`;
      const qomPath = `/machine/unattached/device[${MMIO_BUSES - i + 1}]/${name}`;
      return { name, type: 'virtio-bus', hotplug: false, qomPath };
    });
  if (world.vm.machine !== 'pc') return [];
  const piix = '/machine/unattached/device[22]';
  return [
    { name: 'pci.0', type: 'PCI', hotplug: true, qomPath: '/machine/i440fx/pci.0' },
    { name: 'ide.1', type: 'IDE', hotplug: false, qomPath: `${piix}/ide.1` },
    { name: 'ide.0', type: 'IDE', hotplug: false, qomPath: `${piix}/ide.0` },
  ];
}

/** Each controller's bus: named after its id, else counted. */
function scsiBuses(world: VmWorld): Bus[] {
  let unnamed = 0;
  return [...world.devices]
    .filter((device) => kindOf(device.driver)?.offers === 'SCSI')
    .sort((a, b) => a.order - b.order)
    .map((controller): Bus => {
      const name = controller.name === '' ? `scsi.${unnamed++}` : `${controller.name}.0`;
      return { name, type: 'SCSI', hotplug: true, controller, qomPath: `${controller.qomPath}/${name}` };
    });
}

/**
 * The bus for a device of that kind. When the machine is being built, buses of the board are taken to be there; a
 * device that comes later has to find one that takes devices then.
 * @returns a bus, undefined for one of the board, or the refusal
 */
export function busFor(
  world: VmWorld,
  kind: DeviceKind,
  wanted: unknown,
  hotplug: boolean,
): Bus | undefined | { readonly refusal: string } {
  const buses = busesOf(world);
  const onBoard = kind.bus !== 'SCSI' && !hotplug;
  const found = typeof wanted === 'string' ? buses.find((bus) => bus.name === wanted) : buses.find(isOf(kind));
  if (found === undefined) {
    if (onBoard) return undefined;
    return typeof wanted === 'string'
      ? { refusal: `Bus '${wanted}' not found` }
      : { refusal: `No '${kind.bus}' bus found for device '${kind.driver}'` };
  }
  if (found.type !== kind.bus) return { refusal: `Device '${kind.driver}' can't go on ${found.type} bus` };
  return hotplug && !found.hotplug ? { refusal: doesNotHotplug(found.name) } : found;
}

const isOf = (kind: DeviceKind) => (bus: Bus) => bus.type === kind.bus;

export const doesNotHotplug = (bus: string): string => `Bus '${bus}' does not support hotplugging`;

/** The bus that a device hangs on, as far as the machine has it. */
export function busOf(world: VmWorld, device: Device): Bus | undefined {
  const buses = busesOf(world);
  if (device.controller !== -1) return buses.find((bus) => bus.controller?.id === device.controller);
  const type = kindOf(device.driver)?.bus;
  const own = [...world.devices].filter((other) => kindOf(other.driver)?.bus === type && other.order < device.order);
  const ofType = buses.filter((bus) => bus.type === type).reverse();
  // Board devices fill the buses in order, except that PCI has one bus for all.
  return type === 'PCI' ? ofType[0] : ofType[own.length];
}
