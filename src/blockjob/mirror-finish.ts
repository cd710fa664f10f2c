/** The end of a mirror (4.2): its target takes the source's place if the user asked for it, and its filter goes. */
import { removeBitmap } from '../block/bitmaps.ts';
import { endDrain } from '../block/drain.ts';
import { dropIfUnused, removeBackend, setChild, skipFilters } from '../block/graph.ts';
import { openBackingOf } from '../block/open.ts';
import { call, done, NONE, next, procedure } from '../kernel/index.ts';
import type { JobArgs } from './driver.ts';
import { releaseEdges } from './edges.ts';
import { removeFilter, replaceNode } from './filters.ts';
import { GRAPH_LOCK, GRAPH_UNLOCK } from './graph-change.ts';
import { bitmapOf } from './mirror-op.ts';
import { mirrorOf } from './mirror-records.ts';
import { DRAIN_BEGIN } from './node-drain.ts';
import { setReadOnly } from './read-only.ts';
import type { JobWorld } from './world.ts';

/** Both for prepare and for abort. Returns 0 or a negative errno. */
export const MIRROR_EXIT = procedure<JobWorld, JobArgs>('mirror exits', {
  begin(world, args) {
    const mirror = mirrorOf(world, args);
    if (mirror.prepared) return done(0);
    mirror.prepared = true;
    removeBitmap(world, bitmapOf(world, mirror));
    mirror.bitmap = NONE;
    return call(GRAPH_LOCK, { change: 'mirror-drop-target' }, 'let go');
  },
  'let go'(world, args) {
    const mirror = mirrorOf(world, args);
    const target = world.nodes.at(mirror.target);
    const owned = target.monitorOwned;
    // Kept for the rest of this procedure.
    target.monitorOwned = true;
    removeBackend(world, world.backends.at(mirror.backend));
    target.monitorOwned = owned;
    mirror.backend = NONE;
    return call(GRAPH_UNLOCK, { change: 'mirror-drop-target' }, 'quiet');
  },
  quiet(world, args) {
    const mirror = mirrorOf(world, args);
    return call(DRAIN_BEGIN, { nodes: [mirror.filter] }, 'backing');
  },
  backing(world, args) {
    const mirror = mirrorOf(world, args);
    const job = world.jobs.at(args.job);
    const target = skipFilters(world, world.nodes.at(mirror.target));
    if (job.ret === 0 && mirror.backing === 'source')
      setChild(world, target, 'backing', world.nodes.get(mirror.backingNode));
    else if (job.ret === 0 && mirror.backing === 'open') openBackingOf(world, target);
    return mirror.shouldComplete && job.ret === 0
      ? call(DRAIN_BEGIN, { nodes: [mirror.target] }, 'lock')
      : next('release');
  },
  lock: () => call(GRAPH_LOCK, { change: 'mirror-replace' }, 'replace'),
  replace(world, args) {
    const mirror = mirrorOf(world, args);
    const target = world.nodes.at(mirror.target);
    const replaced = world.nodes.at(mirror.replaced === NONE ? mirror.source : mirror.replaced);
    if (target.readOnly !== replaced.readOnly) setReadOnly(world, target, replaced.readOnly);
    replaceNode(world, replaced, target);
    endDrain(world, target);
    return call(GRAPH_UNLOCK, { change: 'mirror-replace' }, 'release');
  },
  release: () => call(GRAPH_LOCK, { change: 'mirror-release' }, 'released'),
  released(world, args) {
    const mirror = mirrorOf(world, args);
    releaseEdges(world, world.jobs.at(args.job));
    const { replaced } = mirror;
    if (replaced !== NONE) {
      const node = world.nodes.get(replaced);
      if (node !== undefined) node.blockers = node.blockers.filter((blocker) => blocker.owner !== args.job);
    }
    return call(GRAPH_UNLOCK, { change: 'mirror-release' }, 'filter');
  },
  filter: () => call(GRAPH_LOCK, { change: 'mirror-drop-filter' }, 'drop'),
  drop(world, args) {
    const mirror = mirrorOf(world, args);
    const source = world.nodes.at(mirror.source);
    const filter = world.nodes.at(mirror.filter);
    const target = world.nodes.at(mirror.target);
    filter.stateId = NONE;
    // Drained to its end: what guests have waiting goes on below it, not through it.
    removeFilter(world, filter);
    if (world.jobs.at(args.job).ret < 0 && mirror.readOnly) setReadOnly(world, target, true);
    mirror.inDrain = false;
    if (source.quiesce > 0) endDrain(world, source);
    dropIfUnused(world, world.nodes.get(mirror.source));
    dropIfUnused(world, world.nodes.get(mirror.target));
    return call(GRAPH_UNLOCK, { change: 'mirror-drop-filter' }, 'end');
  },
  end: () => done(0),
});
