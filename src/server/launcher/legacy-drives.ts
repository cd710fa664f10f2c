/** `-drive` and what stands for it: a drive, and where it has a bus of its own a device too. */
import type { JsonObject } from '../../scenario/scenario.ts';
import { type Flat, nestedOptions, OptionRefusal } from './opts.ts';

/** @param drives as given, each with the option it stood in. @throws OptionRefusal */
export function legacyDrives(drives: readonly { option: string; options: Flat }[]) {
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
