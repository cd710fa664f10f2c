/** Drained sections around single nodes, for the main thread and (through a bottom half) for a job's coroutine. */
import { beginDrain, endDrain, isBusy } from '../block/drain.ts';
import {
  Coroutine,
  call,
  callOnMain,
  done,
  enterCoroutine,
  handler,
  mainContext,
  next,
  type Outcome,
  poll,
  procedure,
  schedule,
  suspend,
} from '../kernel/index.ts';
import type { JobWorld } from './world.ts';

interface Nodes {
  /** ids; those that do not exist count for nothing */
  readonly nodes: readonly number[];
}

/** Quiets the nodes one after the other, waiting for each. Main thread only. */
export const DRAIN_BEGIN = procedure<JobWorld, Nodes & { readonly at?: number }>('drained section begins', {
  begin(world, args) {
    const id = args.nodes[args.at ?? 0];
    if (id === undefined) return done();
    const node = world.nodes.get(id);
    if (node !== undefined) beginDrain(world, node);
    return next('wait');
  },
  wait(world, args, frame) {
    const at = args.at ?? 0;
    const node = world.nodes.get(args.nodes[at] ?? -1);
    if (node !== undefined && isBusy(world, node)) return poll('wait');
    frame.locals = { nodes: args.nodes, at: at + 1 };
    return next('begin');
  },
});

/** Ends drained sections; returns `ret`. */
export const DRAIN_END = procedure<JobWorld, Nodes & { readonly ret?: number }>('drained section ends', {
  begin(world, { nodes, ret = 0 }) {
    for (const id of nodes) {
      const node = world.nodes.get(id);
      if (node !== undefined && node.quiesce > 0) endDrain(world, node);
    }
    return done(ret);
  },
});

interface ForCoroutine extends Nodes {
  readonly coroutine: number;
}

const FOR_COROUTINE = procedure<JobWorld, ForCoroutine>('drain for a coroutine', {
  begin: (_world, { nodes }) => call(DRAIN_BEGIN, { nodes }, 'wake'),
  wake(world, { coroutine }) {
    enterCoroutine(world, world.store.table(Coroutine).at(coroutine));
    return done();
  },
});

const START = handler<JobWorld>(
  'drain for a coroutine',
  (world, coroutine, node) => callOnMain(world, FOR_COROUTINE, { coroutine, nodes: [node] }),
  () => 'job begins a drained section',
);

/** A coroutine cannot poll: the main loop drains on its behalf, then it goes on at `then`. */
export function drainFromCoroutine(world: JobWorld, coroutine: number, node: number, then: string): Outcome {
  schedule(world, mainContext(world), START, coroutine, node);
  return suspend(then);
}
