/** What may be done with a dirty bitmap that somebody named. */
import type { DirtyBitmap } from '../block/bitmaps.ts';
import { type Refusal, refuse } from '../block/refusal.ts';

/** Why a bitmap cannot be used, or undefined. */
export function bitmapRefusal(bitmap: DirtyBitmap): Refusal | undefined {
  const { name } = bitmap;
  if (bitmap.busy)
    return refuse(`Bitmap '${name}' is currently in use by another operation and cannot be used`).refusal;
  return bitmap.inconsistent ? refuse(`Bitmap '${name}' is inconsistent and cannot be used`).refusal : undefined;
}
