/** Throttling of a backend itself: `-drive throttling.*` and `block_set_io_throttle` (4.3). */
import { NONE } from '../kernel/index.ts';
import type { Options } from './driver.ts';
import { backendNamed, backendOfDevice } from './graph.ts';
import type { Backend } from './records.ts';
import { type Refusal, refuse } from './refusal.ts';
import { configureGroup, disableLimits, groupOf, joinGroup, leaveGroup, memberAt } from './throttle-group.ts';
import { configFromBlockSetIoThrottle } from './throttle-options.ts';
import { type ThrottleConfig, throttlingEnabled } from './throttle-state.ts';
import type { BlockWorld } from './world.ts';

/** Puts a backend into a group (leaving another) and gives the whole group these limits. */
export function attachThrottling(world: BlockWorld, backend: Backend, groupName: string, config: ThrottleConfig): void {
  if (backend.throttleMember !== NONE && groupOf(world, memberAt(world, backend.throttleMember)).name !== groupName)
    detachThrottling(world, backend);
  if (backend.throttleMember === NONE) {
    const member = joinGroup(world, groupName, backend.id);
    backend.throttleMember = member.id;
    if (backend.quiesce > 0) disableLimits(world, member);
  }
  configureGroup(world, groupOf(world, memberAt(world, backend.throttleMember)), config);
}

/** Takes a backend out of its group; what waits there goes first. */
export function detachThrottling(world: BlockWorld, backend: Backend): void {
  if (backend.throttleMember === NONE) return;
  const member = memberAt(world, backend.throttleMember);
  disableLimits(world, member);
  leaveGroup(world, member);
  backend.throttleMember = NONE;
}

/** block_set_io_throttle: by `id` (device) or `device` (named backend). All limits zero ends the throttling. */
export function setIoThrottle(world: BlockWorld, args: Options): Refusal | undefined {
  const { id, device } = args;
  if ((id === undefined) === (device === undefined)) return refuse("Need exactly one of 'device' and 'id'").refusal;
  const backend = id === undefined ? backendNamed(world, String(device)) : backendOfDevice(world, String(id));
  if (backend === undefined) {
    return id === undefined
      ? refuse(`Device '${String(device)}' not found`, 'DeviceNotFound').refusal
      : refuse(`Device '${String(id)}' not found`, 'DeviceNotFound').refusal;
  }
  if (backend.root === NONE) return refuse(`Device has no medium`).refusal;
  const { config, error } = configFromBlockSetIoThrottle(args);
  if (error !== undefined) return refuse(error).refusal;
  if (!throttlingEnabled(config)) {
    detachThrottling(world, backend);
    return undefined;
  }
  const name = args.group ?? device ?? id;
  attachThrottling(world, backend, String(name), config);
  return undefined;
}
