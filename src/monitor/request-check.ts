/** Whether a request may run: its form, the negotiation, the command's name and arguments (4.2, M-3, M-4). */
import { type Arguments, commandNamed, OK, type Refusal, type Reply, refuse } from './command.ts';
import type { Monitor, Request } from './records.ts';
import type { MonitorWorld } from './world.ts';

export interface CheckedCommand {
  readonly command: string;
  readonly args: Arguments;
  /** the request's id member, to be echoed: `{id}` or {} */
  readonly id: Readonly<Record<string, unknown>>;
}
export interface Answered {
  readonly reply: Reply;
  readonly id: Readonly<Record<string, unknown>>;
}

export function checkedRequest(_world: MonitorWorld, monitor: Monitor, request: Request): CheckedCommand | Answered {
  if ('error' in request) return { reply: refuse(request.error), id: {} };
  const value = request.value as Record<string, unknown>;
  const id = 'id' in value ? { id: value['id'] } : {};
  const command = String(value['execute']);
  if (command === 'qmp_capabilities') {
    monitor.commandMode = true;
    return { reply: OK, id };
  }
  return { command, args: (value['arguments'] ?? {}) as Arguments, id };
}
