import { firstDifference } from '../../block/extents.ts';
import { MirrorJob } from '../../blockjob/mirror-records.ts';
import type { Machine } from '../../machine.ts';
import { contentsOf } from './disk-contents.ts';
import { property } from './property.ts';

/** A mirror that has ended well has drained its source and has not let go of either side yet. */
function compare(world: Machine, jobId: number): string | undefined {
  const job = world.jobs.at(jobId);
  const mirror = world.store.table(MirrorJob).find((each) => each.job === jobId);
  if (job.type !== 'mirror' || mirror === undefined) return undefined;
  // A copy of the top image alone is whole only with a backing file, which it gets later.
  if (mirror.sync !== 'full') return undefined;
  const source = world.nodes.at(mirror.source);
  const [left, right] = [contentsOf(world, source), contentsOf(world, world.nodes.get(mirror.target))];
  if (left === undefined || right === undefined) return undefined;
  const at = firstDifference(left, right, 0, source.size);
  return at === undefined
    ? undefined
    : `the mirror '${job.name}' ends well, and byte ${at} of its target is another one`;
}

export const mirrorTargetEqualsSource = property<object>({
  name: 'mirror-target-equals-source',
  kind: 'always',
  sentence: 'when a mirror of the whole disk completes, every byte of the target equals the source',
  initial: {},
  hears: {
    'job-status-changed': (state, { job, status }, world) =>
      status === 'waiting' ? (compare(world, job) ?? state) : state,
  },
});
