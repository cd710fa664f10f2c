/** The devices there are: which model plays each, where it hangs, what properties it takes. */
import type { Handler } from '../kernel/index.ts';
import { VIRTIO_SCSI_KICKED } from './scsi-disk.ts';
import { VIRTIO_KICKED } from './virtio-blk.ts';
import './ide-disk.ts';

export interface DeviceKind {
  readonly driver: string;
  readonly model: string;
  /** bus depth of its change handler, to be added to its controller's */
  readonly depth: number;
  /** where the object that owns the backend lies below the device */
  readonly inner: '' | '/virtio-backend';
  /** the bus it needs, and the bus it offers */
  readonly bus?: string;
  readonly busOptional?: boolean;
  readonly offers?: string;
  readonly hasDrive: boolean;
  readonly hasErrorPolicy: boolean;
  readonly withoutDrive: string;
  readonly removable?: boolean;
  readonly needsWritable?: boolean;
  readonly unattached?: boolean;
  readonly hotpluggable: boolean;
  /** whether unplugging waits for the guest (3.4) */
  readonly unplugNeedsGuest: boolean;
  readonly notified?: Handler;
  readonly properties: readonly string[];
}

const BLOCK = [
  'werror',
  'rerror',
  'share-rw',
  'write-cache',
  'serial',
  'bootindex',
  'logical_block_size',
  'physical_block_size',
  'min_io_size',
  'opt_io_size',
  'discard_granularity',
  'account-invalid',
  'account-failed',
  'backend_defaults',
  'stats-intervals',
  'cyls',
  'heads',
  'secs',
] as const;
const VIRTIO_BLK = [
  ...BLOCK,
  'config-wce',
  'discard',
  'write-zeroes',
  'iothread',
  'num-queues',
  'queue-size',
  'request-merging',
  'seg-max-adjust',
  'max-discard-sectors',
  'max-write-zeroes-sectors',
] as const;
const VIRTIO_SCSI = ['iothread', 'num_queues', 'virtqueue_size', 'max_sectors', 'cmd_per_lun', 'hotplug'] as const;
const PCI = [
  'multifunction',
  'rombar',
  'disable-legacy',
  'disable-modern',
  'ioeventfd',
  'vectors',
  'acpi-index',
] as const;

const virtioBlk = {
  model: 'virtio-blk',
  hasDrive: true,
  hasErrorPolicy: true,
  withoutDrive: 'drive property not set',
  hotpluggable: true,
  notified: VIRTIO_KICKED,
} as const;

const virtioScsi = {
  model: 'virtio-scsi',
  hasDrive: false,
  hasErrorPolicy: false,
  withoutDrive: '',
  offers: 'SCSI',
  hotpluggable: true,
  notified: VIRTIO_SCSI_KICKED,
} as const;

const kinds: readonly DeviceKind[] = [
  { ...virtioBlk, driver: 'virtio-blk-device', depth: 2, inner: '', unplugNeedsGuest: false, properties: VIRTIO_BLK },
  {
    ...virtioBlk,
    driver: 'virtio-blk-pci',
    depth: 3,
    inner: '/virtio-backend',
    unplugNeedsGuest: true,
    properties: [...VIRTIO_BLK, ...PCI],
  },
  {
    ...virtioScsi,
    driver: 'virtio-scsi-device',
    depth: 2,
    inner: '',
    unplugNeedsGuest: false,
    properties: VIRTIO_SCSI,
  },
  {
    ...virtioScsi,
    driver: 'virtio-scsi-pci',
    depth: 3,
    inner: '/virtio-backend',
    unplugNeedsGuest: true,
    properties: [...VIRTIO_SCSI, ...PCI],
  },
  {
    driver: 'scsi-hd',
    model: 'scsi-disk',
    depth: 1,
    inner: '',
    bus: 'SCSI',
    hasDrive: true,
    hasErrorPolicy: true,
    withoutDrive: 'drive property not set',
    hotpluggable: true,
    unplugNeedsGuest: false,
    properties: [
      ...BLOCK,
      'lun',
      'channel',
      'scsi-id',
      'device_id',
      'wwn',
      'ver',
      'vendor',
      'product',
      'removable',
      'dpofua',
      'rotation_rate',
    ],
  },
  {
    driver: 'ide-hd',
    model: 'ide-disk',
    depth: 3,
    inner: '',
    bus: 'IDE',
    busOptional: true,
    hasDrive: true,
    hasErrorPolicy: true,
    withoutDrive: 'No drive specified',
    needsWritable: true,
    hotpluggable: false,
    unplugNeedsGuest: false,
    properties: [...BLOCK, 'unit', 'model', 'ver', 'wwn', 'rotation_rate', 'bios-chs-trans'],
  },
];

export const kindOf = (driver: string): DeviceKind | undefined => kinds.find((kind) => kind.driver === driver);
export const deviceDrivers: readonly string[] = kinds.map((kind) => kind.driver);
