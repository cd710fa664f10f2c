/**
 * The rate limit of events (section 5): keyed entries since 2.5, one state a type before, none in 1.1. Its timers are
 * the main loop's, so nothing comes while the main thread is inside a drain (L-2, L-7).
 */
import { armTimer, handler, MILLISECOND, NONE, now, timerContext } from '../kernel/index.ts';
import { deliver } from './event-delivery.ts';
import type { MadeEvent, ThrottleEntry, ThrottleNode } from './records.ts';
import type { MonitorWorld } from './world.ts';

/** All rates there are: one event a second (T-3). */
const RATE = 1000 * MILLISECOND;

/** What tells two events of a type apart (T-4). */
const KEY_MEMBERS: Readonly<Record<string, string>> = {
  VSERPORT_CHANGE: 'id',
  QUORUM_REPORT_BAD: 'node-name',
  MEMORY_DEVICE_SIZE_CHANGE: 'qom-path',
  BLOCK_IO_ERROR: 'qom-path',
};

const isStop = (made: MadeEvent): boolean => made.event === 'BLOCK_IO_ERROR' && made.data?.action === 'stop';

function isLimited(world: MonitorWorld, made: MadeEvent): boolean {
  const { events } = world.profile;
  if (made.event !== 'BLOCK_IO_ERROR') return events.throttled.includes(made.event);
  // T-6: with the fix a stop passes by the table and leaves no trace in it.
  return events.blockIoError === 'all-actions' || (events.blockIoError === 'all-but-stop' && !isStop(made));
}

/** Delivers an event, or holds it back until its window ends; of several held back the newest is kept (T-1). */
export function queueEvent(world: MonitorWorld, made: MadeEvent): void {
  if (world.profile.events.throttle === 'none' || !isLimited(world, made)) deliver(world, made);
  else if (world.profile.events.throttle === 'per-type') queuePerType(world, made);
  else queueKeyed(world, made);
}

function hold(world: MonitorWorld, entry: ThrottleEntry, made: MadeEvent): void {
  const replaced = entry.pending;
  entry.pending = made;
  world.bus.say('event-held-back', { event: made, replaced });
}

function queueKeyed(world: MonitorWorld, made: MadeEvent): void {
  const member = KEY_MEMBERS[made.event];
  const key = member === undefined ? made.event : `${made.event} ${String(made.data?.[member])}`;
  const found = findNode(world, key, 'lookup');
  if (found !== undefined) {
    hold(world, world.throttleEntries.at(found.entry), made);
    return;
  }
  deliver(world, made);
  findNode(world, key, 'add');
  const entry = world.throttleEntries.add({ event: made.event, key, byStop: isStop(made) });
  const order = [...world.throttleNodes].reduce((last, node) => Math.max(last, node.order), 0) + 1;
  world.throttleNodes.add({ key, entry: entry.id, order, created: now(world) });
  arm(world, entry);
}

const inOrder = (world: MonitorWorld, key: string): ThrottleNode[] =>
  [...world.throttleNodes].filter((node) => node.key === key).sort((a, b) => a.order - b.order);

const matches = (world: MonitorWorld, node: ThrottleNode): boolean =>
  !node.freed && !(world.profile.events.equality === 'stop-never-equal' && world.throttleEntries.at(node.entry).byStop);

/**
 * Compares the nodes of equal hash in the order of insertion until one is equal. With the withdrawn patch a stored stop
 * entry equals nothing, and a node whose entry was freed is still there to be compared (5.4).
 */
function findNode(world: MonitorWorld, key: string, operation: 'lookup' | 'add' | 'remove'): ThrottleNode | undefined {
  for (const node of inOrder(world, key)) {
    if (node.freed) world.bus.say('use-after-free', { operation, created: node.created });
    else if (matches(world, node)) return node;
  }
  return undefined;
}

function arm(world: MonitorWorld, entry: ThrottleEntry): void {
  entry.timer = armTimer(world, timerContext(world), now(world) + RATE, WINDOW_ENDS, entry.id).id;
}

/** T-2: a window that had something to deliver is followed by another; an empty one ends the entry. */
const WINDOW_ENDS = handler<MonitorWorld>(
  'rate limit window ends',
  (world, id) => {
    const entry = world.throttleEntries.at(id);
    entry.timer = NONE;
    if (world.profile.events.throttle === 'per-type') {
      endPerType(world, entry);
      return;
    }
    const held = entry.pending;
    if (held !== null) {
      entry.pending = null;
      deliver(world, held, true);
      arm(world, entry);
      return;
    }
    const node = findNode(world, entry.key, 'remove');
    if (node !== undefined) world.throttleNodes.remove(node);
    // Whether or not it was found in the table, the entry is freed; its own node then dangles.
    for (const other of world.throttleNodes) if (other.entry === id) leaveDangling(other);
    world.throttleEntries.remove(entry);
  },
  (world, id) => `rate limit of ${world.throttleEntries.get(id)?.key ?? 'an event'} ends`,
);

function leaveDangling(node: ThrottleNode): void {
  node.freed = true;
  node.entry = NONE;
}

function queuePerType(world: MonitorWorld, made: MadeEvent): void {
  const entry =
    world.throttleEntries.find((other) => other.event === made.event) ??
    world.throttleEntries.add({ event: made.event, key: made.event });
  if (entry.pending !== null) hold(world, entry, made);
  else if (now(world) < entry.quietUntil) {
    hold(world, entry, made);
    entry.timer = armTimer(world, timerContext(world), entry.quietUntil, WINDOW_ENDS, entry.id).id;
  } else {
    deliver(world, made);
    entry.quietUntil = now(world) + RATE;
  }
}

function endPerType(world: MonitorWorld, entry: ThrottleEntry): void {
  const held = entry.pending;
  entry.pending = null;
  if (held !== null) deliver(world, held, true);
  entry.quietUntil = now(world) + RATE;
}

/**
 * When the next window ends that no timer watches (5.2: nothing is armed until something is held back), later than
 * `after`, in nanoseconds; Infinity if none does. From then on an error is told at once.
 */
export function nextUnwatchedEnd(world: MonitorWorld, after: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { quietUntil } of world.throttleEntries.live())
    if (quietUntil > after && quietUntil < next) next = quietUntil;
  return next;
}
