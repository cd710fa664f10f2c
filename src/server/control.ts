/**
 * The control channel: one JSON object a line, answered by one JSON object a line, in order. It is the host's and the
 * guest's side of the machine, which QMP does not reach.
 */
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { pathText, ShapeRefusal } from '../scenario/refusal.ts';
import { step as readStep } from '../scenario/scenario-shape.ts';
import { name, oneOf, onlyMembers, time, wrong } from '../scenario/shape.ts';
import { ServeRefusal } from './address.ts';
import type { ClockMode } from './clock.ts';
import { Outbox } from './outbox.ts';
import type { Server } from './server.ts';

type Line = Readonly<Record<string, unknown>>;

/** A longer line ends the session. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** What a line asks for beside the steps of a scenario. */
const OWN = ['clock', 'step', 'jump', 'dump', 'save', 'status', 'until'] as const;
const STEPS = [
  'io',
  'kick',
  'fault',
  'heal',
  'freeze',
  'thaw',
  'pool',
  'image',
  'signal',
  'guest_reset',
  'guest_boot',
  'guest_shutdown',
  'guest_suspend',
] as const;

export class ControlSession {
  private readonly server: Server;
  private readonly stream: Duplex;
  private readonly outbox: Outbox;
  private last: Promise<void> = Promise.resolve();

  constructor(server: Server, stream: Duplex) {
    this.server = server;
    this.stream = stream;
    this.outbox = new Outbox(stream, () => stream.destroy());
    stream.on('error', () => {});
    const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('error', () => {});
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      if (line.length > LONGEST_LINE) this.close();
      // Answers come in the order of the questions, also of those that wait.
      this.last = this.last.then(() => this.answer(line));
    });
    lines.once('close', () => void this.last.then(() => this.stream.end()));
  }

  close(): void {
    void this.last.then(() => this.stream.end());
    setTimeout(() => this.stream.destroy(), 1000).unref();
  }

  private async answer(text: string): Promise<void> {
    let id: unknown;
    try {
      const line = parse(text);
      id = line.id;
      this.say(id, { return: (await this.perform(line)) ?? {}, time: this.server.time });
    } catch (error) {
      this.say(id, { error: sentence(error), time: this.server.time });
    }
  }

  private say(id: unknown, members: object): void {
    const text = JSON.stringify(id === undefined ? members : { ...members, id });
    this.outbox.send(`${text.replace(/[\u0080-\uffff]/g, escaped)}\r\n`);
  }

  private perform(line: Line): unknown {
    const members = Object.keys(line).filter((member) => member !== 'id' && member !== 'timeout');
    const known: readonly string[] = [...STEPS, ...OWN];
    const wanted = members.find((member) => known.includes(member));
    if (wanted === undefined) throw new ServeRefusal(`the line asks for nothing, expected one of ${known.join(', ')}`);
    if ((OWN as readonly string[]).includes(wanted)) return this.own(wanted as (typeof OWN)[number], line);
    const { id: _id, ...rest } = line;
    return this.takeStep(rest);
  }

  /** A step of a scenario, that happens now. */
  private async takeStep(members: Line): Promise<void> {
    if ('at' in members) throw new ServeRefusal('at: what the line asks for happens now, expected no time');
    const { at: _at, ...step } = readStep({ ...members, at: 0 }, []);
    this.server.arrive(step);
    await this.settled();
  }

  /** Until what was asked for has happened. */
  private settled(): Promise<void> {
    return new Promise((resolve) => {
      if (this.server.live.exited) resolve();
      else this.server.live.whenIdle(resolve);
    });
  }

  private async own(wanted: (typeof OWN)[number], line: Line): Promise<unknown> {
    const { server } = this;
    const value = line[wanted];
    onlyMembers(line, [], [wanted, 'id', ...(wanted === 'until' ? ['timeout'] : [])]);
    switch (wanted) {
      case 'clock':
        server.setClock(oneOf('clock', CLOCKS)(value, [wanted]));
        break;
      case 'step':
        server.step(time(value, [wanted]));
        break;
      case 'until':
        return server.until(
          name(value, [wanted]),
          line.timeout === undefined ? undefined : time(line.timeout, ['timeout']),
        );
      default:
        if (value !== true) throw wrong([wanted], 'true', value);
        if (wanted === 'dump') return server.dump();
        if (wanted === 'save') return JSON.parse(server.save());
        if (wanted === 'status') return server.status();
        server.jump();
    }
    await this.settled();
    return undefined;
  }
}

const CLOCKS: readonly ClockMode[] = ['wall', 'virtual', 'stepped'];

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

function parse(text: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ServeRefusal('the line is no JSON, expected an object');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new ServeRefusal('the line is no JSON object, expected one');
  return value as Line;
}

function sentence(error: unknown): string {
  if (error instanceof ShapeRefusal)
    return error.place.length === 0 ? error.message : `${pathText(error.place)}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
