/**
 * What a scenario file says. The members have the names they have in the file, so a scenario written as JSON is a
 * scenario file again. `parseScenario` fills in the lists that a file leaves out.
 *
 * Times are milliseconds of virtual time since start; offsets and sizes are bytes.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [member: string]: Json;
}
/** Whether it is there, and neither a list nor a single value. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The QMP client that every scenario has; steps without `client` are its. */
export const MAIN_CLIENT = 'main';

/** Where a scenario's images are: `@DIR@/NAME` in a file name means the image NAME. */
export const IMAGE_DIRECTORY = '@DIR@/';

export const IO_OPS = ['read', 'write', 'flush', 'discard', 'write-zeroes'] as const;
export type IoOp = (typeof IO_OPS)[number];

export const STATUSES = ['ok', 'ioerr', 'unsupp'] as const;

export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
export type SignalName = (typeof SIGNALS)[number];

export interface Scenario {
  readonly name: string;
  /** The story, for people. */
  readonly description?: string;
  /** The profile this file is written for; the command line's choice goes first. */
  readonly qemu?: string;
  /** What the machine is beside its disks. */
  readonly machine?: MachineOptions;
  /** Arguments of `object-add`, in order. */
  readonly object?: readonly JsonObject[];
  readonly images: readonly ScenarioImage[];
  /** Storage that images share and that can run full. */
  readonly pools: readonly ScenarioPool[];
  /** Arguments of `blockdev-add`, in order. May hold `maybe` in inject-error rules: see `withoutMaybe`. */
  readonly blockdev: readonly JsonObject[];
  /** Options of legacy `-drive`s as nested objects, `if=none` implied. May hold `maybe` like `blockdev`. */
  readonly drive: readonly ScenarioDrive[];
  /** Arguments of `device_add`, in order. */
  readonly device: readonly ScenarioDevice[];
  /** QMP clients beside the main one; an entry named `main` gives that one reactions. */
  readonly clients: readonly ScenarioClient[];
  readonly steps: readonly Step[];
  /** When the run ends; 300 ms after the last step if the file does not say. */
  readonly end: number;
  /** The machine begins as with -S: built, but not started; the guest's drivers set nothing up before `guest_boot`. */
  readonly start_paused?: boolean;
  /** The main client has not sent qmp_capabilities when the steps begin. */
  readonly raw_negotiation?: boolean;
  /** The properties to look at; all when absent. */
  readonly properties?: readonly string[];
  /** What some order must show; a search that sees all orders and never this is told. */
  readonly sometimes?: readonly Sometimes[];
  /** What exploring this file finds; the shipped scenarios' tests and `replay` hold it to that. */
  readonly expect?: readonly Expectation[];
  /** Labels of moves, in order: a recording or a counterexample. */
  readonly order?: readonly string[];
  /** The last so many moves of `order` lead back to where they began, and so on for ever: playing stops after them. */
  readonly repeats?: number;
}

/** All of it optional, none of it of consequence for the disks but `no_shutdown`. */
export interface MachineOptions {
  /** `pc`, `q35`, `none`, or a machine type with its version. */
  readonly type?: string;
  readonly name?: string;
  readonly uuid?: string;
  /** Bytes. */
  readonly memory?: number;
  readonly cpus?: number;
  /** The CPU's model and features as `-cpu` takes them: `max,avx2=off`. */
  readonly cpu?: string;
  readonly accel?: string;
  /** What the machine's threads say of their process. */
  readonly pid?: number;
  /** There is such a process. */
  readonly live?: boolean;
  /** Its other threads, which stand for those of CPUs and iothreads. */
  readonly threads?: readonly number[];
  /** A guest that powers off pauses the machine, as with -no-shutdown. */
  readonly no_shutdown?: boolean;
  readonly chardevs?: readonly { readonly label: string; readonly filename: string }[];
  /** Devices that are there and do nothing. */
  readonly idle?: readonly { readonly driver: string; readonly id: string }[];
}

/** An image file that exists before start. */
export interface ScenarioImage {
  readonly name: string;
  readonly format: 'raw' | 'qcow2';
  readonly size: number;
  /** Name of an image further up in the list. */
  readonly backing?: string;
  /** The backing image's own format if the file does not say; present exactly when `backing` is. */
  readonly backing_format?: 'raw' | 'qcow2';
  readonly write: readonly ImageWrite[];
  /** The pool whose space the image takes. */
  readonly pool?: string;
}

/** `pattern` is the byte that stands in all of [offset, offset + bytes). */
export interface ImageWrite {
  readonly offset: number;
  readonly bytes: number;
  readonly pattern: number;
}

export interface ScenarioPool {
  readonly name: string;
  readonly capacity: number;
}

export interface ScenarioDrive extends JsonObject {
  readonly id: string;
}

export interface ScenarioDevice extends JsonObject {
  readonly driver: string;
  readonly id: string;
}

export interface ScenarioClient {
  readonly name: string;
  /** It sends qmp_capabilities as soon as it is connected; true if the file does not say. */
  readonly negotiate: boolean;
  /** It is connected at start; true if the file does not say. */
  readonly connected: boolean;
  readonly reactions: readonly Reaction[];
}

/** An event's name, and members that its `data` must have with just these values. */
export type EventPattern = { readonly event: string } & JsonObject;

/** What a client may receive: an event, a reply of either kind, the greeting of a new connection. See trigger.ts. */
export type Trigger =
  | EventPattern
  | { readonly return: Json; readonly id?: Json }
  | { readonly error: JsonObject; readonly id?: Json }
  | { readonly greeting: true };

/** What a client does whenever it receives a certain message. */
export type Reaction = {
  readonly on: Trigger;
  /** How often at most; for ever when absent. */
  readonly times?: number;
  /**
   * How many milliseconds later; of several the first time, the second time and so on, the last for all further times.
   */
  readonly after: number | readonly number[];
} & ({ readonly send: QmpCommand } | { readonly do: HostDeed });

/** What a manager can do to the host, as a step of the host does it. */
export type HostDeed = Deed<PoolStep | FaultStep | HealStep | FreezeStep | ThawStep | ImageStep | FolderStep>;

export type QmpCommand = ({ readonly execute: string } | { readonly 'exec-oob': string }) & {
  readonly arguments?: JsonObject;
  readonly id?: Json;
};

interface StepBase {
  readonly at: number;
  /** A search may leave the step out. A plain run plays it. */
  readonly maybe?: boolean;
}

/** Requests put on the devices' rings in order, then kicked once per device. */
export interface IoStep extends StepBase {
  readonly io: readonly IoRequest[];
  /** false: nobody kicks; a later `kick` step does. */
  readonly kick?: boolean;
}

export interface IoRequest {
  readonly device: string;
  readonly op: IoOp;
  /** Absent for a flush only. */
  readonly offset?: number;
  readonly bytes?: number;
  readonly tag: string;
}

interface ClientStep extends StepBase {
  /** Whose step it is; the main client's when absent. */
  readonly client?: string;
}

export interface QmpStep extends ClientStep {
  readonly qmp: QmpCommand;
}

/** Text sent as it is, then a line end. */
export interface RawStep extends ClientStep {
  readonly raw: string;
  /** false: nobody waits for a reply before the next step. */
  readonly reply?: boolean;
}

/** A line typed at a human monitor. */
export interface HmpStep extends StepBase {
  readonly hmp: string;
}

/** A signal sent to the process. */
export interface SignalStep extends StepBase {
  readonly signal: SignalName;
}

/** The guest resets its machine. */
export interface GuestResetStep extends StepBase {
  readonly guest_reset: true;
}

export interface ConnectStep extends StepBase {
  readonly connect: string;
}

export interface DisconnectStep extends StepBase {
  readonly disconnect: string;
}

/** A manager changes a pool: `extend_to` makes it at least that large, `capacity` exactly that large. */
export interface PoolStep extends StepBase {
  readonly pool: { readonly name: string } & ({ readonly extend_to: number } | { readonly capacity: number });
}

/** Bytes that a client sends, each a character from U+0000 to U+00FF. Nobody waits for a reply. */
export interface BytesStep extends ClientStep {
  readonly bytes: string;
}

/** Devices that the guest kicks; what `io` with `kick: false` has put on their rings is seen now. */
export interface KickStep extends StepBase {
  readonly kick: readonly string[];
}

/** The image file that a device or a node reads and writes, or the file itself. */
export type Storage = { readonly device: string } | { readonly node: string } | { readonly image: string };

/** From now on the storage fails requests; the errno by its name. */
export interface FaultStep extends StepBase {
  readonly fault: Storage & {
    /** What `heal` calls it; its storage's name when absent. */
    readonly name?: string;
    /** All operations when absent. */
    readonly ops?: readonly IoOp[];
    readonly errno: string;
    /** The bytes of the file that are bad; all of it when absent. */
    readonly offset?: number;
    readonly bytes?: number;
    /** It heals by itself after so many failures. */
    readonly times?: number;
  };
}

/** Takes back the faults of that name; true: all. */
export interface HealStep extends StepBase {
  readonly heal: string | true;
}

/** From now on the storage completes no request. */
export interface FreezeStep extends StepBase {
  readonly freeze: Storage & { readonly ops?: readonly IoOp[] };
}

/** It completes them again; true: everywhere. */
export interface ThawStep extends StepBase {
  readonly thaw: Storage | true;
}

/** An image file appears that the simulator did not know of. */
export interface ImageStep extends StepBase {
  readonly image: ScenarioImage;
}

/** A folder is there, in which files can be created. Those of images are. */
export interface FolderStep extends StepBase {
  readonly folder: string;
}

/** The guest's drivers set all devices up: after the first start of a machine that began paused, after a reset. */
export interface GuestBootStep extends StepBase {
  readonly guest_boot: true;
}

/** The guest powers its machine off. */
export interface GuestShutdownStep extends StepBase {
  readonly guest_shutdown: true;
}

/** The guest goes to sleep (S3). */
export interface GuestSuspendStep extends StepBase {
  readonly guest_suspend: true;
}

/**
 * Steps that ask nothing of the guest and of nobody's patience: a guest that is stuck in a kick does not delay them.
 */
export type HostStep = BytesStep | FaultStep | HealStep | FreezeStep | ThawStep | ImageStep | FolderStep;

/** What a step does, whenever it does it. */
export type Deed<S = Step> = S extends StepBase ? Omit<S, keyof StepBase> : never;

export type Step =
  | HostStep
  | KickStep
  | GuestBootStep
  | GuestShutdownStep
  | GuestSuspendStep
  | IoStep
  | QmpStep
  | RawStep
  | HmpStep
  | SignalStep
  | GuestResetStep
  | ConnectStep
  | DisconnectStep
  | PoolStep;

export interface Expectation {
  readonly property: string;
  readonly verdict: 'holds' | 'violated';
  /** Only under this profile; under every one when absent. */
  readonly qemu?: string;
}

/** An event that a client hears, or a request's end that the guest sees. */
export type Sometimes = { readonly name: string } & (
  | { readonly on: EventPattern }
  | { readonly complete: string; readonly status?: (typeof STATUSES)[number] }
);

/** An inject-error rule that a search may do without. */
export interface MaybeRule {
  /** The node-name of the blkdebug node. */
  readonly node: string;
  /** The rule's index in the node's inject-error list. */
  readonly rule: number;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** blockdev-add arguments or -drive options as QEMU would get them, and the rules that said `maybe`. */
export function withoutMaybe<T extends JsonObject>(options: T): { readonly options: T; readonly rules: MaybeRule[] } {
  const rules: MaybeRule[] = [];
  const strip = (value: Json): Json => {
    if (isList(value)) return value.map(strip);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => {
        if (member !== 'inject-error' || !isList(inner)) return [member, strip(inner)];
        const node = value['node-name'];
        return [member, inner.map((rule, index) => stripRule(rule, index, typeof node === 'string' ? node : ''))];
      }),
    );
  };
  const stripRule = (rule: Json, index: number, node: string): Json => {
    if (rule === null || typeof rule !== 'object' || isList(rule)) return rule;
    const { maybe, ...rest } = rule;
    if (maybe === true) rules.push({ node, rule: index });
    return rest;
  };
  return { options: strip(options) as T, rules };
}

/** The name of a storage, as its faults are called when they have none of their own. */
export const storageName = (storage: Storage): string =>
  'device' in storage ? storage.device : 'node' in storage ? storage.node : storage.image;

/** The file of an image: one whose name is a path of its own lies there, the others in the images' directory. */
export const imagePath = (name: string): string => (name.startsWith('/') ? name : IMAGE_DIRECTORY + name);

/** The name of the image that a file name means, undefined for any other file. */
export function imageOf(filename: string): string | undefined {
  return filename.startsWith(IMAGE_DIRECTORY) ? filename.slice(IMAGE_DIRECTORY.length) : undefined;
}
