/** The objects of query-blockstats (section 6, 1.7). */
import { now } from '../kernel/index.ts';
import { filtered, skipImplicitFilters } from './graph.ts';
import { backendsInOrder, nodesInOrder } from './layer.ts';
import type { Info } from './node-info.ts';
import type { Accounting, Backend, Node } from './records.ts';
import type { BlockWorld } from './world.ts';

/** query-blockstats; with `queryNodes` every node, oldest first, without what backends count. */
export function queryBlockStats(world: BlockWorld, queryNodes: boolean): Info[] {
  if (queryNodes) return nodesInOrder(world).map((node) => nodeStats(world, node, false));
  return backendsInOrder(world)
    .filter((backend) => backend.name !== '' || backend.qdev !== '')
    .map((backend) => backendStats(world, backend));
}

function backendStats(world: BlockWorld, backend: Backend): Info {
  const root = world.nodes.get(backend.root);
  const node = root === undefined ? { stats: counters(world, undefined, 0) } : nodeStats(world, root, true);
  const account = world.accounts.at(backend.accounting);
  const highest = root === undefined ? 0 : skipImplicitFilters(world, root).wrHighestOffset;
  return {
    ...node,
    device: backend.name,
    ...(backend.qdev === '' ? {} : { qdev: backend.qdev }),
    stats: counters(world, account, highest),
  };
}

function nodeStats(world: BlockWorld, exact: Node, ofBackend: boolean): Info {
  const node = ofBackend ? skipImplicitFilters(world, exact) : exact;
  const primary = world.nodes.get(node.primary);
  const chained = filtered(world, node) ?? world.nodes.get(node.backing);
  return {
    'node-name': node.name,
    stats: counters(world, undefined, node.wrHighestOffset),
    ...(node.driver === 'file' ? { 'driver-specific': FILE_SPECIFIC } : {}),
    ...(primary === undefined ? {} : { parent: nodeStats(world, primary, ofBackend) }),
    ...(ofBackend && chained !== undefined ? { backing: nodeStats(world, chained, true) } : {}),
  };
}

const FILE_SPECIFIC: Info = { driver: 'file', 'discard-nb-ok': 0, 'discard-nb-failed': 0, 'discard-bytes-ok': 0 };

/** All counters, zero where nobody counts. */
function counters(world: BlockWorld, account: Accounting | undefined, highest: number): Info {
  const zone = world.profile.block.zoneStatistics;
  const idle = account !== undefined && account.lastAccess > 0 ? { idle_time_ns: now(world) - account.lastAccess } : {};
  return {
    rd_bytes: account?.rdBytes ?? 0,
    wr_bytes: account?.wrBytes ?? 0,
    unmap_bytes: account?.unmapBytes ?? 0,
    rd_operations: account?.rdOps ?? 0,
    wr_operations: account?.wrOps ?? 0,
    flush_operations: account?.flushOps ?? 0,
    unmap_operations: account?.unmapOps ?? 0,
    rd_total_time_ns: account?.rdTime ?? 0,
    wr_total_time_ns: account?.wrTime ?? 0,
    flush_total_time_ns: account?.flushTime ?? 0,
    unmap_total_time_ns: account?.unmapTime ?? 0,
    wr_highest_offset: highest,
    rd_merged: account?.rdMerged ?? 0,
    wr_merged: account?.wrMerged ?? 0,
    unmap_merged: 0,
    failed_rd_operations: account?.failedRd ?? 0,
    failed_wr_operations: account?.failedWr ?? 0,
    failed_flush_operations: account?.failedFlush ?? 0,
    failed_unmap_operations: account?.failedUnmap ?? 0,
    invalid_rd_operations: account?.invalidRd ?? 0,
    invalid_wr_operations: account?.invalidWr ?? 0,
    invalid_flush_operations: account?.invalidFlush ?? 0,
    invalid_unmap_operations: account?.invalidUnmap ?? 0,
    account_invalid: account?.accountInvalid ?? false,
    account_failed: account?.accountFailed ?? false,
    timed_stats: [],
    ...idle,
    ...(zone ? ZONE : {}),
  };
}

const ZONE: Info = {
  zone_append_bytes: 0,
  zone_append_operations: 0,
  zone_append_merged: 0,
  zone_append_total_time_ns: 0,
  failed_zone_append_operations: 0,
  invalid_zone_append_operations: 0,
};
