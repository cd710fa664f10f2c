/**
 * Putting a manager's own code into a scenario: a function from what a QMP client receives to what it sends next. It is
 * called in virtual time, so a test of a thousand orders takes a second.
 */
import { MILLISECOND, now } from '../kernel/index.ts';
import { writeJson } from '../monitor/json-writer.ts';
import { Actor } from '../scenario/actors.ts';
import type { Observer, Run } from '../scenario/run.ts';
import { MAIN_CLIENT, type QmpCommand, type QmpStep } from '../scenario/scenario.ts';

/** A message as a QMP client gets it: an event, a return or an error. */
export interface QmpMessage {
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly timestamp?: { readonly seconds: number; readonly microseconds: number };
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly id?: unknown;
}

/** A command that a manager sends. */
export interface Send {
  readonly command: QmpCommand;
  /** milliseconds to wait first; 0 if not said */
  readonly after?: number;
}

/** The manager: what it sends on receiving a message at a time (milliseconds). Commands go out one after the other. */
export interface Manager {
  receive(message: QmpMessage, time: number): readonly (Send | QmpCommand)[];
}

const isSend = (what: Send | QmpCommand): what is Send => 'command' in what;

/**
 * Lets a manager be the main client, beside the steps of the scenario. Each run needs a manager of its own: its memory
 * is not the simulator's.
 * @param make makes one
 */
export function managedBy(make: () => Manager): Observer {
  return {
    begin(run: Run) {
      const { machine } = run;
      const manager = make();
      const actor = machine.store.table(Actor).add({ name: 'manager' });
      machine.bus.on('monitor-output', ({ monitor, message }) => {
        if (machine.monitors.at(monitor).name !== MAIN_CLIENT) return;
        const time = now(machine) / MILLISECOND;
        const received = JSON.parse(writeJson(message as never)) as QmpMessage;
        const asked = manager.receive(received, time).map((what): QmpStep => {
          const { command, after = 0 } = isSend(what) ? what : { command: what };
          return { at: time + after, qmp: command };
        });
        if (asked.length === 0) return;
        // What waits longer does not hold up what was asked for later.
        const waiting = [...actor.steps.slice(actor.at), ...asked].sort((a, b) => a.at - b.at);
        actor.steps = waiting;
        actor.at = 0;
      });
    },
  };
}
