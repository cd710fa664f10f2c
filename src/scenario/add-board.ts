/** What the machine of a scenario is beside its disks, and the objects that disks may use. */
import type { Machine } from '../machine.ts';
import { boardOf } from '../vm/board.ts';
import { addObject } from '../vm/objects.ts';
import type { Scenario } from './scenario.ts';

/** @returns why an object cannot be made, with its place */
export function addBoard(machine: Machine, { machine: options, object = [] }: Scenario): [string, string] | undefined {
  if (options !== undefined) {
    const { name, uuid, no_shutdown, ...rest } = options;
    if (name !== undefined) machine.vm.name = name;
    if (uuid !== undefined) machine.vm.uuid = uuid;
    if (no_shutdown !== undefined) machine.vm.shutdownPauses = no_shutdown;
    Object.assign(boardOf(machine), rest);
    if (rest.type !== undefined && rest.type !== 'none')
      machine.vm.machine = rest.type.startsWith('microvm') ? 'microvm' : 'pc';
  }
  for (const [i, properties] of object.entries()) {
    const { 'qom-type': type, id, ...rest } = properties;
    const wrong = addObject(machine, String(type), String(id), rest);
    if (wrong !== undefined) return [`object[${i}]`, wrong];
  }
  return undefined;
}
