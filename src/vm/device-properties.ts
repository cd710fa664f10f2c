/**
 * The properties that devices take, as the four recorded versions tell them in device-list-properties.
 *
 * Notation: `NAME TYPE=DEFAULT@VERSIONS`, versions by their letters, all if left out. A type `bool-` is a bool that is
 * not described as `on/off`.
 */
import { LETTERS, type Profile, type VersionLetter } from '../profile/index.ts';

export interface DeviceProperty {
  readonly name: string;
  readonly type: string;
  readonly defaultValue?: string | number | boolean | readonly never[];
  readonly description?: string;
}

const RECORDED: Readonly<Record<string, string>> = {
  'virtio-blk-device': `
  use-disabled-flag bool=on@bcd, queue_reset bool=on, use-disabled-flag bool-=on@a, packed bool=off,
  in_order bool=off@bcd, iommu_platform bool=off, event_idx bool=on, x-disable-legacy-check bool-=off@a,
  x-disable-legacy-check bool=off@bcd, notify_on_empty bool=on, any_layout bool=on, use-started bool-=on@a,
  use-started bool=on@bcd, indirect_desc bool=on, share-rw bool-=off@a, share-rw bool=off@bcd, lcyls uint32=0,
  queue-size uint16=256, lsecs uint32=0, serial str, account-invalid OnOffAuto=auto, num-queues uint16=65535,
  iothread link<iothread>, cyls uint32=0, lheads uint32=0, secs uint32=0, heads uint32=0, min_io_size size=0,
  config-wce bool=on, seg-max-adjust bool-=on@a, seg-max-adjust bool=on@bcd, drive str, werror BlockdevOnError=auto,
  report-discard-granularity bool-=on@a, iothread-vq-mapping IOThreadVirtQueueMappingList@bcd,
  report-discard-granularity bool=on@bcd, rerror BlockdevOnError=auto, write-cache OnOffAuto=auto,
  physical_block_size size=0, scsi bool=off@a, opt_io_size size=0, logical_block_size size=0,
  max-discard-sectors uint32=4194303, discard bool=on, discard_granularity size=4294967295, request-merging bool=on,
  write-zeroes bool=on, max-write-zeroes-sectors uint32=4194303, account-failed OnOffAuto=auto,
  x-enable-wce-if-config-wce bool-=on@a, stats-intervals list=[]@d, x-enable-wce-if-config-wce bool=on@bcd,
  backend_defaults OnOffAuto=auto, bootindex int32`,
  'virtio-blk-pci': `
  busnr busnr@bcd, failover_pair_id str, x-pcie-ext-tag bool=on@bcd, addr str=-1@bcd, romsize uint32=4294967295,
  x-pcie-lnksta-dllla bool=on, rombar uint32=1@a, rombar int32=-1@bcd, x-max-bounce-buffer-size size=4096@bcd,
  x-pcie-ari-nextfn-1 bool=off@bcd, x-pcie-err-unc-mask bool=on@bcd, x-pcie-extcap-init bool=on@abc, sriov-pf str@d,
  acpi-index uint32=0, multifunction bool=off, romfile str, addr int32=-1@a, ats bool=off,
  x-ignore-backend-features bool-=off@a, x-ignore-backend-features bool=off@bc, x-pcie-pm-init bool=on@abc,
  x-pcie-flr-init bool=on, x-pcie-lnkctl-init bool=on@abc, aer bool=off, migrate-extra bool=on@abc,
  x-ats-page-aligned bool=on, page-per-vq bool=off, x-pcie-deverr-init bool=on@abc,
  x-pcie-pm-no-soft-reset bool=off@bcd, virtio-pci-bus-master-bug-migration bool=off, modern-pio-notify bool=off,
  x-disable-pcie bool=off@abc, vectors uint32=4294967295, ioeventfd bool=on, class uint32=0,
  disable-legacy OnOffAuto=auto, disable-modern bool-=off@a, disable-modern bool=off@bcd, lcyls uint32=0,
  notify_on_empty bool=on, share-rw bool-=off@a, queue-size uint16=256, share-rw bool=off@bcd, lheads uint32=0,
  account-invalid OnOffAuto=auto, lsecs uint32=0, packed bool=off, secs uint32=0, num-queues uint16=65535,
  iothread link<iothread>, cyls uint32=0, serial str, min_io_size size=0, in_order bool=off@bcd,
  virtio-backend child<virtio-blk-device>, heads uint32=0, bootindex int32, config-wce bool=on,
  seg-max-adjust bool-=on@a, seg-max-adjust bool=on@bcd, drive str, werror BlockdevOnError=auto,
  report-discard-granularity bool-=on@a, iothread-vq-mapping IOThreadVirtQueueMappingList@bcd,
  report-discard-granularity bool=on@bcd, rerror BlockdevOnError=auto, write-cache OnOffAuto=auto,
  use-disabled-flag bool-=on@a, x-disable-legacy-check bool-=off@a, use-started bool-=on@a,
  use-disabled-flag bool=on@bcd, iommu_platform bool=off, use-started bool=on@bcd, physical_block_size size=0,
  scsi bool=off@a, x-disable-legacy-check bool=off@bcd, any_layout bool=on, opt_io_size size=0,
  logical_block_size size=0, max-discard-sectors uint32=4194303, discard bool=on,
  discard_granularity size=4294967295, request-merging bool=on, write-zeroes bool=on,
  max-write-zeroes-sectors uint32=4194303, queue_reset bool=on, indirect_desc bool=on, account-failed OnOffAuto=auto,
  stats-intervals list=[]@d, event_idx bool=on, x-enable-wce-if-config-wce bool-=on@a,
  backend_defaults OnOffAuto=auto, x-enable-wce-if-config-wce bool=on@bcd`,
  'virtio-scsi-device': `
  use-disabled-flag bool=on@bcd, queue_reset bool=on, use-disabled-flag bool-=on@a, packed bool=off,
  in_order bool=off@bcd, iommu_platform bool=off, event_idx bool=on, x-disable-legacy-check bool-=off@a,
  x-disable-legacy-check bool=off@bcd, notify_on_empty bool=on, any_layout bool=on, use-started bool-=on@a,
  use-started bool=on@bcd, indirect_desc bool=on, seg_max_adjust bool-=on@a, seg_max_adjust bool=on@bcd,
  max_sectors uint32=65535, iothread link<iothread>, iothread-vq-mapping IOThreadVirtQueueMappingList@bcd,
  param_change bool=on, cmd_per_lun uint32=128, num_queues uint32=4294967295, virtqueue_size uint32=256,
  hotplug bool=on`,
  'virtio-scsi-pci': `
  busnr busnr@bcd, failover_pair_id str, x-pcie-ext-tag bool=on@bcd, addr str=-1@bcd, romsize uint32=4294967295,
  x-pcie-lnksta-dllla bool=on, rombar uint32=1@a, rombar int32=-1@bcd, x-max-bounce-buffer-size size=4096@bcd,
  x-pcie-ari-nextfn-1 bool=off@bcd, x-pcie-err-unc-mask bool=on@bcd, x-pcie-extcap-init bool=on@abc, sriov-pf str@d,
  acpi-index uint32=0, multifunction bool=off, romfile str, addr int32=-1@a, ats bool=off,
  x-ignore-backend-features bool-=off@a, x-ignore-backend-features bool=off@bc, x-pcie-pm-init bool=on@abc,
  x-pcie-flr-init bool=on, x-pcie-lnkctl-init bool=on@abc, aer bool=off, migrate-extra bool=on@abc,
  x-ats-page-aligned bool=on, page-per-vq bool=off, x-pcie-deverr-init bool=on@abc,
  x-pcie-pm-no-soft-reset bool=off@bcd, virtio-pci-bus-master-bug-migration bool=off, modern-pio-notify bool=off,
  x-disable-pcie bool=off@abc, vectors uint32=4294967295, ioeventfd bool=on, disable-legacy OnOffAuto=auto,
  disable-modern bool-=off@a, disable-modern bool=off@bcd, indirect_desc bool=on, iommu_platform bool=off,
  hotplug bool=on, use-started bool-=on@a, use-disabled-flag bool-=on@a, queue_reset bool=on,
  use-disabled-flag bool=on@bcd, event_idx bool=on, iothread-vq-mapping IOThreadVirtQueueMappingList@bcd,
  num_queues uint32=4294967295, max_sectors uint32=65535, x-disable-legacy-check bool-=off@a, any_layout bool=on,
  x-disable-legacy-check bool=off@bcd, notify_on_empty bool=on, iothread link<iothread>, param_change bool=on,
  packed bool=off, use-started bool=on@bcd, virtqueue_size uint32=256, seg_max_adjust bool-=on@a,
  in_order bool=off@bcd, seg_max_adjust bool=on@bcd, cmd_per_lun uint32=128,
  virtio-backend child<virtio-scsi-device>`,
  'scsi-hd': `
  scsi-id uint32=4294967295, lun uint32=4294967295, channel uint32=0, secs uint32=0, lcyls uint32=0,
  share-rw bool-=off@a, share-rw bool=off@bcd, account-invalid OnOffAuto=auto, lsecs uint32=0, scsi_version int32=5,
  removable bool=off, ver str, max_unmap_size uint64=1073741824, cyls uint32=0, serial str, heads uint32=0,
  dpofua bool=off@abc, product str, rotation_rate uint16=0, min_io_size size=0, dpofua bool=on@d, drive str,
  werror BlockdevOnError=auto, wwn uint64=0, vendor str, rerror BlockdevOnError=auto, write-cache OnOffAuto=auto,
  physical_block_size size=0, max_io_size uint64=2147483647, quirk_mode_page_vendor_specific_apple bool=off,
  opt_io_size size=0, logical_block_size size=0, migrate-emulated-scsi-request bool=on@bcd,
  discard_granularity size=4294967295, port_wwn uint64=0, lheads uint32=0, port_index uint16=0,
  account-failed OnOffAuto=auto, stats-intervals list=[]@d, quirk_mode_page_set_block_size bool=off@d, device_id str,
  backend_defaults OnOffAuto=auto, bootindex int32`,
  'scsi-cd': `
  scsi-id uint32=4294967295, lun uint32=4294967295, channel uint32=0, account-invalid OnOffAuto=auto,
  quirk_mode_sense_rom_use_dbd bool=off, device_id str, max_io_size uint64=2147483647,
  quirk_mode_page_set_block_size bool=off@d, drive str, serial str, logical_block_size size=0, ver str,
  share-rw bool-=off@a, share-rw bool=off@bcd, write-cache OnOffAuto=auto, scsi_version int32=5,
  quirk_mode_page_truncated bool=off, wwn uint64=0, discard_granularity size=4294967295,
  backend_defaults OnOffAuto=auto, vendor str, port_wwn uint64=0, quirk_mode_page_vendor_specific_apple bool=off,
  rerror BlockdevOnError=auto, product str, opt_io_size size=0, min_io_size size=0,
  quirk_mode_page_apple_vendor bool=off, stats-intervals list=[]@d, account-failed OnOffAuto=auto,
  physical_block_size size=0, migrate-emulated-scsi-request bool=on@bcd, port_index uint16=0,
  werror BlockdevOnError=auto, bootindex int32`,
  'ide-hd': `
  win2k-install-hack bool=off@bcd, unit uint32=4294967295, lsecs uint32=0, account-invalid OnOffAuto=auto, model str,
  lheads uint32=0, rotation_rate uint16=0, drive str, serial str, logical_block_size size=0, ver str,
  share-rw bool-=off@a, share-rw bool=off@bcd, write-cache OnOffAuto=auto, heads uint32=0, wwn uint64=0,
  discard_granularity size=4294967295, backend_defaults OnOffAuto=auto, lcyls uint32=0, cyls uint32=0,
  rerror BlockdevOnError=auto, opt_io_size size=0, min_io_size size=0, bios-chs-trans BiosAtaTranslation=auto,
  stats-intervals list=[]@d, account-failed OnOffAuto=auto, physical_block_size size=0, secs uint32=0,
  werror BlockdevOnError=auto, bootindex int32`,
  'ide-cd': `
  win2k-install-hack bool=off@bcd, unit uint32=4294967295, account-invalid OnOffAuto=auto, model str, drive str,
  serial str, logical_block_size size=0, ver str, share-rw bool-=off@a, share-rw bool=off@bcd,
  write-cache OnOffAuto=auto, wwn uint64=0, discard_granularity size=4294967295, backend_defaults OnOffAuto=auto,
  rerror BlockdevOnError=auto@d, opt_io_size size=0, rerror BlockdevOnError=auto@abc, min_io_size size=0,
  stats-intervals list=[]@d, account-failed OnOffAuto=auto, physical_block_size size=0, werror BlockdevOnError=auto,
  bootindex int32`,
};

const DESCRIBED: Readonly<Record<string, string>> = {
  drive: 'Node name or ID of a block device to use as a backend',
  addr: 'Slot and optional function number, example: 06.0 or 06',
  logical_block_size: 'A power of two between 512 B and 2 MiB',
  physical_block_size: 'A power of two between 512 B and 2 MiB',
};

const POLICY_LATER = 'Error handling policy (report/ignore/enospc/stop/auto)';
const POLICY: Readonly<Record<VersionLetter, string>> = {
  a: 'Error handling policy, report/ignore/enospc/stop/auto',
  b: POLICY_LATER,
  c: POLICY_LATER,
  d: POLICY_LATER,
};

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  OnOffAuto: ['on', 'off', 'auto'],
  BlockdevOnError: ['report', 'ignore', 'enospc', 'stop', 'auto'],
  BiosAtaTranslation: ['auto', 'none', 'lba', 'large', 'rechs'],
};

/** The values that a property of an enumeration takes; undefined for other types. */
export const choicesOf = (type: string): readonly string[] | undefined => CHOICES[type];

const read = new Map<string, readonly DeviceProperty[]>();

/** PCI devices that are of one generation of virtio and cannot be told which. */
const FIXED_GENERATION = /-(?:non-)?transitional$/;

/** What a driver takes in a version; undefined if there is no such driver. */
export function propertiesOf(profile: Profile, driver: string): readonly DeviceProperty[] | undefined {
  const text = RECORDED[driver];
  if (text === undefined) {
    const either = driver.replace(FIXED_GENERATION, '');
    if (either === driver) return undefined;
    return propertiesOf(profile, either)?.filter(({ name }) => name !== 'disable-legacy' && name !== 'disable-modern');
  }
  const letter = LETTERS[profile.wire.schema];
  const key = `${driver}@${letter}`;
  let found = read.get(key);
  if (found === undefined) {
    found = text.split(',').flatMap((item) => parseDeviceProperty(item.trim(), letter));
    read.set(key, found);
  }
  return found;
}

/** Reads one item of the notation. @returns nothing if the version of that letter does not have it */
export function parseDeviceProperty(item: string, letter: VersionLetter): DeviceProperty[] {
  const match = /^(\S+) ([^=@]+)(?:=([^@]*))?(?:@([a-d]+))?$/.exec(item);
  if (match === null) throw new Error(`device property '${item}'`);
  const [, name = '', type = '', value, versions = 'abcd'] = match;
  if (!versions.includes(letter)) return [];
  const property: DeviceProperty = { name, type: type === 'bool-' ? 'bool' : type };
  const description = describe(name, type, letter);
  return [
    {
      ...property,
      ...(value === undefined ? {} : { defaultValue: defaultOf(type, value) }),
      ...(description === undefined ? {} : { description }),
    },
  ];
}

function defaultOf(type: string, value: string): string | number | boolean | readonly never[] {
  if (type === 'bool' || type === 'bool-') return value === 'on';
  if (value === '[]') return [];
  return /^(u?int|size)/.test(type) ? Number(value) : value;
}

function describe(name: string, type: string, letter: VersionLetter): string | undefined {
  if (type === 'bool') return 'on/off';
  if (type === 'OnOffAuto') return 'on/off/auto';
  return type === 'BlockdevOnError' ? POLICY[letter] : DESCRIBED[name];
}
