/** A live machine with its ports: what `serve` returns. */
import { closeSync, createWriteStream, mkdtempSync, openSync, rmSync, type WriteStream, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { imageAt, isDirectory, Pool } from '../block/images.ts';
import { type Dump, MILLISECOND } from '../kernel/index.ts';
import { eventMessage } from '../monitor/event-delivery.ts';
import { type Writable as WritableJson, writeJson, writePrettyJson } from '../monitor/json-writer.ts';
import type { Monitor } from '../monitor/records.ts';
import type { Profile } from '../profile/index.ts';
import { storagePath } from '../scenario/host-steps.ts';
import { suggest } from '../scenario/nearest.ts';
import type {
  FaultStep,
  FreezeStep,
  IoRequest,
  PoolStep,
  Scenario,
  ScenarioImage,
  SignalName,
  Storage,
} from '../scenario/scenario.ts';
import { imagePath, storageName } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { type Address, addressText, parseAddress, ServeRefusal } from './address.ts';
import type { ClockMode, RealTime } from './clock.ts';
import { ControlSession } from './control.ts';
import { EventLog, type QmpEvent, type Wanted } from './event-log.ts';
import { HumanLines, humanText, NEGOTIATION, welcome } from './human.ts';
import { profileFrom, scenarioFrom, withPorts } from './input.ts';
import { connectTo, type Listener, listen } from './listener.ts';
import { type Arrival, LiveMachine } from './live.ts';
import { Port, type PortOptions } from './port.ts';

/** As `blocksim serve` takes them, and some that only a program can give. */
export interface ServeOptions {
  /** A scenario file's path, or an object with the members of one. A machine with two disks if absent. */
  readonly scenario?: string | object;
  /** Which QEMU, by the name of its profile: `10.0.13`. The scenario's own, else the newest, if absent. */
  readonly qemu?: string;
  /** Where QMP clients connect: `unix:PATH`, `tcp:HOST:PORT`, `stdio`, `fd:N`. One socket in a folder of its own if absent. */
  readonly qmp?: string | readonly string[];
  /** Where the control channel listens. None if absent. */
  readonly control?: string;
  /** How virtual time passes; with the wall clock if absent. */
  readonly clock?: ClockMode;
  /** A file that gets the transcript while it grows. */
  readonly record?: string;
  /** A file that gets the run as a scenario when the server ends. */
  readonly save?: string;
  /** False: the run cannot be saved or recorded, and the server's memory does not grow with it. True if absent. */
  readonly history?: boolean;
  /** TCP addresses that other machines can reach are allowed. */
  readonly allowRemote?: boolean;
  /** How many bytes may wait for a client that does not read, before it is cut off. 64 MiB if absent. */
  readonly largestBacklog?: number;
  /**
   * How long, in nanoseconds, to look out for the next request of a client that asks one thing after the other, before
   * the process sleeps; 0: not at all. As `BLOCKSIM_POLL_MAX_NS` in the environment says if absent, else 100,000.
   */
  readonly pollMaxNs?: number;
  /** Image files that a client's text names and that the machine may not know yet. */
  readonly imagesIn?: (text: string) => readonly ScenarioImage[];
  /** Folders of the host that a client's text names files in. */
  readonly foldersIn?: (text: string) => readonly string[];
  /** Where real time is taken from. */
  readonly time?: RealTime;
}

/** How one monitor is reached. */
export interface PortPlan {
  readonly how: 'listen' | 'connect' | 'nobody';
  readonly address: Address;
  /** The machine does not start before somebody has connected. */
  readonly wait?: boolean;
  /** Several lines an object, as with `pretty=on`. */
  readonly pretty?: boolean;
  /** A human monitor instead of a QMP one. */
  readonly human?: boolean;
}

interface ServedPort {
  readonly port: Port;
  readonly client: string;
  readonly write: (message: WritableJson) => string | undefined;
  paused: boolean;
}

/** Requests of one client that wait to be taken in; with more it is not read for a while (M-10). */
const MOST_WAITING = 256;

/** A running server: what the host and the guest do to its machine, and what is known of it. */
export class Server {
  /** The machine, for observers; change it by the methods here only. */
  readonly live: LiveMachine;
  private readonly ports: ServedPort[] = [];
  private readonly listeners: Listener[] = [];
  private readonly controls = new Set<ControlSession>();
  private readonly log: EventLog;
  private readonly options: ServeOptions;
  private readonly portOptions: PortOptions;
  private readonly folder: string | undefined;
  private readonly recording: WriteStream | undefined;
  private recorded = 0;
  private ended = false;
  private finish: () => void = () => {};
  /** Settles when the server has ended: the process that it stands for is gone, or `close` was called. */
  readonly closed: Promise<void>;

  /** Use {@link serve}. */
  constructor(
    live: LiveMachine,
    clients: readonly string[],
    plans: readonly PortPlan[],
    options: ServeOptions,
    folder: string | undefined,
  ) {
    this.live = live;
    this.options = options;
    const { largestBacklog, pollMaxNs = pollMaxFrom(process.env) } = options;
    this.portOptions = {
      ...(largestBacklog === undefined ? {} : { largestBacklog }),
      ...(pollMaxNs === undefined ? {} : { pollMaxNs }),
    };
    this.folder = folder;
    this.log = new EventLog();
    this.closed = new Promise((resolve) => {
      this.finish = resolve;
    });
    for (const [i, client] of clients.entries()) {
      const { pretty = false, human = false } = plans[i] ?? {};
      const write = human ? humanText : pretty ? prettyLines : plainLine;
      const port = human ? this.makeHumanPort(client) : this.makePort(client);
      this.ports.push({ port, client, write: write as ServedPort['write'], paused: false });
    }
    if (options.save !== undefined) closeSync(openFor(options.save, 'a'));
    if (options.record !== undefined) {
      this.recording = createWriteStream(options.record, { fd: openFor(options.record, 'w') });
      this.recording.on('error', () => {});
    }
    this.listenToMachine();
  }

  /** Opens every port and starts the machine. */
  async open(plans: readonly PortPlan[]): Promise<void> {
    try {
      for (const [index, plan] of plans.entries()) await this.openPort(plan, index);
      if (this.options.control !== undefined) await this.openControl(parseAddress(this.options.control));
    } catch (error) {
      this.end();
      throw error;
    }
    this.live.start();
  }

  /** Where QMP clients connect, in order: `unix:/tmp/...`. */
  get addresses(): readonly string[] {
    return this.listeners.map(({ address }) => addressText(address));
  }

  /** Path of the first UNIX socket. */
  get path(): string {
    for (const { address } of this.listeners) if (address.kind === 'unix') return address.path;
    throw new ServeRefusal('this server listens on no UNIX socket');
  }

  /** The first TCP port. */
  get port(): number {
    for (const { address } of this.listeners) if (address.kind === 'tcp') return address.port;
    throw new ServeRefusal('this server listens on no TCP port');
  }

  /** Virtual time in milliseconds. */
  get time(): number {
    const { live } = this;
    return (live.exited ? live.now : live.clock.arrival(live.now)) / MILLISECOND;
  }

  /** `running`, `paused`, `io-error`, ... */
  get state(): string {
    return this.live.machine.vm.state;
  }

  /** Every step from outside goes through here. */
  arrive(step: Arrival): void {
    this.live.arrive(step);
  }

  /** From now on the storage of a device, a node or an image fails requests. @throws ServeRefusal */
  fail(fault: FaultStep['fault']): void {
    this.checkStorage(fault);
    this.arrive({ fault });
  }

  /** Takes faults back: those of that name, those of that device, or all. */
  heal(name?: string | Storage): void {
    this.arrive({ heal: name === undefined ? true : typeof name === 'string' ? name : storageName(name) });
  }

  /** Requests at the storage do not come back before {@link thaw}. @throws ServeRefusal */
  freeze(storage: FreezeStep['freeze']): void {
    this.checkStorage(storage);
    this.arrive({ freeze: storage });
  }

  thaw(storage?: Storage): void {
    this.arrive({ thaw: storage ?? true });
  }

  /** Changes how much fits into a pool. */
  pool(name: string, change: { readonly extend_to: number } | { readonly capacity: number }): void {
    this.arrive({ pool: { name, ...change } as PoolStep['pool'] });
  }

  /** The guest puts requests on its devices' rings and kicks each device once. @throws ServeRefusal */
  submit(...io: readonly IoRequest[]): void {
    this.checkDevices(io.map((request) => request.device));
    this.arrive({ io });
  }

  kick(...devices: readonly string[]): void {
    this.checkDevices(devices);
    this.arrive({ kick: devices });
  }

  /** The guest resets its machine, or powers it off. */
  guestReset(): void {
    this.arrive({ guest_reset: true });
  }

  guestShutdown(): void {
    this.arrive({ guest_shutdown: true });
  }

  /** Lets so many milliseconds of virtual time pass now. */
  step(milliseconds: number): void {
    this.live.clock.advance(milliseconds * MILLISECOND);
    this.live.pump();
  }

  /** Lets virtual time pass up to the next thing that is due; does nothing if nothing is. */
  jump(): void {
    const due = this.live.nextDue();
    if (!Number.isFinite(due)) return;
    this.live.clock.advance(Math.max(0, due - Math.max(this.live.clock.limit(), this.live.now)));
    this.live.pump();
  }

  setClock(mode: ClockMode): void {
    this.live.clock.setMode(mode, this.live.now);
    this.live.pump();
  }

  /**
   * Waits for an event, or takes the oldest that nobody has waited for yet; those before it are passed over.
   * @param wanted its name, or a function that knows it
   * @param timeout real time in milliseconds; 10,000 if absent
   */
  until(wanted: Wanted, timeout = 10_000): Promise<QmpEvent> {
    return this.log.until(wanted, timeout, () => `the machine is ${this.state}`);
  }

  /** All state as JSON. */
  dump(): Dump {
    return this.live.machine.dump();
  }

  /** The run so far as the text of a scenario that plays to the same transcript. */
  save(): string {
    return writeScenario(this.live.recording());
  }

  /** The transcript so far. */
  get transcript(): string {
    const { transcript } = this.live;
    if (transcript === undefined) throw new ServeRefusal('this server keeps no history');
    return transcript.text;
  }

  /** Ends the process as a signal does: SHUTDOWN, then everybody is disconnected. */
  terminate(signal: SignalName = 'SIGTERM'): Promise<void> {
    if (this.live.exited) this.end();
    else this.arrive({ signal });
    return this.closed;
  }

  /** Ends at once, as if the process were killed. */
  close(): Promise<void> {
    this.end();
    return this.closed;
  }

  /** @throws ServeRefusal unless there is a pool of that name */
  checkPool(name: string): void {
    const known = [...this.live.machine.store.table(Pool)].map((pool) => pool.name);
    if (!known.includes(name)) throw new ServeRefusal(`no pool is called '${name}', ${suggest(name, known)}`);
  }

  /** How things are, in short. */
  status(): object {
    const { machine, clock } = this.live;
    const due = this.live.nextDue();
    return {
      qemu: this.live.profile.name,
      state: this.state,
      clock: clock.mode,
      ...(Number.isFinite(due) ? { due: due / MILLISECOND } : {}),
      devices: [...machine.devices].map((device) => device.name),
      clients: [...machine.monitors].filter((monitor) => monitor.connected).map((monitor) => monitor.name),
      requests: machine.guestRequests.size,
    };
  }

  /** One more control session, on any stream. */
  control(stream: Duplex): void {
    const session = new ControlSession(this, stream);
    this.controls.add(session);
    stream.once('close', () => this.controls.delete(session));
  }

  private async openPort({ how, address, wait }: PortPlan, index: number): Promise<void> {
    const port = this.ports[index]?.port;
    if (port === undefined || how === 'nobody') return;
    if (how === 'connect') {
      port.accept(await connectTo(address));
      return;
    }
    if (address.kind === 'stdio') {
      const stream = standardStreams();
      port.accept(stream);
      // Who speaks through the standard streams alone is done when the input ends.
      if (this.ports.length === 1) stream.once('end', () => void this.terminate());
      return;
    }
    const { allowRemote = false } = this.options;
    this.listeners.push(await listen(address, (socket) => port.accept(socket), { allowRemote }));
    if (wait === true) await port.firstClient;
  }

  private async openControl(address: Address): Promise<void> {
    if (address.kind === 'stdio') {
      this.control(standardStreams());
      return;
    }
    const { allowRemote = false } = this.options;
    this.listeners.push(await listen(address, (socket) => this.control(socket.resume()), { allowRemote }));
  }

  private makePort(client: string): Port {
    return new Port(
      {
        connected: () => this.arrive({ connect: client }),
        received: (bytes) => {
          this.discover(bytes);
          this.arrive({ client, bytes: bytes.toString('latin1') });
          this.holdBack(client);
        },
        disconnected: () => this.arrive({ disconnect: client }),
      },
      this.portOptions,
    );
  }

  /** A port for a person, with a client of its own behind it. */
  private makeHumanPort(client: string): Port {
    const { major, minor, micro } = this.live.profile.version;
    let lines = new HumanLines();
    const port: Port = new Port(
      {
        connected: () => {
          lines = new HumanLines();
          this.arrive({ connect: client });
          this.arrive({ client, bytes: NEGOTIATION });
          port.send(welcome(`${major}.${minor}.${micro}`));
        },
        received: (bytes) => {
          for (const request of lines.take(bytes)) this.arrive({ client, bytes: request });
          this.holdBack(client);
        },
        disconnected: () => this.arrive({ disconnect: client }),
      },
      this.portOptions,
    );
    return port;
  }

  /** Files of the host that a client is about to name. */
  private discover(bytes: Buffer): void {
    const { imagesIn, foldersIn } = this.options;
    if (imagesIn === undefined) return;
    const text = bytes.toString('utf8');
    for (const folder of foldersIn?.(text) ?? []) if (!isDirectory(this.live.machine, folder)) this.arrive({ folder });
    for (const image of imagesIn(text))
      if (imageAt(this.live.machine, imagePath(image.name)) === undefined) this.arrive({ image });
  }

  private listenToMachine(): void {
    const { machine } = this.live;
    machine.bus
      .on('monitor-output', ({ monitor, message }) => {
        const client = this.portOf(machine.monitors.at(monitor));
        const text = client?.write(message as WritableJson);
        if (text !== undefined) client?.port.send(text);
      })
      .on('session-closed', ({ monitor }) => {
        if (machine.vm.exited) this.portOf(machine.monitors.at(monitor))?.port.hangUp();
      })
      .on('event-delivered', (made) => this.log.add(eventMessage(made) as unknown as QmpEvent));
    this.live.onIdle(() => this.atRest());
    this.live.onExit(() => this.end());
  }

  private portOf(monitor: Monitor): ServedPort | undefined {
    return this.ports.find(({ client }) => client === monitor.name);
  }

  private waitingOf(client: string): number {
    return this.live.machine.monitors.find((monitor) => monitor.name === client)?.backlog.length ?? 0;
  }

  private holdBack(client: string): void {
    const held = this.ports.find((one) => one.client === client);
    if (held === undefined || (this.live.backlog < MOST_WAITING && this.waitingOf(client) < MOST_WAITING)) return;
    held.paused = true;
    held.port.pause();
  }

  private atRest(): void {
    for (const held of this.ports) {
      if (!held.paused || this.live.backlog >= MOST_WAITING || this.waitingOf(held.client) >= MOST_WAITING) continue;
      held.paused = false;
      held.port.resume();
    }
    this.writeRecord();
  }

  private writeRecord(): void {
    const lines = this.live.transcript?.lines;
    if (this.recording === undefined || lines === undefined || lines.length === this.recorded) return;
    this.recording.write(`${lines.slice(this.recorded).join('\n')}\n`);
    this.recorded = lines.length;
  }

  private checkStorage(storage: Storage): void {
    if (storagePath(this.live.machine, storage) === undefined)
      throw new ServeRefusal(
        `'${storageName(storage)}' has no file behind it, expected a disk, a node or an image that has`,
      );
  }

  /** @throws ServeRefusal unless there are devices of these names */
  checkDevices(names: readonly string[]): void {
    const known = [...this.live.machine.devices].flatMap(({ name }) => (name === '' ? [] : name));
    for (const name of names)
      if (!known.includes(name)) throw new ServeRefusal(`no device is called '${name}', ${suggest(name, known)}`);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.live.stop();
    for (const listener of this.listeners) listener.close();
    for (const { port } of this.ports) port.close();
    for (const session of this.controls) session.close();
    this.log.end();
    if (this.options.save !== undefined) writeFileSync(this.options.save, this.save());
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
    this.writeRecord();
    if (this.recording === undefined) this.finish();
    else this.recording.end(() => this.finish());
  }
}

/** @throws ServeRefusal */
function pollMaxFrom({ BLOCKSIM_POLL_MAX_NS: text = '' }: NodeJS.ProcessEnv): number | undefined {
  if (text === '') return undefined;
  if (!/^\d{1,9}$/.test(text))
    throw new ServeRefusal(`BLOCKSIM_POLL_MAX_NS: '${text}' is no number of nanoseconds, expected 0 to 999999999`);
  return Number(text);
}

/** Opens a file for writing. @throws ServeRefusal */
function openFor(path: string, flags: 'a' | 'w'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new ServeRefusal(`${path}: the file cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The process's own streams as one. */
function standardStreams(): Duplex {
  return Duplex.from({ readable: process.stdin, writable: process.stdout });
}

/**
 * Starts a machine and serves its monitors. It runs in this process and ends with `close`, `terminate`, or when a client
 * quits.
 * @throws ServeRefusal when an address or the scenario is no good, BuildRefusal when the machine refuses the scenario
 */
export async function serve(options: ServeOptions = {}): Promise<Server> {
  const asked = scenarioFrom(options.scenario);
  const profile = profileFrom(options.qemu, asked);
  let folder: string | undefined;
  let wanted = options.qmp ?? [];
  if (options.qmp === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'blocksim-'));
    wanted = `unix:${join(folder, 'qmp.sock')}`;
  }
  if (typeof wanted === 'string') wanted = [wanted];
  try {
    const plans = wanted.map((text): PortPlan => ({ how: 'listen', address: parseAddress(text) }));
    const { scenario, names } = withPorts(asked, plans.length);
    return await serveMachine(scenario, profile, names, plans, options, folder);
  } catch (error) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The same for a scenario that has its clients already, one a plan. */
export async function serveMachine(
  scenario: Scenario,
  profile: Profile,
  clients: readonly string[],
  plans: readonly PortPlan[],
  options: ServeOptions,
  folder?: string,
  prepare: (server: Server) => void = () => {},
): Promise<Server> {
  const { clock, time, history } = options;
  const live = new LiveMachine(scenario, profile, {
    ...(clock === undefined ? {} : { clock }),
    ...(time === undefined ? {} : { time }),
    ...(history === undefined ? {} : { history }),
  });
  const server = new Server(live, clients, plans, options, folder);
  prepare(server);
  await server.open(plans);
  return server;
}

const plainLine = (message: WritableJson): string => `${writeJson(message)}\r\n`;
const prettyLines = (message: WritableJson): string => `${writePrettyJson(message).replaceAll('\n', '\r\n')}\r\n`;
