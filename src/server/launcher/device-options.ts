/** Block nodes, drives, devices and objects: -blockdev, -drive, -hda, -device, -object, -global, -set. */
import { schemaNamed } from '../../monitor/schema/index.ts';
import type { Profile } from '../../profile/index.ts';
import type {
  JsonObject,
  MachineOptions,
  Scenario,
  ScenarioDevice,
  ScenarioDrive,
  ScenarioImage,
} from '../../scenario/scenario.ts';
import { isIdleDevice } from '../../vm/idle-devices.ts';
import type { Taken, Takers } from './command-line.ts';
import { absolute, imagesOf } from './host-names.ts';
import { legacyDrives } from './legacy-drives.ts';
import { type Flat, flatOptions, OptionRefusal } from './opts.ts';
import { rawOptions, typedOptions } from './typed-options.ts';

export interface DevicePlan {
  readonly elements: Required<Pick<Scenario, 'object' | 'blockdev' | 'drive' | 'device'>>;
  /** Those of the host that the elements name. */
  readonly images: readonly ScenarioImage[];
  /** Devices that are there and do nothing. */
  readonly idle: NonNullable<MachineOptions['idle']>;
  /** How each element stood on the command line: `device[0]` -> `-device ...`. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the guest does, from devices' `x-blocksim-guest` properties. */
  readonly workloads: readonly unknown[];
}

interface Given<T> {
  readonly option: string;
  readonly value: T;
}

export class DeviceOptions {
  private readonly profile: Profile;
  private readonly blockdevs: Given<JsonObject>[] = [];
  private readonly drives: { readonly option: string; readonly options: Flat }[] = [];
  private devices: Given<JsonObject>[] = [];
  private readonly objects: Given<JsonObject>[] = [];
  private readonly globals: { driver: string; property: string; value: string }[] = [];
  private readonly workloads: unknown[] = [];

  constructor(profile: Profile) {
    this.profile = profile;
  }

  readonly takers: Takers = {
    blockdev: (argument, option) => {
      const value = typedOptions(this.profile, 'BlockdevOptions', argument, 'driver');
      this.blockdevs.push({ option, value });
    },
    drive: (argument, option) => {
      this.drives.push({ option, options: flatOptions(argument) });
    },
    cdrom: (file, option) => {
      this.drives.push({ option, options: { file, index: '2', media: 'cdrom' } });
    },
    hda: (file, option) => this.takeDisk(file, '0', option),
    hdb: (file, option) => this.takeDisk(file, '1', option),
    hdc: (file, option) => this.takeDisk(file, '2', option),
    hdd: (file, option) => this.takeDisk(file, '3', option),
    device: (argument, option) => this.takeDevice(argument, option),
    object: (argument, option) => this.takeObject(argument, option),
    global: (argument) => this.takeGlobal(argument),
    set: (argument) => this.takeSet(argument),
  };

  private takeDisk(file: string, index: string, option: string): undefined {
    this.drives.push({ option, options: { file, index, media: 'disk' } });
  }

  private takeDevice(argument: string, option: string): Taken {
    if (argument === 'help' || argument.startsWith('?')) return { asked: 'devices' };
    const properties = rawOptions(this.profile, argument, 'driver');
    if (properties.driver === undefined) throw new OptionRefusal(`Parameter 'driver' is missing`);
    const { 'x-blocksim-guest': guest, ...value } = properties;
    if (guest !== undefined) this.workloads.push({ device: value.id, ...workload(guest) });
    this.devices.push({ option, value });
    return undefined;
  }

  private takeObject(argument: string, option: string): Taken {
    const properties = rawOptions(this.profile, argument, 'qom-type');
    const type = String(properties['qom-type'] ?? '');
    if (IDLE_OBJECTS.includes(type)) {
      if (properties.id === undefined) throw new OptionRefusal(`Parameter 'id' is missing`);
      return { meaningless: `-object ${type}` };
    }
    const members = schemaNamed(this.profile.wire.schema).commands.get('object-add')?.arguments ?? '';
    this.objects.push({ option, value: typedOptions(this.profile, members, argument, 'qom-type') });
    return undefined;
  }

  private takeGlobal(argument: string): undefined {
    const long = flatOptions(argument);
    const short = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(argument);
    if (short !== null) this.globals.push({ driver: short[1] ?? '', property: short[2] ?? '', value: short[3] ?? '' });
    else if (long.driver !== undefined && long.property !== undefined)
      this.globals.push({ driver: long.driver, property: long.property, value: long.value ?? '' });
    else throw new OptionRefusal(`Invalid parameter`);
  }

  /** -set device.ID.PROPERTY=VALUE */
  private takeSet(argument: string): undefined {
    const match = /^([^.]+)\.([^.]+)\.([^=]+)=(.*)$/s.exec(argument);
    if (match === null) throw new OptionRefusal(`can't parse: "${argument}"`);
    const [, group = '', id = '', property = '', text = ''] = match;
    const at = group === 'device' ? this.devices.findIndex(({ value }) => value.id === id) : -1;
    const found = this.devices[at];
    if (found === undefined) throw new OptionRefusal(`there is no ${group} "${id}" defined`);
    this.devices = this.devices.with(at, { ...found, value: { ...found.value, [property]: text } });
  }

  /** Once every option was taken. @throws OptionRefusal with the option in front */
  plan(): DevicePlan {
    const { drives, attached } = legacyDrives(this.drives);
    const isIdle = ({ value }: Given<JsonObject>) => isIdleDevice(String(value.driver));
    const given = {
      object: this.objects,
      blockdev: this.blockdevs.map(({ option, value }) => ({ option, value: absolute(value) })),
      drive: drives.map(({ option, options }) => ({ option, value: absolute(options) as ScenarioDrive })),
      device: [
        ...this.devices.filter((device) => !isIdle(device)),
        ...attached.map(({ option, properties }) => ({ option, value: properties })),
      ].map(({ option, value }) => ({ option, value: this.withGlobals(value) as ScenarioDevice })),
    };
    return {
      elements: {
        object: given.object.map(valueIn),
        blockdev: given.blockdev.map(valueIn),
        drive: given.drive.map(valueIn),
        device: given.device.map(valueIn),
      },
      images: imagesOf([...this.blockdevs.map(valueIn), ...drives.map(({ options }) => options)]),
      idle: this.devices
        .filter(isIdle)
        .map(({ value: { driver, id } }) => ({ driver: String(driver), id: String(id ?? '') })),
      sources: sourcesOf(given),
      workloads: this.workloads,
    };
  }

  /** Properties that -global gives to every device of a driver and that the device does not have. */
  private withGlobals(properties: JsonObject): JsonObject {
    const mine = this.globals.filter(({ driver }) => driver === properties.driver);
    const given = Object.fromEntries(mine.map(({ property, value }) => [property, value]));
    return { ...given, ...properties };
  }
}

const valueIn = <T>({ value }: Given<T>): T => value;

/** By the place of each element in the scenario, the option that it came from. */
function sourcesOf(elements: Readonly<Record<string, readonly Given<unknown>[]>>): Map<string, string> {
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
