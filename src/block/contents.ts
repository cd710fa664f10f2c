/** Small arithmetic with contents, beyond extents.ts. */
import { type Content, type Extent, type Extents, empty, pattern, read, stamp, write, ZERO } from './extents.ts';

/** Data of a writer that did not say what it writes. */
export const UNKNOWN: Content = stamp(0);
/** Zeroes that were written as data and take room. */
export const WRITTEN_ZERO: Content = pattern(0);

/** The extents inside [offset, offset + bytes), cut to it. */
export const clip = (extents: Extents, offset: number, bytes: number): Extents =>
  read(extents, offset, bytes).filter((run): run is Extent => run.kind !== 'hole');

/** The same contents `by` bytes further on. */
export const shift = (extents: Extents, by: number): Extents =>
  by === 0 ? extents : extents.map((extent) => ({ ...extent, offset: extent.offset + by }));

/** `under` with everything that `over` holds laid upon it. */
export const overlay = (under: Extents, over: Extents): Extents =>
  under.length === 0 ? over : over.reduce((all, e) => write(all, e.offset, e.length, e), under);

/** Zeroes in a range. */
export const zeroes = (offset: number, bytes: number): Extents => write(empty(), offset, bytes, ZERO);

/** Whether a reader would see nothing but zeroes. */
export const allZero = (extents: Extents, offset: number, bytes: number): boolean =>
  read(extents, offset, bytes).every((run) => run.kind === 'zero' || (run.kind === 'pattern' && run.value === 0));
