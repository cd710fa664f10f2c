/** Where monitors and other character devices are reached: -chardev, -mon, -qmp, -monitor, -serial, -qtest, ... */
import { type Chardev, readChardev, readDevice } from './chardev.ts';
import type { Takers } from './command-line.ts';
import { flatOptions, namingOption, OptionRefusal, onOff } from './opts.ts';

export interface PlannedMonitor {
  readonly chardev: Chardev;
  /** what query-chardev calls it */
  readonly label: string;
  readonly mode: 'control' | 'readline';
  readonly pretty: boolean;
}

/** A character device that no monitor is on. */
export interface PlannedChardev {
  readonly label: string;
  readonly chardev: Chardev;
}

export interface MonitorPlan {
  readonly monitors: readonly PlannedMonitor[];
  readonly chardevs: readonly PlannedChardev[];
  /** Where a harness speaks qtest. */
  readonly qtest?: Chardev;
}

/** Something that speaks through a device: `chardev:ID`, or one of its own. */
interface Speaker {
  readonly option: string;
  readonly device: string;
}

interface GivenMonitor extends Speaker {
  readonly mode: 'control' | 'readline';
  readonly pretty: boolean;
}

const NAMED = 'chardev:';

export class MonitorOptions {
  private readonly chardevs = new Map<string, Chardev>();
  private readonly ports: (Speaker & { readonly kind: 'serial' | 'parallel' })[] = [];
  private readonly monitors: GivenMonitor[] = [];
  private qtest: Speaker | undefined;

  readonly takers: Takers = {
    chardev: (argument) => {
      const { id, chardev } = readChardev(argument);
      if (this.chardevs.has(id)) throw new OptionRefusal(`Duplicate ID '${id}' for chardev`);
      this.chardevs.set(id, chardev);
    },
    mon: (argument, option) => {
      const options = flatOptions(argument, 'chardev', ['chardev', 'mode', 'pretty']);
      const mode = options.mode ?? 'readline';
      if (mode !== 'control' && mode !== 'readline') throw new OptionRefusal(`unknown monitor mode "${mode}"`);
      const device = `${NAMED}${options.chardev ?? ''}`;
      this.monitors.push({ option, device, mode, pretty: onOff(options, 'pretty', false) });
    },
    qmp: (device, option) => {
      this.monitors.push({ option, device, mode: 'control', pretty: false });
    },
    'qmp-pretty': (device, option) => {
      this.monitors.push({ option, device, mode: 'control', pretty: true });
    },
    monitor: (device, option) => {
      this.monitors.push({ option, device, mode: 'readline', pretty: false });
    },
    serial: (device, option) => {
      this.ports.push({ option, device, kind: 'serial' });
    },
    parallel: (device, option) => {
      this.ports.push({ option, device, kind: 'parallel' });
    },
    qtest: (device, option) => {
      this.qtest = { option, device };
    },
  };

  /** Once every option was taken. @throws OptionRefusal with the option in front */
  plan(): MonitorPlan {
    const monitors = this.monitors.map((monitor, i) => this.planned(monitor, i));
    const chardevs = [...this.unusedChardevs(), ...this.plannedPorts()];
    const qtest = this.qtest === undefined ? undefined : this.chardevOf(this.qtest);
    const all = [...monitors, ...chardevs].map(({ chardev }) => chardev).concat(qtest ?? []);
    if (all.filter(({ kind }) => kind === 'stdio').length > 1)
      throw new OptionRefusal('cannot use stdio by multiple character devices');
    return { monitors, chardevs, ...(qtest === undefined ? {} : { qtest }) };
  }

  private planned(monitor: GivenMonitor, index: number): PlannedMonitor {
    const { device, mode, pretty } = monitor;
    const label = device.startsWith(NAMED) ? device.slice(NAMED.length) : `compat_monitor${index}`;
    return { chardev: this.chardevOf(monitor), label, mode, pretty };
  }

  /** Those that neither a monitor nor the harness is on. */
  private unusedChardevs(): PlannedChardev[] {
    const used = [...this.monitors, ...(this.qtest === undefined ? [] : [this.qtest])].map(({ device }) => device);
    return [...this.chardevs].flatMap(([label, chardev]) =>
      used.includes(`${NAMED}${label}`) ? [] : [{ label, chardev }],
    );
  }

  private plannedPorts(): PlannedChardev[] {
    const counts = { serial: 0, parallel: 0 };
    return this.ports.flatMap((port) => {
      const label = `${port.kind}${counts[port.kind]++}`;
      if (port.device === 'none' || port.device.startsWith(NAMED)) return [];
      return [{ label, chardev: this.chardevOf(port) }];
    });
  }

  private chardevOf({ option, device }: Speaker): Chardev {
    return namingOption(option, () => {
      const found = readDevice(device);
      if (found.kind !== 'named') return found;
      const chardev = this.chardevs.get(found.id);
      if (chardev === undefined) throw new OptionRefusal(`chardev "${found.id}" not found`);
      return chardev;
    });
  }
}
