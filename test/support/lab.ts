/** A machine to try things on: disks with faults, a guest and a client in the test's hand, and what they saw. */
import { completeWorkerRequest, workerRequests } from '../../src/block/workers.ts';
import {
  clockOf,
  describeMain,
  Frame,
  iothreads,
  MILLISECOND,
  now,
  runIothread,
  runMain,
} from '../../src/kernel/index.ts';
import { type Machine, nextTimer } from '../../src/machine.ts';
import { openSession, receive } from '../../src/monitor/session.ts';
import { profileNamed } from '../../src/profile/index.ts';
import { buildMachine } from '../../src/scenario/build.ts';
import type { JsonObject, Scenario, ScenarioDevice } from '../../src/scenario/scenario.ts';
import { kick, submitGuest } from '../../src/vm/guest.ts';

export interface Disk {
  /** of blkdebug's inject-error; `event: none` implied */
  readonly rules?: readonly JsonObject[];
  readonly werror?: string;
  readonly rerror?: string;
  /** virtio-blk-device unless told otherwise; a scsi-hd gets a controller */
  readonly driver?: string;
  /** milliseconds */
  readonly latency?: number;
  /** a -drive with a name instead of a node */
  readonly named?: boolean;
  /** more options of the node, more properties of the device */
  readonly options?: JsonObject;
  readonly properties?: JsonObject;
}

/** Fails each write with that errno. */
export const failing = (errno: number, iotype = 'write', more: JsonObject = {}): JsonObject => ({
  errno,
  iotype,
  ...more,
});

/** No test needs as many moves to come to rest, nor one move as many steps. */
const MOST_MOVES = 20_000;
const MOST_STEPS = 50_000;

export class Lab {
  readonly machine: Machine;
  /** what the client got: events in short (`E write stop vd0`), replies as `ret` or the error's text */
  readonly wire: string[] = [];
  /** what the guest saw: `TAG STATUS` */
  readonly guest: string[] = [];
  /** both, in one order, with facts of the machine that neither sees */
  readonly all: string[] = [];
  /** of procedures, since the last move began */
  private steps = 0;

  constructor(profile: string, disks: readonly Disk[], more: Partial<Scenario> = {}) {
    this.machine = buildMachine(scenarioOf(disks, more), profileNamed(profile) ?? fail(profile));
    this.boundSteps();
    const { bus } = this.machine;
    const client = this.machine.monitors.at(0).id;
    bus.on('monitor-output', ({ monitor, message }) => {
      if (monitor === client) this.note(this.wire, this.short(message));
    });
    bus.on('guest-completed', ({ request, status, detail }) => {
      const { tag } = this.machine.guestRequests.at(request);
      this.note(this.guest, detail === '' ? `${tag} ${status}` : `${tag} ${status} ${detail}`);
    });
    bus.on('guest-retried', ({ request }) => this.all.push(`retry ${this.machine.guestRequests.at(request).tag}`));
    bus.on('guest-parked', ({ request }) => this.all.push(`park ${this.machine.guestRequests.at(request).tag}`));
  }

  /** A procedure that goes round in circles fails the test: nothing else could interrupt it. */
  private boundSteps(): void {
    const frames = this.machine.store.table(Frame);
    const at = frames.at.bind(frames);
    frames.at = (id) => {
      const frame = at(id);
      if (++this.steps > MOST_STEPS) throw new Error(`'${frame.place?.name}' goes round in circles`);
      return frame;
    };
  }

  /** Lets the main thread do one thing. @returns false if there is nothing to do */
  step(): boolean {
    this.steps = 0;
    return runMain(this.machine);
  }

  private note(list: string[], text: string): void {
    list.push(text);
    this.all.push(text);
  }

  private short(message: Readonly<Record<string, unknown>>): string {
    if ('return' in message) return 'ret';
    if ('error' in message) return (message.error as { desc: string }).desc;
    const data = message.data as Record<string, unknown> | undefined;
    if (message.event !== 'BLOCK_IO_ERROR') return String(message.event);
    const path = String(data?.['qom-path'] ?? data?.['node-name'] ?? data?.device)
      .replace('/virtio-backend', '')
      .replace(/^.*\//, '')
      .replace('dbg', 'vd');
    return `E ${data?.operation} ${data?.action} ${path}`;
  }

  /** Puts requests on rings and kicks each device once, letting the main loop come to rest after each kick. */
  io(
    ...requests: readonly (readonly [
      device: string,
      op: 'read' | 'write' | 'flush' | 'discard' | 'write-zeroes',
      offset: number,
      tag: string,
      bytes?: number,
    ])[]
  ): this {
    for (const [device, op, offset, tag, bytes = 512] of requests)
      submitGuest(this.machine, this.device(device), { op, offset, bytes, tag });
    for (const name of new Set(requests.map(([device]) => device))) {
      kick(this.machine, this.device(name));
      this.settle();
    }
    return this;
  }

  device(name: string) {
    return this.machine.devices.find((device) => device.name === name) ?? fail(name);
  }

  /** Runs until the main loop is idle at this time. A machine that never is fails the test. */
  settle(): this {
    for (let moves = 0; moves < MOST_MOVES; moves++) {
      if (this.step() || iothreads(this.machine).some((thread) => runIothread(this.machine, thread))) continue;
      const [request] = workerRequests(this.machine);
      if (request === undefined) return this;
      completeWorkerRequest(this.machine, request);
    }
    throw new Error(`after ${MOST_MOVES} moves at one time the main loop is not idle: ${describeMain(this.machine)}`);
  }

  /** Does one thing: the main loop's, else a worker's, else time passes to the next timer. */
  one(): this {
    if (this.step()) return this;
    const [request] = workerRequests(this.machine);
    const due = nextTimer(this.machine, now(this.machine));
    if (request !== undefined) completeWorkerRequest(this.machine, request);
    else if (Number.isFinite(due)) clockOf(this.machine).now = due;
    else throw new Error('nothing more will happen');
    return this;
  }

  /** Does one thing after the other until something is so. */
  until(isSo: () => boolean): this {
    for (let moves = 0; moves < MOST_MOVES; moves++) {
      if (isSo()) return this;
      this.one();
    }
    throw new Error(`it is not so after ${MOST_MOVES} moves`);
  }

  /** Lets that much time pass, with all that becomes due in it. */
  advance(milliseconds: number): this {
    const end = now(this.machine) + milliseconds * MILLISECOND;
    this.settle();
    for (
      let due = nextTimer(this.machine, now(this.machine));
      due <= end;
      due = nextTimer(this.machine, now(this.machine))
    ) {
      clockOf(this.machine).now = due;
      this.settle();
    }
    clockOf(this.machine).now = end;
    return this;
  }

  /** The client sends a command; nothing runs yet. */
  send(execute: string, args?: JsonObject): this {
    const text = JSON.stringify(args === undefined ? { execute } : { execute, arguments: args });
    receive(this.machine, this.machine.monitors.at(0), new TextEncoder().encode(text));
    return this;
  }

  /** The client sends a line as it is, and the main loop comes to rest. */
  line(text: string): this {
    receive(this.machine, this.machine.monitors.at(0), new TextEncoder().encode(`${text}\n`));
    return this.settle();
  }

  /** The client sends a command and the main loop comes to rest. */
  qmp(execute: string, args?: JsonObject): this {
    return this.send(execute, args).settle();
  }

  /** What a command returns; it must not be refused. */
  ask(execute: string, args?: JsonObject): unknown {
    let answer: unknown;
    const hear = ({ message }: { readonly message: Readonly<Record<string, unknown>> }) => {
      if ('return' in message || 'error' in message) answer = message.return ?? message.error;
    };
    this.machine.bus.on('monitor-output', hear);
    this.qmp(execute, args);
    this.machine.bus.off('monitor-output', hear);
    return answer;
  }

  /** What the client got since the last call. */
  seen(): string[] {
    return this.wire.splice(0);
  }

  /** What the guest got since the last call. */
  completed(): string[] {
    return this.guest.splice(0);
  }

  get state(): string {
    return this.machine.vm.state;
  }

  ioStatus(device = 'vd0'): string {
    return this.machine.backends.at(this.device(device).backend).ioStatus;
  }

  /** Connects another client, past negotiation. */
  connect(name: string): void {
    openSession(this.machine, name).commandMode = true;
  }
}

function fail(what: string): never {
  throw new Error(`there is no ${what}`);
}

function scenarioOf(disks: readonly Disk[], more: Partial<Scenario>): Scenario {
  const blockdev: JsonObject[] = [];
  const drive: Scenario['drive'][number][] = [];
  const device: ScenarioDevice[] = [];
  if (disks.some((disk) => disk.driver === 'scsi-hd')) device.push({ driver: 'virtio-scsi-device', id: 's0' });
  disks.forEach((disk, i) => {
    const image = {
      driver: 'null-co',
      size: 1 << 20,
      'read-zeroes': true,
      'latency-ns': (disk.latency ?? 0) * MILLISECOND,
    };
    const rules = (disk.rules ?? []).map((rule) => ({ event: 'none', ...rule }));
    const faults = rules.length === 0 ? {} : { 'inject-error': rules };
    if (disk.named) drive.push({ id: `d${i}`, format: 'raw', file: { driver: 'blkdebug', image, ...faults } });
    else blockdev.push({ driver: 'blkdebug', 'node-name': `dbg${i}`, image, ...faults, ...disk.options });
    const driver = disk.driver ?? 'virtio-blk-device';
    device.push({
      driver,
      id: `vd${i}`,
      drive: disk.named ? `d${i}` : `dbg${i}`,
      ...(disk.werror === undefined ? {} : { werror: disk.werror }),
      ...(disk.rerror === undefined ? {} : { rerror: disk.rerror }),
      ...(driver === 'scsi-hd' ? { bus: 's0.0', lun: i } : {}),
      ...disk.properties,
    });
  });
  return { name: 'lab', images: [], pools: [], blockdev, drive, device, clients: [], steps: [], end: 0, ...more };
}
