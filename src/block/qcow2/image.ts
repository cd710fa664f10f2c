/** Making qcow2 images: an empty one, and one with contents that were written before the machine started. */
import { bug } from '../../kernel/index.ts';
import { UNKNOWN } from '../contents.ts';
import { type Content, write } from '../extents.ts';
import { type Image, setContents } from '../images.ts';
import type { BlockWorld } from '../world.ts';
import { allocate, assign, CLUSTER, type ClusterMap, hasTable, L2_ENTRIES, lookUp, newMap, tableOf } from './map.ts';

const L1_OFFSET = 3 * CLUSTER;

const l1Entries = (size: number) => Math.ceil(size / (L2_ENTRIES * CLUSTER));

/** Formats a file as an empty qcow2. @returns false if its pool has no room for the header and tables */
export function formatQcow2(
  world: BlockWorld,
  image: Image,
  header: { readonly size: number; readonly backingFile?: string; readonly backingFormat?: string },
): boolean {
  const tables = l1Entries(header.size) * 8;
  const length = L1_OFFSET + tables;
  if (!setContents(world, image, write([], 0, length, UNKNOWN), length)) return false;
  image.format = 'qcow2';
  image.qcow2 = {
    size: header.size,
    backingFile: header.backingFile ?? '',
    backingFormat: header.backingFormat ?? '',
  };
  image.map = newMap(Math.max(1, Math.ceil(tables / CLUSTER)));
  return true;
}

export const mapOf = (image: Image): ClusterMap => image.map ?? bug(`image ${image.path} has no map`);

/**
 * Writes to an image that no node has open, as `qemu-io` would have before the machine started.
 * @returns false if its pool is full
 */
export function writeBefore(world: BlockWorld, image: Image, offset: number, bytes: number, content: Content): boolean {
  if (image.qcow2 === null)
    return setContents(
      world,
      image,
      write(image.extents, offset, bytes, content),
      Math.max(image.size, offset + bytes),
    );
  let { extents } = image;
  let map = mapOf(image);
  const tell = (host: number, count: number) => {
    extents = write(extents, host * CLUSTER, count * CLUSTER, UNKNOWN);
  };
  for (let at = offset; at < offset + bytes; ) {
    const cluster = Math.floor(at / CLUSTER);
    const table = tableOf(cluster);
    if (!hasTable(map, table)) {
      const made = allocate(map, 1);
      map = { ...made.map, tables: [...made.map.tables, { table, host: made.host }] };
      tell(made.host, 1);
    }
    let found = lookUp(map, cluster, 1);
    if (found.kind !== 'data') {
      const made = allocate(map, 1);
      map = assign(made.map, { at: cluster, count: 1, kind: 'data', host: made.host });
      extents = write(extents, made.host * CLUSTER, CLUSTER, { kind: 'pattern', value: 0 });
      found = { kind: 'data', host: made.host, count: 1 };
    }
    const length = Math.min((cluster + 1) * CLUSTER, offset + bytes) - at;
    extents = write(extents, found.host * CLUSTER + (at % CLUSTER), length, content);
    at += length;
  }
  if (!setContents(world, image, extents, Math.max(image.size, map.end * CLUSTER))) return false;
  image.map = map;
  return true;
}
