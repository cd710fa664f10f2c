/** Statistics of a backend (1.7). */
import { describe, expect, it } from 'vitest';
import { accountDone, accountFailed, accountInvalid, accountMerged } from '../../src/block/accounting.ts';
import { queryBlockStats } from '../../src/block/block-stats.ts';
import { addBackend } from '../../src/block/graph.ts';
import { clockOf } from '../../src/kernel/index.ts';
import { profileNamed } from '../../src/profile/index.ts';
import { makeBlockWorld } from '../support/block-world.ts';

function counted(version = '11.1.3') {
  const world = makeBlockWorld(profileNamed(version));
  const backend = addBackend(world, { name: 'd0' });
  clockOf(world).now = 5_000_000;
  const stats = () => {
    const { stats: all } = queryBlockStats(world, false)[0] as { stats: Record<string, number | boolean> };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === 'number' && value > 0));
  };
  return { world, backend, stats };
}

describe('what a request counts as', () => {
  it('done: an operation, its bytes, its time', () => {
    const { world, backend, stats } = counted();
    accountDone(world, backend, 'write', 4096, 2_000_000);
    accountDone(world, backend, 'flush', 0, 4_000_000);
    expect(stats()).toEqual({
      wr_operations: 1,
      wr_bytes: 4096,
      wr_total_time_ns: 3_000_000,
      flush_operations: 1,
      flush_total_time_ns: 1_000_000,
    });
  });

  it('failed: a failure and its time; without account-failed no time', () => {
    const { world, backend, stats } = counted();
    accountFailed(world, backend, 'read', 512, 2_000_000);
    world.accounts.at(backend.accounting).accountFailed = false;
    accountFailed(world, backend, 'unmap', 512, 2_000_000);
    expect(stats()).toEqual({
      failed_rd_operations: 1,
      rd_total_time_ns: 3_000_000,
      failed_unmap_operations: 1,
    });
  });

  it('failed in versions without such counters: done', () => {
    const { world, backend, stats } = counted('1.1');
    accountFailed(world, backend, 'read', 512, 5_000_000);
    expect(stats()).toEqual({ rd_operations: 1, rd_bytes: 512 });
  });

  it('invalid and merged: a count each, no time', () => {
    const { world, backend, stats } = counted();
    accountInvalid(world, backend, 'write');
    accountMerged(world, backend, 'write', 3);
    expect(stats()).toEqual({ invalid_wr_operations: 1, wr_merged: 3 });
  });

  it('idle time runs from the last request', () => {
    const { world, backend, stats } = counted();
    expect(stats()).not.toHaveProperty('idle_time_ns');
    accountDone(world, backend, 'read', 512);
    clockOf(world).now += 1_000;
    expect(stats().idle_time_ns).toBe(1_000);
  });
});
