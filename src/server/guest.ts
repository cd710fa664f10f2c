/** The guest's programs: what a live machine's disks are asked for while nobody asks by hand. */
import { MILLISECOND, now } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import { IO_OPS, type IoOp } from '../scenario/scenario.ts';
import { SECTOR } from '../scenario/shape.ts';
import { ServeRefusal } from './address.ts';
import type { Arrival, LiveMachine, Source } from './live.ts';

/** Requests of one kind to one disk, one after the other: the next is sent when the last has come back. */
export interface Workload {
  readonly device: string;
  /** `write` if absent. */
  readonly op?: IoOp;
  /** Where the first one goes; 0 if absent. Each goes behind the one before, from the disk's end back to here. */
  readonly offset?: number;
  /** Bytes of each; 64 KiB if absent. */
  readonly bytes?: number;
  /** Milliseconds of virtual time from one to the next at least; 100 if absent. */
  readonly every?: number;
  /** How many; without end if absent. */
  readonly count?: number;
  /** When the first one is sent, in milliseconds after the guest has booted; at once if absent. */
  readonly after?: number;
}

const MEMBERS = ['device', 'op', 'offset', 'bytes', 'every', 'count', 'after'];

/** Checks what somebody wrote. @throws ServeRefusal */
export function readWorkload(value: unknown): Workload {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new ServeRefusal('workload: this is none, expected an object with a device');
  const given = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined)
    throw new ServeRefusal(`workload: unknown member '${unknown}', expected one of ${MEMBERS.join(', ')}`);
  if (typeof given.device !== 'string' || given.device === '')
    throw new ServeRefusal(
      `workload: device: expected the id of a disk, found ${JSON.stringify(given.device) ?? 'none'}`,
    );
  if (given.op !== undefined && !IO_OPS.includes(given.op as IoOp))
    throw new ServeRefusal(`workload: op: expected one of ${IO_OPS.join(', ')}, found ${JSON.stringify(given.op)}`);
  for (const member of ['offset', 'bytes', 'every', 'count', 'after']) {
    const number = given[member];
    if (number !== undefined && !(typeof number === 'number' && Number.isFinite(number) && number >= 0))
      throw new ServeRefusal(`workload: ${member}: expected a number from 0 on, found ${JSON.stringify(number)}`);
  }
  for (const member of ['offset', 'bytes'])
    if (Number(given[member] ?? 0) % SECTOR !== 0)
      throw new ServeRefusal(`workload: ${member}: expected a multiple of ${SECTOR}, found ${given[member]}`);
  return given as unknown as Workload;
}

/** A guest whose drivers set the disks up as soon as it runs, and which powers off when it is asked to. */
export class Guest {
  private readonly live: LiveMachine;
  private readonly programs: Program[];

  constructor(live: LiveMachine, workloads: readonly Workload[]) {
    this.live = live;
    this.programs = workloads.map((workload, i) => new Program(live.machine, workload, `guest${i}-`));
    for (const program of this.programs) live.addSource(program);
    live.onIdle((machine) => this.boot(machine));
    live.machine.bus.on('vm-powerdown', () => {
      if (live.machine.vm.state === 'running') live.arrive({ guest_shutdown: true });
    });
    live.machine.bus.on('guest-completed', ({ request }) => this.finished(request));
    live.machine.bus.on('guest-dropped', ({ request }) => this.finished(request));
    // What was on the rings is gone with the devices' state.
    live.machine.bus.on('vm-reset', () => {
      for (const program of this.programs) program.restart();
    });
  }

  /** After the first start and after each reset. */
  private boot(machine: Machine): void {
    if (machine.vm.state !== 'running') return;
    let ready = true;
    for (const device of machine.devices) ready &&= device.ready;
    if (!ready) this.live.arrive({ guest_boot: true });
  }

  private finished(request: number): void {
    const { tag } = this.live.machine.guestRequests.at(request);
    for (const program of this.programs) program.finished(tag);
  }
}

class Program implements Source {
  private readonly machine: Machine;
  private readonly workload: Workload;
  private readonly prefix: string;
  private sent = 0;
  private waitsFor = '';
  private at: number;
  private next = Number.NaN;

  constructor(machine: Machine, workload: Workload, prefix: string) {
    this.machine = machine;
    this.workload = workload;
    this.prefix = prefix;
    this.at = workload.offset ?? 0;
  }

  private get runs(): boolean {
    const device = this.machine.devices.find((one) => one.name === this.workload.device);
    return this.machine.vm.state === 'running' && device?.ready === true;
  }

  due(): number {
    if (!this.runs || this.waitsFor !== '' || this.sent >= (this.workload.count ?? Number.POSITIVE_INFINITY))
      return Number.POSITIVE_INFINITY;
    const time = this.machineNow();
    if (Number.isNaN(this.next)) this.next = time + (this.workload.after ?? 0) * MILLISECOND;
    return Math.max(this.next, time);
  }

  act(): Arrival {
    const { device, op = 'write', bytes = 64 * 1024, every = 100 } = this.workload;
    const tag = `${this.prefix}${this.sent++}`;
    const offset = this.place(bytes);
    this.waitsFor = tag;
    this.next = this.machineNow() + Math.max(every, 0.001) * MILLISECOND;
    return { io: [op === 'flush' ? { device, op, tag } : { device, op, offset, bytes, tag }] };
  }

  finished(tag: string): void {
    if (tag === this.waitsFor) this.waitsFor = '';
  }

  restart(): void {
    this.waitsFor = '';
  }

  /** Behind the last one, as far as the disk goes. */
  private place(bytes: number): number {
    const device = this.machine.devices.find((one) => one.name === this.workload.device);
    const backend = device === undefined ? undefined : this.machine.backends.get(device.backend);
    const size = backend === undefined ? 0 : (this.machine.nodes.get(backend.root)?.size ?? 0);
    const start = this.workload.offset ?? 0;
    if (this.at + bytes > size) this.at = start;
    const found = this.at;
    this.at += bytes;
    return found;
  }

  private machineNow(): number {
    return now(this.machine);
  }
}
