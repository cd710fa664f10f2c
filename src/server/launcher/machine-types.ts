/** The machine types that there are. */
import { machineList } from '../../monitor/schema/data/machines.ts';
import type { Profile } from '../../profile/index.ts';
import { OptionRefusal } from './opts.ts';

/** The types of releases before the recorded ones; any will do. */
const OLD = /^pc-(?:i440fx|q35)-\d+\.\d+(?:\.\d+)?$|^pc-\d+\.\d+$/;

/** @throws OptionRefusal, in the version's words, unless there is such a machine type */
export function checkMachine(type: string, profile: Profile): string {
  const known = machineList(profile.wire.schema).some(({ name, alias }) => name === type || alias === type);
  if (known || (profile.wire.machineTypes === 'older-too' && OLD.test(type))) return type;
  const named = profile.wire.unknownMachineNamed ? ` '${type}'` : '';
  throw new OptionRefusal(`unsupported machine type${named}\nUse -machine help to list supported machines`);
}
