/** The types of objects that there are here, and what they derive from. */
import { idleDevices } from '../../vm/idle-devices.ts';
import { machineList } from '../schema/data/machines.ts';
import type { MonitorWorld } from '../world.ts';
import { CPU_TYPE, machineType } from './tree.ts';

/** child: parent; abstract ones in capitals' stead are marked below. */
const PARENTS: Readonly<Record<string, string>> = {
  'virtio-blk-device': 'virtio-device',
  'virtio-scsi-device': 'virtio-scsi-common',
  'virtio-scsi-common': 'virtio-device',
  'virtio-device': 'device',
  'virtio-blk-pci': 'virtio-blk-pci-base',
  'virtio-blk-pci-base': 'virtio-pci',
  'virtio-scsi-pci': 'virtio-scsi-pci-base',
  'virtio-scsi-pci-base': 'virtio-pci',
  'virtio-pci': 'pci-device',
  'pci-device': 'device',
  'scsi-hd': 'scsi-disk-base',
  'scsi-cd': 'scsi-disk-base',
  'scsi-disk-base': 'scsi-device',
  'scsi-device': 'device',
  'ide-hd': 'ide-device',
  'ide-device': 'device',
  device: 'object',
  iothread: 'event-loop-base',
  'event-loop-base': 'object',
  'throttle-group': 'object',
  'tcg-accel': 'accel',
  accel: 'object',
  'x86_64-cpu': 'cpu',
  cpu: 'device',
  machine: 'object',
  container: 'object',
  'chardev-socket': 'chardev',
  chardev: 'object',
};

const ABSTRACT: ReadonlySet<string> = new Set([
  'virtio-scsi-common',
  'virtio-device',
  'virtio-blk-pci-base',
  'virtio-scsi-pci-base',
  'virtio-pci',
  'pci-device',
  'scsi-disk-base',
  'scsi-device',
  'ide-device',
  'device',
  'event-loop-base',
  'accel',
  'x86_64-cpu',
  'cpu',
  'machine',
  'chardev',
  'memory-backend',
  'secret_common',
]);

/** Devices that do nothing here, machine types, and what else a machine may be started with. */
function others(world: MonitorWorld): Readonly<Record<string, string>> {
  const machines = machineList(world.profile.wire.schema).map(({ name }) => `${name}-machine`);
  return {
    ...Object.fromEntries(idleDevices().map((name) => [name, 'device'])),
    ...Object.fromEntries(machines.map((name) => [name, 'machine'])),
    'memory-backend-ram': 'memory-backend',
    'memory-backend-file': 'memory-backend',
    'memory-backend-memfd': 'memory-backend',
    'memory-backend': 'object',
    secret: 'secret_common',
    secret_common: 'object',
  };
}

function parentsOf(world: MonitorWorld): Readonly<Record<string, string>> {
  return { ...PARENTS, ...others(world), [CPU_TYPE]: 'x86_64-cpu', [machineType(world)]: 'machine' };
}

/** Whether there is such a type at all. */
export const isKnownType = (world: MonitorWorld, type: string): boolean =>
  type === 'object' || Object.hasOwn(parentsOf(world), type);

function derives(parents: Readonly<Record<string, string>>, type: string, from: string): boolean {
  for (let at: string | undefined = type; at !== undefined; at = parents[at]) if (at === from) return true;
  return false;
}

export interface TypeInfo {
  readonly name: string;
  readonly parent?: string;
  readonly abstract?: true;
}

/** All types, or those that derive from one; abstract ones only if asked for. */
export function typesImplementing(world: MonitorWorld, from: string | undefined, withAbstract: boolean): TypeInfo[] {
  const parents = parentsOf(world);
  return Object.entries(parents)
    .filter(([name]) => from === undefined || derives(parents, name, from))
    .filter(([name]) => withAbstract || !ABSTRACT.has(name))
    .map(([name, parent]) => ({ name, parent, ...(ABSTRACT.has(name) ? { abstract: true as const } : {}) }));
}

/** Whether a type is one that devices can have; undefined: there is no such type. */
export function isDeviceType(type: string): boolean | undefined {
  if (PARENTS[type] === undefined) return undefined;
  return derives(PARENTS, type, 'device') && !ABSTRACT.has(type);
}
