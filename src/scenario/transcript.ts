/**
 * The transcript of a run: what clients sent and received, what the guest asked for and got, in the order in which it
 * became visible. One JSON object a line, as recordings of real QEMUs have it.
 */
import { MILLISECOND, NONE, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { type Writable, writeJson } from '../monitor/json-writer.ts';
import type { Message } from '../monitor/world.ts';
import type { Device, GuestRequest } from '../vm/records.ts';
import { Actor } from './actors.ts';
import { heldUpStep } from './may-act.ts';
import { MAIN_CLIENT } from './scenario.ts';

/** Virtual time in milliseconds since start, to the microsecond. */
export const milliseconds = (nanoseconds: number): number => Math.round(nanoseconds / (MILLISECOND / 1000)) / 1000;

/** Collects the lines of a machine's transcript from now on. It hears facts and changes nothing. */
export class Transcript {
  /** The lines so far, without line ends; the first tells the version. */
  readonly lines: string[] = [];
  private readonly machine: Machine;
  private readonly named: boolean;
  /** what came while the reader was held up at a step, and which step that was */
  private readonly unread: { readonly monitor: number; readonly message: Message }[] = [];
  private heldAt = NONE;

  /** @param named lines tell whose they are in a member `client`; otherwise only the main client's are kept */
  constructor(machine: Machine, named = false) {
    this.machine = machine;
    this.named = named;
    const { micro, minor, major } = machine.profile.version;
    this.lines.push(`{"version": {"micro": ${micro}, "minor": ${minor}, "major": ${major}}}`);
    machine.bus
      .on('client-sent', ({ monitor, text }) => {
        this.stepTaken();
        this.says(monitor, 'send', text);
      })
      .on('monitor-output', ({ monitor, message }) => this.receives(monitor, message))
      .on('guest-submitted', ({ request }) => {
        this.stepTaken();
        this.submits(machine.guestRequests.at(request));
      })
      .on('guest-completed', (fact) =>
        this.completes(machine.guestRequests.at(fact.request), { status: fact.status, detail: fact.detail }),
      )
      .on('process-aborted', ({ message }) => this.add(`"stderr": [${writeJson(message)}]`));
  }

  /** The whole transcript, each line with its end. */
  get text(): string {
    this.read();
    return `${this.lines.join('\n')}\n`;
  }

  private receives(monitor: number, message: Message): void {
    const held = heldUpStep(this.machine);
    if (held !== NONE) {
      this.heldAt = held;
      this.unread.push({ monitor, message });
      return;
    }
    this.read();
    this.says(monitor, 'recv', message as Writable);
  }

  /** The step at which the reader was held up comes before what it could not read meanwhile; later ones after. */
  private stepTaken(): void {
    if (this.unread.length === 0) return;
    const { at } = this.machine.store.table(Actor).at(0);
    if (at - 1 > this.heldAt) this.read();
  }

  private read(): void {
    for (const { monitor, message } of this.unread.splice(0)) this.says(monitor, 'recv', message as Writable);
  }

  private says(monitor: number, what: 'send' | 'recv', value: Writable): void {
    const { name } = this.machine.monitors.at(monitor);
    if (this.named) this.add(`"client": ${writeJson(name)}, "${what}": ${writeJson(value)}`);
    else if (name === MAIN_CLIENT) this.add(`"${what}": ${writeJson(value)}`);
  }

  private submits(request: GuestRequest): void {
    const { op, tag, offset, bytes } = request;
    const where = op === 'flush' ? '' : `, "offset": ${offset}, "bytes": ${bytes}`;
    this.add(`"submit": {"device": ${this.device(request)}, "op": "${op}", "tag": ${writeJson(tag)}${where}}`);
  }

  private completes(request: GuestRequest, { status, detail }: { status: string; detail: string }): void {
    const more = detail === '' ? '' : `, "detail": ${writeJson(detail)}`;
    const who = `"device": ${this.device(request)}, "tag": ${writeJson(request.tag)}`;
    this.add(`"complete": {${who}, "status": "${status}"${more}}`);
  }

  private device(request: GuestRequest): string {
    const device: Device = this.machine.devices.at(request.device);
    return writeJson(device.name);
  }

  private add(members: string): void {
    this.lines.push(`{"time": ${milliseconds(now(this.machine))}, ${members}}`);
  }
}
