/** Properties on recorded QMP traffic: of a real QEMU, or of a run. */
import { properties as allProperties } from '../explore/properties/index.ts';
import type { Property } from '../explore/properties/property.ts';
import { LineRefusal } from '../explore/recorded.ts';
import { readTraffic } from '../explore/traffic.ts';
import { judgeTraffic } from '../explore/traffic-verdict.ts';
import { suggest } from '../scenario/nearest.ts';
import type { TrafficReport } from './reports.ts';

/** What a log is called, and what it is judged by. */
export interface TrafficOptions {
  /** what the reports call the log; `traffic` if not said */
  readonly file?: string;
  /** names of observable properties; all of them if not said */
  readonly properties?: readonly string[];
}

/**
 * Checks a log as `blocksim check` does: a transcript, QMP messages one a line, a debug log of libvirt.
 * @returns a report for each machine of the log
 * @throws LineRefusal, with the file and the line in front, when it cannot be read; Error when a property is none that traffic shows
 */
export function checkTraffic(text: string, options: TrafficOptions = {}): readonly TrafficReport[] {
  const { file = 'traffic' } = options;
  const properties = observable(options.properties);
  const { machines, cut } = readNamed(text, file);
  return machines.map((traffic) => {
    const of = traffic.source === undefined ? {} : { machine: Object.values(traffic.source).join(' ') };
    return { file, ...of, properties: judgeTraffic(properties, traffic, cut) };
  });
}

function readNamed(text: string, file: string) {
  try {
    return readTraffic(text);
  } catch (error) {
    throw error instanceof LineRefusal ? new LineRefusal(`${file}:${error.message}`) : error;
  }
}

function observable(names: readonly string[] | undefined): readonly Property[] {
  const all = allProperties.filter((property) => property.observable);
  if (names === undefined) return all;
  return names.map((name) => {
    const found = all.find((property) => property.name === name);
    const known = all.map((property) => property.name);
    if (found === undefined) throw new Error(`'${name}' cannot be told from traffic, ${suggest(name, known)}`);
    return found;
  });
}
