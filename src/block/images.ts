/**
 * Image files: what stands in them, how long they are, and the storage pool they take their room from. A pool that is
 * full makes writes fail with ENOSPC by itself; extending it heals.
 */
import {
  counted,
  defineRecord,
  json,
  NONE,
  number,
  type RecordOf,
  ref,
  shared,
  sharedApart,
  sharedWrites,
  TOUCH,
  text,
} from '../kernel/index.ts';
import { allocatedBytes, type Extents, empty, hashExtents, truncate, write } from './extents.ts';
import { type ClusterMap, hashMap, newMap } from './qcow2/map.ts';
import type { BlockWorld } from './world.ts';

/** What a qcow2 header holds, and where its clusters are; see qcow2/. */
export interface Qcow2Header {
  /** bytes of the disk */
  readonly size: number;
  readonly backingFile: string;
  readonly backingFormat: string;
}

export const Image = defineRecord('image', {
  path: sharedWrites(text(), TOUCH.graph),
  /** what is in it: `qcow2` if it has a header, else `raw` */
  format: text<'raw' | 'qcow2'>('raw'),
  /** length of the file in bytes */
  size: sharedApart(number(), TOUCH.contentsRead, TOUCH.contentsWritten),
  /** contents of the file, by its own offsets */
  extents: sharedApart(counted(json<Extents>(empty()), hashExtents), TOUCH.contentsRead, TOUCH.contentsWritten),
  qcow2: json<Qcow2Header | null>(null),
  /** the qcow2 map; see qcow2/map.ts */
  map: counted(json<ClusterMap | null>(null), hashMap),
  pool: ref(),
});
export type Image = RecordOf<typeof Image>;

export const Pool = defineRecord('pool', {
  name: text(),
  capacity: shared(number(), TOUCH.storage),
  used: shared(number(), TOUCH.storage),
});
export type Pool = RecordOf<typeof Pool>;

/** A file of text on the host, such as blkdebug's `config`. */
export const TextFile = defineRecord('text-file', { path: text(), text: text() });

export const textAt = (world: BlockWorld, path: string): string | undefined =>
  world.store.table(TextFile).find((file) => file.path === path)?.text;

/** Files are allocated in blocks of this size. */
export const BLOCK = 4096;

export const imageTable = (world: BlockWorld) => world.store.table(Image);

export const imageAt = (world: BlockWorld, path: string): Image | undefined =>
  imageTable(world).find((image) => image.path === path);

/** A folder of the host that is known to be there, although no image lies in it. */
export const Folder = defineRecord('folder', { path: text() });

const slashed = (path: string): string => (path.endsWith('/') ? path : `${path}/`);

export function addFolder(world: BlockWorld, path: string): void {
  if (!isDirectory(world, path)) world.store.table(Folder).add({ path: slashed(path) });
}

/** Whether a path is that of a folder: a known one, or one with images inside. */
export function isDirectory(world: BlockWorld, path: string): boolean {
  const inside = slashed(path);
  if (world.store.table(Folder).find((folder) => folder.path === inside) !== undefined) return true;
  return imageTable(world).find((image) => image.path.startsWith(inside)) !== undefined;
}

export const addPool = (world: BlockWorld, name: string, capacity: number): Pool =>
  world.store.table(Pool).add({ name, capacity });

export const poolNamed = (world: BlockWorld, name: string): Pool | undefined =>
  world.store.table(Pool).find((pool) => pool.name === name);

/** A new file of `size` bytes as `qemu-img create` makes it: sparse but for its first block, if there is room. */
export function addImage(world: BlockWorld, path: string, size: number, pool?: Pool): Image {
  const image = imageTable(world).add({ path, pool: pool?.id ?? NONE });
  makeEmpty(world, image, size);
  return image;
}

/**
 * The same where a file stands already, which whoever has it open has then. One who takes it for a qcow2 still finds
 * zeroes where the tables were, so nothing is allocated.
 */
export function makeEmpty(world: BlockWorld, image: Image, size: number): void {
  image.format = 'raw';
  image.qcow2 = null;
  if (image.map !== null) image.map = newMap();
  setContents(world, image, empty(), size);
  if (size > 0) setContents(world, image, write(empty(), 0, Math.min(size, BLOCK), { kind: 'pattern', value: 0 }));
}

/** Storage that a file takes. */
export const allocatedBy = (image: Image): number => allocatedBytes(image.extents, BLOCK);

/**
 * Gives a file new contents. @returns false, and changes nothing, if that needs more room than its pool has.
 */
export function setContents(world: BlockWorld, image: Image, extents: Extents, size = image.size): boolean {
  if (image.pool !== NONE) {
    const pool = world.store.table(Pool).at(image.pool);
    const more = allocatedBytes(extents, BLOCK) - allocatedBytes(image.extents, BLOCK);
    if (more > 0 && pool.used + more > pool.capacity) return false;
    pool.used += more;
  }
  image.extents = extents;
  image.size = size;
  return true;
}

/** Cuts or grows a file. */
export function resizeImage(world: BlockWorld, image: Image, size: number): void {
  setContents(world, image, truncate(image.extents, size), size);
}
