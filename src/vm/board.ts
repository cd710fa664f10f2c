/** The machine beside its disks: what introspection tells of it, and nothing else depends on. */
import { defineRecord, flag, json, number, type RecordOf, text } from '../kernel/index.ts';
import type { VmWorld } from './world.ts';

export interface Chardev {
  readonly label: string;
  readonly filename: string;
  /** somebody is connected to it */
  readonly open?: boolean;
}

/** A device that is there and does nothing. */
export interface IdleDevice {
  readonly driver: string;
  readonly id: string;
}

export const Board = defineRecord('board', {
  /** the machine type as it was asked for: `pc-i440fx-7.2`, `none` */
  type: text(),
  /** bytes of memory */
  memory: number(128 * 1024 * 1024),
  cpus: number(1),
  /** the CPU's model and features as -cpu takes them; the machine type's own if empty */
  cpu: text<string>(''),
  accel: text<string>('tcg'),
  /** the process that the machine stands for, as its threads' ids tell */
  pid: number(1000),
  /** there is such a process, whose threads somebody may look for */
  live: flag(),
  /** its threads, if it is there */
  threads: json<readonly number[]>([]),
  chardevs: json<readonly Chardev[]>([]),
  idle: json<readonly IdleDevice[]>([]),
});
export type Board = RecordOf<typeof Board>;

export const boardOf = (world: VmWorld): Board => {
  const boards = world.store.table(Board);
  return boards.get(0) ?? boards.add({});
};
