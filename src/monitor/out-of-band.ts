/** Requests that overtake: run by the monitor thread as it parses them (M-12). */

import { commandNamed } from './command.ts';
import type { Monitor, Request } from './records.ts';
import { checkedRequest } from './request-check.ts';
import { say } from './session.ts';
import type { MonitorWorld } from './world.ts';

/** Runs an out-of-band request and answers it. @returns false if the request is not one */
export function runOutOfBand(world: MonitorWorld, monitor: Monitor, request: Request): boolean {
  if (!monitor.oob || 'error' in request) return false;
  const { value } = request;
  if (value === null || typeof value !== 'object' || !('exec-oob' in value) || 'execute' in value) return false;
  const checked = checkedRequest(world, monitor, request);
  const reply = 'reply' in checked ? checked.reply : commandNamed(checked.command)?.(world, checked.args, monitor.id);
  if (reply !== undefined && !('procedure' in reply)) say(world, monitor, { ...reply, ...checked.id });
  return true;
}
