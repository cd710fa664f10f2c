/** drive-mirror: a mirror to a file that is made for it, or is there already (5.1). */
import { driverOf } from '../../block/driver.ts';
import { dropIfUnused, skipFilters } from '../../block/graph.ts';
import type { Node } from '../../block/records.ts';
import { type Answer, answer, refuse } from '../../block/refusal.ts';
import { GRAPH_TOUCHED } from '../../blockjob/graph-change.ts';
import { createMirror, type MirrorOptions } from '../../blockjob/mirror.ts';
import { backingFor, openTarget } from '../../blockjob/new-image.ts';
import { opBlocked } from '../../blockjob/op-blockers.ts';
import type { Job } from '../../blockjob/records.ts';
import { call, procedure } from '../../kernel/index.ts';
import { type Arguments, blocking, defineCommand } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { jobStart, type Starting } from './job-start.ts';
import { text, yes } from './lookup.ts';
import { lookUpRoot, mirrorOptions, sourceDrained } from './mirror.ts';

/** The target, made and opened without its backing file: the mirror takes care of what is below. */
function targetOf(world: MonitorWorld, source: Node, args: Arguments): Answer<Node> {
  if (args.replaces !== undefined && args['node-name'] === undefined)
    return refuse('a node-name must be provided when replacing a named node of the graph');
  const file = { path: String(args.target), format: text(args.format), existing: args.mode === 'existing' };
  const options = { name: text(args['node-name']), backing: false, discard: true };
  return openTarget(world, source, { ...file, sync: args.sync }, options);
}

function optionsOf(world: MonitorWorld, args: Arguments, source: Node, target: Node): Answer<MirrorOptions> {
  const options = mirrorOptions(world, args, source, target);
  if (options.refusal !== undefined) return options;
  // Without anything below, top is all there is.
  const whole = args.sync === 'top' && backingFor(world, source, args.sync) === undefined;
  const sync = whole ? 'full' : options.value.sync;
  const takesBacking = driverOf(skipFilters(world, target)).hasBacking === true && sync !== 'full';
  const backing = takesBacking ? (args.mode === 'existing' ? 'open' : 'source') : 'keep';
  const unmap = yes(args.unmap) ?? true;
  return answer({ ...options.value, sync, zeroTarget: sync === 'full' && args.mode === 'existing', unmap, backing });
}

function create(world: MonitorWorld, args: Arguments): Answer<Job> {
  const source = lookUpRoot(world, args.device);
  if (source.refusal !== undefined) return source;
  const busy = opBlocked(world, source.value, 'mirror-source');
  if (busy !== undefined) return { refusal: busy };
  const target = targetOf(world, source.value, args);
  if (target.refusal !== undefined) return target;
  const { id } = target.value;
  const options = optionsOf(world, args, source.value, target.value);
  const job = options.refusal === undefined ? createMirror(world, options.value) : options;
  // The command lets go of it; a job that was made holds it now.
  dropIfUnused(world, world.nodes.get(id));
  return job;
}

const DRIVE_MIRROR = procedure<MonitorWorld, Starting>('drive-mirror', {
  begin: () => call(GRAPH_TOUCHED, { change: 'mirror-start' }, 'lock'),
  ...jobStart({ job: 'mirror', create, drained: sourceDrained }),
});

defineCommand('drive-mirror', (_world, args) => blocking(DRIVE_MIRROR, args));
