/** block-commit: its arguments and refusals (5.1, 5.2); which of the two commits it is (4.2, 4.3). */
import { exactFilename, filename } from '../../block/filename.ts';
import { backingChainNext, chainContains, filtered, skipFilters } from '../../block/graph.ts';
import { backendsInOrder } from '../../block/layer.ts';
import { permissionsOf, WRITE } from '../../block/permissions.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../../block/refusal.ts';
import { overlayOf } from '../../blockjob/chain.ts';
import { createCommit } from '../../blockjob/commit.ts';
import type { JobErrorPolicy } from '../../blockjob/error-action.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { createMirror } from '../../blockjob/mirror.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import type { Job } from '../../blockjob/records.ts';
import { call, done, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { backingImage } from './block-stream.ts';
import { jobStart, type Starting } from './job-start.ts';
import { jobArguments, lookUp, lookUpNode, text, yes } from './lookup.ts';
import { lookUpRoot } from './mirror.ts';

interface Ends {
  readonly active: Node;
  readonly top: Node;
  readonly base: Node;
}

/** libvirt tells old QEMUs by the class of this error, so it comes first. */
function activeOf(world: MonitorWorld, device: unknown): Answer<Node> {
  if (lookUp(world, device).refusal !== undefined)
    return refuse(`Device '${String(device)}' not found`, 'DeviceNotFound');
  return lookUpRoot(world, device);
}

function topOf(world: MonitorWorld, active: Node, args: Arguments): Answer<Node> {
  const name = args['top-node'];
  if (name !== undefined && args.top !== undefined) return refuse("'top-node' and 'top' are mutually exclusive");
  if (name !== undefined) return inChain(world, active, name);
  if (args.top === undefined) return answer(active);
  const file = String(args.top);
  if (exactFilename(world, active) === file || filename(world, active) === file) return answer(active);
  const found = backingImage(world, active, file);
  return found === undefined ? refuse(`Top image file ${file} not found`) : answer(found);
}

function inChain(world: MonitorWorld, from: Node, name: unknown): Answer<Node> {
  const found = lookUpNode(world, name);
  if (found.refusal !== undefined) return found;
  return chainContains(world, from, found.value)
    ? found
    : refuse(`'${String(name)}' is not in this backing file chain`);
}

function baseOf(world: MonitorWorld, top: Node, args: Arguments): Answer<Node> {
  const name = args['base-node'];
  if (name !== undefined && args.base !== undefined) return refuse("'base-node' and 'base' are mutually exclusive");
  if (name !== undefined) return inChain(world, top, name);
  if (args.base !== undefined) {
    const found = backingImage(world, top, String(args.base));
    return found === undefined ? refuse(`Can't find '${String(args.base)}' in the backing chain`) : answer(found);
  }
  let base = skipFilters(world, top);
  for (let node = backingChainNext(world, base); node !== undefined; node = backingChainNext(world, node)) base = node;
  return answer(base === skipFilters(world, top) ? top : base);
}

const under = (world: MonitorWorld, node: Node): Node | undefined =>
  filtered(world, node) ?? world.nodes.get(node.backing);

function endsOf(world: MonitorWorld, args: Arguments): Answer<Ends> {
  const active = activeOf(world, args.device);
  if (active.refusal !== undefined) return active;
  const top = topOf(world, active.value, args);
  if (top.refusal !== undefined) return top;
  const base = baseOf(world, top.value, args);
  if (base.refusal !== undefined) return base;
  const stop = under(world, base.value);
  for (let node: Node | undefined = top.value; node !== undefined && node !== stop; node = under(world, node)) {
    const refusal = opBlocked(world, node, 'commit-target');
    if (refusal !== undefined) return { refusal };
  }
  if (top.value === base.value) return refuse('cannot commit an image into itself');
  const refusal = restRefusal(world, args, active.value, top.value);
  return refusal === undefined ? answer({ active: active.value, top: top.value, base: base.value }) : { refusal };
}

/** The active layer is always committed by a mirror; another one too if somebody may write to it. */
function needsMirror(world: MonitorWorld, active: Node, top: Node): boolean {
  return skipFilters(world, top) === skipFilters(world, active) || (permissionsOf(world, top).perm & WRITE) !== 0;
}

function restRefusal(world: MonitorWorld, args: Arguments, active: Node, top: Node): Refusal | undefined {
  if (!needsMirror(world, active, top)) return opBlocked(world, overlayOf(world, active, top), 'commit-target');
  if (args['backing-file'] === undefined) return undefined;
  const isActive = skipFilters(world, top) === skipFilters(world, active);
  return refuse(`'backing-file' specified, but 'top' ${isActive ? 'is the active layer' : 'has a writer on it'}`)
    .refusal;
}

function create(world: MonitorWorld, args: Arguments, { active, top, base }: Ends): Answer<Job> {
  const onError = (args['on-error'] ?? 'report') as JobErrorPolicy;
  const filterName = text(args['filter-node-name']);
  const options = { ...jobArguments(args), filterName };
  if (!needsMirror(world, active, top)) {
    const backingFile = text(args['backing-file']);
    const maskProtocol = yes(args['backing-mask-protocol']) ?? false;
    return createCommit(world, { ...options, active, top, base, onError, backingFile, maskProtocol });
  }
  // The job is named after the device even if its top is another node.
  const name = options.name ?? backendsInOrder(world).find((b) => b.root === active.id && b.name !== '')?.name;
  return createMirror(world, {
    ...options,
    name,
    source: top,
    target: base,
    sync: 'top',
    onSourceError: onError,
    onTargetError: onError,
    commit: true,
  });
}

const BLOCK_COMMIT = procedure<MonitorWorld, Starting>('block-commit', {
  check(world, args) {
    const ends = endsOf(world, args);
    return ends.refusal === undefined
      ? call(GRAPH_TOUCHED, { change: 'commit-start' }, 'lock')
      : done({ error: ends.refusal });
  },
  ...jobStart({
    job: 'commit',
    create(world, args) {
      const ends = endsOf(world, args);
      return ends.refusal === undefined ? create(world, args, ends.value) : ends;
    },
    // As with a mirror: what a guest has on its way must reach the active layer first.
    drained(world, args) {
      const ends = endsOf(world, args).value;
      return ends !== undefined && needsMirror(world, ends.active, ends.top) ? [ends.top] : [];
    },
  }),
});

defineCommand('block-commit', (_world, args) => blocking(BLOCK_COMMIT, args));
