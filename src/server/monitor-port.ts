/** One monitor's port in a live machine: what its client says goes in, what the monitor says goes out. */
import { imageAt, isDirectory } from '../block/images.ts';
import { type Writable as WritableJson, writeJson, writePrettyJson } from '../monitor/json-writer.ts';
import { imagePath } from '../scenario/scenario.ts';
import type { Address } from './address.ts';
import { HumanLines, humanText, NEGOTIATION, welcome } from './human.ts';
import { connectTo, type Listener, listen, standardStreams } from './listener.ts';
import type { LiveMachine } from './live.ts';
import { Port, type PortEars } from './port.ts';
import type { ServeOptions } from './serve-options.ts';
import { pollMaxFrom } from './vigil.ts';

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

/** Requests of one client that wait to be taken in; with more it is not read for a while (M-10). */
const MOST_WAITING = 256;

export class MonitorPort {
  /** The monitor's client in the machine. */
  readonly client: string;
  private readonly live: LiveMachine;
  private readonly plan: PortPlan;
  private readonly options: ServeOptions;
  private readonly port: Port;
  private readonly write: (message: WritableJson) => string | undefined;
  private paused = false;

  constructor(live: LiveMachine, client: string, plan: PortPlan, options: ServeOptions) {
    this.live = live;
    this.client = client;
    this.plan = plan;
    this.options = options;
    const { human = false, pretty = false } = plan;
    this.write = human ? (humanText as MonitorPort['write']) : pretty ? prettyLines : plainLine;
    this.port = new Port(human ? this.humanEars() : this.ears(), {
      ...options,
      pollMaxNs: options.pollMaxNs ?? pollMaxFrom(process.env),
    });
  }

  /**
   * Lets clients in, or goes to the one who listens.
   * @param inputEnded called when the standard input has ended, if that is where the client is
   * @returns what listens, if anything does
   */
  async open(inputEnded: () => void): Promise<Listener | undefined> {
    const { how, address } = this.plan;
    if (how === 'nobody') return undefined;
    if (how === 'connect') {
      this.port.accept(await connectTo(address));
      return undefined;
    }
    if (address.kind === 'stdio') {
      const stream = standardStreams();
      this.port.accept(stream);
      stream.once('end', inputEnded);
      return undefined;
    }
    const { allowRemote = false } = this.options;
    return await listen(address, (socket) => this.port.accept(socket), { allowRemote });
  }

  /** Until somebody has connected, if the machine is to wait for that. */
  async awaited(): Promise<void> {
    if (this.plan.wait === true) await this.port.firstClient;
  }

  /** The monitor says something. */
  say(message: WritableJson): void {
    const text = this.write(message);
    if (text !== undefined) this.port.send(text);
  }

  hangUp(): void {
    this.port.hangUp();
  }

  close(): void {
    this.port.close();
  }

  /** The machine has taken in what it could: the client is read again, if it was not. */
  goOn(): void {
    if (!this.paused || this.isFull) return;
    this.paused = false;
    this.port.resume();
  }

  private holdBack(): void {
    if (!this.isFull) return;
    this.paused = true;
    this.port.pause();
  }

  private get isFull(): boolean {
    const { machine, backlog } = this.live;
    const waiting = machine.monitors.find((monitor) => monitor.name === this.client)?.backlog.length ?? 0;
    return backlog >= MOST_WAITING || waiting >= MOST_WAITING;
  }

  private ears(): PortEars {
    const { live, client } = this;
    return {
      connected: () => live.arrive({ connect: client }),
      received: (bytes) => {
        this.discover(bytes);
        live.arrive({ client, bytes: bytes.toString('latin1') });
        this.holdBack();
      },
      disconnected: () => live.arrive({ disconnect: client }),
    };
  }

  /** Of a person; the client is one that speaks for him. */
  private humanEars(): PortEars {
    const { live, client } = this;
    const { major, minor, micro } = live.profile.version;
    let lines = new HumanLines();
    return {
      connected: () => {
        lines = new HumanLines();
        live.arrive({ connect: client });
        live.arrive({ client, bytes: NEGOTIATION });
        this.port.send(welcome(`${major}.${minor}.${micro}`));
      },
      received: (bytes) => {
        for (const request of lines.take(bytes)) live.arrive({ client, bytes: request });
        this.holdBack();
      },
      disconnected: () => live.arrive({ disconnect: client }),
    };
  }

  /** Files of the host that a client is about to name. */
  private discover(bytes: Buffer): void {
    const { imagesIn, foldersIn } = this.options;
    if (imagesIn === undefined) return;
    const { live } = this;
    const text = bytes.toString('utf8');
    for (const folder of foldersIn?.(text) ?? []) if (!isDirectory(live.machine, folder)) live.arrive({ folder });
    for (const image of imagesIn(text))
      if (imageAt(live.machine, imagePath(image.name)) === undefined) live.arrive({ image });
  }
}

const plainLine = (message: WritableJson): string => `${writeJson(message)}\r\n`;
const prettyLines = (message: WritableJson): string => `${writePrettyJson(message).replaceAll('\n', '\r\n')}\r\n`;
