/** One disk of a random machine: its images, its nodes, its device. */
import {
  IMAGE_DIRECTORY,
  type JsonObject,
  type ScenarioDevice,
  type ScenarioDrive,
  type ScenarioImage,
} from '../scenario/scenario.ts';

/** The devices that random disks may be. */
export type DriverKind = 'virtio-blk-device' | 'scsi-hd';
/** What random disks may lie in. */
export type StorageKind = 'null-co' | 'raw' | 'qcow2';

/** What is to be made of a disk. */
export interface DiskWish {
  readonly storage: StorageKind;
  readonly driver: DriverKind;
  readonly attach: 'blockdev' | 'drive';
  readonly blkdebug: 'none' | 'above' | 'below';
  /** nanoseconds */
  readonly latency: number;
  /** requests a second */
  readonly iops: number | undefined;
  readonly written: true | undefined;
  /** the images below it, the next one first */
  readonly below: readonly { readonly format: 'raw' | 'qcow2'; readonly written: true | undefined }[];
  readonly werror: string;
  readonly rerror: string;
}

interface DiskParts {
  readonly object: readonly JsonObject[];
  readonly images: readonly ScenarioImage[];
  /** what the images take of a pool */
  readonly bytes: number;
  readonly blockdev: readonly JsonObject[];
  readonly drive: readonly ScenarioDrive[];
  readonly device: ScenarioDevice;
}

export const DISK = 1 << 20;
const CLUSTER = 65536;

export function diskParts(wish: DiskWish, index: number, controller: string): DiskParts {
  const { images, names } = imagesOf(wish, index);
  const { blockdev, drive, object, root } = (wish.attach === 'drive' ? asDrive : asNodes)(wish, index, images, names);
  const policies = { werror: wish.werror, rerror: wish.rerror };
  const own = drive.length > 0 ? {} : policies;
  const device =
    wish.driver === 'scsi-hd'
      ? { driver: wish.driver, id: `sd${index}`, drive: root, bus: `${controller}.0`, lun: index, ...own }
      : { driver: wish.driver, id: `vd${index}`, drive: root, ...own };
  return { object, images, bytes: images.reduce((sum, image) => sum + sizeOf(image), 0), blockdev, drive, device };
}

/** From the bottom up. A raw image has nothing below it, so a chain ends there. */
function imagesOf({ storage, below, written }: DiskWish, index: number) {
  if (storage === 'null-co') return { images: [], names: [] };
  const chain = [{ format: storage, written }];
  for (const layer of below) if (chain.at(-1)?.format === 'qcow2') chain.push({ ...layer, written: layer.written });
  const images: ScenarioImage[] = [];
  const names: string[] = [];
  for (const [depth, { format, written: hasData }] of [...chain.entries()].reverse()) {
    const under = images.at(-1);
    const name = depth === 0 ? `disk${index}` : `disk${index}-${depth}`;
    const backing = under === undefined ? {} : { backing: under.name, backing_format: under.format };
    const write = hasData === true ? [{ offset: 0, bytes: CLUSTER, pattern: 17 * (depth + 1) }] : [];
    images.push({ name: `${name}.${format}`, format, size: DISK, ...backing, write });
    names.push(name);
  }
  return { images, names };
}

/** A raw file has its first block; a qcow2 image its header and, once something is written, a table and clusters. */
function sizeOf({ format, write }: ScenarioImage): number {
  const written = write.reduce((sum, { bytes }) => sum + bytes, 0);
  if (format === 'raw') return Math.max(4096, written);
  return 3 * CLUSTER + 4096 + (written > 0 ? CLUSTER + written : 0);
}

type Graph = Pick<DiskParts, 'object' | 'blockdev' | 'drive'> & { readonly root: string };

const nothing = ({ latency }: DiskWish): JsonObject => ({
  driver: 'null-co',
  size: DISK,
  'read-zeroes': true,
  ...(latency === 0 ? {} : { 'latency-ns': latency }),
});

const fileOf = (image: ScenarioImage): JsonObject => ({ driver: 'file', filename: IMAGE_DIRECTORY + image.name });

/** Nodes each under their own name, the lowest first. */
function asNodes(wish: DiskWish, index: number, images: readonly ScenarioImage[], names: readonly string[]): Graph {
  const disk = `disk${index}`;
  const faulty = { driver: 'blkdebug', 'node-name': `faulty${index}` };
  const { driver: null_, ...rest } = nothing(wish);
  const nodes: JsonObject[] = images.length === 0 ? [{ driver: null_ ?? '', 'node-name': disk, ...rest }] : [];
  const below = wish.blkdebug === 'below' && images.length > 0;
  for (const [i, image] of images.entries()) {
    const top = i === images.length - 1;
    const file = top && below ? { ...faulty, image: fileOf(image) } : fileOf(image);
    const backing = names[i - 1];
    const node = { driver: image.format, 'node-name': names[i] ?? '', file };
    nodes.push(backing === undefined ? node : { ...node, backing });
  }
  let root = disk;
  if (wish.blkdebug !== 'none' && !below) {
    nodes.push({ ...faulty, image: root });
    root = `faulty${index}`;
  }
  if (wish.iops === undefined) return { object: [], blockdev: nodes, drive: [], root };
  const group = `limit${index}`;
  const object = [{ 'qom-type': 'throttle-group', id: group, limits: { 'iops-total': wish.iops } }];
  nodes.push({ driver: 'throttle', 'node-name': `slow${index}`, 'throttle-group': group, file: root });
  return { object, blockdev: nodes, drive: [], root: `slow${index}` };
}

/** A -drive: its format's node, and under that the file. What is below its image the image itself knows. */
function asDrive(wish: DiskWish, index: number, images: readonly ScenarioImage[]): Graph {
  const top = images.at(-1);
  const storage = top === undefined ? nothing(wish) : fileOf(top);
  const file =
    wish.blkdebug === 'none' ? storage : { driver: 'blkdebug', 'node-name': `faulty${index}`, image: storage };
  const id = `drive${index}`;
  const throttling = wish.iops === undefined ? {} : { throttling: { 'iops-total': wish.iops } };
  const { werror, rerror } = wish;
  const drive = [{ id, format: top?.format ?? 'raw', file, werror, rerror, ...throttling }];
  return { object: [], blockdev: [], drive, root: id };
}
