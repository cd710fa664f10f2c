/**
 * Requests whose way is long (read-modify-write, qcow2, copy-on-read) are served by a procedure in a coroutine of their
 * own. Its steps ask for child requests with {@link ask} and find what became of them in `frame.result`.
 */
import {
  type Coroutine,
  Coroutine as CoroutineKind,
  createCoroutine,
  enterCoroutine,
  handler,
  NONE,
  next,
  type Outcome,
  type Procedure,
  type RunningFrame,
  suspend,
  wake,
} from '../kernel/index.ts';
import { PENDING } from './driver.ts';
import type { Extents } from './extents.ts';
import { hear } from './flush.ts';
import { contextOf } from './graph.ts';
import { resume, startAt, startPiece } from './io.ts';
import type { Io, Operation } from './records.ts';
import type { BlockWorld } from './world.ts';

/** What a step that asked finds in `frame.result`. */
export interface Asked {
  readonly ret: number;
  /** what was read */
  readonly content: Extents | null;
}

export const askedOf = (frame: RunningFrame): Asked => frame.result as Asked;

/** Serves a request by a procedure that returns 0 or a negative errno. @returns its outcome, or PENDING */
export function serve<L>(world: BlockWorld, io: Io, called: Procedure<L>, locals: L): number {
  const coroutine = createCoroutine(world, called.name, called, locals);
  coroutine.onEnd = ENDED;
  coroutine.arg = io.id;
  io.coroutine = coroutine.id;
  return enter(world, io, coroutine);
}

/** Goes on with a request whose coroutine waited. @returns its outcome, or PENDING */
export function goOn(world: BlockWorld, io: Io, ret: number, content: Extents | null = null): number {
  return enter(world, io, world.store.table(CoroutineKind).at(io.coroutine), { ret, content });
}

function enter(world: BlockWorld, io: Io, coroutine: Coroutine, asked?: Asked): number {
  enterCoroutine(world, coroutine, asked);
  return io.coroutine === NONE ? io.ret : PENDING;
}

const ENDED = handler<BlockWorld>('request served', (world, id, ret) => {
  const io = world.ios.at(id);
  io.coroutine = NONE;
  io.ret = ret;
});

const GO_ON = handler<BlockWorld>(
  'go on with request',
  (world, id, value) => {
    const io = world.ios.at(id);
    resume(world, io, goOn(world, io, value));
  },
  (world, id) => {
    const io = world.ios.get(id);
    return io === undefined ? 'go on with request' : `${world.nodes.at(io.node).name} goes on with ${io.op}`;
  },
);

/** Wakes the coroutine of a request that waits for something other than a child request. */
export const wakeRequest = (world: BlockWorld, io: number): void =>
  wake(world, contextOf(world, world.nodes.at(world.ios.at(io).node)), GO_ON, io);

export interface Ask {
  /** the node to ask; the request's own node: its driver, past the block layer's own work */
  readonly node: number;
  readonly op: Operation;
  readonly offset: number;
  readonly bytes: number;
  readonly flags?: number;
  readonly content?: Extents | null;
  /** of a request to the own node: all of the block layer's work too */
  readonly whole?: boolean;
}

/** Sends a request on behalf of the served one; the coroutine goes on at `then` when it is over. */
export function ask(world: BlockWorld, frame: RunningFrame, io: Io, asked: Ask, then: string): Outcome {
  const child = world.ios.take();
  child.op = asked.op;
  child.node = asked.node;
  child.parent = io.id;
  child.offset = asked.offset;
  child.bytes = asked.bytes;
  child.flags = asked.flags ?? 0;
  child.content = asked.content ?? null;
  child.piece = asked.node === io.node && asked.whole !== true;
  const ret = child.piece ? startPiece(world, child) : startAt(world, child);
  if (ret === PENDING) return suspend(then);
  frame.result = { ret, content: child.content } satisfies Asked;
  world.ios.remove(child);
  return next(then);
}

/** Raises an event on a node for the served request; a breakpoint may hold it there. */
export function raise(world: BlockWorld, io: Io, nodeId: number, event: string, then: string): Outcome {
  return hear(world, nodeId, event, io.id) ? suspend(then) : next(then);
}
