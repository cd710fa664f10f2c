/** An empty qcow2 file of version 3: header, refcounts, first table. */

const CLUSTER_BITS = 16;
const CLUSTER = 1 << CLUSTER_BITS;
/** bytes of the disk that one entry of the first table stands for */
const PER_ENTRY = (CLUSTER / 8) * CLUSTER;
const BACKING_FORMAT = 0xe2792aca;
/** a header extension that tells who has made the file; others pass over it */
const MARK = 0x626c6b73;
const HEADER = 104;

/** What stands in the header. */
export interface Qcow2Contents {
  /** bytes of the disk */
  readonly size: number;
  /** empty: none */
  readonly backingFile: string;
  readonly backingFormat: string;
}

export interface Qcow2Layout {
  /** the beginning of the file */
  readonly head: Buffer;
  /** the file's whole length; what is not in `head` is zeroes */
  readonly length: number;
}

export function emptyQcow2({ size, backingFile, backingFormat }: Qcow2Contents): Qcow2Layout {
  const entries = Math.max(1, Math.ceil(size / PER_ENTRY));
  const clusters = 3 + Math.ceil((entries * 8) / CLUSTER);
  const head = Buffer.alloc(3 * CLUSTER);
  head.write('QFI\xfb', 0, 'latin1');
  head.writeUInt32BE(3, 4);
  head.writeUInt32BE(CLUSTER_BITS, 20);
  head.writeBigUInt64BE(BigInt(size), 24);
  head.writeUInt32BE(entries, 36);
  head.writeBigUInt64BE(BigInt(3 * CLUSTER), 40);
  head.writeBigUInt64BE(BigInt(CLUSTER), 48);
  head.writeUInt32BE(1, 56);
  // 16 bits for each refcount
  head.writeUInt32BE(4, 96);
  head.writeUInt32BE(HEADER, 100);
  let at = writeExtension(head, HEADER, MARK, 'blocksim');
  if (backingFile !== '' && backingFormat !== '') at = writeExtension(head, at, BACKING_FORMAT, backingFormat);
  at = writeExtension(head, at, 0, '');
  if (backingFile !== '') {
    head.writeBigUInt64BE(BigInt(at), 8);
    head.writeUInt32BE(head.write(backingFile, at, 1023), 16);
  }
  head.writeBigUInt64BE(BigInt(2 * CLUSTER), CLUSTER);
  for (let i = 0; i < clusters; i++) head.writeUInt16BE(1, 2 * CLUSTER + 2 * i);
  return { head, length: clusters * CLUSTER };
}

function writeExtension(head: Buffer, at: number, type: number, data: string): number {
  head.writeUInt32BE(type, at);
  head.writeUInt32BE(data.length, at + 4);
  head.write(data, at + 8);
  return at + 8 + Math.ceil(data.length / 8) * 8;
}

/** Whether a file begins as one that was made here. */
export const isOwnQcow2 = (head: Buffer): boolean =>
  head.length >= HEADER + 4 && head.readUInt32BE(0) === 0x514649fb && head.readUInt32BE(HEADER) === MARK;
