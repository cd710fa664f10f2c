/** A client's session: greeting, negotiation, input (4.1, M-10). Knows no socket: bytes come in, messages go out. */
import { JSON_DIALECTS } from './json-dialect.ts';
import { feed, type JsonParserState, startParser } from './json-stream.ts';
import { feedAgain } from './line-memory.ts';
import { runOutOfBand } from './out-of-band.ts';
import type { Monitor, Request } from './records.ts';
import type { Message, MonitorWorld } from './world.ts';

/** Requests that a client with oob may have waiting (M-10). */
const QUEUE_LENGTH = 8;

/** A client connects: it is greeted and negotiates afresh (M-1, M-5). */
export function openSession(world: MonitorWorld, name: string): Monitor {
  const monitor = world.monitors.find((m) => m.name === name) ?? world.monitors.add({ name });
  monitor.connected = true;
  monitor.commandMode = false;
  monitor.oob = false;
  monitor.parser = startParser();
  monitor.queue = [];
  monitor.backlog = [];
  monitor.suspended = false;
  world.bus.say('monitor-output', { monitor: monitor.id, message: greeting(world), late: false });
  return monitor;
}

const HANDSHAKE = new TextEncoder().encode('{"execute": "qmp_capabilities"}\n');

/** The client has negotiated before anybody looks; its first line was that (4.3: positions count it). */
export function skipNegotiation(world: MonitorWorld, monitor: Monitor): void {
  monitor.commandMode = true;
  monitor.parser = feed(startParser(), HANDSHAKE, JSON_DIALECTS[world.profile.wire.jsonErrors]).state;
}

export function greeting(world: MonitorWorld): Message {
  return { QMP: { version: versionOf(world), capabilities: world.profile.wire.capabilities } };
}

/** As the greeting and query-version tell it. */
export function versionOf(world: MonitorWorld): Message {
  const { version, wire } = world.profile;
  const { major, minor, micro } = version;
  return { qemu: { major, minor, micro }, package: wire.package };
}

/** The client is gone: what it had queued is dropped (M-5). */
export function closeSession(world: MonitorWorld, monitor: Monitor): void {
  monitor.connected = false;
  monitor.commandMode = false;
  monitor.queue = [];
  monitor.backlog = [];
  world.bus.say('session-closed', { monitor: monitor.id });
}

/** Bytes have arrived. The monitor thread parses them; what is complete is queued, run at once if out of band. */
export function receive(world: MonitorWorld, monitor: Monitor, bytes: Uint8Array): void {
  if (!monitor.connected || world.vm.exited) return;
  const { state, items } = feedAgain(
    monitor.parser as JsonParserState,
    bytes,
    JSON_DIALECTS[world.profile.wire.jsonErrors],
  );
  monitor.parser = state;
  const [only] = items;
  if (only === undefined) return;
  if (items.length === 1 && monitor.backlog.length === 0 && !monitor.suspended) {
    takeIn(world, monitor, only);
    return;
  }
  monitor.backlog = [...monitor.backlog, ...items];
  readBacklog(world, monitor);
}

/** Takes requests in until reading has to wait. */
export function readBacklog(world: MonitorWorld, monitor: Monitor): void {
  while (!monitor.suspended && monitor.backlog.length > 0) {
    const request = monitor.backlog[0] as Request;
    monitor.backlog = monitor.backlog.slice(1);
    takeIn(world, monitor, request);
  }
}

function takeIn(world: MonitorWorld, monitor: Monitor, request: Request): void {
  if (runOutOfBand(world, monitor, request)) return;
  monitor.queue = [...monitor.queue, request];
  monitor.suspended = !monitor.oob || monitor.queue.length >= QUEUE_LENGTH;
  world.bus.say('request-queued', { monitor: monitor.id });
}

export const say = (world: MonitorWorld, monitor: Monitor, message: Message): void => {
  if (monitor.connected) world.bus.say('monitor-output', { monitor: monitor.id, message, late: false });
};
