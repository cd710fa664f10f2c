/** What a QEMU command line asks for: a scenario, where its monitors are reached, how the process behaves. */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { checkKeyval, checkValue } from '../../monitor/check-arguments.ts';
import { JSON_DIALECTS } from '../../monitor/json-dialect.ts';
import { feed, startParser } from '../../monitor/json-stream.ts';
import type { JsonValue } from '../../monitor/json-value.ts';
import { isCpuModel, parseCpu } from '../../monitor/qom/cpus.ts';
import { schemaNamed } from '../../monitor/schema/index.ts';
import type { Profile } from '../../profile/index.ts';
import type { JsonObject, MachineOptions, Scenario, ScenarioDevice, ScenarioDrive } from '../../scenario/scenario.ts';
import { isIdleDevice } from '../../vm/idle-devices.ts';
import { type Chardev, chardevFilename, readChardev, readDevice } from './chardev.ts';
import { type GivenOption, readCommandLine } from './command-line.ts';
import { absolute, HOST_CAPACITY, HOST_POOL, imagesOf } from './host-names.ts';
import { legacyDrives } from './legacy-drives.ts';
import { checkMachine } from './machine-types.ts';
import { type Flat, flatOptions, nestedOptions, OptionRefusal, onOff, sizeOption } from './opts.ts';

export interface PlannedMonitor {
  readonly chardev: Chardev;
  readonly mode: 'control' | 'readline';
  readonly pretty: boolean;
}

export interface Plan {
  readonly scenario: Scenario;
  readonly monitors: readonly PlannedMonitor[];
  /** Character devices that no monitor is on, by their labels. */
  readonly chardevs: readonly { readonly label: string; readonly chardev: Chardev }[];
  readonly paused: boolean;
  readonly pidfile?: string;
  readonly daemonize: boolean;
  /** Where a harness speaks qtest. */
  readonly qtest?: Chardev;
  /** How each element of the scenario stood on the command line: `device[0]` -> `-device ...`. */
  readonly sources: ReadonlyMap<string, string>;
  /** Options that were given and mean nothing here. */
  readonly meaningless: readonly string[];
  /** What the guest does, from devices' `x-blocksim-guest` properties. */
  readonly workloads: readonly unknown[];
  readonly asked?: 'help' | 'version' | 'machines' | 'devices' | 'cpus' | 'accels';
}

/** Whether this process could use the host's KVM. */
function hasKvm(): boolean {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads a command line, without the program's name. @throws OptionRefusal with the option in front */
export function planOf(args: readonly string[], profile: Profile, capacity = HOST_CAPACITY): Plan {
  const planner = new Planner(profile);
  for (const option of readCommandLine(args)) planner.take(option);
  return planner.plan(capacity);
}

interface GivenDevice {
  readonly option: string;
  properties: JsonObject;
}

class Planner {
  private readonly profile: Profile;
  private readonly chardevs = new Map<string, Chardev>();
  private readonly ports: { option: string; kind: 'serial' | 'parallel'; device: string }[] = [];
  private readonly monitors: { option: string; device: string; mode: 'control' | 'readline'; pretty: boolean }[] = [];
  private readonly blockdevs: { option: string; options: JsonObject }[] = [];
  private readonly drives: { option: string; options: Flat }[] = [];
  private readonly devices: GivenDevice[] = [];
  private readonly objects: { option: string; properties: JsonObject }[] = [];
  private readonly globals: { driver: string; property: string; value: string }[] = [];
  private readonly meaningless = new Set<string>();
  private readonly workloads: unknown[] = [];
  private readonly machine: Writable<MachineOptions> = {};
  private paused = false;
  private daemonize = false;
  private pidfile: string | undefined;
  private qtest: { readonly option: string; readonly device: string } | undefined;
  private asked: Plan['asked'];

  constructor(profile: Profile) {
    this.profile = profile;
  }

  take(option: GivenOption): void {
    const text = option.argument === undefined ? `-${option.name}` : `-${option.name} ${option.argument}`;
    try {
      this.takeOption(option.name, option.argument ?? '', text);
    } catch (error) {
      if (!(error instanceof OptionRefusal)) throw error;
      throw new OptionRefusal(`${text}: ${error.message}`);
    }
  }

  private takeOption(name: string, argument: string, text: string): void {
    const taken =
      this.takeOfProcess(name, argument) ||
      this.takeOfMachine(name, argument) ||
      this.takeOfMonitors(name, argument, text) ||
      this.takeOfDevices(name, argument, text);
    if (!taken) this.meaningless.add(`-${name}`);
  }

  /** These four take an option of their kind. @returns false if it is of another, or means nothing here */
  private takeOfProcess(name: string, argument: string): boolean {
    switch (name) {
      case 'h':
      case 'help':
        this.asked = 'help';
        return true;
      case 'version':
        this.asked = 'version';
        return true;
      case 'no-user-config':
      case 'nodefaults':
      case 'nographic':
        // There is nothing of the kind anyway.
        return true;
      case 'incoming':
      case 'loadvm':
      case 'preconfig':
      case 'snapshot':
        // What a client would see is another machine.
        throw new OptionRefusal(`blocksim does not simulate -${name}`);
      case 'S':
        this.paused = true;
        return true;
      case 'daemonize':
        this.daemonize = true;
        return true;
      case 'pidfile':
        this.pidfile = resolve(argument);
        return true;
      default:
        return false;
    }
  }

  private takeOfMachine(name: string, argument: string): boolean {
    const { machine } = this;
    switch (name) {
      case 'enable-kvm':
        machine.accel = 'kvm';
        return true;
      case 'no-shutdown':
        machine.no_shutdown = true;
        return true;
      case 'action':
        if (flatOptions(argument).shutdown === 'pause') machine.no_shutdown = true;
        return true;
      case 'machine':
        this.takeMachine(argument);
        return true;
      case 'accel':
        this.takeAccel(flatOptions(argument, 'accel').accel ?? '');
        return true;
      case 'name': {
        const { guest } = flatOptions(argument, 'guest', ['guest', 'process', 'debug-threads']);
        if (guest !== undefined) machine.name = guest;
        return true;
      }
      case 'uuid':
        if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(argument))
          throw new OptionRefusal('failed to parse UUID string: wrong format');
        machine.uuid = argument.toLowerCase();
        return true;
      case 'm':
        machine.memory = sizeOption('size', flatOptions(argument, 'size').size ?? '128', 1024 ** 2);
        return true;
      case 'smp':
        this.takeSmp(flatOptions(argument, 'cpus'));
        return true;
      case 'cpu':
        if (argument === 'help') this.asked = 'cpus';
        else this.takeCpu(argument);
        return true;
      case 'rtc':
        // Of no effect, but QEMU reads it.
        flatOptions(argument, undefined, ['base', 'clock', 'driftfix']);
        return false;
      default:
        return false;
    }
  }

  private takeOfMonitors(name: string, argument: string, text: string): boolean {
    switch (name) {
      case 'qtest':
        this.qtest = { option: text, device: argument };
        return true;
      case 'serial':
      case 'parallel':
        this.ports.push({ option: text, kind: name, device: argument });
        return true;
      case 'chardev': {
        const { id, chardev } = readChardev(argument);
        if (this.chardevs.has(id)) throw new OptionRefusal(`Duplicate ID '${id}' for chardev`);
        this.chardevs.set(id, chardev);
        return true;
      }
      case 'mon': {
        const options = flatOptions(argument, 'chardev', ['chardev', 'mode', 'pretty']);
        const mode = options.mode ?? 'readline';
        if (mode !== 'control' && mode !== 'readline') throw new OptionRefusal(`unknown monitor mode "${mode}"`);
        const device = `chardev:${options.chardev ?? ''}`;
        this.monitors.push({ option: text, device, mode, pretty: onOff(options, 'pretty', false) });
        return true;
      }
      case 'qmp':
      case 'qmp-pretty':
        this.monitors.push({ option: text, device: argument, mode: 'control', pretty: name === 'qmp-pretty' });
        return true;
      case 'monitor':
        this.monitors.push({ option: text, device: argument, mode: 'readline', pretty: false });
        return true;
      default:
        return false;
    }
  }

  private takeOfDevices(name: string, argument: string, text: string): boolean {
    switch (name) {
      case 'blockdev':
        this.blockdevs.push({ option: text, options: this.checked('BlockdevOptions', argument, 'driver') });
        return true;
      case 'drive':
        this.drives.push({ option: text, options: flatOptions(argument) });
        return true;
      case 'cdrom':
        this.drives.push({ option: text, options: { file: argument, index: '2', media: 'cdrom' } });
        return true;
      case 'hda':
      case 'hdb':
      case 'hdc':
      case 'hdd': {
        const index = String('abcd'.indexOf(name.slice(2)));
        this.drives.push({ option: text, options: { file: argument, index, media: 'disk' } });
        return true;
      }
      case 'device':
        this.takeDevice(argument, text);
        return true;
      case 'object':
        this.takeObject(argument, text);
        return true;
      case 'global':
        this.takeGlobal(argument);
        return true;
      case 'set':
        this.takeSet(argument);
        return true;
      default:
        return false;
    }
  }

  private takeMachine(argument: string): void {
    const options = flatOptions(argument, 'type');
    const { type = '', accel } = options;
    if (type === 'help') this.asked = 'machines';
    else if (type !== '') this.machine.type = checkMachine(type, this.profile);
    if (accel !== undefined) this.takeAccel(accel);
  }

  private takeAccel(list: string): void {
    if (list === 'help') {
      this.asked = 'accels';
      return;
    }
    const known = ['kvm', 'tcg', 'qtest', 'xen', 'hax', 'hvf', 'whpx', 'nvmm', 'mshv'];
    const names = list.split(':');
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new OptionRefusal(`invalid accelerator ${unknown}`);
    // No CPU is simulated either way. Management software looks itself whether KVM could be used, and wants to be
    // told the same.
    const isUsable = (name: string) => name !== 'kvm' || names.length === 1 || hasKvm();
    this.machine.accel = names.find(isUsable) ?? 'tcg';
  }

  private takeCpu(argument: string): void {
    const { model } = parseCpu(argument);
    if (!isCpuModel(this.profile.wire.schema, model)) throw new OptionRefusal(`unable to find CPU model '${model}'`);
    if (model === 'host' && this.machine.accel !== 'kvm')
      throw new OptionRefusal("CPU model 'host' requires KVM or HVF");
    this.machine.cpu = argument;
  }

  private takeSmp(options: Flat): void {
    const { cpus, sockets, dies, cores, threads } = options;
    const count = (value: string | undefined, name: string): number => {
      if (value !== undefined && !/^\d+$/.test(value))
        throw new OptionRefusal(`Parameter 'smp.${name}' expects integer`);
      return value === undefined ? 1 : Number(value);
    };
    const product = count(sockets, 'sockets') * count(dies, 'dies') * count(cores, 'cores') * count(threads, 'threads');
    this.machine.cpus = cpus === undefined ? Math.max(1, product) : count(cpus, 'cpus');
  }

  private takeDevice(argument: string, option: string): void {
    if (argument === 'help' || argument.startsWith('?')) {
      this.asked = 'devices';
      return;
    }
    const properties = this.rawOptions(argument, 'driver');
    if (properties.driver === undefined) throw new OptionRefusal(`Parameter 'driver' is missing`);
    const { 'x-blocksim-guest': guest, ...rest } = properties;
    if (guest !== undefined) this.workloads.push({ device: rest.id, ...workload(guest) });
    this.devices.push({ option, properties: rest });
  }

  private takeObject(argument: string, option: string): void {
    const properties = this.rawOptions(argument, 'qom-type');
    const type = String(properties['qom-type'] ?? '');
    if (IDLE_OBJECTS.includes(type)) {
      if (properties.id === undefined) throw new OptionRefusal(`Parameter 'id' is missing`);
      this.meaningless.add(`-object ${type}`);
      return;
    }
    const schema = schemaNamed(this.profile.wire.schema);
    const members = schema.commands.get('object-add')?.arguments ?? '';
    this.objects.push({ option, properties: this.checked(members, argument, 'qom-type') });
  }

  private takeGlobal(argument: string): void {
    const long = flatOptions(argument);
    const short = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(argument);
    if (short !== null) this.globals.push({ driver: short[1] ?? '', property: short[2] ?? '', value: short[3] ?? '' });
    else if (long.driver !== undefined && long.property !== undefined)
      this.globals.push({ driver: long.driver, property: long.property, value: long.value ?? '' });
    else throw new OptionRefusal(`Invalid parameter`);
  }

  /** -set device.ID.PROPERTY=VALUE */
  private takeSet(argument: string): void {
    const match = /^([^.]+)\.([^.]+)\.([^=]+)=(.*)$/s.exec(argument);
    if (match === null) throw new OptionRefusal(`can't parse: "${argument}"`);
    const [, group = '', id = '', property = '', value = ''] = match;
    const found = this.devices.find(({ properties }) => properties.id === id);
    if (group !== 'device' || found === undefined) throw new OptionRefusal(`there is no ${group} "${id}" defined`);
    found.properties = { ...found.properties, [property]: value };
  }

  /** JSON, or `key=value` pairs. */
  private rawOptions(argument: string, implied: string): JsonObject {
    return argument.startsWith('{')
      ? (this.json(argument) as JsonObject)
      : (nestedOptions(argument, implied) as JsonObject);
  }

  private json(text: string): JsonValue {
    const dialect = JSON_DIALECTS[this.profile.wire.jsonErrors];
    const read = (whole: string) => feed(startParser(), new TextEncoder().encode(whole), dialect).items[0];
    let item = read(`${text}\n`);
    if (item === undefined) {
      // What is wrong inside comes before that the end is missing.
      const closed = read(`${text}\n}`);
      item = closed !== undefined && 'error' in closed && /keyword|stray/.test(closed.error) ? closed : undefined;
    }
    if (item === undefined) throw new OptionRefusal('JSON parse error, premature EOI');
    if ('error' in item) throw new OptionRefusal(item.error);
    return item.value as JsonValue;
  }

  /** Options of a type of the schema, typed. */
  private checked(type: string, argument: string, implied: string): JsonObject {
    const schema = schemaNamed(this.profile.wire.schema);
    const checked = argument.startsWith('{')
      ? checkValue(schema, type, this.json(argument))
      : checkKeyval(schema, type, nestedOptions(argument, implied) as JsonValue);
    if ('error' in checked) throw new OptionRefusal(checked.error.desc);
    return checked.value as unknown as JsonObject;
  }

  /** @param capacity bytes that the host's image files may take */
  plan(capacity: number): Plan {
    const { drives, attached } = legacyDrives(this.drives);
    const monitors = this.monitors.map((monitor) => this.planned(monitor));
    const chardevs = [...this.unusedChardevs(), ...this.plannedPorts()];
    const qtest =
      this.qtest === undefined ? undefined : this.planned({ ...this.qtest, mode: 'readline', pretty: false }).chardev;
    const all = [...monitors, ...chardevs, ...(qtest === undefined ? [] : [{ chardev: qtest }])];
    if (all.filter(({ chardev }) => chardev.kind === 'stdio').length > 1)
      throw new OptionRefusal('cannot use stdio by multiple character devices');
    const [idle, real] = parted(this.devices, ({ properties }) => isIdleDevice(String(properties.driver)));
    const elements = {
      object: this.objects.map(({ option, properties }) => ({ option, value: properties })),
      blockdev: this.blockdevs.map(({ option, options }) => ({ option, value: absolute(options) })),
      drive: drives.map(({ option, options }) => ({ option, value: absolute(options) as ScenarioDrive })),
      device: [...real, ...attached].map(({ option, properties }) => ({
        option,
        value: this.withGlobals(properties) as ScenarioDevice,
      })),
    };
    return {
      scenario: {
        name: this.machine.name === undefined || this.machine.name === '' ? 'machine' : this.machine.name,
        qemu: this.profile.name,
        machine: this.wholeMachine(monitors, idle),
        object: elements.object.map(elementOf),
        images: imagesOf([...this.blockdevs, ...drives].map(({ options }) => options)),
        pools: [{ name: HOST_POOL, capacity }],
        blockdev: elements.blockdev.map(elementOf),
        drive: elements.drive.map(elementOf),
        device: elements.device.map(elementOf),
        clients: [],
        steps: [],
        end: 0,
        ...(this.paused ? { start_paused: true } : {}),
      },
      monitors,
      chardevs,
      paused: this.paused,
      daemonize: this.daemonize,
      sources: sourcesOf(elements),
      meaningless: [...this.meaningless],
      workloads: this.workloads,
      ...(this.pidfile === undefined ? {} : { pidfile: this.pidfile }),
      ...(qtest === undefined ? {} : { qtest }),
      ...(this.asked === undefined ? {} : { asked: this.asked }),
    };
  }

  private wholeMachine(monitors: readonly PlannedMonitor[], idle: readonly GivenDevice[]): MachineOptions {
    return {
      ...this.machine,
      type: this.machine.type ?? 'pc',
      chardevs: monitors.map(({ chardev }, i) => ({
        label: this.labelOf(this.monitors[i]?.device ?? '', i),
        filename: chardevFilename(chardev),
      })),
      idle: idle.map(({ properties }) => ({ driver: String(properties.driver), id: String(properties.id ?? '') })),
    };
  }

  /** Those that neither a monitor nor the harness is on. */
  private unusedChardevs(): { label: string; chardev: Chardev }[] {
    const used = [...this.monitors, ...(this.qtest === undefined ? [] : [this.qtest])].map(({ device }) => device);
    return [...this.chardevs].flatMap(([label, chardev]) =>
      used.includes(`chardev:${label}`) ? [] : [{ label, chardev }],
    );
  }

  private labelOf(device: string, index: number): string {
    return device.startsWith('chardev:') ? device.slice('chardev:'.length) : `compat_monitor${index}`;
  }

  private planned({ option, device, mode, pretty }: Planner['monitors'][number]): PlannedMonitor {
    try {
      const found = readDevice(device);
      if (found.kind !== 'named') return { chardev: found, mode, pretty };
      const chardev = this.chardevs.get(found.id);
      if (chardev === undefined) throw new OptionRefusal(`chardev "${found.id}" not found`);
      return { chardev, mode, pretty };
    } catch (error) {
      if (error instanceof OptionRefusal) throw new OptionRefusal(`${option}: ${error.message}`);
      throw error;
    }
  }

  private plannedPorts(): { label: string; chardev: Chardev }[] {
    const counts = { serial: 0, parallel: 0 };
    return this.ports.flatMap(({ option, kind, device }) => {
      const label = `${kind}${counts[kind]++}`;
      if (device === 'none' || device.startsWith('chardev:')) return [];
      const { chardev } = this.planned({ option, device, mode: 'readline', pretty: false });
      return [{ label, chardev }];
    });
  }

  /** Properties that -global gives to every device of a driver and that the device does not have. */
  private withGlobals(properties: JsonObject): JsonObject {
    const mine = this.globals.filter(({ driver }) => driver === properties.driver);
    const given = Object.fromEntries(mine.map(({ property, value }) => [property, value]));
    return { ...given, ...properties };
  }
}

const elementOf = <T>({ value }: { readonly value: T }): T => value;

/** Those of a list that are so, and the others. */
function parted<T>(list: readonly T[], isSo: (item: T) => boolean): [T[], T[]] {
  return [list.filter(isSo), list.filter((item) => !isSo(item))];
}

/** By the place of each element in the scenario, the option that it came from. */
function sourcesOf(elements: Readonly<Record<string, readonly { readonly option: string }[]>>): Map<string, string> {
  return new Map(
    Object.entries(elements).flatMap(([list, items]) =>
      items.map(({ option }, i): [string, string] => [`${list}[${i}]`, option]),
    ),
  );
}

/** Objects that are accepted and do nothing. */
const IDLE_OBJECTS = [
  'memory-backend-ram',
  'memory-backend-file',
  'memory-backend-memfd',
  'memory-backend-epc',
  'secret',
  'secret_keyring',
  'tls-creds-x509',
  'tls-creds-anon',
  'tls-creds-psk',
  'rng-random',
  'rng-builtin',
  'rng-egd',
  'can-bus',
  'cryptodev-backend-builtin',
  'input-linux',
  'pr-manager-helper',
  'main-loop',
];

function workload(given: unknown): object {
  try {
    return typeof given === 'string' ? (JSON.parse(given) as object) : (given as object);
  } catch {
    throw new OptionRefusal(`Parameter 'x-blocksim-guest' expects a JSON object`);
  }
}
