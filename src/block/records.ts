/** What the block layer keeps: nodes, backends, requests on their way, and their statistics. */
import {
  callback,
  code,
  counted,
  defineRecord,
  derived,
  flag,
  json,
  MAIN_CONTEXT,
  number,
  type RecordOf,
  ref,
  sharedReads,
  sharedWrites,
  TOUCH,
  text,
  unhashed,
} from '../kernel/index.ts';
import type { Driver } from './driver.ts';
import type { ErrorPolicy, IoStatus } from './error-policy.ts';
import { type Extents, hashExtents } from './extents.ts';

export type Operation = 'read' | 'write' | 'write-zeroes' | 'discard' | 'flush';

/** What a driver asks of those who use it, beyond alignment and the largest transfer; 0: no limit. Bytes. */
export interface Limits {
  readonly zeroAlign: number;
  readonly maxZero: number;
  readonly discardAlign: number;
  readonly maxDiscard: number;
  /** of the caller's buffers */
  readonly minMemory: number;
  readonly optMemory: number;
}

export const NO_LIMITS: Limits = {
  zeroAlign: 0,
  maxZero: 0,
  discardAlign: 0,
  maxDiscard: 0,
  minMemory: 512,
  optMemory: 4096,
};

/** What a node has of its data child's limits. */
export const inheritedLimits = ({ limits }: { readonly limits: Limits }): Limits => ({
  ...NO_LIMITS,
  discardAlign: limits.discardAlign,
  minMemory: limits.minMemory,
  optMemory: limits.optMemory,
});

/** One vertex of the block graph (a BlockDriverState). */
export const Node = defineRecord('node', {
  name: sharedWrites(text(), TOUCH.graph),
  driver: text(),
  /** the driver of that name; see driverOf */
  code: unhashed(code<Driver>()),
  /** its own options as given, without children; see open.ts */
  options: sharedWrites(json<Readonly<Record<string, unknown>>>({}), TOUCH.graph),
  readOnly: flag(),
  /** in bytes */
  size: sharedReads(number(), TOUCH.sizes),
  /** the child that holds the data: `file`, or `image` of blkdebug */
  primary: sharedWrites(ref(), TOUCH.graph),
  backing: ref(),
  /** a second node that its driver writes to: a copy-before-write filter's target */
  target: ref(),
  /** made by blockdev-add itself, so blockdev-del may remove it */
  monitorOwned: flag(),
  /** made for the node above it, and gone with it */
  inline: flag(),
  /** put into the graph by a job and hidden from it: not told to users as a layer */
  implicit: flag(),
  /** nested drained sections that hold it */
  quiesce: number(),
  inFlight: derived(number()),
  /** the event-loop context its requests run in: the main one, or an iothread's (2.6) */
  context: number(MAIN_CONTEXT),
  /** something was written since the last flush was asked for (2.5) */
  unflushed: flag(),
  /** a flush has failed and none succeeded since */
  flushFailed: flag(),
  flushing: flag(),
  /** requests waiting for the running flush, in order */
  flushHead: ref(),
  flushTail: ref(),
  /** requests under way that keep overlapping ones out: read-modify-write, copy-on-read */
  serialising: number(),
  /** requests kept out, in order */
  overlapHead: ref(),
  overlapTail: ref(),
  /** requests must be multiples of this; 1 is no rule */
  align: number(1),
  /** longer requests are split; 0 is no limit */
  maxTransfer: number(),
  limits: json<Limits>(NO_LIMITS),
  discard: text<'ignore' | 'unmap'>('ignore'),
  detectZeroes: text<'off' | 'on' | 'unmap'>('off'),
  cacheDirect: flag(),
  cacheNoFlush: flag(),
  /** takes and shares no permission that matters on its image file */
  forceShare: flag(),
  /** end offset above which a write tells BLOCK_WRITE_THRESHOLD once; 0 is off */
  writeThreshold: number(),
  wrHighestOffset: unhashed(number()),
  /** dirty bitmaps that hear of its writes */
  bitmaps: number(),
  /** what the driver keeps; see the driver */
  state: json<unknown>(null),
  /** the driver keeps a record of its own kind with this id */
  stateId: ref(),
  /** who forbids what: reasons by job id (op blockers) */
  blockers: json<readonly Blocker[]>([]),
  /** what open() was told the backing file's name is; see node-info.ts */
  backingFile: text(),
});
export type Node = RecordOf<typeof Node>;

export interface Blocker {
  readonly reason: string;
  readonly owner: number;
  /** what the job takes of the node and leaves to others; absent: nothing, and all */
  readonly use?: JobUse;
}

/** A job as a user of a node; see permissions.ts. */
export interface JobUse {
  /** the job in QEMU's words */
  readonly who: string;
  /** what the job calls the node */
  readonly child: string;
  readonly perm: number;
  readonly shared: number;
}

/** What a guest device or a job talks to (a BlockBackend). */
export const Backend = defineRecord('backend', {
  name: sharedWrites(text(), TOUCH.graph),
  root: sharedWrites(ref(), TOUCH.graph),
  /** a guest disk, a job or a tool */
  user: text<'device' | 'job' | 'tool' | ''>(''),
  /** the device's id, or its QOM path if it has none: query-block's qdev */
  qdev: sharedWrites(text(), TOUCH.graph),
  /** the canonical QOM path of the attached device */
  qomPath: text(),
  rerror: text<ErrorPolicy>('report'),
  werror: text<ErrorPolicy>('enospc'),
  ioStatusEnabled: flag(),
  ioStatus: text<IoStatus>('ok'),
  inFlight: derived(number()),
  quiesce: number(),
  /** requests submitted while drained, in order (2.3) */
  queueHead: ref(),
  queueTail: ref(),
  /** its requests pass drained sections: stream, the mirror target */
  passesDrains: flag(),
  writeCache: flag(true),
  /** a tool's request or sleep has not ended yet */
  toolBusy: flag(),
  /** what the device does when drained sections begin and end */
  onDrainBegin: callback(),
  onDrainEnd: callback(),
  device: ref(),
  /** its place in a throttle group; NONE: not throttled */
  throttleMember: ref(),
  accounting: ref(),
  /** permissions it takes on its root, and those it leaves to others; see permissions.ts */
  perm: number(),
  shared: number(15),
  /** permissions a device takes beyond the usual: share-rw */
  shareWrite: flag(),
  writable: flag(true),
  /** of an empty drive: what its tray and lock are */
  hasTray: flag(),
  trayOpen: flag(),
  locked: flag(),
  /** a device with removable media, such as a CD drive */
  removable: flag(),
});
export type Backend = RecordOf<typeof Backend>;

/** A request at one node: what a guest, a job or a parent node asked for. */
export const Io = defineRecord('io', {
  op: text<Operation>('read'),
  node: ref(),
  /** the backend it came through; NONE for requests between nodes */
  backend: ref(),
  /** the request at the parent node that waits for this one */
  parent: ref(),
  offset: number(),
  bytes: number(),
  /** force unit access; may unmap; see driver.ts */
  flags: number(),
  /** what is written, or what was read, at this node's offsets; null: of no interest */
  content: counted(json<Extents | null>(null), hashExtents),
  /** how far the driver is */
  phase: number(),
  /** what the driver remembers between phases */
  plan: json<unknown>(null),
  ret: number(),
  /** called when the request is over at its first node, with its own id and 0 or a negative errno */
  onDone: callback(),
  /** whom the backend calls then, with `arg` and the outcome */
  whom: callback(),
  arg: number(),
  /** submitted for a callback (blk_aio_*), not from a coroutine */
  aio: flag(),
  next: ref(),
  /** the coroutine that serves it; see serve.ts */
  coroutine: ref(),
  /** a part of its parent at the same node: the driver's business only */
  piece: flag(),
  /** served in parts that raise the node's events themselves */
  inParts: flag(),
  /** keeps overlapping requests out, rounded to this many bytes; 0: does not */
  serialise: number(),
  /** waits at a breakpoint before or after its driver, or for an overlapping request; other ways to wait: see io.ts */
  held: text<'' | 'enter' | 'leave' | 'overlap'>(''),
  /** of a request at a file: with the worker threads, or done there */
  worker: sharedReads(text<'' | 'busy' | 'done'>(''), TOUCH.workers),
});
export type Io = RecordOf<typeof Io>;

/** Statistics of a backend (1.7); they influence nothing. */
export const Accounting = defineRecord('accounting', {
  rdOps: unhashed(number()),
  wrOps: unhashed(number()),
  flushOps: unhashed(number()),
  unmapOps: unhashed(number()),
  rdBytes: unhashed(number()),
  wrBytes: unhashed(number()),
  unmapBytes: unhashed(number()),
  rdTime: unhashed(number()),
  wrTime: unhashed(number()),
  flushTime: unhashed(number()),
  unmapTime: unhashed(number()),
  rdMerged: unhashed(number()),
  wrMerged: unhashed(number()),
  failedRd: unhashed(number()),
  failedWr: unhashed(number()),
  failedFlush: unhashed(number()),
  failedUnmap: unhashed(number()),
  invalidRd: unhashed(number()),
  invalidWr: unhashed(number()),
  invalidFlush: unhashed(number()),
  invalidUnmap: unhashed(number()),
  lastAccess: unhashed(number(-1)),
  accountFailed: flag(true),
  accountInvalid: flag(true),
});
export type Accounting = RecordOf<typeof Accounting>;

/** What there is once: orders, counters, the worker threads' queue. */
export const BlockLayer = defineRecord('block-layer', {
  /** nodes in the order in which they got their names */
  nodes: sharedWrites(json<readonly number[]>([]), TOUCH.graph),
  backends: sharedWrites(json<readonly number[]>([]), TOUCH.graph),
  /** who uses which child, in the order in which these ties were made; see graph.ts */
  edges: json<readonly string[]>([]),
  /** generated node names so far (5.3) */
  generated: number(),
  /** drained sections of everything that are open */
  drainAll: number(),
  /** requests with the worker threads, oldest first */
  workers: json<readonly number[]>([]),
  /** the bottom half that tells finished ones */
  workersDone: ref(),
});
export type BlockLayer = RecordOf<typeof BlockLayer>;
