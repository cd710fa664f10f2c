/** What the machine keeps beside the block layer: its run state, its devices, the guest's requests. */
import type { Operation } from '../block/records.ts';
import {
  callback,
  deadline,
  defineRecord,
  flag,
  json,
  MAIN_CONTEXT,
  number,
  type RecordOf,
  ref,
  shared,
  sharedWrites,
  TOUCH,
  TOUCH_ALL,
  text,
  unhashed,
} from '../kernel/index.ts';

/** Wire values of RunState (1.1). */
export type RunState =
  | 'prelaunch'
  | 'running'
  | 'paused'
  | 'io-error'
  | 'internal-error'
  | 'shutdown'
  | 'suspended'
  | 'guest-panicked'
  | 'watchdog'
  | 'debug'
  | 'inmigrate'
  | 'finish-migrate'
  | 'postmigrate'
  | 'colo'
  | 'save-vm'
  | 'restore-vm';

/** Why the process ends or resets, as SHUTDOWN and RESET tell it (section 7). */
export type Cause = 'host-qmp-quit' | 'host-qmp-system-reset' | 'host-signal' | 'guest-shutdown' | 'guest-reset';

export const Vm = defineRecord('vm', {
  state: sharedWrites(text<RunState>('prelaunch'), TOUCH.guest),
  /** it was suspended when it was stopped, so cont leads back there */
  wasSuspended: flag(),
  /** the vmstop slot: empty, or the state that the main loop shall stop to */
  slot: text<RunState | ''>(),
  resetRequested: shared(text<Cause | ''>(), TOUCH.requests),
  shutdownRequested: shared(text<Cause | ''>(), TOUCH.requests),
  powerdownRequested: shared(flag(), TOUCH.requests),
  suspendRequested: shared(flag(), TOUCH.requests),
  wakeupRequested: flag(),
  /** powering off pauses the VM instead of ending the process (-no-shutdown) */
  shutdownPauses: flag(),
  /** incoming migration: cont sets this instead of starting */
  autostart: flag(true),
  /** the process has ended */
  exited: sharedWrites(flag(), TOUCH_ALL),
  /** the process has crashed: what it printed last */
  aborted: text(),
  name: text(),
  uuid: text<string>('00000000-0000-0000-0000-000000000000'),
  /** the board: which buses there are for devices that come later; decided by the first device, empty: none */
  machine: text<'' | 'microvm' | 'pc'>(),
  /** what set-action has set, by what happens */
  actions: json<Readonly<Record<string, string>>>({}),
  /** what migrate-set-capabilities has switched on */
  migrateCapabilities: json<readonly string[]>([]),
  /** the timer that ends the grace of devices that were unplugged (3.4) */
  graceTimer: ref(),
});
export type Vm = RecordOf<typeof Vm>;

export const Device = defineRecord('device', {
  /** virtio-blk-device, scsi-hd, ... */
  driver: text(),
  /** the code behind the driver; see model.ts */
  model: text(),
  /** its qdev id; empty if it was given none */
  name: sharedWrites(text(), TOUCH.graph),
  /** canonical path of the object that owns the backend */
  qomPath: text(),
  backend: sharedWrites(ref(), TOUCH.graph),
  /** the controller that carries it */
  controller: ref(),
  /** properties as given, for qom-get */
  properties: json<Readonly<Record<string, unknown>>>({}),
  /** where its change handler stands among all: depth first, then registration */
  depth: number(),
  order: number(),
  notifier: ref(),
  /** where its requests are served: the main context, or its iothread's while the VM runs (2.6) */
  context: number(MAIN_CONTEXT),
  /** kicks go through the notifier; off while the VM is stopped */
  notifierOn: shared(flag(), TOUCH.rings),
  /** the guest's driver has set the device up; a reset takes that back */
  ready: shared(flag(true), TOUCH.rings),
  /** requests the guest has put on the ring and the device has not taken yet */
  ringHead: shared(ref(), TOUCH.rings),
  ringTail: shared(ref(), TOUCH.rings),
  /** requests kept for retry, newest first */
  parked: json<readonly number[]>([]),
  /** requests the device works on, oldest first (SCSI's list of a LUN) */
  active: json<readonly number[]>([]),
  lun: number(),
  /** the next SCSI command gets UNIT ATTENTION */
  unitAttention: flag(),
  requestMerging: flag(true),
  /** IDE: the one operation that was stopped, as a request id */
  retry: ref(),
  /** device_del was asked for and waits for the guest */
  unplugging: flag(),
  /** until when a second device_del is refused; NONE: until the VM runs again */
  unplugExpires: deadline(),
  /** it came by device_add */
  hotplugged: flag(),
  /** a bottom half that hands back what was kept, or the look at the first sector, has not run yet */
  busy: flag(),
});
export type Device = RecordOf<typeof Device>;

export type GuestStatus = 'ok' | 'ioerr' | 'unsupp';

export const GuestRequest = defineRecord('guest-request', {
  device: ref(),
  op: text<Operation>('read'),
  offset: number(),
  bytes: number(),
  /** what the guest calls it */
  tag: text(),
  /** distinguishes this write's data from every other's */
  stamp: number(),
  next: ref(),
  /** the next request of a merged run */
  mergeNext: ref(),
  started: unhashed(number()),
  /** SCSI: marked for retry */
  retry: flag(),
  onDone: callback(),
});
export type GuestRequest = RecordOf<typeof GuestRequest>;

/** What is left of an unplugged device until nobody can be looking at it any more (3.4). In order of id. */
export const Unplugged = defineRecord('unplugged', {
  name: text(),
  path: text(),
  backend: ref(),
});
export type Unplugged = RecordOf<typeof Unplugged>;

/** What object-add makes, beside throttle groups: those are the block layer's. */
export const UserObject = defineRecord('user-object', {
  type: text(),
  name: text(),
  properties: json<Readonly<Record<string, unknown>>>({}),
  /** the thread of an iothread */
  thread: ref(),
});
export type UserObject = RecordOf<typeof UserObject>;
