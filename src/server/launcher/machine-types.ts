/** The machine types that there are. */
import type { Profile } from '../../profile/index.ts';
import { OptionRefusal } from './opts.ts';

const FAMILIES = ['pc-i440fx', 'pc-q35'];

/** The oldest machine type that 7.2 to 11.1 still know is not told apart: any version of a family will do. */
export function checkMachine(type: string, profile: Profile): string {
  if (['none', 'pc', 'q35', 'microvm', 'isapc', 'x-remote'].includes(type)) return type;
  const version = FAMILIES.find((family) => type.startsWith(`${family}-`));
  if (version !== undefined && /^\d+\.\d+$/.test(type.slice(version.length + 1))) return type;
  const named = profile.version.major >= 10 ? ` '${type}'` : '';
  throw new OptionRefusal(`unsupported machine type${named}\nUse -machine help to list supported machines`);
}
