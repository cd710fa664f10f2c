/** How the commands of stream, mirror and commit make their job while the graph stands still (1.12), and start it. */
import type { Node } from '../../block/records.ts';
import type { Answer, Refusal } from '../../block/refusal.ts';
import { CREATION_REFUSED } from '../../blockjob/creation.ts';
import { GRAPH_LOCK, GRAPH_TOUCHED, GRAPH_UNLOCK, type Lock } from '../../blockjob/graph-change.ts';
import type { Job } from '../../blockjob/records.ts';
import { startJob } from '../../blockjob/start.ts';
import { call, done, next, type Outcome, type RunningFrame, type Step } from '../../kernel/index.ts';
import type { Arguments } from '../command.ts';
import type { MonitorWorld } from '../world.ts';
import { text } from './lookup.ts';

/** What such a command keeps while it waits: its arguments, and how far it is. */
export type Starting = Arguments & { readonly creating?: Lock; readonly created?: number | Refusal };

type Of<T> = (world: MonitorWorld, args: Starting) => T;

interface JobStart {
  readonly job: 'stream' | 'mirror' | 'commit';
  /** checks once more, since others had their turn, and makes the job */
  readonly create: Of<Answer<Job>>;
  /** what is drained where there is no graph lock */
  readonly drained?: Of<readonly Node[]>;
  /** a late refusal costs graph changes; the job that was there for a moment has its name from this node */
  readonly named?: Of<Node | undefined>;
}

/** The steps from `lock` on: what the command's own steps end with. */
export const jobStart = ({
  job,
  create,
  drained,
  named,
}: JobStart): Readonly<Record<string, Step<MonitorWorld, Starting>>> => ({
  lock(world, args, frame) {
    const nodes = drained?.(world, args).map(({ id }) => id);
    const creating: Lock = { change: `${job}-create`, ...(nodes === undefined ? {} : { nodes }) };
    frame.locals = { ...args, creating };
    return call(GRAPH_LOCK, creating, 'create');
  },
  create(world, args, frame) {
    const made = create(world, args);
    frame.locals = { ...args, created: made.refusal === undefined ? made.value.id : made.refusal };
    return call(GRAPH_UNLOCK, args.creating as Lock, 'created');
  },
  created: (_world, { created }) =>
    typeof created === 'number'
      ? call(GRAPH_TOUCHED, { change: `${job}-started` }, 'start')
      : next(named === undefined ? 'over' : 'refused'),
  refused(world, args) {
    const node = named?.(world, args)?.id;
    return call(CREATION_REFUSED, { change: `${job}-drop-filter`, name: text(args['job-id']), node }, 'over');
  },
  over: (_world, { created }) => done({ error: created }),
  start(world, { created }) {
    startJob(world, world.jobs.at(created as number));
    return done();
  },
});

/** The filter cannot be made: refused before there is a job. Goes on at `over`. */
export function refuseFilter(frame: RunningFrame, args: Starting, refusal: Refusal): Outcome {
  frame.locals = { ...args, created: refusal } satisfies Starting;
  return call(GRAPH_TOUCHED, { change: 'node-open' }, 'over');
}
