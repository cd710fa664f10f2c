/** Requests that overtake: run by the monitor thread as it parses them (M-12). */
import { commandNamed } from './command.ts';
import type { JsonValue } from './json-value.ts';
import type { Monitor, Request } from './records.ts';
import { isOutOfBand } from './request.ts';
import { checkedRequest } from './request-check.ts';
import { say } from './session.ts';
import type { MonitorWorld } from './world.ts';

/** Runs an out-of-band request and answers it. @returns false if the request is not one */
export function runOutOfBand(world: MonitorWorld, monitor: Monitor, request: Request): boolean {
  if (!monitor.oob || 'error' in request || !isOutOfBand(request.value as JsonValue)) return false;
  const checked = checkedRequest(world, monitor, request);
  const reply = 'reply' in checked ? checked.reply : commandNamed(checked.command)?.(world, checked.args, monitor.id);
  if (reply !== undefined && !('procedure' in reply)) say(world, monitor, { ...reply, ...checked.id });
  return true;
}
