/** drive-mirror: a mirror to a file that is made for it, or is there already (5.1). */
import { driverOf } from '../../block/driver.ts';
import { dropIfUnused, skipFilters } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, refuse } from '../../block/refusal.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK, type Lock } from '../../blockjob/graph-change.ts';
import { createMirror, type MirrorOptions } from '../../blockjob/mirror.ts';
import { makeImage, openImage } from '../../blockjob/new-image.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import { startJob } from '../../blockjob/start.ts';
import { call, done, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { text, yes } from './lookup.ts';
import { creatingMirror, lookUpRoot, mirrorOptions } from './mirror.ts';

/** The target, made and opened without its backing file: the mirror takes care of what is below. */
function targetOf(world: MonitorWorld, source: Node, args: Arguments): Answer<Node> {
  const existing = args.mode === 'existing';
  const format = text(args.format) ?? (existing ? undefined : skipFilters(world, source).driver);
  if (args.replaces !== undefined && args['node-name'] === undefined)
    return refuse('a node-name must be provided when replacing a named node of the graph');
  const path = String(args.target);
  if (!existing) {
    const image = { path, format: format ?? 'raw', size: source.size, backing: backingFor(world, source, args) };
    const refusal = makeImage(world, image);
    if (refusal !== undefined) return { refusal };
  }
  return openImage(world, path, format, { name: text(args['node-name']), backing: false, discard: true });
}

function backingFor(world: MonitorWorld, source: Node, { sync }: Arguments): Node | undefined {
  if (sync === 'none') return source;
  return sync === 'top' ? world.nodes.get(skipFilters(world, source).backing) : undefined;
}

function optionsOf(world: MonitorWorld, args: Arguments): Answer<MirrorOptions> {
  const source = lookUpRoot(world, args.device);
  if (source.refusal !== undefined) return source;
  const busy = opBlocked(world, source.value, 'mirror-source');
  if (busy !== undefined) return { refusal: busy };
  const target = targetOf(world, source.value, args);
  if (target.refusal !== undefined) return target;
  const options = mirrorOptions(world, args, source.value, target.value);
  if (options.refusal !== undefined) {
    dropIfUnused(world, target.value);
    return options;
  }
  // Without anything below, top is all there is.
  const whole = args.sync === 'top' && backingFor(world, source.value, args) === undefined;
  const sync = whole ? 'full' : options.value.sync;
  const takesBacking = driverOf(skipFilters(world, target.value)).hasBacking === true && sync !== 'full';
  const backing = takesBacking ? (args.mode === 'existing' ? 'open' : 'source') : 'keep';
  const unmap = yes(args.unmap) ?? true;
  return answer({ ...options.value, sync, zeroTarget: sync === 'full' && args.mode === 'existing', unmap, backing });
}

type Created = Arguments & { readonly created?: unknown };

const DRIVE_MIRROR = procedure<MonitorWorld, Created>('drive-mirror', {
  begin: () => call(GRAPH_TOUCHED, { change: 'mirror-start' }, 'lock'),
  lock(world, args, frame) {
    const creating = creatingMirror(lookUpRoot(world, args.device).value);
    frame.locals = { ...args, creating };
    return call(GRAPH_LOCK, creating, 'create');
  },
  create(world, args, frame) {
    const options = optionsOf(world, args);
    const job = options.refusal === undefined ? createMirror(world, options.value) : options;
    if (options.refusal === undefined && job.refusal !== undefined)
      dropIfUnused(world, world.nodes.get(options.value.target.id));
    frame.locals = { ...args, created: job.refusal === undefined ? job.value.id : job.refusal };
    return call(GRAPH_UNLOCK, args.creating as Lock, 'created');
  },
  created: (_world, { created }) =>
    typeof created === 'number' ? call(GRAPH_TOUCHED, { change: 'mirror-started' }, 'start') : done({ error: created }),
  start(world, { created }) {
    startJob(world, world.jobs.at(created as number));
    return done();
  },
});

defineCommand('drive-mirror', (_world, args) => blocking(DRIVE_MIRROR, args));
