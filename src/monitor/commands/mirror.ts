import { nodeNamed, parentEdges } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../../block/refusal.ts';
import type { JobErrorPolicy } from '../../blockjob/error-action.ts';
import { badFilterName } from '../../blockjob/filters.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { createMirror, type MirrorOptions, mirrorRefusal } from '../../blockjob/mirror.ts';
import type { CopyMode } from '../../blockjob/mirror-records.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { call, done, next, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { jobStart, refuseFilter, type Starting } from './job-start.ts';
import { count, jobArguments, lookUp, text, yes } from './lookup.ts';

/** The root of a device: a node that nothing but a backend uses. */
export function lookUpRoot(world: MonitorWorld, device: unknown): Answer<Node> {
  const found = lookUp(world, device);
  if (found.refusal !== undefined) return found;
  return parentEdges(world, found.value).length > 0 ? refuse('Need a root block node') : found;
}

function granularityRefusal(granularity: number | undefined): Refusal | undefined {
  if (granularity === undefined || granularity === 0) return undefined;
  if (granularity < 512 || granularity > 64 * 1024 * 1024)
    return refuse("Parameter 'granularity' expects a value in range [512B, 64MB]").refusal;
  return (granularity & (granularity - 1)) !== 0
    ? refuse("Parameter 'granularity' expects a power of 2").refusal
    : undefined;
}

/** The checks that both mirror commands share, in their order. */
export function mirrorOptions(world: MonitorWorld, args: Arguments, source: Node, target: Node): Answer<MirrorOptions> {
  const granularity = count(args.granularity);
  const refusal =
    granularityRefusal(granularity) ??
    opBlocked(world, source, 'mirror-source') ??
    opBlocked(world, target, 'mirror-target') ??
    replacesRefusal(world, args, source);
  if (refusal !== undefined) return { refusal };
  const sync = String(args.sync);
  if (sync === 'incremental' || sync === 'bitmap') return refuse(`Sync mode '${sync}' not supported`);
  return answer({
    ...jobArguments(args),
    source,
    target,
    sync: sync as 'full' | 'top' | 'none',
    granularity,
    bufSize: count(args['buf-size']),
    onSourceError: (args['on-source-error'] ?? 'report') as JobErrorPolicy,
    onTargetError: (args['on-target-error'] ?? 'report') as JobErrorPolicy,
    copyMode: text(args['copy-mode']) as CopyMode | undefined,
    replaces: text(args.replaces),
    filterName: text(args['filter-node-name']),
    targetIsZero: yes(args['target-is-zero']),
  });
}

function replacesRefusal(world: MonitorWorld, args: Arguments, source: Node): Refusal | undefined {
  if (args.replaces === undefined) return undefined;
  const name = String(args.replaces);
  const node = nodeNamed(world, name);
  if (node === undefined) return refuse(`Failed to find node with node-name='${name}'`).refusal;
  const blocked = opBlocked(world, node, 'mirror-target');
  if (blocked !== undefined) return blocked;
  return node === source
    ? undefined
    : refuse(
        `Cannot replace '${name}' by a node mirrored from '${source.name}', because it cannot be guaranteed that doing so would not lead to an abrupt change of visible data`,
      ).refusal;
}

function optionsOf(world: MonitorWorld, args: Arguments): Answer<MirrorOptions> {
  const source = lookUpRoot(world, args.device);
  if (source.refusal !== undefined) return source;
  const target = lookUp(world, args.target);
  if (target.refusal !== undefined) return target;
  const options = mirrorOptions(world, args, source.value, target.value);
  if (options.refusal !== undefined) return options;
  // What a target of blockdev-mirror holds is unknown.
  return answer({ ...options.value, zeroTarget: options.value.sync === 'full', unmap: true });
}

/** What a guest has on its way must reach the source before the filter is there to see it (4.2). */
export function sourceDrained(world: MonitorWorld, { device }: Arguments): Node[] {
  const source = lookUpRoot(world, device).value;
  return source === undefined ? [] : [source];
}

const BLOCKDEV_MIRROR = procedure<MonitorWorld, Starting>('blockdev-mirror', {
  begin(world, args) {
    const found = lookUpRoot(world, args.device).value !== undefined && lookUp(world, args.target).value !== undefined;
    return found ? call(GRAPH_TOUCHED, { change: 'mirror-context' }, 'check') : next('check');
  },
  check(world, args, frame) {
    const options = optionsOf(world, args);
    const refusal = options.refusal ?? mirrorRefusal(world, options.value);
    if (refusal !== undefined) return done({ error: refusal });
    const bad = badFilterName(world, text(args['filter-node-name']));
    if (bad === undefined) return call(GRAPH_TOUCHED, { change: 'mirror-start' }, 'lock');
    return refuseFilter(frame, args, refuse(bad).refusal);
  },
  ...jobStart({
    job: 'mirror',
    create(world, args) {
      const options = optionsOf(world, args);
      return options.refusal === undefined ? createMirror(world, options.value) : options;
    },
    drained: sourceDrained,
    named: (world, { device }) => lookUpRoot(world, device).value,
  }),
});

defineCommand('blockdev-mirror', (_world, args) => blocking(BLOCKDEV_MIRROR, args));
