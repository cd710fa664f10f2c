/** Image files that commands make by name: targets of drive-mirror and drive-backup, overlays of snapshots. */
import { ERRNO, strerror } from '../block/errno.ts';
import { filename } from '../block/filename.ts';
import { skipFilters } from '../block/graph.ts';
import { addImage, type Image, imageAt, isDirectory, makeEmpty } from '../block/images.ts';
import { lockedAgainstCreation } from '../block/locks.ts';
import { openNode } from '../block/open.ts';
import { formatQcow2 } from '../block/qcow2/image.ts';
import type { Node } from '../block/records.ts';
import { type Answer, answer, type Refusal, refuse } from '../block/refusal.ts';
import type { JobWorld } from './world.ts';

export interface NewImage {
  readonly path: string;
  readonly format: string;
  /** bytes */
  readonly size: number;
  readonly backing?: Node | undefined;
}

/** The formats that the simulator knows. */
export const isFormat = (format: string): boolean => format === 'raw' || format === 'qcow2';

/** Why a file of this name cannot be made, or undefined. The folder of an image that exists is one that exists. */
export function cannotCreate(world: JobWorld, path: string): string | undefined {
  if (isDirectory(world, path)) return `Could not create '${path}': Is a directory`;
  const old = imageAt(world, path);
  if (old !== undefined) return lockedAgainstCreation(world, old);
  return hasFolder(world, path) ? undefined : `Could not create '${path}': ${strerror(ERRNO.ENOENT)}`;
}

/** The file of that name, empty; one that is there already is made anew where it stands. */
export function createFile(world: JobWorld, path: string, size: number): Image {
  const old = imageAt(world, path);
  if (old === undefined) return addImage(world, path, size);
  makeEmpty(world, old, size);
  return old;
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

function hasFolder(world: JobWorld, path: string): boolean {
  const folder = folderOf(path);
  return !folder.startsWith('/') || folder === '/' || folder === '/tmp/' || isDirectory(world, folder.slice(0, -1));
}

/** Makes an image as `qemu-img create` does. Asked of 7.2.22, 10.0.2 and 11.1.3 where one is there already. */
export function makeImage(world: JobWorld, { path, format, size, backing }: NewImage): Refusal | undefined {
  if (!isFormat(format)) return refuse(`Unknown file format '${format}'`).refusal;
  if (backing !== undefined && format === 'raw')
    return refuse("Backing file not supported for file format 'raw'").refusal;
  if (backing !== undefined && filename(world, backing) === path)
    return refuse('Error: Trying to create an image with the same filename as the backing file').refusal;
  const words = cannotCreate(world, path);
  if (words !== undefined) return refuse(words).refusal;
  const image = createFile(world, path, format === 'raw' ? size : 0);
  if (format === 'qcow2') {
    const named = backing === undefined ? {} : { backingFile: filename(world, backing), backingFormat: backing.driver };
    formatQcow2(world, image, { size, ...named });
  }
  return undefined;
}

/** What a copy of a part leaves to the target's backing file. */
export function backingFor(world: JobWorld, source: Node, sync: unknown): Node | undefined {
  if (sync === 'none') return source;
  return sync === 'top' ? world.nodes.get(skipFilters(world, source).backing) : undefined;
}

export interface OpenOptions {
  readonly name?: string | undefined;
  /** also what its header names as its backing file */
  readonly backing: boolean;
  readonly discard?: boolean;
}

/** Opens an image by its file name; without a format by what is in it. */
export function openImage(
  world: JobWorld,
  path: string,
  format: string | undefined,
  options: OpenOptions,
): Answer<Node> {
  const image = imageAt(world, path);
  if (image === undefined) return refuse(`Could not open '${path}': ${strerror(ERRNO.ENOENT)}`);
  const driver = format ?? image.format;
  const opened = openNode(
    world,
    {
      driver,
      file: { driver: 'file', filename: path },
      ...(options.name === undefined ? {} : { 'node-name': options.name }),
      ...(options.discard === true ? { discard: 'unmap' } : {}),
      ...(driver === 'qcow2' && !options.backing ? { backing: null } : {}),
    },
    { root: false },
  );
  return opened.refusal === undefined ? answer(opened.node) : { refusal: opened.refusal };
}

interface TargetFile {
  readonly path: string;
  /** undefined: the source's, or of one that exists what is in it */
  readonly format: string | undefined;
  readonly existing: boolean;
  /** what is not copied is left to a backing file */
  readonly sync: unknown;
}

/** Opens the target of drive-mirror or drive-backup; unless it exists already it is made first, like its source. */
export function openTarget(world: JobWorld, source: Node, file: TargetFile, options: OpenOptions): Answer<Node> {
  const { path, existing, sync } = file;
  const format = file.format ?? (existing ? undefined : skipFilters(world, source).driver);
  if (!existing) {
    const image = { path, format: format ?? 'raw', size: source.size, backing: backingFor(world, source, sync) };
    const refusal = makeImage(world, image);
    if (refusal !== undefined) return { refusal };
  }
  return openImage(world, path, format, options);
}
