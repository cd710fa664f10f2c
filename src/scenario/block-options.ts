/**
 * The members that blockdev-add, -drive and device_add know for what the simulator plays, so that a misspelt one is
 * found before start and named with its place. Values and versions are for the machine to judge, in QEMU's words;
 * drivers that are not listed here are left to it altogether.
 */
import { BLKDEBUG_EVENTS, BLKDEBUG_IO_TYPES } from '../block/blkdebug-rules.ts';
import { type Place, ShapeRefusal } from './refusal.ts';
import { imageOf, isObject, type Json, type JsonObject } from './scenario.ts';
import { name, object, oneOf, onlyMembers, wrong, yes } from './shape.ts';

const words = (names: string): readonly string[] => names.trim().split(/\s+/);

const ANY_NODE = words('driver node-name read-only auto-read-only force-share discard detect-zeroes cache active');
const FILE = words('filename aio aio-max-batch locking pr-manager drop-cache x-check-cache-dropped');
const NULL = words('size latency-ns read-zeroes');

const NODE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  file: FILE,
  host_device: FILE,
  'null-co': NULL,
  'null-aio': NULL,
  raw: words('file offset size'),
  qcow2: words(`file backing data-file lazy-refcounts pass-discard-request pass-discard-snapshot pass-discard-other
    discard-no-unref overlap-check cache-size l2-cache-size l2-cache-entry-size refcount-cache-size
    cache-clean-interval encrypt`),
  blkdebug: words(`image config align max-transfer opt-write-zero max-write-zero opt-discard max-discard inject-error
    set-state take-child-perms unshare-child-perms`),
  throttle: words('file throttle-group'),
  'copy-on-read': words('file bottom'),
  'copy-before-write': words('file target bitmap on-cbw-error cbw-timeout min-cluster-size'),
  quorum: words('children vote-threshold blkverify rewrite-corrupted read-pattern'),
  blkverify: words('test raw'),
  preallocate: words('file prealloc-align prealloc-size'),
  compress: words('file'),
};

/** The child that a driver cannot be without, for those that the simulator plays. */
const NEEDED: Readonly<Record<string, string>> = {
  raw: 'file',
  qcow2: 'file',
  blkdebug: 'image',
  throttle: 'file',
  'copy-on-read': 'file',
};

const CHILDREN = words('file image backing data-file target test raw children');
const CACHE = words('writeback direct no-flush');
const INJECT_ERROR = words('event state iotype errno sector once immediately delay-ns maybe');
const SET_STATE = words('event state new_state');
const DRIVE = words(`id if format file werror rerror cache media index bus unit snapshot readonly copy-on-read aio
  serial throttling stats-account-invalid stats-account-failed stats-intervals`);

const ANY_DISK = words(`drive werror rerror share-rw write-cache logical_block_size physical_block_size min_io_size
  opt_io_size discard_granularity account-invalid account-failed stats-intervals backend_defaults bootindex cyls heads
  secs lcyls lheads lsecs serial`);
const ANY_VIRTIO = words(`indirect_desc event_idx notify_on_empty any_layout iommu_platform packed queue_reset in_order
  use-started use-disabled-flag x-disable-legacy-check iothread iothread-vq-mapping ioeventfd`);
const ANY_SCSI_DISK = words(`channel scsi-id lun ver vendor product device_id wwn port_wwn port_index removable dpofua
  rotation_rate max_unmap_size max_io_size scsi_version quirk_mode_page_set_block_size
  quirk_mode_page_vendor_specific_apple quirk_mode_page_apple_vendor quirk_mode_page_truncated
  quirk_mode_sense_rom_use_dbd migrate-emulated-scsi-request`);

const DEVICE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  'virtio-blk-device': [
    ...ANY_DISK,
    ...ANY_VIRTIO,
    ...words(`config-wce scsi request-merging num-queues queue-size seg-max-adjust discard report-discard-granularity
      write-zeroes max-discard-sectors max-write-zeroes-sectors x-enable-wce-if-config-wce`),
  ],
  'virtio-scsi-device': [
    ...ANY_VIRTIO,
    ...words('num_queues virtqueue_size seg_max_adjust max_sectors cmd_per_lun hotplug param_change'),
  ],
  'scsi-hd': [...ANY_DISK, ...ANY_SCSI_DISK],
  'scsi-cd': [...ANY_DISK, ...ANY_SCSI_DISK],
};

/** What the checks need to know about the file around the options. */
export interface Surroundings {
  readonly images: readonly string[];
}

/** Checks one node's options and those of the nodes inside it. */
export function checkNode(options: JsonObject, place: Place, around: Surroundings): void {
  const driver = options.driver;
  name(driver, [...place, 'driver']);
  const members = typeof driver === 'string' && Object.hasOwn(NODE_MEMBERS, driver) ? NODE_MEMBERS[driver] : undefined;
  if (members !== undefined) onlyMembers(options, place, [...ANY_NODE, ...members]);
  const needed = members === undefined ? undefined : NEEDED[String(driver)];
  if (needed !== undefined && options[needed] === undefined)
    throw new ShapeRefusal([...place, needed], 'missing, expected a node or the name of one');
  checkParts(options, place, around);
}

/** Checks the options of a -drive, which are those of a drive, of its format's driver, and of the nodes below. */
export function checkDrive(options: JsonObject, place: Place, around: Surroundings): void {
  name(options.id, [...place, 'id']);
  const driver = options.format ?? options.driver;
  const members = typeof driver === 'string' && Object.hasOwn(NODE_MEMBERS, driver) ? NODE_MEMBERS[driver] : undefined;
  if (members !== undefined) onlyMembers(options, place, [...DRIVE, ...ANY_NODE, ...members]);
  checkParts(options, place, around);
}

/** Checks the options of a device. */
export function checkDevice(options: JsonObject, place: Place): void {
  const driver = options.driver;
  const members = typeof driver === 'string' && Object.hasOwn(DEVICE_MEMBERS, driver) ? DEVICE_MEMBERS[driver] : [];
  if (members !== undefined && members.length > 0) onlyMembers(options, place, ['driver', 'id', 'bus', ...members]);
}

function checkParts(options: JsonObject, place: Place, around: Surroundings): void {
  if (isObject(options.cache)) onlyMembers(options.cache, [...place, 'cache'], CACHE);
  checkFilename(options.filename, [...place, 'filename'], around);
  if (typeof options.file === 'string') checkFilename(options.file, [...place, 'file'], around);
  checkRules(options, 'inject-error', place, (rule, at) => checkInjectError(rule, at, options));
  checkRules(options, 'set-state', place, (rule, at) => {
    onlyMembers(rule, at, SET_STATE);
    checkEvent(rule, at);
  });
  for (const child of CHILDREN) checkChildren(options[child], [...place, child], around);
}

function checkChildren(child: Json | undefined, place: Place, around: Surroundings): void {
  if (Array.isArray(child)) {
    for (const [index, inner] of child.entries()) checkChildren(inner, [...place, index], around);
  } else if (isObject(child) && (child.driver !== undefined || child.filename === undefined)) {
    checkNode(child, place, around);
  } else if (isObject(child)) {
    checkParts(child, place, around); // -drive guesses the driver of file.filename
  }
}

function checkRules(
  options: JsonObject,
  member: string,
  place: Place,
  check: (rule: JsonObject, place: Place) => void,
): void {
  const rules = options[member];
  if (!Array.isArray(rules)) return;
  for (const [index, rule] of rules.entries()) {
    const at = [...place, member, index];
    check(object(rule, at, 'a rule') as JsonObject, at);
  }
}

function checkInjectError(rule: JsonObject, place: Place, node: JsonObject): void {
  onlyMembers(rule, place, INJECT_ERROR);
  checkEvent(rule, place);
  // Names are for faults of the host; a rule with one would never fail anything.
  if (rule.errno !== undefined && !/^\d+$/.test(String(rule.errno)))
    throw wrong([...place, 'errno'], "an error's number, such as 28 for ENOSPC", rule.errno);
  if (typeof rule.iotype === 'string') oneOf('iotype', BLKDEBUG_IO_TYPES)(rule.iotype, [...place, 'iotype']);
  if (rule.maybe === undefined) return;
  yes(rule.maybe, [...place, 'maybe']);
  if (typeof node['node-name'] !== 'string') {
    throw new ShapeRefusal([...place, 'maybe'], 'a rule that may be absent needs a node-name on its node', true);
  }
}

function checkEvent(rule: JsonObject, place: Place): void {
  oneOf('event', BLKDEBUG_EVENTS)(rule.event, [...place, 'event']);
}

function checkFilename(filename: Json | undefined, place: Place, around: Surroundings): void {
  const image = typeof filename === 'string' ? imageOf(filename) : undefined;
  if (image !== undefined) oneOf('image', around.images)(image, place);
}

/** The names by which a device's `drive` may call something in these options: node-names at any depth. */
export function nodeNames(options: Json): string[] {
  if (Array.isArray(options)) return options.flatMap(nodeNames);
  if (!isObject(options)) return [];
  const own = options['node-name'];
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(options).flatMap(nodeNames)];
}
