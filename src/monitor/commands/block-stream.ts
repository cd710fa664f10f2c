/** block-stream: its arguments and refusals (5.1, 5.2). */
import { driverOf } from '../../block/driver.ts';
import { exactFilename, filename } from '../../block/filename.ts';
import { chainContains } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, refuse } from '../../block/refusal.ts';
import { below } from '../../blockjob/chain.ts';
import type { JobErrorPolicy } from '../../blockjob/error-action.ts';
import { badFilterName } from '../../blockjob/filters.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { createStream, type StreamOptions } from '../../blockjob/stream.ts';
import { call, done, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { jobStart, refuseFilter, type Starting } from './job-start.ts';
import { jobArguments, lookUp, lookUpNode, text, yes } from './lookup.ts';

const EXCLUSIVE = [
  ['base', 'base-node'],
  ['base', 'bottom'],
  ['bottom', 'base-node'],
] as const;

function optionsOf(world: MonitorWorld, args: Arguments): Answer<StreamOptions> {
  for (const [one, other] of EXCLUSIVE)
    if (args[one] !== undefined && args[other] !== undefined)
      return refuse(`'${one}' and '${other}' cannot be specified at the same time`);
  const found = lookUp(world, args.device);
  if (found.refusal !== undefined) return found;
  const target = found.value;
  const lower = lowerEnd(world, target, args);
  if (lower.refusal !== undefined) return lower;
  const { base, bottom } = lower.value;
  const stop = base ?? (bottom === undefined ? undefined : below(world, bottom));
  for (let node: Node | undefined = target; node !== undefined && node !== stop; node = below(world, node)) {
    const refusal = opBlocked(world, node, 'stream');
    if (refusal !== undefined) return { refusal };
  }
  const backingFile = text(args['backing-file']);
  if (base === undefined && backingFile !== undefined)
    return refuse('backing file specified, but streaming the entire chain');
  return answer({
    ...jobArguments(args),
    target,
    base,
    bottom,
    backingFile,
    maskProtocol: yes(args['backing-mask-protocol']) ?? false,
    onError: (args['on-error'] ?? 'report') as JobErrorPolicy,
    filterName: text(args['filter-node-name']),
  });
}

interface LowerEnd {
  readonly base?: Node;
  readonly bottom?: Node;
}

function lowerEnd(world: MonitorWorld, target: Node, args: Arguments): Answer<LowerEnd> {
  if (args.base !== undefined) {
    const base = backingImage(world, target, String(args.base));
    return base === undefined ? refuse(`Can't find '${String(args.base)}' in the backing chain`) : answer({ base });
  }
  if (args['base-node'] !== undefined) {
    const found = lookUpNode(world, args['base-node']);
    if (found.refusal !== undefined) return found;
    return found.value === target || !chainContains(world, target, found.value)
      ? refuse(`Node '${found.value.name}' is not a backing image of '${String(args.device)}'`)
      : answer({ base: found.value });
  }
  if (args.bottom === undefined) return answer({});
  const found = lookUpNode(world, args.bottom);
  if (found.refusal !== undefined) return found;
  const bottom = found.value;
  if (driverOf(bottom).isFilter) return refuse(`Node '${bottom.name}' is a filter, use a non-filter node as 'bottom'`);
  return chainContains(world, target, bottom)
    ? answer({ bottom })
    : refuse(`Node '${bottom.name}' is not in a chain starting from '${String(args.device)}'`);
}

/** The image of the chain below `from` that has this file name. */
export function backingImage(world: MonitorWorld, from: Node, name: string): Node | undefined {
  for (let node = below(world, from); node !== undefined; node = below(world, node))
    if (!driverOf(node).isFilter && (filename(world, node) === name || exactFilename(world, node) === name))
      return node;
  return undefined;
}

const BLOCK_STREAM = procedure<MonitorWorld, Starting>('block-stream', {
  check(world, args, frame) {
    const options = optionsOf(world, args);
    if (options.refusal !== undefined) return done({ error: options.refusal });
    const bad = badFilterName(world, options.value.filterName);
    if (bad === undefined) return call(GRAPH_TOUCHED, { change: 'stream-start' }, 'lock');
    return refuseFilter(frame, args, refuse(`Could not create node: ${bad}`).refusal);
  },
  ...jobStart({
    job: 'stream',
    create(world, args) {
      const options = optionsOf(world, args);
      return options.refusal === undefined ? createStream(world, options.value) : options;
    },
    named: (world, { device }) => lookUp(world, device).value,
  }),
});

defineCommand('block-stream', (_world, args) => blocking(BLOCK_STREAM, args));
