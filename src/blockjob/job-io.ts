/** Requests of a job's coroutine: at a node, or through a backend of its own. */
import { release, submitFromCoroutine } from '../block/backend.ts';
import { PENDING } from '../block/driver.ts';
import type { Extents } from '../block/extents.ts';
import { startAt } from '../block/io.ts';
import type { Io, Operation } from '../block/records.ts';
import { Coroutine, enterCoroutine, handler, next, type Outcome, type RunningFrame, suspend } from '../kernel/index.ts';
import type { JobWorld } from './world.ts';

/** What the step that goes on finds in `frame.result`. */
export interface Asked {
  readonly ret: number;
  readonly content: Extents | null;
}

export const askedOf = (frame: RunningFrame): Asked => frame.result as Asked;

export interface JobRequest {
  readonly op: Operation;
  readonly offset: number;
  readonly bytes: number;
  readonly flags?: number;
  readonly content?: Extents | null;
}

const NODE_DONE = handler<JobWorld>('job goes on after request at node', (world, id, ret) => {
  const io = world.ios.at(id);
  const { arg, content } = io;
  world.ios.remove(io);
  goOn(world, arg, { ret, content });
});

const BACKEND_DONE = handler<JobWorld>('job goes on after request', (world, coroutine, ret) => {
  const io = world.ios.find((other) => other.whom === BACKEND_DONE && other.arg === coroutine);
  goOn(world, coroutine, { ret, content: io?.content ?? null });
});

function goOn(world: JobWorld, id: number, asked: Asked): void {
  enterCoroutine(world, world.store.table(Coroutine).at(id), asked);
}

/** Sends a request to a node past all backends; the coroutine goes on at `then` when it is over. */
export function askNode(
  world: JobWorld,
  frame: RunningFrame,
  coroutine: number,
  node: number,
  request: JobRequest,
  then: string,
): Outcome {
  const io = nodeRequest(world, node, request);
  io.onDone = NODE_DONE;
  io.arg = coroutine;
  const ret = startAt(world, io);
  if (ret === PENDING) return suspend(then);
  frame.result = { ret, content: io.content } satisfies Asked;
  world.ios.remove(io);
  return next(then);
}

/** A request at a node that has not started. */
export function nodeRequest(world: JobWorld, node: number, request: JobRequest): Io {
  const io = world.ios.take();
  io.op = request.op;
  io.node = node;
  io.offset = request.offset;
  io.bytes = request.bytes;
  io.flags = request.flags ?? 0;
  io.content = request.content ?? null;
  return io;
}

/** Sends a request through a backend; the coroutine goes on at `then` when it is over. */
export function askBackend(
  world: JobWorld,
  frame: RunningFrame,
  coroutine: number,
  backend: number,
  request: JobRequest,
  then: string,
): Outcome {
  const { io, ret } = submitFromCoroutine(world, world.backends.at(backend), request, BACKEND_DONE, coroutine);
  if (ret === PENDING) return suspend(then);
  frame.result = { ret, content: io.content } satisfies Asked;
  release(world, io);
  return next(then);
}
