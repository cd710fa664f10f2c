/** The devices there are: which model plays each, where it hangs, what it needs to be realized. */
import type { Handler } from '../kernel/index.ts';
import { VIRTIO_SCSI_KICKED } from './scsi-disk.ts';
import { VIRTIO_KICKED } from './virtio-blk.ts';
import './ide-disk.ts';

export type BusType = 'virtio-bus' | 'PCI' | 'SCSI' | 'IDE';

export interface DeviceKind {
  readonly driver: string;
  readonly model: string;
  /** bus depth of its change handler, to be added to its controller's */
  readonly depth: number;
  /** where the object that owns the backend lies below the device, and what driver that object has */
  readonly inner: '' | '/virtio-backend';
  readonly innerDriver: string;
  readonly bus: BusType;
  readonly offers?: 'SCSI';
  readonly hasDrive: boolean;
  readonly withoutDrive: string;
  /** a CD drive: it may be empty and never writes */
  readonly isCd?: boolean;
  readonly needsWritable?: boolean;
  /** whether unplugging waits for the guest (3.4) */
  readonly unplugNeedsGuest: boolean;
  readonly notified?: Handler;
}

const virtioBlk = {
  model: 'virtio-blk',
  innerDriver: 'virtio-blk-device',
  hasDrive: true,
  withoutDrive: 'drive property not set',
  notified: VIRTIO_KICKED,
} as const;

const virtioScsi = {
  model: 'virtio-scsi',
  innerDriver: 'virtio-scsi-device',
  hasDrive: false,
  withoutDrive: '',
  offers: 'SCSI',
  notified: VIRTIO_SCSI_KICKED,
} as const;

const mmio = { depth: 2, inner: '', bus: 'virtio-bus', unplugNeedsGuest: false } as const;
const pci = { depth: 3, inner: '/virtio-backend', bus: 'PCI', unplugNeedsGuest: true } as const;

const scsiDisk = {
  model: 'scsi-disk',
  depth: 1,
  inner: '',
  bus: 'SCSI',
  hasDrive: true,
  withoutDrive: 'drive property not set',
  unplugNeedsGuest: false,
} as const;

const ideDisk = {
  model: 'ide-disk',
  depth: 3,
  inner: '',
  bus: 'IDE',
  hasDrive: true,
  withoutDrive: 'No drive specified',
  unplugNeedsGuest: false,
} as const;

/** A PCI device of either generation of virtio, and those of one only. */
const generations = (driver: string) => [driver, `${driver}-transitional`, `${driver}-non-transitional`];

const kinds: readonly DeviceKind[] = [
  { ...virtioBlk, ...mmio, driver: 'virtio-blk-device' },
  ...generations('virtio-blk-pci').map((driver) => ({ ...virtioBlk, ...pci, driver })),
  { ...virtioScsi, ...mmio, driver: 'virtio-scsi-device' },
  ...generations('virtio-scsi-pci').map((driver) => ({ ...virtioScsi, ...pci, driver })),
  { ...scsiDisk, driver: 'scsi-hd', innerDriver: 'scsi-hd' },
  { ...scsiDisk, driver: 'scsi-cd', innerDriver: 'scsi-cd', isCd: true },
  { ...ideDisk, driver: 'ide-hd', innerDriver: 'ide-hd', needsWritable: true },
  { ...ideDisk, driver: 'ide-cd', innerDriver: 'ide-cd', isCd: true },
];

/** Names by which QEMU knows a driver on this architecture beside its own. */
const ALIASES: Readonly<Record<string, string>> = {
  'virtio-blk': 'virtio-blk-pci',
  'virtio-scsi': 'virtio-scsi-pci',
};

export const kindOf = (driver: string): DeviceKind | undefined =>
  kinds.find((kind) => kind.driver === (ALIASES[driver] ?? driver));

/** The drivers that are simulated, and their buses. */
export const deviceDrivers = (): readonly { readonly driver: string; readonly bus: BusType }[] => kinds;
