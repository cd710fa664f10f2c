/**
 * Where a qcow2 image keeps its clusters: guest clusters to places in the file, and which places are free. Plain data;
 * every change gives a new map. All numbers count clusters of 64 KiB.
 */
import { mix } from '../../kernel/index.ts';

export const CLUSTER = 65536;
/** Guest clusters that one L2 table describes. */
export const L2_ENTRIES = CLUSTER / 8;

/** zero: reads as zeroes and takes no room; zero-alloc: reads as zeroes and keeps its place. */
export type ClusterKind = 'data' | 'zero' | 'zero-alloc';

/** A run of guest clusters that are alike; those with a place lie behind each other in the file. */
export interface Run {
  readonly at: number;
  readonly count: number;
  readonly kind: ClusterKind;
  /** first cluster in the file; 0 if it has none */
  readonly host: number;
}

export interface Free {
  readonly at: number;
  readonly count: number;
}

export interface ClusterMap {
  /** in order, apart from each other */
  readonly runs: readonly Run[];
  /** L2 tables that exist, by their number */
  readonly tables: readonly { readonly table: number; readonly host: number }[];
  /** places that were freed, in order */
  readonly free: readonly Free[];
  /** the first place that never was used */
  readonly end: number;
}

/** Header, refcount table, refcount block and L1 table take the first clusters of a new image. */
export const newMap = (l1Clusters = 1): ClusterMap => ({ runs: [], tables: [], free: [], end: 3 + l1Clusters });

export type Found = { readonly kind: ClusterKind | 'none'; readonly host: number; readonly count: number };

/** What describes the cluster `at`, and for how many (at most `most`) it goes on alike. */
export function lookUp(map: ClusterMap, at: number, most: number): Found {
  for (const run of map.runs) {
    if (run.at + run.count <= at) continue;
    if (run.at > at) return { kind: 'none', host: 0, count: Math.min(most, run.at - at) };
    const skipped = at - run.at;
    const host = run.kind === 'zero' ? 0 : run.host + skipped;
    return { kind: run.kind, host, count: Math.min(most, run.count - skipped) };
  }
  return { kind: 'none', host: 0, count: most };
}

const joins = (a: Run, b: Run) =>
  a.at + a.count === b.at && a.kind === b.kind && (a.kind === 'zero' || a.host + a.count === b.host);

function put(runs: Run[], run: Run): void {
  const last = runs.length === 0 ? undefined : runs[runs.length - 1];
  if (last !== undefined && joins(last, run)) {
    const { at, count, kind, host } = last;
    runs[runs.length - 1] = { at, count: count + run.count, kind, host };
  } else runs.push(run);
}

/** The map with [at, at + count) taken out, and `fresh` in its place. */
function replace(map: ClusterMap, at: number, count: number, fresh?: Run): ClusterMap {
  const end = at + count;
  const runs: Run[] = [];
  let waiting = fresh;
  for (const run of map.runs) {
    const { kind, host } = run;
    const stop = run.at + run.count;
    if (stop <= at) {
      put(runs, run);
      continue;
    }
    if (run.at < at) put(runs, { at: run.at, count: at - run.at, kind, host });
    if (waiting !== undefined && (run.at >= at || stop > end)) {
      put(runs, waiting);
      waiting = undefined;
    }
    if (run.at >= end) put(runs, run);
    else if (stop > end)
      put(runs, { at: end, count: stop - end, kind, host: kind === 'zero' ? 0 : host + (end - run.at) });
  }
  if (waiting !== undefined) put(runs, waiting);
  return { runs, tables: map.tables, free: map.free, end: map.end };
}

export const assign = (map: ClusterMap, run: Run): ClusterMap => replace(map, run.at, run.count, run);

export const unassign = (map: ClusterMap, at: number, count: number): ClusterMap => replace(map, at, count);

/** Takes `count` places behind each other, the first that fit. */
export function allocate(map: ClusterMap, count: number): { readonly map: ClusterMap; readonly host: number } {
  const { runs, tables, end } = map;
  const gap = map.free.find((one) => one.count >= count);
  if (gap === undefined) return { map: { runs, tables, free: map.free, end: end + count }, host: end };
  const rest = { at: gap.at + count, count: gap.count - count };
  const free = map.free.flatMap((other) => (other === gap ? (rest.count > 0 ? [rest] : []) : [other]));
  return { map: { runs, tables, free, end }, host: gap.at };
}

/** The same map with other tables. */
export const withTables = ({ runs, free, end }: ClusterMap, tables: ClusterMap['tables']): ClusterMap => ({
  runs,
  tables,
  free,
  end,
});

/** Gives places back. */
export function release(map: ClusterMap, host: number, count: number): ClusterMap {
  const { runs, tables, end } = map;
  const free: Free[] = [];
  for (const gap of [...map.free, { at: host, count }].sort((a, b) => a.at - b.at)) {
    const last = free[free.length - 1];
    if (last !== undefined && last.at + last.count === gap.at)
      free[free.length - 1] = { at: last.at, count: last.count + gap.count };
    else free.push(gap);
  }
  return { runs, tables, free, end };
}

const KINDS: readonly ClusterKind[] = ['data', 'zero', 'zero-alloc'];

/** Equal maps, equal number: for fingerprints. */
export function hashMap(map: ClusterMap | null): number {
  if (map === null) return -1;
  let h = mix(mix(map.end, map.runs.length), mix(map.tables.length, map.free.length));
  for (const { at, count, kind, host } of map.runs) h = mix(mix(h, mix(at, count)), mix(KINDS.indexOf(kind), host));
  for (const { table, host } of map.tables) h = mix(h, mix(table, host));
  for (const { at, count } of map.free) h = mix(h, mix(at, count));
  return h;
}

export const tableOf = (cluster: number): number => Math.floor(cluster / L2_ENTRIES);

export const hasTable = (map: ClusterMap, table: number): boolean => map.tables.some((t) => t.table === table);

export const hostOfTable = (map: ClusterMap, table: number): number =>
  map.tables.find((t) => t.table === table)?.host ?? 0;
