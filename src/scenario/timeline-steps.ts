/** What somebody outside has just done to the machine, for the timeline: steps that no fact tells of. */
import { type Deed, type Storage, storageName } from './scenario.ts';
import type { Cell, Column, Line } from './timeline-row.ts';

const storageText = (storage: Storage | true): string => (storage === true ? 'storage' : storageName(storage));

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1.5 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${UNITS[unit]}`;
}

function told(step: Deed): [Column, string] | undefined {
  if ('io' in step) return undefined;
  if ('pool' in step) {
    const bytes = 'capacity' in step.pool ? step.pool.capacity : step.pool.extend_to;
    return ['backend', `${step.pool.name}: ${bytesText(bytes)}`];
  }
  if ('fault' in step) return ['backend', `${storageText(step.fault)}: ${step.fault.errno}`];
  if ('heal' in step) return ['backend', `${step.heal === true ? 'storage' : step.heal} heals`];
  if ('freeze' in step) return ['backend', `${storageText(step.freeze)} freezes`];
  if ('thaw' in step) return ['backend', `${storageText(step.thaw)} thaws`];
  if ('image' in step) return ['backend', `${step.image.name} appears`];
  if ('folder' in step) return ['backend', `${step.folder} is there`];
  if ('kick' in step) return ['guest', `> kicks ${step.kick.join(', ')}`];
  if ('guest_boot' in step) return ['guest', '> boots'];
  if ('guest_shutdown' in step) return ['guest', '> powers off'];
  if ('guest_suspend' in step) return ['guest', '> goes to sleep'];
  if ('guest_reset' in step) return ['guest', '> resets'];
  if ('signal' in step) return ['state', step.signal];
  if ('connect' in step) return ['client', `${step.connect} connects`];
  if ('disconnect' in step) return ['client', `${step.disconnect} leaves`];
  return undefined;
}

/** The line of a step; undefined for one that facts tell of: requests, commands. */
export function stepLine(step: Deed): Line | undefined {
  const [column, text] = told(step) ?? [];
  if (column === undefined || text === undefined) return undefined;
  const cell: Cell = { text, style: 'plain' };
  return { [column]: cell };
}
