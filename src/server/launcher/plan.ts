/** What a QEMU command line asks for: a scenario, where its monitors are reached, how the process behaves. */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { hasProtocol } from '../../block/protocol.ts';
import { checkKeyval, checkValue } from '../../monitor/check-arguments.ts';
import { JSON_DIALECTS } from '../../monitor/json-dialect.ts';
import { feed, startParser } from '../../monitor/json-stream.ts';
import type { JsonValue } from '../../monitor/json-value.ts';
import { isCpuModel, parseCpu } from '../../monitor/qom/cpus.ts';
import { schemaNamed } from '../../monitor/schema/index.ts';
import type { Profile } from '../../profile/index.ts';
import type { JsonObject, MachineOptions, Scenario, ScenarioImage } from '../../scenario/scenario.ts';
import { isIdleDevice } from '../../vm/idle-devices.ts';
import { type Chardev, chardevFilename, readChardev, readDevice } from './chardev.ts';
import { type GivenOption, readCommandLine } from './command-line.ts';
import { hostImages } from './host-image.ts';
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

/** The pool that the host's image files take their room from, and its size if nobody gives another. */
export const HOST_POOL = 'host';
export const HOST_CAPACITY = 2 ** 50;

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

class Planner {
  private readonly profile: Profile;
  private readonly chardevs = new Map<string, Chardev>();
  private readonly ports: { option: string; kind: 'serial' | 'parallel'; device: string }[] = [];
  private readonly monitors: { option: string; device: string; mode: 'control' | 'readline'; pretty: boolean }[] = [];
  private readonly blockdevs: { option: string; options: JsonObject }[] = [];
  private readonly drives: { option: string; options: Flat }[] = [];
  private readonly devices: { option: string; properties: JsonObject }[] = [];
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
    switch (name) {
      case 'h':
      case 'help':
        this.asked = 'help';
        break;
      case 'version':
        this.asked = 'version';
        break;
      case 'no-user-config':
      case 'nodefaults':
      case 'nographic':
        // There is nothing of the kind anyway.
        break;
      case 'incoming':
      case 'loadvm':
      case 'preconfig':
      case 'snapshot':
        // What a client would see is another machine.
        throw new OptionRefusal(`blocksim does not simulate -${name}`);
      case 'qtest':
        this.qtest = { option: text, device: argument };
        break;
      case 'enable-kvm':
        this.machine.accel = 'kvm';
        break;
      case 'S':
        this.paused = true;
        break;
      case 'daemonize':
        this.daemonize = true;
        break;
      case 'pidfile':
        this.pidfile = resolve(argument);
        break;
      case 'no-shutdown':
        this.machine.no_shutdown = true;
        break;
      case 'action':
        if (flatOptions(argument).shutdown === 'pause') this.machine.no_shutdown = true;
        break;
      case 'machine':
        this.takeMachine(argument);
        break;
      case 'accel':
        this.takeAccel(flatOptions(argument, 'accel').accel ?? '');
        break;
      case 'name': {
        const options = flatOptions(argument, 'guest', ['guest', 'process', 'debug-threads']);
        if (options.guest !== undefined) this.machine.name = options.guest;
        break;
      }
      case 'uuid':
        if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(argument))
          throw new OptionRefusal('failed to parse UUID string: wrong format');
        this.machine.uuid = argument.toLowerCase();
        break;
      case 'm':
        this.machine.memory = sizeOption('size', flatOptions(argument, 'size').size ?? '128', 1024 ** 2);
        break;
      case 'smp':
        this.takeSmp(flatOptions(argument, 'cpus'));
        break;
      case 'rtc':
        flatOptions(argument, undefined, ['base', 'clock', 'driftfix']);
        this.meaningless.add('-rtc');
        break;
      case 'cpu':
        if (argument === 'help') this.asked = 'cpus';
        else this.takeCpu(argument);
        break;
      case 'serial':
      case 'parallel':
        this.ports.push({ option: text, kind: name, device: argument });
        break;
      case 'chardev': {
        const { id, chardev } = readChardev(argument);
        if (this.chardevs.has(id)) throw new OptionRefusal(`Duplicate ID '${id}' for chardev`);
        this.chardevs.set(id, chardev);
        break;
      }
      case 'mon': {
        const options = flatOptions(argument, 'chardev', ['chardev', 'mode', 'pretty']);
        const mode = options.mode ?? 'readline';
        if (mode !== 'control' && mode !== 'readline') throw new OptionRefusal(`unknown monitor mode "${mode}"`);
        this.monitors.push({
          option: text,
          device: `chardev:${options.chardev ?? ''}`,
          mode,
          pretty: onOff(options, 'pretty', false),
        });
        break;
      }
      case 'qmp':
      case 'qmp-pretty':
        this.monitors.push({ option: text, device: argument, mode: 'control', pretty: name === 'qmp-pretty' });
        break;
      case 'monitor':
        this.monitors.push({ option: text, device: argument, mode: 'readline', pretty: false });
        break;
      case 'blockdev':
        this.blockdevs.push({ option: text, options: this.checked('BlockdevOptions', argument, 'driver') });
        break;
      case 'drive':
        this.drives.push({ option: text, options: flatOptions(argument) });
        break;
      case 'cdrom':
        this.drives.push({ option: text, options: { file: argument, index: '2', media: 'cdrom' } });
        break;
      case 'hda':
      case 'hdb':
      case 'hdc':
      case 'hdd':
        this.drives.push({
          option: text,
          options: { file: argument, index: String('abcd'.indexOf(name.slice(2))), media: 'disk' },
        });
        break;
      case 'device':
        this.takeDevice(argument, text);
        break;
      case 'object':
        this.takeObject(argument, text);
        break;
      case 'global':
        this.takeGlobal(argument);
        break;
      case 'set':
        this.takeSet(argument);
        break;
      default:
        this.meaningless.add(`-${name}`);
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

  plan(capacity: number): Plan {
    const sources = new Map<string, string>();
    const noted = <T>(list: string, items: readonly { option: string }[], of: (item: T) => unknown) =>
      items.map((item, i) => {
        sources.set(`${list}[${i}]`, item.option);
        return of(item as T);
      });
    const real = this.devices.filter(({ properties }) => !isIdleDevice(String(properties.driver)));
    const idle = this.devices.filter(({ properties }) => isIdleDevice(String(properties.driver)));
    const { drives, attached } = legacyDrives(this.drives);
    const images = imagesOf([...this.blockdevs.map(({ options }) => options), ...drives.map(({ options }) => options)]);
    const devices = [...real, ...attached].map(({ option, properties }) => ({
      option,
      properties: this.withGlobals(properties),
    }));
    const monitors = this.monitors.map((monitor) => this.planned(monitor));
    const used = new Set(
      [...this.monitors, ...(this.qtest === undefined ? [] : [this.qtest])].map(({ device }) => device),
    );
    const chardevs = [...this.chardevs]
      .filter(([id]) => !used.has(`chardev:${id}`))
      .map(([label, chardev]) => ({ label, chardev }))
      .concat(this.plannedPorts());
    const qtest =
      this.qtest === undefined ? undefined : this.planned({ ...this.qtest, mode: 'readline', pretty: false }).chardev;
    const all = [...monitors, ...chardevs, ...(qtest === undefined ? [] : [{ chardev: qtest }])];
    if (all.filter(({ chardev }) => chardev.kind === 'stdio').length > 1)
      throw new OptionRefusal('cannot use stdio by multiple character devices');
    return {
      scenario: {
        name: this.machine.name === undefined || this.machine.name === '' ? 'machine' : this.machine.name,
        qemu: this.profile.name,
        machine: {
          ...this.machine,
          type: this.machine.type ?? 'pc',
          chardevs: monitors.map(({ chardev }, i) => ({
            label: this.labelOf(this.monitors[i]?.device ?? '', i),
            filename: chardevFilename(chardev),
          })),
          idle: idle.map(({ properties }) => ({
            driver: String(properties.driver),
            id: String(properties.id ?? ''),
          })),
        },
        object: noted<{ properties: JsonObject }>('object', this.objects, (item) => item.properties) as JsonObject[],
        images,
        pools: [{ name: HOST_POOL, capacity }],
        blockdev: noted<{ options: JsonObject }>('blockdev', this.blockdevs, (item) =>
          absolute(item.options),
        ) as JsonObject[],
        drive: noted<{ options: JsonObject }>('drive', drives, (item) => absolute(item.options)) as Scenario['drive'],
        device: noted<{ properties: JsonObject }>('device', devices, (item) => item.properties) as Scenario['device'],
        clients: [],
        steps: [],
        end: 0,
        ...(this.paused ? { start_paused: true } : {}),
      },
      monitors,
      chardevs,
      paused: this.paused,
      daemonize: this.daemonize,
      sources,
      meaningless: [...this.meaningless],
      workloads: this.workloads,
      ...(this.pidfile === undefined ? {} : { pidfile: this.pidfile }),
      ...(qtest === undefined ? {} : { qtest }),
      ...(this.asked === undefined ? {} : { asked: this.asked }),
    };
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

/** -drive with a bus of its own makes a device too. */
function legacyDrives(drives: readonly { option: string; options: Flat }[]) {
  const attached: { option: string; properties: JsonObject }[] = [];
  const counts = new Map<string, number>();
  const nested = drives.map(({ option, options }) => {
    const bus = options.if ?? 'ide';
    const count = counts.get(bus) ?? 0;
    counts.set(bus, count + 1);
    const isCd = options.media === 'cdrom';
    const place = `ide${count >> 1}-${isCd ? 'cd' : 'hd'}${count & 1}`;
    const id = options.id ?? (bus === 'ide' ? place : `${bus}${count}`);
    const drive = driveOptions(id, isCd ? { readonly: 'on', ...options } : options);
    if (bus === 'virtio') attached.push({ option, properties: { driver: 'virtio-blk-pci', drive: id } });
    else if (bus === 'ide') attached.push({ option, properties: { driver: isCd ? 'ide-cd' : 'ide-hd', drive: id } });
    else if (bus === 'scsi') throw new OptionRefusal(`${option}: machine type does not support if=scsi,bus=0,unit=0`);
    else if (bus !== 'none')
      throw new OptionRefusal(
        `${option}: ${UNSIMULATED_BUSES.includes(bus) ? `blocksim does not simulate drives with if=${bus}` : `unsupported bus type '${bus}'`}`,
      );
    return { option, options: drive };
  });
  return { drives: nested, attached };
}

const UNSIMULATED_BUSES = ['floppy', 'pflash', 'mtd', 'sd', 'xen'];

/** What belongs to the place of a drive and not to the drive. */
const PLACE = ['if', 'index', 'bus', 'unit', 'media'];

function driveOptions(id: string, { file, ...options }: Flat): JsonObject {
  const rest = Object.fromEntries(Object.entries(options).filter(([name]) => !PLACE.includes(name)));
  const given = Object.entries(rest).map(([name, value]) => `${name}=${value.replaceAll(',', ',,')}`);
  const tree = given.length === 0 ? {} : (nestedOptions(given.join(',')) as JsonObject);
  return { ...tree, id, ...(file === undefined ? {} : { file }) };
}

/** Every name of a host's file below. */
function fileNames(value: unknown, isFile = false): string[] {
  if (typeof value === 'string') return isFile && !hasProtocol(value) ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'file' && typeof inner === 'string'
      ? inner.includes('/') || 'id' in (value as object)
        ? fileNames(inner, true)
        : []
      : fileNames(inner, name === 'filename'),
  );
}

/** The images that options name, as far as the host has them. */
export function imagesOf(options: readonly unknown[]): ScenarioImage[] {
  const found = new Map<string, ScenarioImage>();
  for (const name of options.flatMap((one) => fileNames(one)))
    for (const image of hostImages(resolve(name), HOST_POOL)) if (!found.has(image.name)) found.set(image.name, image);
  return [...found.values()];
}

/** The same options with whole paths, which is what images are called by. */
function absolute<T>(value: T, isFile = false): T {
  if (typeof value === 'string') return (isFile && !hasProtocol(value) ? resolve(value) : value) as T;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => absolute(item)) as T;
  const isDrive = 'id' in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      absolute(inner as unknown, name === 'filename' || (isDrive && name === 'file' && typeof inner === 'string')),
    ]),
  ) as T;
}
