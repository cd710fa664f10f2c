/** A machine and one client of it, for tests that ask and look at the answers. */
import { MILLISECOND, now } from '../../src/kernel/index.ts';
import type { Machine } from '../../src/machine.ts';
import { type Writable, writeJson } from '../../src/monitor/json-writer.ts';
import type { Monitor } from '../../src/monitor/records.ts';
import { openSession, receive } from '../../src/monitor/session.ts';
import { profileNamed } from '../../src/profile/index.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { playUnhurried } from '../../src/scenario/play.ts';

const MANY = 1_000_000;

export interface Setup {
  readonly images?: readonly object[];
  readonly blockdev?: readonly object[];
  readonly drive?: readonly object[];
  readonly device?: readonly object[];
  readonly start_paused?: boolean;
  readonly raw_negotiation?: boolean;
}

/** @throws what is wrong with the setup */
export function machineOf(profile: string, setup: Setup = {}): Machine {
  const text = JSON.stringify({ name: 'test', end: 1, steps: [], ...setup });
  const parsed = parseScenario(text, 'test.json');
  if (!('scenario' in parsed) || parsed.scenario === undefined) throw new Error(JSON.stringify(parsed));
  const known = profileNamed(profile);
  if (known === undefined) throw new Error(`no profile ${profile}`);
  return buildMachine(parsed.scenario, known);
}

/** Lets everything happen that happens within some milliseconds. */
export function pass(machine: Machine, milliseconds: number): void {
  playUnhurried(machine, now(machine) / MILLISECOND + milliseconds, MANY);
}

const isReply = (message: Readonly<Record<string, unknown>>): boolean => 'return' in message || 'error' in message;

/** What one client says and hears; events come without their timestamps. */
export class Client {
  readonly machine: Machine;
  readonly monitor: Monitor;
  /** everything heard and not yet taken, as lines */
  heard: string[] = [];
  closed = false;

  constructor(machine: Machine, name = 'main') {
    this.machine = machine;
    this.monitor = machine.monitors.find((monitor) => monitor.name === name) ?? openSession(machine, name);
    machine.bus.on('monitor-output', ({ monitor, message }) => {
      if (monitor !== this.monitor.id) return;
      const { timestamp: _, ...told } = message;
      this.heard.push(writeJson(told as Writable));
    });
    machine.bus.on('session-closed', ({ monitor }) => {
      if (monitor === this.monitor.id) this.closed = true;
    });
  }

  /** Sends text and lets nothing happen yet. */
  send(text: string): void {
    receive(this.machine, this.monitor, new TextEncoder().encode(`${text}\n`));
  }

  /** Takes what was heard. */
  take(): string[] {
    const taken = this.heard;
    this.heard = [];
    return taken;
  }

  /** Sends a line and waits for its reply: what came up to then, the reply last. */
  exchange(text: string): string[] {
    this.send(text);
    for (let waited = 0; waited < 4000 && !this.heard.some((line) => isReply(JSON.parse(line))); waited += 10)
      pass(this.machine, waited === 0 ? 1 : 10);
    const at = this.heard.findIndex((line) => isReply(JSON.parse(line)));
    return this.heard.splice(0, at < 0 ? this.heard.length : at + 1);
  }

  /** The reply to a command: its value, or `CLASS: DESC`. Events that came before it can still be taken. */
  ask(execute: string, args?: object): unknown {
    const lines = this.exchange(JSON.stringify(args === undefined ? { execute } : { execute, arguments: args }));
    const reply = lines.pop() ?? '{}';
    this.heard.unshift(...lines);
    return answerOf(reply);
  }

  /** A line of the human monitor and what it says. */
  human(line: string): unknown {
    return this.ask('human-monitor-command', { 'command-line': line });
  }

  /** The names of the events heard and not yet taken. */
  events(): string[] {
    return this.take().flatMap((line) => (JSON.parse(line) as { event?: string }).event ?? []);
  }
}

function answerOf(line: string): unknown {
  const reply = JSON.parse(line) as { return?: unknown; error?: { class: string; desc: string } };
  return reply.error === undefined ? reply.return : `${reply.error.class}: ${reply.error.desc}`;
}
