/** Changing a property of an object (qom-set; 1.2). */
import { nodeOrBackendRoot, setRoot } from '../../block/graph.ts';
import { permissionConflict } from '../../block/permissions.ts';
import { configureGroup, groupNamed } from '../../block/throttle-group.ts';
import { configFromLimits } from '../../block/throttle-options.ts';
import { propertiesOf } from '../../vm/device-properties.ts';
import { iothreadRangeText, isOutOfRange } from '../../vm/objects.ts';
import { checkProperty } from '../../vm/property-check.ts';
import type { Device, UserObject } from '../../vm/records.ts';
import { checkValue } from '../check-arguments.ts';
import { OK, type Refusal, type Reply, refuse } from '../command.ts';
import type { JsonValue } from '../json-value.ts';
import { schemaNamed } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';
import { propertyList } from './properties.ts';
import type { QomObject } from './tree.ts';

const notWritable = (object: QomObject, name: string): Refusal =>
  refuse(`Property '${object.type}.${name}' is not writable`);

export function writeProperty(world: MonitorWorld, object: QomObject, name: string, value: unknown): Reply {
  if (!propertyList(world, object).some((property) => property.name === name))
    return refuse(`Property '${object.type}.${name}' not found`);
  if (name === 'type' || object.children.has(name)) return notWritable(object, name);
  if (object.isIdle === true && name === 'guest-stats-polling-interval') return setPolling(value);
  if (object.device !== undefined) return setOfDevice(world, object, object.device, name, value);
  return object.object === undefined ? notWritable(object, name) : setOfObject(world, object.object, name, value);
}

/** The guest has nothing to tell, however often it is asked. */
function setPolling(value: unknown): Reply {
  const checked = checkProperty({ name: 'guest-stats-polling-interval', type: 'int64' }, value, 'typed');
  if ('refusal' in checked) return refuse(checked.refusal);
  return Number(checked.value) < 0 ? refuse('timer value must be greater than zero') : OK;
}

/** A realized device lets go of few things. */
function setOfDevice(world: MonitorWorld, object: QomObject, device: Device, name: string, value: unknown): Reply {
  if (name === 'parent_bus' || name === 'hotplugged' || name === 'hotpluggable') return notWritable(object, name);
  if (name === 'realized') return setRealized(value);
  const property = (propertiesOf(world.profile, object.type) ?? []).find((candidate) => candidate.name === name);
  if (name !== 'drive' && name !== 'bootindex') {
    const called = device.name === '' || object.isInner === true ? 'anonymous device' : `device '${device.name}'`;
    return refuse(`Attempt to set property '${name}' on ${called} (type '${object.type}') after it was realized`);
  }
  const checked = property === undefined ? { value } : checkProperty(property, value, 'typed');
  if ('refusal' in checked) return refuse(checked.refusal);
  if (name === 'drive') return setDrive(world, device, String(checked.value));
  device.properties = { ...device.properties, [name]: checked.value };
  return OK;
}

function setRealized(value: unknown): Reply {
  if (typeof value !== 'boolean') return refuse("Invalid parameter type for 'realized', expected: boolean");
  return value ? OK : refuse('blocksim does not simulate unrealizing a device');
}

/** Another medium under the same backend. */
function setDrive(world: MonitorWorld, device: Device, name: string): Reply {
  const node = nodeOrBackendRoot(world, name);
  if (node === undefined) return refuse(`Cannot find device='' nor node-name='${name}'`);
  const backend = world.backends.get(device.backend);
  if (backend === undefined || backend.root === node.id) return OK;
  const before = world.nodes.get(backend.root);
  setRoot(world, backend, node);
  const conflict = permissionConflict(world, node);
  if (conflict === undefined) return OK;
  setRoot(world, backend, before);
  return { error: conflict };
}

function setOfObject(world: MonitorWorld, object: UserObject, name: string, value: unknown): Reply {
  if (object.type === 'iothread') return setOfIothread(object, name, value);
  return name === 'limits'
    ? setLimits(world, object.name, value as JsonValue)
    : refuse('Property cannot be set after initialization');
}

function setOfIothread(object: UserObject, name: string, value: unknown): Reply {
  const checked = checkProperty({ name, type: 'int64' }, value, 'typed');
  if ('refusal' in checked) return refuse(checked.refusal);
  if (isOutOfRange(checked.value)) return refuse(iothreadRangeText(name));
  object.properties = { ...object.properties, [name]: checked.value };
  return OK;
}

/** New limits for a group; those that are not named stay (4.3). */
function setLimits(world: MonitorWorld, name: string, value: JsonValue): Reply {
  const checked = checkValue(schemaNamed(world.profile.wire.schema), 'ObjectAdd/throttle-group', { limits: value });
  if ('error' in checked) return { error: checked.error };
  const group = groupNamed(world, name);
  if (group === undefined) return OK;
  const { limits } = checked.value as { readonly limits: Readonly<Record<string, unknown>> };
  const { config, error } = configFromLimits(limits, group.state.config);
  if (error !== undefined) return refuse(error);
  configureGroup(world, group, config);
  return OK;
}
