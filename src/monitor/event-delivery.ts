/** Sending an event to whoever is in command mode now (M-13). */
import type { MadeEvent, Monitor } from './records.ts';
import type { MonitorWorld } from './world.ts';

/** Wall-clock time at which every machine starts: 2026-01-01T00:00:00Z, in seconds. */
export const EPOCH = 1_767_225_600;

/** The event object (M-15). */
export function eventMessage(made: MadeEvent): Readonly<Record<string, unknown>> {
  const timestamp = { seconds: EPOCH + Math.floor(made.stamp / 1e6), microseconds: made.stamp % 1e6 };
  return made.data === undefined ? { timestamp, event: made.event } : { timestamp, event: made.event, data: made.data };
}

/** `late`: it waited for its window, so it carries an old time and may follow newer events. */
export function deliver(world: MonitorWorld, made: MadeEvent, late = false): void {
  world.bus.say('event-delivered', made);
  const message = eventMessage(made);
  for (const monitor of world.monitors.live())
    if (listens(monitor)) world.bus.say('monitor-output', { monitor: monitor.id, message, late });
}

const listens = (monitor: Monitor): boolean => monitor.connected && monitor.commandMode;
