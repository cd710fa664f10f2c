/** Image files of the host: their sizes and what their headers say. Their contents are not read. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ScenarioImage } from '../../scenario/scenario.ts';

const QCOW2_MAGIC = 0x514649fb;
const BACKING_FORMAT_EXTENSION = 0xe2792aca;
const HEADER = 64 * 1024;
const SECTOR = 512;

interface Header {
  readonly size: number;
  readonly backing?: string;
  readonly backingFormat?: string;
}

/**
 * An image file and, below it first, its backing files.
 * @param pool the pool that all of them take their room from
 * @returns nothing if there is no such file
 */
export function hostImages(path: string, pool: string, depth = 0): ScenarioImage[] {
  const size = fileSize(path);
  // A chain this long is a circle.
  if (size === undefined || depth > 200) return [];
  const header = readHeader(path);
  if (header === undefined)
    return [{ name: path, format: 'raw', size: Math.ceil(size / SECTOR) * SECTOR, write: [], pool }];
  const backing = header.backing === undefined ? undefined : resolve(dirname(path), header.backing);
  const below = backing === undefined ? [] : hostImages(backing, pool, depth + 1);
  const found = below.at(-1);
  const own = found === undefined ? {} : { backing: found.name, backing_format: formatOf(header) ?? found.format };
  return [...below, { name: path, format: 'qcow2', size: header.size, write: [], pool, ...own }];
}

const formatOf = ({ backingFormat }: Header) =>
  backingFormat === 'raw' || backingFormat === 'qcow2' ? backingFormat : undefined;

function fileSize(path: string): number | undefined {
  try {
    const found = statSync(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    return undefined;
  }
}

function readHeader(path: string): Header | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(HEADER);
    const length = readSync(file, bytes, 0, HEADER, 0);
    return parseHeader(bytes.subarray(0, length));
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Of a qcow2 header: the disk's size, the backing file, its format. Undefined for anything else. */
export function parseHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < 72 || bytes.readUInt32BE(0) !== QCOW2_MAGIC || bytes.readUInt32BE(4) < 2) return undefined;
  const at = Number(bytes.readBigUInt64BE(8));
  const length = bytes.readUInt32BE(16);
  const size = Math.ceil(Number(bytes.readBigUInt64BE(24)) / SECTOR) * SECTOR;
  const backing = at > 0 && length > 0 ? bytes.subarray(at, at + length).toString('utf8') : undefined;
  const backingFormat = extension(bytes, BACKING_FORMAT_EXTENSION);
  return {
    size,
    ...(backing === undefined ? {} : { backing }),
    ...(backingFormat === undefined ? {} : { backingFormat }),
  };
}

function extension(bytes: Buffer, wanted: number): string | undefined {
  const version = bytes.readUInt32BE(4);
  let at = version >= 3 && bytes.length >= 104 ? bytes.readUInt32BE(100) : 72;
  while (at + 8 <= bytes.length) {
    const type = bytes.readUInt32BE(at);
    const length = bytes.readUInt32BE(at + 4);
    if (type === 0) return undefined;
    if (type === wanted) return bytes.subarray(at + 8, at + 8 + length).toString('utf8');
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return undefined;
}
