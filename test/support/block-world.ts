/** A world with a block layer and nothing above it, for tests of floor 1. */
import { submit } from '../../src/block/backend.ts';
import type { Extents } from '../../src/block/extents.ts';
import { addBackend, nodeNamed } from '../../src/block/graph.ts';
import { addImage, type Image, type Pool } from '../../src/block/images.ts';
import '../../src/block/drivers/index.ts';
import { openNode } from '../../src/block/open.ts';
import { formatQcow2 } from '../../src/block/qcow2/image.ts';
import { Accounting, Backend, Io, Node, type Operation } from '../../src/block/records.ts';
import { completeWorkerRequest, workerRequests } from '../../src/block/workers.ts';
import type { BlockFacts, BlockWorld, DrainParticipant } from '../../src/block/world.ts';
import {
  addMainLoop,
  Bus,
  callOnMain,
  clockOf,
  handler,
  mainCanRun,
  mainContext,
  mainThreadBusy,
  nextDue,
  type Procedure,
  runMain,
  Store,
} from '../../src/kernel/index.ts';
import { defaultProfile, type Profile } from '../../src/profile/index.ts';

export interface TestBlockWorld extends BlockWorld {
  readonly drainParticipants: DrainParticipant[];
  /** what finished requests returned, by their number, in order */
  readonly finished: { readonly id: number; readonly ret: number; readonly content: Extents | null }[];
}

export function makeBlockWorld(profile: Profile = defaultProfile): TestBlockWorld {
  const store = new Store();
  const world: TestBlockWorld = {
    store,
    loop: addMainLoop({ store }),
    profile,
    bus: new Bus<BlockFacts>(),
    exitCheck: { pending: () => false, perform: () => {}, describe: () => '' },
    nodes: store.table(Node),
    backends: store.table(Backend),
    ios: store.table(Io),
    accounts: store.table(Accounting),
    drainParticipants: [],
    finished: [],
  };
  return world;
}

/** Runs the main loop, and the worker threads oldest first whenever it is idle, until nothing is left to do now. */
export function settle(world: BlockWorld, mostSteps = 100_000): void {
  for (let i = 0; i < mostSteps; i++) {
    if (mainCanRun(world) && runMain(world)) continue;
    const [oldest] = workerRequests(world);
    if (oldest === undefined) return;
    completeWorkerRequest(world, oldest);
  }
  throw new Error('the world does not settle');
}

/** Lets so much time pass, stopping at every timer on the way. */
export function advance(world: BlockWorld, milliseconds: number): void {
  const until = clockOf(world).now + milliseconds * 1e6;
  settle(world);
  for (let due = nextDue(world, mainContext(world)); due <= until; due = nextDue(world, mainContext(world))) {
    clockOf(world).now = Math.max(due, clockOf(world).now);
    settle(world);
  }
  clockOf(world).now = until;
}

/** Opens a node as blockdev-add would; a refusal fails the test. */
export function open(world: BlockWorld, options: Record<string, unknown>): Node {
  const { node, refusal } = openNode(world, options, { root: true });
  if (node === undefined) throw new Error(`refused: ${refusal.desc}`);
  return node;
}

/** The words with which opening is refused; `opened` if it is not. */
export function refusalOf(world: BlockWorld, options: Record<string, unknown>): string {
  return openNode(world, options, { root: true }).refusal?.desc ?? 'opened';
}

export const node = (world: BlockWorld, name: string): Node => {
  const found = nodeNamed(world, name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
};

/** A backend on a node, as a guest disk would have. */
export function backendOn(world: BlockWorld, root: Node, values: Partial<Backend> = {}): Backend {
  return addBackend(world, { root: root.id, perm: 3, shared: 13, ...values });
}

export function rawImage(world: BlockWorld, path: string, size: number, pool?: Pool): Image {
  return addImage(world, path, size, pool);
}

export function qcow2Image(
  world: BlockWorld,
  path: string,
  size: number,
  backing?: { readonly file: string; readonly format: string },
  pool?: Pool,
): Image {
  const image = addImage(world, path, 0, pool);
  const header = backing === undefined ? { size } : { size, backingFile: backing.file, backingFormat: backing.format };
  if (!formatQcow2(world, image, header)) throw new Error('the pool is full');
  return image;
}

let number = 0;

const DONE = handler<TestBlockWorld>('test request done', (world, id, ret) => {
  const io = [...world.ios].find((other) => other.arg === id && other.backend >= 0);
  world.finished.push({ id, ret, content: io?.content ?? null });
});

/** Submits a request; its number is in `finished` once it is over. */
export function request(
  world: TestBlockWorld,
  backend: Backend,
  op: Operation,
  offset = 0,
  bytes = op === 'flush' ? 0 : 512,
  content: Extents | null = null,
  flags = 0,
): number {
  const id = ++number;
  submit(world, backend, op, offset, bytes, flags, content, DONE, id);
  return id;
}

/** Submits a request and lets everything that can happen now happen. @returns its outcome */
export function doNow(
  world: TestBlockWorld,
  backend: Backend,
  op: Operation,
  offset = 0,
  bytes?: number,
  content: Extents | null = null,
  flags = 0,
): { readonly ret: number; readonly content: Extents | null } {
  const id = request(world, backend, op, offset, bytes, content, flags);
  settle(world);
  const found = world.finished.find((f) => f.id === id);
  if (found === undefined) throw new Error(`${op} did not finish`);
  return found;
}

/** Calls a procedure on the main thread and runs until it has returned. */
export function callNow<L>(world: BlockWorld, called: Procedure<L>, locals: L): void {
  callOnMain(world, called, locals);
  settle(world);
  if (mainThreadBusy(world)) throw new Error(`${called.name} did not return`);
}
