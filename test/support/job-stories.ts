/** Disks and chains for jobs to work on, and how a job on them is played to its end and looked at. */
import { type Extents, firstDifference } from '../../src/block/extents.ts';
import type { JsonObject, Scenario } from '../../src/scenario/scenario.ts';
import { SIZE, type Stretch } from './happenings.ts';
import { JobLife } from './job-life.ts';

const filled = (writes: readonly Stretch[], first = 1) => writes.map((w, i) => ({ ...w, pattern: first + i }));

export const differs = (a: Extents, b: Extents): number | undefined => firstDifference(a, b, 0, SIZE);

export interface Disks {
  readonly profile: string;
  /** of the guest's device */
  readonly werror: string;
  /** what is in the source, and what is in the target, before */
  readonly source: readonly Stretch[];
  readonly target: readonly Stretch[];
  readonly format: string;
  readonly targetFormat: string;
}

/** The guest's disk, src, and another, dst; `same`: dst begins as a copy of src. */
export function disks(setting: Disks, same = false): JobLife {
  const { profile, source, target, format, targetFormat, werror } = setting;
  const node = (name: string, file: string, driver: string): JsonObject => ({
    driver,
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${file}` },
    discard: 'unmap',
  });
  return new JobLife(profile, {
    images: [
      { name: 's.img', format, size: SIZE, write: filled(source) },
      { name: 't.img', format: targetFormat, size: SIZE, write: same ? filled(source) : filled(target, 101) },
    ] as Scenario['images'],
    blockdev: [node('src', 's.img', format), node('dst', 't.img', targetFormat)],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'src', werror }] as Scenario['device'],
  });
}

export interface Layers {
  readonly profile: string;
  readonly werror: string;
  readonly base: readonly Stretch[];
  readonly mid: readonly Stretch[];
  readonly top: readonly Stretch[];
}

/** The guest's disk, top, on mid on base. */
export function layers({ profile, base, mid, top, werror }: Layers): JobLife {
  const layer = (name: string, backing: string, format: string, writes: readonly Stretch[], first: number) => ({
    name,
    format: 'qcow2',
    size: SIZE,
    backing,
    backing_format: format,
    write: filled(writes, first),
  });
  const node = (driver: string, name: string, backing: JsonObject = {}): JsonObject => ({
    driver,
    'node-name': name,
    file: { driver: 'file', filename: `@DIR@/${name}.img` },
    ...backing,
  });
  return new JobLife(profile, {
    images: [
      { name: 'base.img', format: 'raw', size: SIZE, write: filled(base) },
      layer('mid.img', 'base.img', 'raw', mid, 40),
      layer('top.img', 'mid.img', 'qcow2', top, 80),
    ] as Scenario['images'],
    blockdev: [
      node('raw', 'base'),
      node('qcow2', 'mid', { backing: 'base' }),
      node('qcow2', 'top', { backing: 'mid' }),
    ],
    device: [{ driver: 'virtio-blk-device', id: 'vd0', drive: 'top', werror }] as Scenario['device'],
  });
}

/** The names of the backing chain, from the guest's disk down. */
export function chainOf(lab: JobLife): string {
  const names: string[] = [];
  for (let node = lab.root; ; node = lab.machine.nodes.at(node.backing)) {
    names.push(node.name);
    if (node.backing === -1) return names.join(' ');
  }
}

export interface Story {
  readonly execute: string;
  readonly args: JsonObject;
  /** more arguments, which a second attempt does without */
  readonly more: JsonObject;
  /** of the second attempt; absent: the same */
  readonly again?: JsonObject;
  /** looks at what the job has copied as soon as it says that it is done */
  done?(): void;
  /** the chain is cut although a header could not be written (3.5): nothing is left to be done */
  over?(): boolean;
}

/**
 * Plays a job to its end, `during` which anything may happen. If it does not end well, the same job must do so
 * afterwards, undisturbed. @returns how the job ended at first
 */
export function playStory(lab: JobLife, story: Story, during: () => void): string | undefined {
  const { execute, args, more, again = args, done, over } = story;
  lab.machine.bus.on('job-status-changed', ({ name, status }) => {
    if (name === 'j' && status === 'waiting') done?.();
  });
  lab.begin(execute, { ...args, ...more });
  during();
  const end = lab.finish();
  if (end === 'completed' || over?.()) return end;
  lab.begin(execute, again);
  const second = lab.finish();
  if (second !== 'completed') throw new Error(`the same job afterwards: ${second}`);
  return end;
}
