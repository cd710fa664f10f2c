/** Images with contents that were written before the machine started. */
import { UNKNOWN } from '../../src/block/contents.ts';
import { type Content, write } from '../../src/block/extents.ts';
import { type Image, setContents } from '../../src/block/images.ts';
import { mapOf } from '../../src/block/qcow2/image.ts';
import { allocate, assign, CLUSTER, hasTable, lookUp, tableOf } from '../../src/block/qcow2/map.ts';
import type { BlockWorld } from '../../src/block/world.ts';

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
