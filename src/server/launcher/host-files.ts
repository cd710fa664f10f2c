/**
 * Image files that the machine makes appear on the host, with their length and their header, so that others find what
 * they expect: `qemu-img info`, libvirt, the next start. Contents are never written, and files with contents of
 * somebody else are left alone.
 */
import { closeSync, ftruncateSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { type Image, imageTable, type Qcow2Header } from '../../block/images.ts';
import type { LiveMachine } from '../live.ts';
import { emptyQcow2, isOwnQcow2 } from './qcow2-file.ts';

interface Seen {
  readonly image: number;
  readonly size: number;
  readonly qcow2: Qcow2Header | null;
}

export class HostFiles {
  private readonly seen = new Map<string, Seen>();

  /** Images that are there already are as on the host. */
  constructor(live: LiveMachine) {
    const images = imageTable(live.machine);
    for (const image of images) this.seen.set(image.path, seenOf(image));
    live.onIdle(() => {
      for (const image of images) this.look(image);
    });
  }

  private look(image: Image): void {
    const before = this.seen.get(image.path);
    if (before !== undefined && before.size === image.size && before.qcow2 === image.qcow2) return;
    this.seen.set(image.path, seenOf(image));
    if (!image.path.startsWith('/')) return;
    const isNew = before === undefined || before.image !== image.id || before.qcow2 !== image.qcow2;
    // A raw file that only grows and shrinks as it is written to stays as long as its disk.
    if (image.qcow2 !== null ? before?.qcow2 !== image.qcow2 : isNew || image.size !== before?.size) writeFile(image);
  }
}

const seenOf = (image: Image): Seen => ({ image: image.id, size: image.size, qcow2: image.qcow2 });

/** Nobody minds when it cannot be written: the machine does not need it. */
function writeFile({ path, qcow2, size }: Image): void {
  let file: number | undefined;
  try {
    if (!isOurs(path)) return;
    file = openSync(path, statSync(path, { throwIfNoEntry: false }) === undefined ? 'w+' : 'r+');
    const { head, length } = qcow2 === null ? { head: Buffer.alloc(0), length: size } : emptyQcow2(qcow2);
    ftruncateSync(file, 0);
    writeSync(file, head, 0, head.length, 0);
    ftruncateSync(file, length);
  } catch {
    // As said.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A file that is not there, that is empty or a hole, or that was made here. */
function isOurs(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (!found.isFile() || found.size === 0) return found.isFile();
  const head = headOf(path);
  // Some file systems keep a few bytes without any block.
  return isOwnQcow2(head) || (found.blocks === 0 && head.every((byte) => byte === 0));
}

function headOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(512);
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}
