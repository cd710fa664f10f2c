/** Making qcow2 images, and what is known of one. */
import { bug } from '../../kernel/index.ts';
import { UNKNOWN } from '../contents.ts';
import { write } from '../extents.ts';
import { type Image, setContents } from '../images.ts';
import type { BlockWorld } from '../world.ts';
import { CLUSTER, type ClusterMap, L2_ENTRIES, newMap } from './map.ts';

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
