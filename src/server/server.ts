/** A live machine with its ports: what `serve` returns. */
import type { Duplex } from 'node:stream';
import { type Dump, MILLISECOND } from '../kernel/index.ts';
import { eventMessage } from '../monitor/event-delivery.ts';
import type { Writable as WritableJson } from '../monitor/json-writer.ts';
import type { Monitor } from '../monitor/records.ts';
import type { FaultStep, FreezeStep, IoRequest, PoolStep, SignalName, Storage } from '../scenario/scenario.ts';
import { storageName } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';
import { type Address, addressText, parseAddress, ServeRefusal } from './address.ts';
import type { ClockMode } from './clock.ts';
import { ControlSession } from './control.ts';
import { EventLog, type QmpEvent, type Wanted } from './event-log.ts';
import { type Listener, listen, standardStreams } from './listener.ts';
import type { Arrival, LiveMachine } from './live.ts';
import type { MonitorPort } from './monitor-port.ts';
import { RecordFile, tryFiles, writeText } from './record-file.ts';
import type { ServeOptions } from './serve-options.ts';
import { checkStep } from './step-check.ts';

/** A running server: what the host and the guest do to its machine, and what is known of it. */
export class Server {
  /** The machine, for observers; change it by the methods here only. */
  readonly live: LiveMachine;
  private readonly ports: readonly MonitorPort[];
  private readonly options: ServeOptions;
  private readonly listeners: Listener[] = [];
  private controlListener: Listener | undefined;
  private readonly controls = new Set<ControlSession>();
  private readonly log = new EventLog();
  private readonly leavers: (() => void)[] = [];
  private record: RecordFile | undefined;
  private saveTo: string | undefined;
  private ended = false;
  private finish: (failure?: unknown) => void = () => {};
  /**
   * Settles when the server has ended: the process that it stands for is gone, or `close` was called. Rejects with a
   * ServeRefusal if the transcript or the scenario could not be written.
   */
  readonly closed: Promise<void>;

  /** Use `serve` (serve.ts). */
  constructor(live: LiveMachine, ports: readonly MonitorPort[], options: ServeOptions) {
    this.live = live;
    this.ports = ports;
    this.options = options;
    this.closed = new Promise((resolve, reject) => {
      this.finish = (failure) => (failure === undefined ? resolve() : reject(failure));
    });
    // Who does not look at it does not want to know.
    this.closed.catch(() => {});
    this.listenToMachine();
  }

  /** Opens every port and starts the machine. */
  async open(): Promise<void> {
    const { control, save, record } = this.options;
    try {
      if (record !== undefined && record === save)
        throw new ServeRefusal(`${save}: the transcript and the scenario cannot both go there, expected two files`);
      tryFiles([save ?? [], record ?? []].flat());
      for (const port of this.ports) await this.openPort(port);
      if (control !== undefined) await this.openControl(parseAddress(control));
      if (record !== undefined) this.record = new RecordFile(record);
      this.saveTo = save;
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

  /** Where the control channel is reached; undefined if that is no socket. */
  get controlAddress(): string | undefined {
    return this.controlListener === undefined ? undefined : addressText(this.controlListener.address);
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

  /** The host or the guest takes a step. @throws ServeRefusal if it names what is not there */
  arrive(step: Arrival): void {
    checkStep(this.live.machine, step);
    this.live.arrive(step);
  }

  /** From now on the storage of a device, a node or an image fails requests. @throws ServeRefusal */
  fail(fault: FaultStep['fault']): void {
    this.arrive({ fault });
  }

  /** Takes faults back: those of that name, those of that device, or all. */
  heal(name?: string | Storage): void {
    this.arrive({ heal: name === undefined ? true : typeof name === 'string' ? name : storageName(name) });
  }

  /** Requests at the storage do not come back before {@link thaw}. @throws ServeRefusal */
  freeze(storage: FreezeStep['freeze']): void {
    this.arrive({ freeze: storage });
  }

  thaw(storage?: Storage): void {
    this.arrive({ thaw: storage ?? true });
  }

  /** Changes how much fits into a pool. @throws ServeRefusal */
  pool(name: string, change: { readonly extend_to: number } | { readonly capacity: number }): void {
    this.arrive({ pool: { name, ...change } as PoolStep['pool'] });
  }

  /** The guest puts requests on its devices' rings and kicks each device once. @throws ServeRefusal */
  submit(...io: readonly IoRequest[]): void {
    this.arrive({ io });
  }

  /** @throws ServeRefusal */
  kick(...devices: readonly string[]): void {
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

  /** Calls back once, when it ends. */
  onEnd(callback: () => void): void {
    this.leavers.push(callback);
  }

  private async openPort(port: MonitorPort): Promise<void> {
    const listener = await port.open(() => {
      // Who speaks through the standard streams alone is done when the input ends.
      if (this.ports.length === 1) void this.terminate();
    });
    if (listener !== undefined) this.listeners.push(listener);
    await port.awaited();
  }

  private async openControl(address: Address): Promise<void> {
    if (address.kind === 'stdio') {
      this.control(standardStreams());
      return;
    }
    const { allowRemote = false } = this.options;
    this.controlListener = await listen(address, (socket) => this.control(socket.resume()), { allowRemote });
  }

  private listenToMachine(): void {
    const { machine } = this.live;
    machine.bus
      .on('monitor-output', ({ monitor, message }) => {
        this.portOf(machine.monitors.at(monitor))?.say(message as WritableJson);
      })
      .on('session-closed', ({ monitor }) => {
        if (machine.vm.exited) this.portOf(machine.monitors.at(monitor))?.hangUp();
      })
      .on('event-delivered', (made) => this.log.add(eventMessage(made) as unknown as QmpEvent));
    this.live.onIdle(() => this.atRest());
    this.live.onExit(() => this.end());
  }

  private portOf(monitor: Monitor): MonitorPort | undefined {
    return this.ports.find(({ client }) => client === monitor.name);
  }

  private atRest(): void {
    for (const port of this.ports) port.goOn();
    this.writeRecord();
  }

  private writeRecord(): void {
    this.record?.grow(this.live.transcript?.lines ?? []);
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.live.stop();
    for (const listener of this.listeners) listener.close();
    this.controlListener?.close();
    for (const port of this.ports) port.close();
    for (const session of this.controls) session.close();
    this.log.end();
    for (const leave of this.leavers) leave();
    const failure = this.writeScenario();
    this.writeRecord();
    if (this.record === undefined) this.finish(failure);
    else this.record.end((unrecorded) => this.finish(failure ?? unrecorded));
  }

  /** @returns why it could not be written */
  private writeScenario(): unknown {
    if (this.saveTo === undefined) return undefined;
    try {
      writeText(this.saveTo, this.save());
    } catch (error) {
      return error;
    }
    return undefined;
  }
}
