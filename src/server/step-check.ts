/** Steps from outside: what they name must be there. */
import { Pool } from '../block/images.ts';
import type { Machine } from '../machine.ts';
import { storagePath } from '../scenario/host-steps.ts';
import { suggest } from '../scenario/nearest.ts';
import { type Storage, storageName } from '../scenario/scenario.ts';
import { ServeRefusal } from './address.ts';
import type { Arrival } from './live.ts';

/** @throws ServeRefusal unless the machine has what a step of the host or the guest is about */
export function checkStep(machine: Machine, step: Arrival): void {
  if ('fault' in step) checkStorage(machine, step.fault);
  else if ('freeze' in step) checkStorage(machine, step.freeze);
  else if ('pool' in step) checkPool(machine, step.pool.name);
  else if ('io' in step) for (const { device } of step.io) checkDevice(machine, device);
  else if ('kick' in step) for (const device of step.kick) checkDevice(machine, device);
}

function checkStorage(machine: Machine, storage: Storage): void {
  if (storagePath(machine, storage) === undefined)
    throw new ServeRefusal(
      `'${storageName(storage)}' has no file behind it, expected a disk, a node or an image that has`,
    );
}

function checkPool(machine: Machine, name: string): void {
  const known = [...machine.store.table(Pool)].map((pool) => pool.name);
  if (!known.includes(name)) throw new ServeRefusal(`no pool is called '${name}', ${suggest(name, known)}`);
}

function checkDevice(machine: Machine, name: string): void {
  const known = [...machine.devices].flatMap((device) => (device.name === '' ? [] : device.name));
  if (!known.includes(name)) throw new ServeRefusal(`no device is called '${name}', ${suggest(name, known)}`);
}
