/** Properties that hold at each client by itself. */
import type { MonitorFacts } from '../../monitor/world.ts';
import type { Judged } from './property.ts';

export interface EventMessage {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What is known of each client, by the id of its session. */
export type Clients<C> = readonly (C | undefined)[];

type Heard = MonitorFacts['monitor-output'];

/** The event in a message; undefined if it is a reply or a greeting. */
export const eventIn = (message: object): EventMessage | undefined =>
  'event' in message ? (message as EventMessage) : undefined;

/**
 * A reducer for all clients from one for each client's events. A client that was greeted before the eyes of the
 * property came later than the machine's start, so nobody knows what it missed.
 */
export function forEachClient<C>(
  fresh: (late: boolean) => C,
  step: (client: C, event: EventMessage) => Judged<C>,
): (clients: Clients<C>, heard: Heard) => Judged<Clients<C>> {
  return (clients, { monitor, message }) => {
    if ('QMP' in message) return withClient(clients, monitor, fresh(true));
    const event = eventIn(message);
    if (event === undefined) return clients;
    const before = clients[monitor] ?? fresh(false);
    const after = step(before, event);
    if (typeof after === 'string' || after === before) return typeof after === 'string' ? after : clients;
    return withClient(clients, monitor, after);
  };
}

function withClient<C>(clients: Clients<C>, monitor: number, client: C): Clients<C> {
  const all = clients.slice();
  while (all.length < monitor) all.push(undefined);
  all[monitor] = client;
  return all;
}

/** BLOCK_IO_ERROR with action stop. */
export const isStopError = (event: EventMessage): boolean =>
  event.event === 'BLOCK_IO_ERROR' && event.data?.action === 'stop';
