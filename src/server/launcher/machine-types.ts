/** The machine types that there are. */
import { machineList } from '../../monitor/schema/data/machines.ts';
import type { Profile } from '../../profile/index.ts';
import { OptionRefusal } from './opts.ts';

/** Versions before the recorded ones had types of their own, of which any will do. */
const OLD = /^pc-(?:i440fx|q35)-\d+\.\d+(?:\.\d+)?$|^pc-\d+\.\d+$/;

export function checkMachine(type: string, profile: Profile): string {
  const known = machineList(profile.wire.schema).some(({ name, alias }) => name === type || alias === type);
  if (known || (profile.version.major < 7 && OLD.test(type))) return type;
  const named = profile.version.major >= 10 ? ` '${type}'` : '';
  throw new OptionRefusal(`unsupported machine type${named}\nUse -machine help to list supported machines`);
}
