/** Where a SCSI disk sits on its bus: what was asked for, or the first place that is free (5.3). */
import { NONE } from '../kernel/index.ts';
import type { Device } from './records.ts';
import type { VmWorld } from './world.ts';

export interface ScsiAddress {
  readonly channel: number;
  readonly 'scsi-id': number;
  readonly lun: number;
}

/** Limits of virtio-scsi. */
const MOST_CHANNEL = 0;
const MOST_TARGET = 255;
const MOST_LUN = 16383;
const UNSET = 0xffffffff;

const wanted = (value: unknown): number => (value === undefined || value === UNSET ? NONE : Number(value));

/** @returns the place, or the refusal */
export function scsiAddress(
  world: VmWorld,
  bus: Device | undefined,
  values: Readonly<Record<string, unknown>>,
): ScsiAddress | { readonly refusal: string } {
  const channel = Number(values.channel ?? 0);
  const target = wanted(values['scsi-id']);
  const lun = wanted(values.lun);
  if (channel > MOST_CHANNEL) return { refusal: `bad scsi channel id: ${channel}` };
  if (target !== NONE && target > MOST_TARGET) return { refusal: `bad scsi device id: ${target}` };
  if (lun !== NONE && lun > MOST_LUN) return { refusal: `bad scsi device lun: ${lun}` };
  const holder = (id: number, unit: number) => deviceAt(world, bus, channel, id, unit);
  if (target === NONE) {
    const free = firstFree(MOST_TARGET, (id) => holder(id, lun === NONE ? 0 : lun));
    return free === undefined
      ? { refusal: 'no free target' }
      : { channel, 'scsi-id': free, lun: lun === NONE ? 0 : lun };
  }
  if (lun === NONE) {
    const free = firstFree(MOST_LUN, (unit) => holder(target, unit));
    return free === undefined ? { refusal: 'no free lun' } : { channel, 'scsi-id': target, lun: free };
  }
  const other = holder(target, lun);
  return other === undefined ? { channel, 'scsi-id': target, lun } : { refusal: `lun already used by '${other.name}'` };
}

function firstFree(last: number, holder: (at: number) => Device | undefined): number | undefined {
  for (let at = 0; at <= last; at++) if (holder(at) === undefined) return at;
  return undefined;
}

const deviceAt = (
  world: VmWorld,
  bus: Device | undefined,
  channel: number,
  target: number,
  lun: number,
): Device | undefined =>
  world.devices.find(
    (device) =>
      device.controller === (bus?.id ?? NONE) &&
      device.properties.channel === channel &&
      device.properties['scsi-id'] === target &&
      device.properties.lun === lun,
  );
