/** An image file as it is created: empty, with the header of its format. */
import { addImage, imageAt, poolNamed } from '../block/images.ts';
import { formatQcow2 } from '../block/qcow2/image.ts';
import type { Machine } from '../machine.ts';
import { imagePath, type ScenarioImage } from './scenario.ts';

/** Creates it unless there is one already. */
export function createImage(machine: Machine, image: ScenarioImage): void {
  const path = imagePath(image.name);
  if (imageAt(machine, path) !== undefined) return;
  const file = addImage(machine, path, image.size, poolNamed(machine, image.pool ?? ''));
  if (image.format !== 'qcow2') return;
  formatQcow2(machine, file, {
    size: image.size,
    backingFile: image.backing === undefined ? '' : imagePath(image.backing),
    backingFormat: image.backing_format ?? '',
  });
}
