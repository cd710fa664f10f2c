/** Block drivers: what a node does with a request. One file a driver in `drivers/`. */
import { bug } from '../kernel/index.ts';
import type { Io, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** A request that has not finished yet; any other return is 0 or a negative errno. */
export const PENDING = 1;

/** Force unit access: the write is on disk when it completes (2.5). */
export const FUA = 1;
/** A zero write may unmap. */
export const MAY_UNMAP = 2;

export interface Driver {
  readonly name: string;
  /**
   * Serves a request: reads set `io.content`. @returns 0, a negative errno, or PENDING; then `finish` (io.ts)
   * is called later.
   */
  submit(world: BlockWorld, node: Node, io: Io): number;
  /** A request that the driver sent to a child has finished late; by default its parent finishes with the same. */
  childDone?(world: BlockWorld, node: Node, io: Io, ret: number, child: Io): number;
  /** Called when the request leaves the node, with its outcome (blkdebug's pwritev_done). */
  leave?(world: BlockWorld, node: Node, io: Io, ret: number): void;
  /** The stages of a flush (2.5); a driver without them just visits its children. */
  flush?: FlushStages;
  /** Hears the events that a parent node's driver or the block layer raises on it (4.2): blkdebug only. */
  hear?(world: BlockWorld, node: Node, event: string): void;
  /** Undoes what opening did: lets go of images, groups. */
  close?(world: BlockWorld, node: Node): void;
  /** A filter shows its child's data as its own. */
  readonly isFilter: boolean;
  /** A protocol driver has no data child: file, null-co. */
  readonly isProtocol: boolean;
}

export interface FlushStages {
  /** replaces everything else (null-co) */
  whole?(world: BlockWorld, node: Node, io: Io): number;
  toOs?(world: BlockWorld, node: Node, io: Io): number;
  toDisk?(world: BlockWorld, node: Node, io: Io): number;
}

const drivers = new Map<string, Driver>();

/** Registers a driver; called at module level. */
export function defineDriver(driver: Driver): Driver {
  if (drivers.has(driver.name)) bug(`two drivers are called ${driver.name}`);
  drivers.set(driver.name, driver);
  return driver;
}

export const driverOf = (node: Node): Driver => drivers.get(node.driver) ?? bug(`no driver is called ${node.driver}`);
