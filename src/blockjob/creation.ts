/**
 * What the creation of a block job leaves behind when it is refused on the way: what was said of the job meanwhile
 * (created and null, 1.9), the number of a generated node name, and the files that were made for it.
 */
import { type DirtyBitmap, removeBitmap } from '../block/bitmaps.ts';
import { removeBackend } from '../block/graph.ts';
import type { Backend, Node } from '../block/records.ts';
import type { Refusal } from '../block/refusal.ts';
import { call, done, next, type Procedure, procedure } from '../kernel/index.ts';
import type { GraphChange } from '../profile/profile.ts';
import { removeFilter } from './filters.ts';
import { GRAPH_TOUCHED } from './graph-change.ts';
import { dropEarly, newJobName } from './job.ts';
import { setReadOnly } from './read-only.ts';
import type { Job } from './records.ts';
import type { JobWorld } from './world.ts';

/** What a creation has made so far. */
export interface Made {
  /** was read-only, and was opened for writing */
  readonly opened?: Node | undefined;
  readonly filter?: Node;
  readonly job?: Job;
  readonly bitmap?: DirtyBitmap;
  readonly backend?: Backend;
}

/** Takes apart what was made. @returns why there is no job */
export function undoCreation(world: JobWorld, made: Made, refusal: Refusal): { readonly refusal: Refusal } {
  const { opened, filter, job, bitmap, backend } = made;
  if (backend !== undefined) removeBackend(world, backend);
  if (bitmap !== undefined) removeBitmap(world, bitmap);
  if (filter !== undefined) removeFilter(world, filter);
  if (job !== undefined) dropEarly(world, job);
  if (opened !== undefined) setReadOnly(world, opened, true);
  return { refusal };
}

interface Refused {
  readonly change: Extract<GraphChange, `${string}-drop-filter`>;
  /** the job's name, if one was given, and the node that names it if not */
  readonly name: string | undefined;
  readonly node: number | undefined;
}

/** The graph changes that it costs (1.12): a job that was there for a moment is forgotten, the filter taken out. */
export const CREATION_REFUSED: Procedure<Refused> = procedure<JobWorld, Refused>('start refused', {
  job: (world, { name, node }) =>
    newJobName(world, name, node).refusal === undefined
      ? call(GRAPH_TOUCHED, { change: 'job-free' }, 'filter')
      : next('filter'),
  filter: (_world, { change }) => call(GRAPH_TOUCHED, { change }, 'end'),
  end: () => done(),
});
