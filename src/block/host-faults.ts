/**
 * What is wrong with the storage under the image files: requests that fail there, and requests that do not come back.
 * Unlike blkdebug's rules these are no part of QEMU; they are set while the machine runs, and healed.
 */
import { defineRecord, json, number, type RecordOf, shared, TOUCH, text, unhashed } from '../kernel/index.ts';
import type { Io, Operation } from './records.ts';
import type { BlockWorld } from './world.ts';

/** Requests at a file that fail. */
export const HostFault = defineRecord('host-fault', {
  /** what it is healed by */
  name: text(),
  /** path of the image file */
  path: shared(text(), TOUCH.storage),
  /** the operations that fail; none listed: all */
  ops: json<readonly Operation[]>([]),
  errno: number(),
  /** the bytes that are bad; a flush lies nowhere and only a fault of the whole file reaches it */
  from: number(),
  to: number(Number.MAX_SAFE_INTEGER),
  /** how often it still strikes; -1: until it is healed */
  left: number(-1),
  /** how often it has struck */
  struck: unhashed(number()),
});
export type HostFault = RecordOf<typeof HostFault>;

/** Requests at a file that the workers do not complete. */
export const HostFreeze = defineRecord('host-freeze', {
  path: shared(text(), TOUCH.storage),
  ops: json<readonly Operation[]>([]),
});
export type HostFreeze = RecordOf<typeof HostFreeze>;

const concerns = (ops: readonly Operation[], op: Operation): boolean => ops.length === 0 || ops.includes(op);

function strikes(fault: HostFault, path: string, io: Io): boolean {
  if (fault.path !== path || fault.left === 0 || !concerns(fault.ops, io.op)) return false;
  if (io.op === 'flush') return fault.from === 0 && fault.to === Number.MAX_SAFE_INTEGER;
  return io.offset < fault.to && io.offset + io.bytes > fault.from;
}

/** The errno that a request at this file fails with, by the fault that was set first; 0 if none strikes. */
export function hostFault(world: BlockWorld, path: string, io: Io): number {
  for (const fault of world.store.table(HostFault).live()) {
    if (!strikes(fault, path, io)) continue;
    if (fault.left > 0) fault.left--;
    fault.struck++;
    return fault.errno;
  }
  return 0;
}

export const anyFrozen = (world: BlockWorld): boolean => world.store.table(HostFreeze).size > 0;

/** Whether the storage holds a request of this file back. */
export function isFrozen(world: BlockWorld, path: string, op: Operation): boolean {
  for (const freeze of world.store.table(HostFreeze).live())
    if (freeze.path === path && concerns(freeze.ops, op)) return true;
  return false;
}
