/** What a server can be asked for. */
import type { ScenarioImage } from '../scenario/scenario.ts';
import type { ClockMode, RealTime } from './clock.ts';

/** As `blocksim serve` takes them, and some that only a program can give. */
export interface ServeOptions {
  /** A scenario file's path, or an object with the members of one. A machine with two disks if absent. */
  readonly scenario?: string | object;
  /** Which QEMU, by the name of its profile: `10.0.13`. The scenario's own, else the newest, if absent. */
  readonly qemu?: string;
  /**
   * Where QMP clients connect: `unix:PATH`, `tcp:HOST:PORT`, `stdio`, `fd:N`. One socket in a folder of its own if
   * absent.
   */
  readonly qmp?: string | readonly string[];
  /** Where the control channel listens. None if absent. */
  readonly control?: string;
  /** How virtual time passes; with the wall clock if absent. */
  readonly clock?: ClockMode;
  /** A file that gets the transcript while it grows. */
  readonly record?: string;
  /** A file that gets the run as a scenario when the server ends. */
  readonly save?: string;
  /** False: the run cannot be saved or recorded, and the server's memory does not grow with it. True if absent. */
  readonly history?: boolean;
  /** TCP addresses that other machines can reach are allowed. */
  readonly allowRemote?: boolean;
  /** How many bytes may wait for a client that does not read, before it is cut off. 64 MiB if absent. */
  readonly largestBacklog?: number;
  /**
   * How long, in nanoseconds, to look out for the next request of a client that asks one thing after the other, before
   * the process sleeps; 0: not at all. As `BLOCKSIM_POLL_MAX_NS` in the environment says if absent, else 100,000.
   */
  readonly pollMaxNs?: number;
  /** Image files that a client's text names and that the machine may not know yet. */
  readonly imagesIn?: (text: string) => readonly ScenarioImage[];
  /** Folders of the host that a client's text names files in. */
  readonly foldersIn?: (text: string) => readonly string[];
  /** Where real time is taken from. */
  readonly time?: RealTime;
}
