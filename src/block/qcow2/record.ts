/** What an open qcow2 node keeps beside the image: its lock, its caches, the allocations under way. */
import { bug, defineRecord, flag, json, NONE, type RecordOf, ref, text } from '../../kernel/index.ts';
import { type Image, imageTable } from '../images.ts';
import type { Node } from '../records.ts';
import { wakeRequest } from '../serve.ts';
import type { BlockWorld } from '../world.ts';

/** An allocation whose data is being written: others that touch its clusters wait. */
export interface Allocation {
  readonly io: number;
  /** clusters [start, end) */
  readonly start: number;
  readonly end: number;
  readonly host: number;
  /** the place was there before (zero-alloc) */
  readonly reused: boolean;
  /** requests waiting for it */
  readonly waiting: readonly number[];
}

export type CacheName = 'l2' | 'refcount';

export const Qcow2 = defineRecord('qcow2', {
  node: ref(),
  image: ref(),
  /** the request that holds the lock on the tables */
  lockedBy: ref(),
  waiting: json<readonly number[]>([]),
  allocations: json<readonly Allocation[]>([]),
  /** L2 tables in the cache, and those of them that differ from the file */
  tablesLoaded: json<readonly number[]>([]),
  tablesDirty: json<readonly number[]>([]),
  refcountLoaded: flag(),
  refcountDirty: flag(),
  /** which cache must be written before this one */
  tablesAfter: text<CacheName | ''>(''),
  refcountAfter: text<CacheName | ''>(''),
  /** the file must be flushed before this cache is written */
  tablesAfterFlush: flag(),
  refcountAfterFlush: flag(),
  /** a fatal corruption was found: every request ends with ENOMEDIUM */
  corrupt: flag(),
});
export type Qcow2 = RecordOf<typeof Qcow2>;

export const qcow2Table = (world: BlockWorld) => world.store.table(Qcow2);

export const qcow2Of = (world: BlockWorld, node: Node): Qcow2 => qcow2Table(world).at(node.stateId);

export const imageOf = (world: BlockWorld, qcow2: Qcow2): Image => imageTable(world).at(qcow2.image);

/** Takes the lock, or queues for it. @returns whether it is held now; if not, the request is woken when it is */
export function lock(qcow2: Qcow2, io: number): boolean {
  if (qcow2.lockedBy === NONE) {
    qcow2.lockedBy = io;
    return true;
  }
  if (qcow2.lockedBy === io) bug('a request locks the tables of a qcow2 twice');
  qcow2.waiting = [...qcow2.waiting, io];
  return false;
}

/** Gives the lock to whoever has waited longest. */
export function unlock(world: BlockWorld, qcow2: Qcow2): void {
  const [next, ...rest] = qcow2.waiting;
  qcow2.lockedBy = next ?? NONE;
  if (next === undefined) return;
  qcow2.waiting = rest;
  wakeRequest(world, next);
}
