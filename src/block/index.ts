/** Loads every driver, so that worlds can open their nodes. Import this once wherever a world is made. */
import { DirtyBitmap } from './bitmaps.ts';
import './drivers/blkdebug.ts';
import './drivers/copy-on-read.ts';
import './drivers/file.ts';
import './drivers/null.ts';
import './drivers/qcow2.ts';
import './drivers/raw.ts';
import './drivers/throttle.ts';
import { Image, Pool, TextFile } from './images.ts';
import { Qcow2 } from './qcow2/record.ts';
import { Accounting, Backend, BlockLayer, Io, Node } from './records.ts';
import { ThrottleGroup, ThrottleMember } from './throttle-group.ts';

/** Every kind of record that the block layer has. */
export const blockKinds = [
  BlockLayer,
  Node,
  Backend,
  Io,
  Accounting,
  Image,
  Pool,
  TextFile,
  Qcow2,
  DirtyBitmap,
  ThrottleGroup,
  ThrottleMember,
] as const;
