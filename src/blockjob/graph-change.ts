/** What a change of the block graph costs: from 8.2 on it drains everything (1.12). */
import { beginDrainAll, endDrainAll } from '../block/drain.ts';
import { done, next, poll, procedure } from '../kernel/index.ts';
import type { JobWorld } from './world.ts';

export interface GraphChange {
  readonly change: string;
}

/** Holds everything still for a moment before the graph changes, where the profile says so. */
export const GRAPH_CHANGE = procedure<JobWorld, GraphChange>('graph change', {
  begin(world) {
    if (!world.profile.job.graphChangeDrains) return done();
    beginDrainAll(world);
    return next('wait');
  },
  wait(world) {
    for (const node of world.nodes) if (node.inFlight > 0) return poll('wait');
    endDrainAll(world);
    return done();
  },
});
