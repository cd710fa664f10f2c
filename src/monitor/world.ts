/** The world as the monitor sees it. */
import type { BlockFacts } from '../block/world.ts';
import type { JobFacts, JobWorld } from '../blockjob/world.ts';
import type { Bus, Table } from '../kernel/index.ts';
import type { VmFacts, VmWorld } from '../vm/world.ts';
import type { Dispatcher, MadeEvent, Monitor, ThrottleEntry, ThrottleNode } from './records.ts';

export interface MonitorWorld extends VmWorld, JobWorld {
  readonly bus: Bus<MonitorFacts & VmFacts & JobFacts & BlockFacts>;
  readonly monitors: Table<Monitor>;
  readonly dispatcher: Dispatcher;
  readonly throttleEntries: Table<ThrottleEntry>;
  readonly throttleNodes: Table<ThrottleNode>;
}

export interface MonitorFacts {
  /** A line goes to one client: a greeting, a reply or an event, before it is text. */
  'monitor-output': { readonly monitor: number; readonly message: Message; readonly late: boolean };
  /** An event was made; it may be delivered now, later or never. */
  'event-made': MadeEvent;
  /** It was delivered to everybody in command mode. */
  'event-delivered': MadeEvent;
  /** It waits for its window to end; `replaced` is lost for good. */
  'event-held-back': { readonly event: MadeEvent; readonly replaced: MadeEvent | null };
  /** The throttle table looked at an entry that was freed (5.4). */
  'use-after-free': { readonly operation: 'lookup' | 'add' | 'remove'; readonly created: number };
  /** A client has put text on its connection. */
  'client-sent': { readonly monitor: number; readonly text: string };
  'session-closed': { readonly monitor: number };
  /** A request waits for the dispatcher. */
  'request-queued': { readonly monitor: number };
}

export type Message = Readonly<Record<string, unknown>>;
