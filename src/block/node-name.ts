/** Names of nodes and drives (5.3). */
import { backendNamed, nodeNamed } from './graph.ts';
import { blockLayer } from './layer.ts';
import type { BlockWorld } from './world.ts';

const MOST_CHARACTERS = 31;

/** Letters, digits, `-`, `.`, `_`, a letter first: what QEMU takes as an id. */
export const isWellFormedId = (id: string): boolean => /^[A-Za-z][A-Za-z0-9\-._]*$/.test(id);

/**
 * A name for a node whose options give none. QEMU ends it with two random digits; here they follow from the counter, so
 * that a run is the same each time.
 */
export function generatedName(world: BlockWorld): string {
  const layer = blockLayer(world);
  const count = layer.generated++;
  const digits = (count * 37 + 61) % 100;
  return `#block${count}${String(digits).padStart(2, '0')}`;
}

/** Why a node cannot have this name, or undefined. */
export function badNodeName(world: BlockWorld, name: string): string | undefined {
  if (!isWellFormedId(name)) return `Invalid node-name: '${name}'`;
  if (backendNamed(world, name) !== undefined) return `node-name=${name} is conflicting with a device id`;
  if (nodeNamed(world, name) !== undefined) return `Duplicate nodes with node-name='${name}'`;
  if (name.length > MOST_CHARACTERS) return 'Node name too long';
  return undefined;
}

/** Why a drive cannot have this id, or undefined. */
export function badDriveId(world: BlockWorld, id: string): string | undefined {
  if (!isWellFormedId(id)) return "Parameter 'id' expects an identifier";
  if (backendNamed(world, id) !== undefined) return `Duplicate ID '${id}' for drive`;
  return undefined;
}
