/** Block drivers: what a node does with a request. One file a driver in `drivers/`. */
import { bug, hashText, type Named, remember } from '../kernel/index.ts';
import type { Extents } from './extents.ts';
import type { Slot } from './graph.ts';
import type { Permissions } from './permissions.ts';
import type { Io, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** A request that has not finished yet; any other return is 0 or a negative errno. */
export const PENDING = 1;

/** Force unit access: the write is on disk when it completes (2.5). */
export const FUA = 1;
/** A zero write may unmap. */
export const MAY_UNMAP = 2;
/** A read also writes what it got into the node it is addressed to, where that has nothing of its own (4.4). */
export const COPY_ON_READ = 4;
/** With copy-on-read: nobody wants the data itself. */
export const PREFETCH = 8;
/** A zero write that fails with ENOTSUP rather than write zeroes as data. */
export const NO_FALLBACK = 16;
/** Passed on by drivers without a part in it: a write that changes nothing a guest can see. */
export const UNCHANGED = 32;

/** How a stretch of a node is stored, as far as the node itself knows. */
export interface Status {
  /** how many bytes the answer is good for */
  readonly bytes: number;
  readonly data: boolean;
  /** reads as zeroes */
  readonly zero: boolean;
  /** this node (not its backing file) says what is read here */
  readonly allocated: boolean;
}

/** A status, or a negative errno. */
export type StatusAnswer = Status | number;

/** Options of a node as `blockdev-add` takes them. */
export type Options = Readonly<Record<string, unknown>>;

export interface Driver extends Named {
  /** the option that names the child that holds the data; absent: there is none */
  readonly childOption?: 'file' | 'image';
  /** options that change what the guest sees: a plain file name does not say everything; `x.` is all that begin so */
  readonly strong?: readonly string[];
  /** knows a `backing` option */
  readonly hasBacking?: boolean;
  /** What is wrong before the data child is looked at. */
  precheck?(world: BlockWorld, options: Options): string | undefined;
  /**
   * Opens a node whose data child is attached: checks options, sets size and state. Drivers that only jobs use lack it.
   * @returns QEMU's words if it cannot
   */
  open?(world: BlockWorld, node: Node, options: Options): string | undefined;
  /**
   * Serves a request: reads set `io.content`. @returns 0, a negative errno, or PENDING; then `finish` (io.ts)
   * is called later.
   */
  submit(world: BlockWorld, node: Node, io: Io): number;
  /** A request that the driver sent to a child has finished late; by default its parent finishes with the same. */
  childDone?(world: BlockWorld, node: Node, io: Io, ret: number, child: Io): number;
  /** Goes on with a request that a breakpoint held after the driver raised an event on a child. */
  proceed?(world: BlockWorld, node: Node, io: Io): number;
  /** The stages of a flush (2.5); a driver without them just visits its children. */
  flush?: FlushStages;
  /**
   * Hears the events that the block layer or a parent node's driver raises on it (4.2): blkdebug only.
   * @returns whether a breakpoint holds the request that raised it
   */
  hear?(world: BlockWorld, node: Node, event: string, request: number): boolean;
  /** Options that blockdev-reopen may change or leave out; what they mean then is for {@link reopen}. */
  readonly changeable?: readonly string[];
  /** Takes changed options over. @returns QEMU's words if it cannot, and then nothing has changed */
  reopen?(world: BlockWorld, node: Node, options: Options): string | undefined;
  /** What a worker thread does for a request that was handed to the workers: changes the file, or reads it. */
  work?(world: BlockWorld, node: Node, io: Io): number;
  /** Undoes what opening did: lets go of images, groups. */
  close?(world: BlockWorld, node: Node): void;
  /** Nobody may submit any more, or again. */
  drainBegin?(world: BlockWorld, node: Node): void;
  drainEnd?(world: BlockWorld, node: Node): void;
  /**
   * How [offset, offset + bytes) is stored; without it, a filter's child answers, and a protocol says data.
   * @param quick the asker would rather have a wrong "data" than wait for the host's answer
   */
  status?(world: BlockWorld, node: Node, offset: number, bytes: number, quick: boolean): StatusAnswer;
  /** What a read of this node alone gives, without any I/O; without it, a filter's child answers. */
  contents?(world: BlockWorld, node: Node, offset: number, bytes: number): Extents;
  /** Changes the size; `refusal` has the words. Without it a filter's child is asked. */
  truncate?(world: BlockWorld, node: Node, size: number): string | undefined;
  /** A filter shows its child's data as its own. */
  readonly isFilter: boolean;
  /** A protocol driver has no data child: file, null-co. */
  readonly isProtocol: boolean;
  /** has a discard of its own; without, discards do nothing */
  readonly discards?: boolean;
  /** can write zeroes better than as data, which lets copy-on-read use it */
  readonly zeroes?: boolean;
  /** passes FUA on; without, the block layer flushes after such a write (2.5) */
  fua?(world: BlockWorld, node: Node): boolean;
  /** what it takes on a child and shares there, where that is not what its kind does; see permissions.ts */
  childPermissions?(world: BlockWorld, node: Node, slot: Slot, own: Permissions): Permissions | undefined;
  /** what users call the child in a slot; `file` and `backing` if it does not say */
  childName?(slot: Slot): string;
}

export interface FlushStages {
  toOs?(world: BlockWorld, node: Node, io: Io): number;
  toDisk?(world: BlockWorld, node: Node, io: Io): number;
}

const drivers = new Map<string, Driver>();

/** Registers a driver; called at module level. */
export function defineDriver(described: Omit<Driver, 'hash'>): Driver {
  const driver = remember({ ...described, hash: hashText(described.name) });
  drivers.set(driver.name, driver);
  return driver;
}

export const driverOf = (node: Node): Driver => node.code ?? bug(`node ${node.name} has no driver`);

export const driverNamed = (name: string): Driver | undefined => drivers.get(name);

/** What users call the child in a slot of a node. */
export const childName = (node: Node, slot: Slot): string =>
  driverOf(node).childName?.(slot) ?? (slot === 'primary' ? 'file' : slot);
