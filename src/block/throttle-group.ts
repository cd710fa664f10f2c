/**
 * Groups of backends and throttle nodes that share limits (4.3): one queue a member and direction, one timer a
 * direction in the whole group, round robin between the members. The arithmetic is in throttle-state.ts.
 */
import {
  armTimer,
  bug,
  cancelTimer,
  counted,
  deadline,
  defineRecord,
  flag,
  handler,
  json,
  mainContext,
  NONE,
  now,
  number,
  type RecordOf,
  ref,
  Timer,
  text,
  without,
} from '../kernel/index.ts';
import { startThrottled } from './backend.ts';
import { PENDING } from './driver.ts';
import { finish, submitChild } from './io.ts';
import type { Io, Operation } from './records.ts';
import { type Answer, answer, type Refusal, refuse } from './refusal.ts';
import { configFromLimits } from './throttle-options.ts';
import {
  accountRequest,
  configureThrottle,
  emptyAfter,
  leak,
  newThrottleState,
  type ThrottleConfig,
  type ThrottleDirection,
  type ThrottleState,
  throttleWait,
  whatThrottles,
} from './throttle-state.ts';
import type { BlockWorld } from './world.ts';

export const ThrottleGroup = defineRecord('throttle-group', {
  name: text(),
  /** made by object-add: it stays without members, and object-del removes it */
  isObject: flag(),
  state: counted(json<ThrottleState>(newThrottleState()), whatThrottles),
  /** when its buckets are empty if nothing more comes, NONE if they are: tells how far the last leak is off */
  emptyAt: deadline(),
  /** members in the order of round robin: the newest first */
  members: json<readonly number[]>([]),
  /** whose turn it was last */
  tokenRead: ref(),
  tokenWrite: ref(),
  /** some member's timer is armed */
  armedRead: flag(),
  armedWrite: flag(),
});
export type ThrottleGroup = RecordOf<typeof ThrottleGroup>;

export const ThrottleMember = defineRecord('throttle-member', {
  group: ref(),
  /** the backend that is throttled, or NONE: a throttle node */
  backend: ref(),
  /** drained sections that suspend its limits */
  disabled: number(),
  readHead: ref(),
  readTail: ref(),
  writeHead: ref(),
  writeTail: ref(),
  timerRead: ref(),
  timerWrite: ref(),
});
export type ThrottleMember = RecordOf<typeof ThrottleMember>;

const KEYS = {
  read: { token: 'tokenRead', armed: 'armedRead', head: 'readHead', tail: 'readTail', timer: 'timerRead' },
  write: { token: 'tokenWrite', armed: 'armedWrite', head: 'writeHead', tail: 'writeTail', timer: 'timerWrite' },
} as const;

const groups = (world: BlockWorld) => world.store.table(ThrottleGroup);
const members = (world: BlockWorld) => world.store.table(ThrottleMember);
const directionOf = (op: Operation): ThrottleDirection => (op === 'read' ? 'read' : 'write');

function setState(group: ThrottleGroup, state: ThrottleState): void {
  if (state === group.state) return;
  group.state = state;
  const after = emptyAfter(state);
  group.emptyAt = after === 0 ? NONE : state.previousLeak + after;
}

export const groupNamed = (world: BlockWorld, name: string): ThrottleGroup | undefined =>
  groups(world).find((group) => group.name === name);

export const memberAt = (world: BlockWorld, id: number): ThrottleMember => members(world).at(id);

export const groupOf = (world: BlockWorld, member: ThrottleMember): ThrottleGroup => groups(world).at(member.group);

/** object-add of a throttle-group. The monitor has checked types and names of its limits. */
export function addThrottleGroup(
  world: BlockWorld,
  id: string,
  limits: Readonly<Record<string, unknown>>,
): Answer<ThrottleGroup> {
  const known = groupNamed(world, id);
  if (known !== undefined)
    return refuse(
      known.isObject
        ? `attempt to add duplicate property '${id}' to object (type 'container')`
        : `A group with this name already exists`,
    );
  const { config, error } = configFromLimits(limits);
  if (error !== undefined) return refuse(error);
  return answer(groups(world).add({ name: id, isObject: true, state: configureThrottle(config, now(world)) }));
}

/** object-del of a throttle-group. */
export function removeThrottleGroup(world: BlockWorld, id: string): Refusal | undefined {
  const group = groupNamed(world, id);
  if (group === undefined || !group.isObject) return refuse(`object '${id}' not found`).refusal;
  if (group.members.length > 0)
    return refuse(
      world.profile.block.throttleGroupInUse === 'object'
        ? `object '${id}' is in use, can not be deleted`
        : `Cannot delete throttle group '${id}' with active references`,
    ).refusal;
  groups(world).remove(group);
  return undefined;
}

/** New limits for a whole group: levels are forgotten, and waiting requests are looked at again. */
export function configureGroup(world: BlockWorld, group: ThrottleGroup, config: ThrottleConfig): void {
  setState(group, configureThrottle(config, now(world)));
  for (const id of group.members) restart(world, memberAt(world, id));
}

/** Joins a group, which is made if there is none of that name. */
export function joinGroup(world: BlockWorld, name: string, backend: number): ThrottleMember {
  const group = groupNamed(world, name) ?? groups(world).add({ name });
  const member = members(world).add({ group: group.id, backend });
  for (const { token } of Object.values(KEYS)) if (group[token] === NONE) group[token] = member.id;
  group.members = [member.id, ...group.members];
  return member;
}

/** Leaves the group; nothing may be waiting. A group that no object holds goes with its last member. */
export function leaveGroup(world: BlockWorld, member: ThrottleMember): void {
  const group = groupOf(world, member);
  for (const { token, head, timer, armed } of Object.values(KEYS)) {
    if (member[head] !== NONE) bug('a member leaves its throttle group with requests');
    if (member[timer] !== NONE) {
      cancelTimer(world, world.store.table(Timer).at(member[timer]));
      group[armed] = false;
    }
    if (group[token] === member.id) {
      const other = nextMember(group, member.id);
      group[token] = other === member.id ? NONE : other;
    }
  }
  group.members = without(group.members, member.id);
  members(world).remove(member);
  if (group.members.length === 0 && !group.isObject) groups(world).remove(group);
}

const nextMember = ({ members: list }: ThrottleGroup, id: number): number =>
  list[(list.indexOf(id) + 1) % list.length] ?? id;

/** Whether the request has to wait; then it is queued, and its place is the member's. Else it is charged. */
export function mustWait(world: BlockWorld, member: ThrottleMember, io: Io): boolean {
  const group = groupOf(world, member);
  const direction = directionOf(io.op);
  const { head, tail } = KEYS[direction];
  const token = nextToken(world, group, member, direction);
  if (armIfNeeded(world, group, token, direction) || member[head] !== NONE) {
    if (member[head] === NONE) member[head] = io.id;
    else world.ios.at(member[tail]).next = io.id;
    member[tail] = io.id;
    return true;
  }
  charge(group, direction, io);
  scheduleNext(world, group, member, direction, true);
  return false;
}

function charge(group: ThrottleGroup, direction: ThrottleDirection, io: Io): void {
  setState(group, accountRequest(group.state, direction, io.bytes));
}

/** Whose turn it is: the next member in the round with something waiting, else the one that asks. */
function nextToken(
  world: BlockWorld,
  group: ThrottleGroup,
  member: ThrottleMember,
  direction: ThrottleDirection,
): ThrottleMember {
  const { head, token } = KEYS[direction];
  // A drained member is served first.
  if (member[head] !== NONE && member.disabled > 0) return member;
  const start = group[token];
  let at = nextMember(group, start);
  while (at !== start && memberAt(world, at)[head] === NONE) at = nextMember(group, at);
  return at === start && memberAt(world, at)[head] === NONE ? member : memberAt(world, at);
}

/** Arms the group's timer for a direction if its limits say so. @returns whether one has to wait */
function armIfNeeded(
  world: BlockWorld,
  group: ThrottleGroup,
  member: ThrottleMember,
  direction: ThrottleDirection,
): boolean {
  const { armed, token } = KEYS[direction];
  if (member.disabled > 0) return false;
  if (group[armed]) return true;
  setState(group, leak(group.state, now(world)));
  const wait = throttleWait(group.state, direction);
  if (wait === 0) return false;
  group[token] = member.id;
  arm(world, group, member, direction, now(world) + wait);
  return true;
}

function arm(
  world: BlockWorld,
  group: ThrottleGroup,
  member: ThrottleMember,
  direction: ThrottleDirection,
  due: number,
): void {
  const { timer, armed } = KEYS[direction];
  if (member[timer] !== NONE) cancelTimer(world, world.store.table(Timer).at(member[timer]));
  const callee = direction === 'read' ? READ_TIMER : WRITE_TIMER;
  member[timer] = armTimer(world, mainContext(world), due, callee, member.id).id;
  group[armed] = true;
}

/**
 * After a request was let go: sees to the next one, if any waits.
 * @returns true if that is the same member's and may go as soon as this one has begun
 */
function scheduleNext(
  world: BlockWorld,
  group: ThrottleGroup,
  member: ThrottleMember,
  direction: ThrottleDirection,
  inRequest: boolean,
): boolean {
  const { head, token } = KEYS[direction];
  const following = nextToken(world, group, member, direction);
  if (following[head] === NONE || armIfNeeded(world, group, following, direction)) return false;
  // Members that ask from inside a request are preferred.
  if (inRequest && member[head] !== NONE) {
    group[token] = member.id;
    return true;
  }
  group[token] = following.id;
  arm(world, group, following, direction, now(world));
  return false;
}

/**
 * Lets the request that has waited longest at a member go, and those after it that need not wait.
 * @returns false if there was none
 */
function letGo(world: BlockWorld, member: ThrottleMember, direction: ThrottleDirection): boolean {
  const { head, tail } = KEYS[direction];
  const group = groupOf(world, member);
  if (member[head] === NONE) return false;
  for (let more = true; more && member[head] !== NONE; ) {
    const io = world.ios.at(member[head]);
    member[head] = io.next;
    if (io.next === NONE) member[tail] = NONE;
    io.next = NONE;
    charge(group, direction, io);
    more = scheduleNext(world, group, member, direction, true);
    go(world, member, io);
  }
  return true;
}

function go(world: BlockWorld, member: ThrottleMember, io: Io): void {
  if (member.backend !== NONE) {
    startThrottled(world, io);
    return;
  }
  const ret = submitChild(world, io, world.nodes.at(io.node).primary);
  if (ret !== PENDING) finish(world, io, ret);
}

function timerFired(world: BlockWorld, member: ThrottleMember, direction: ThrottleDirection): void {
  const { timer, armed } = KEYS[direction];
  member[timer] = NONE;
  const group = groupOf(world, member);
  group[armed] = false;
  restartQueue(world, group, member, direction);
}

function restartQueue(
  world: BlockWorld,
  group: ThrottleGroup,
  member: ThrottleMember,
  direction: ThrottleDirection,
): void {
  if (!letGo(world, member, direction)) scheduleNext(world, group, member, direction, false);
}

const READ_TIMER = handler<BlockWorld>('throttle timer for reads', (world, id) =>
  timerFired(world, memberAt(world, id), 'read'),
);
const WRITE_TIMER = handler<BlockWorld>('throttle timer for writes', (world, id) =>
  timerFired(world, memberAt(world, id), 'write'),
);

/** Looks at a member's queues again: what its timer would do, or what there is to do without one. */
function restart(world: BlockWorld, member: ThrottleMember): void {
  for (const direction of ['read', 'write'] as const) {
    const { timer } = KEYS[direction];
    if (member[timer] !== NONE) {
      cancelTimer(world, world.store.table(Timer).at(member[timer]));
      timerFired(world, member, direction);
    } else restartQueue(world, groupOf(world, member), member, direction);
  }
}

/** A drained section begins: the member's limits are off, and all that waits goes (2.3). */
export function disableLimits(world: BlockWorld, member: ThrottleMember): void {
  if (member.disabled++ === 0) restart(world, member);
}

export function enableLimits(member: ThrottleMember): void {
  member.disabled--;
}
