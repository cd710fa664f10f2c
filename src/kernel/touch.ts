/**
 * What the main thread shares with whatever arrives from outside: worker threads, guests, clients. A step of the main
 * thread that touches nothing of what may arrive meanwhile has the same effect before the arrival and after it, so a
 * search need not try both orders. Each place that is shared is a bit; whoever reads or writes it notes the bit in
 * `store.touched`: fields by being declared `shared`, what is no field in its own code.
 */
export const TOUCH = {
  /** bottom halves that wait for the next round of the main context */
  mainQueue: 1 << 0,
  /** the same of the iohandler context */
  iohandlerQueue: 1 << 1,
  /** the same of iothreads' contexts */
  otherQueue: 1 << 2,
  /** the guest's rings and their notifiers */
  rings: 1 << 3,
  /** which requests the worker threads have finished */
  workers: 1 << 4,
  /** the storage under the files: what is wrong with it, and how full it is */
  storage: 1 << 5,
  /** what clients have sent and nobody has served yet */
  input: 1 << 6,
  /** who is connected and listens */
  sessions: 1 << 7,
  /** whether the guest's processors run */
  guest: 1 << 8,
  /** requests to stop, to reset and to end the process */
  requests: 1 << 9,
  /** how long files are, as nodes know it */
  sizes: 1 << 10,
  /**
   * reading what is in a file, and writing it: the first of as many bits as files are told apart, see {@link bitFor}
   */
  contentsRead: 1 << 11,
  contentsWritten: 1 << 19,
  /** which disks, nodes and files there are, and what lies below what */
  graph: 1 << 27,
} as const;

/** Bits of a place that is shared record by record. */
const APART = 8;

/** The bit of the record with that id, of a place that is shared record by record. Some records have a bit together. */
export const bitFor = (first: number, id: number): number => first << (id % APART);

/** What may touch anything. */
export const TOUCH_ALL = -1;
