/** device_add and device_del (3.4, 5.3). */
import { call, done, NONE, type Procedure, procedure } from '../../kernel/index.ts';
import { CHANGE_THREAD, mustBeStill, turnOn } from '../../vm/iothread.ts';
import { plugDevice, REALIZE } from '../../vm/plug.ts';
import type { ValueForm } from '../../vm/property-check.ts';
import type { Device } from '../../vm/records.ts';
import { DEVICE_DEL, endGrace, unplugRefusal } from '../../vm/unplug.ts';
import {
  type Arguments,
  type Blocking,
  blocking,
  defineCommand,
  type Refusal,
  type Reply,
  refuse,
} from '../command.ts';
import { floatValue, isFloat, type JsonValue } from '../json-value.ts';
import { inBucketOrder } from '../json-writer.ts';
import { type QomObject, resolvePath } from '../qom/tree.ts';
import type { MonitorWorld } from '../world.ts';

/** Properties are looked at in the order of QEMU's hash table (M-20), so the first wrong one there is told. */
export function addDevice(world: MonitorWorld, args: Arguments, form?: ValueForm): Reply | Blocking {
  const members = inBucketOrder(args as Readonly<Record<string, JsonValue>>);
  const ordered = Object.fromEntries(
    members.map(([name, value]) => [name, isFloat(value) ? floatValue(value) : value]),
  );
  const plugged = plugDevice(world, ordered, true, form);
  if ('device' in plugged) return blocking(DEVICE_ADD, { device: plugged.device.id });
  // A device_add that fails waits for what was unplugged before to be gone.
  endGrace(world);
  return refuse(plugged.refusal, plugged.class);
}

const DEVICE_ADD: Procedure<{ readonly device: number }> = procedure<MonitorWorld, { readonly device: number }>(
  'device_add',
  {
    realize: (_world, { device }) => call(REALIZE, { device }, 'end'),
    end(world, { device: id }) {
      // The guest is idle and sets up what it finds.
      const device = world.devices.at(id);
      device.ready = true;
      // A disk goes to the thread of its controller.
      const ring = device.controller === NONE ? device : world.devices.at(device.controller);
      const isLate = ring === device || ring.context !== device.context;
      if (world.vm.state !== 'running' || ring.notifier === NONE || !isLate) return done();
      if (mustBeStill(world, ring, true)) return call(CHANGE_THREAD, { device: ring.id, on: true }, 'done');
      turnOn(world, ring);
      return done();
    },
    done: () => done(),
  },
);

export function removeDevice(world: MonitorWorld, { id }: Arguments): Reply | Blocking {
  const name = String(id);
  const found = deviceCalled(world, name);
  if ('error' in found) return found;
  const wrong = unplugRefusal(world, found, name);
  return wrong === undefined ? blocking(DEVICE_DEL, { device: found.id }) : refuse(wrong);
}

/** A device by its id, or by its place in the tree of objects. */
function deviceCalled(world: MonitorWorld, name: string): Device | Refusal {
  const object = resolvePath(world, name.startsWith('/') ? name : `/machine/peripheral/${name}`);
  return object === undefined || object === 'ambiguous'
    ? refuse(`Device '${name}' not found`, 'DeviceNotFound')
    : ownerOf(object, name, world.profile.wire.notADevice);
}

function ownerOf(object: QomObject, name: string, text: 'device' | 'hotpluggable device'): Device | Refusal {
  if (object.device === undefined) return refuse(`${name} is not a ${text}`);
  return object.isInner === true ? refuse("Bus 'virtio-bus' does not support hotplugging") : object.device;
}

defineCommand('device_add', (world, args) => addDevice(world, args));
defineCommand('device_del', removeDevice);
