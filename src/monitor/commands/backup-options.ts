/** The arguments and refusals of blockdev-backup and drive-backup (5.1, 5.2). */
import { bitmapNamed, type DirtyBitmap } from '../../block/bitmaps.ts';
import { driverOf } from '../../block/driver.ts';
import { skipFilters } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../../block/refusal.ts';
import type { BackupAnswer, BackupOptions, BackupSync, BitmapMode } from '../../blockjob/backup.ts';
import { bitmapRefusal } from '../../blockjob/bitmap-checks.ts';
import { clusterOf } from '../../blockjob/cluster.ts';
import type { OnCbwError } from '../../blockjob/copy-before-write.ts';
import type { JobErrorPolicy } from '../../blockjob/error-action.ts';
import { badFilterName } from '../../blockjob/filters.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { JobGroup } from '../../blockjob/records.ts';
import type { Arguments } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { count, jobArguments, text, yes } from './lookup.ts';

const DEFAULT_CLUSTER = 65536;
const MOST_WORKERS = 0x7fffffff;

interface Perf {
  readonly 'max-workers'?: number;
  readonly 'max-chunk'?: number;
  readonly 'min-cluster-size'?: number;
}

/** The checks of a backup's bitmap, in their order. */
function bitmapOf(world: MonitorWorld, source: Node, args: Arguments): Answer<DirtyBitmap | undefined> {
  const sync = String(args.sync);
  const mode = text(args['bitmap-mode']);
  const name = text(args.bitmap);
  if (name === undefined) {
    if (sync === 'bitmap' || sync === 'incremental')
      return refuse(`must provide a valid bitmap name for '${sync}' sync mode`);
    return mode === undefined ? answer(undefined) : refuse('Cannot specify bitmap sync mode without a bitmap');
  }
  if (sync === 'incremental' && mode !== undefined && mode !== 'on-success')
    return refuse("Bitmap sync mode must be 'on-success' when using sync mode 'incremental'");
  const bitmap = bitmapNamed(world, source, name);
  if (bitmap === undefined) return refuse(`Bitmap '${name}' could not be found`);
  if (mode === undefined && sync !== 'incremental')
    return refuse('Bitmap sync mode must be given when providing a bitmap');
  const refusal = bitmapRefusal(bitmap);
  if (refusal !== undefined) return { refusal };
  if (sync === 'none') return refuse("sync mode 'none' does not produce meaningful bitmap outputs");
  if (mode === 'never' && sync !== 'bitmap')
    return refuse(`Bitmap sync mode 'never' has no meaningful effect when combined with sync mode '${sync}'`);
  return answer(bitmap);
}

function nodeRefusal(world: MonitorWorld, args: Arguments, source: Node, target: Node): Refusal | undefined {
  const perf = (args['x-perf'] ?? {}) as Perf;
  const { 'max-workers': workers = 64, 'max-chunk': chunk = 0 } = perf;
  if (source === target) return refuse('Source and target cannot be the same').refusal;
  if (args.compress === true && driverOf(skipFilters(world, target)).name !== 'qcow2')
    return refuse('Compression is not supported for this drive ').refusal;
  const busy = opBlocked(world, source, 'backup-source') ?? opBlocked(world, target, 'backup-target');
  if (busy !== undefined) return busy;
  if (workers < 1 || workers > MOST_WORKERS) return refuse(`max-workers must be between 1 and ${MOST_WORKERS}`).refusal;
  if (chunk < 0) return refuse('max-chunk must be zero (which means no limit) or positive').refusal;
  return source.size === target.size ? undefined : refuse('Source and target image have different sizes').refusal;
}

const filterNotMade = (why: string) => ({ ...refuse(`Could not create node: ${why}`), atFilter: true });

function clusterFor(world: MonitorWorld, args: Arguments, target: Node): BackupAnswer<number> {
  const { 'min-cluster-size': least = 0, 'max-chunk': chunk = 0 } = (args['x-perf'] ?? {}) as Perf;
  if (least !== 0 && (least & (least - 1)) !== 0) return filterNotMade('min-cluster-size needs to be a power of 2');
  const cluster = Math.max(DEFAULT_CLUSTER, clusterOf(world, target), least);
  if (chunk > 0 && chunk < cluster)
    return refuse(`Required max-chunk (${chunk}) is less than backup cluster size (${cluster})`);
  return answer(cluster);
}

/** What a backup of these nodes is to do, or why it cannot. */
export function backupOptions(
  world: MonitorWorld,
  args: Arguments,
  source: Node,
  target: Node,
  group: number,
): BackupAnswer<BackupOptions> {
  const bitmap = bitmapOf(world, source, args);
  if (bitmap.refusal !== undefined) return bitmap;
  const refusal = nodeRefusal(world, args, source, target);
  if (refusal !== undefined) return { refusal };
  const filterName = text(args['filter-node-name']);
  const badName = badFilterName(world, filterName);
  if (badName !== undefined) return filterNotMade(badName);
  const cluster = clusterFor(world, args, target);
  if (cluster.refusal !== undefined) return cluster;
  const perf = (args['x-perf'] ?? {}) as Perf;
  const sync = String(args.sync);
  return answer({
    ...jobArguments(args),
    group: world.store.table(JobGroup).get(group),
    source,
    target,
    sync: (sync === 'incremental' ? 'bitmap' : sync) as BackupSync,
    bitmap: bitmap.value,
    bitmapMode: (args['bitmap-mode'] ?? 'on-success') as BitmapMode,
    compress: yes(args.compress),
    onSourceError: (args['on-source-error'] ?? 'report') as JobErrorPolicy,
    onTargetError: (args['on-target-error'] ?? 'report') as JobErrorPolicy,
    onCbwError: text(args['on-cbw-error']) as OnCbwError | undefined,
    discardSource: yes(args['discard-source']),
    maxWorkers: count(perf['max-workers']),
    maxChunk: count(perf['max-chunk']),
    cluster: cluster.value,
    filterName,
  });
}
