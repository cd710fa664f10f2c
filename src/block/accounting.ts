/** Counting a backend's requests (1.7). */
import { NONE, now } from '../kernel/index.ts';
import type { Accounting, Backend } from './records.ts';
import type { BlockWorld } from './world.ts';

/** What a request counts as; zero writes are writes. */
export type AccountKind = 'read' | 'write' | 'flush' | 'unmap';

const FAILED = { read: 'failedRd', write: 'failedWr', flush: 'failedFlush', unmap: 'failedUnmap' } as const;
const INVALID = { read: 'invalidRd', write: 'invalidWr', flush: 'invalidFlush', unmap: 'invalidUnmap' } as const;

const accountOf = (world: BlockWorld, backend: Backend): Accounting | undefined =>
  backend.accounting === NONE ? undefined : world.accounts.get(backend.accounting);

/** A request of `bytes` bytes has succeeded, `started` (nanoseconds since start) being when it was submitted. */
export function accountDone(
  world: BlockWorld,
  backend: Backend,
  kind: AccountKind,
  bytes: number,
  started = now(world),
): void {
  const account = accountOf(world, backend);
  if (account === undefined) return;
  switch (kind) {
    case 'read':
      account.rdOps++;
      account.rdBytes += bytes;
      break;
    case 'write':
      account.wrOps++;
      account.wrBytes += bytes;
      break;
    case 'flush':
      account.flushOps++;
      break;
    default:
      account.unmapOps++;
      account.unmapBytes += bytes;
  }
  timed(world, account, kind, started);
}

/** A request has failed. Versions without such counters count it as done. */
export function accountFailed(
  world: BlockWorld,
  backend: Backend,
  kind: AccountKind,
  bytes: number,
  started = now(world),
): void {
  if (!world.profile.block.failedStatistics) {
    accountDone(world, backend, kind, bytes, started);
    return;
  }
  const account = accountOf(world, backend);
  if (account === undefined) return;
  account[FAILED[kind]]++;
  if (account.accountFailed) timed(world, account, kind, started);
}

/** A request was refused by the device itself: nothing reached the block layer, and no time is counted. */
export function accountInvalid(world: BlockWorld, backend: Backend, kind: AccountKind): void {
  const account = accountOf(world, backend);
  if (account === undefined) return;
  account[INVALID[kind]]++;
  if (account.accountInvalid) account.lastAccess = now(world);
}

/** `count` requests went down as part of another one. */
export function accountMerged(world: BlockWorld, backend: Backend, kind: 'read' | 'write', count: number): void {
  const account = accountOf(world, backend);
  if (account !== undefined) account[kind === 'read' ? 'rdMerged' : 'wrMerged'] += count;
}

function timed(world: BlockWorld, account: Accounting, kind: AccountKind, started: number): void {
  const took = now(world) - started;
  if (kind === 'read') account.rdTime += took;
  else if (kind === 'write') account.wrTime += took;
  else if (kind === 'flush') account.flushTime += took;
  else account.unmapTime += took;
  account.lastAccess = now(world);
}
