/** The tree of objects and the properties of devices (4.5, 1.2). */
import { kindOf } from '../../vm/device-kinds.ts';
import { propertiesOf } from '../../vm/device-properties.ts';
import { defineCommand, type Refusal, refuse } from '../command.ts';
import { propertyList, readProperty } from '../qom/properties.ts';
import { idleProperties } from '../qom/recorded.ts';
import { writeProperty } from '../qom/set.ts';
import { type QomObject, resolvePath } from '../qom/tree.ts';
import { isDeviceType, typesImplementing } from '../qom/types.ts';
import type { MonitorWorld } from '../world.ts';

const notFound = (path: string): Refusal => refuse(`Device '${path}' not found`, 'DeviceNotFound');

/** An object for reading or writing: an ambiguous path means nothing. */
function find(world: MonitorWorld, path: string): QomObject | Refusal {
  const found = resolvePath(world, path);
  return found === undefined || found === 'ambiguous' ? notFound(path) : found;
}

defineCommand('qom-list', (world, { path }) => {
  const found = resolvePath(world, String(path));
  if (found === 'ambiguous') return refuse(`Path '${String(path)}' is ambiguous`);
  return found === undefined ? notFound(String(path)) : { return: propertyList(world, found) };
});

defineCommand('qom-get', (world, { path, property }) => {
  const found = find(world, String(path));
  if ('error' in found) return found;
  const value = readProperty(world, found, String(property));
  return value === undefined ? refuse(`Property '${found.type}.${String(property)}' not found`) : { return: value };
});

defineCommand('qom-set', (world, { path, property, value }) => {
  const found = find(world, String(path));
  return 'error' in found ? found : writeProperty(world, found, String(property), value);
});

/** Of the disks, and of what management software looks at beside them. */
defineCommand('device-list-properties', (world, { typename }) => {
  const name = String(typename);
  const own = kindOf(name) === undefined ? idleProperties(world, name) : propertiesOf(world.profile, name);
  if (own === undefined)
    return isDeviceType(world, name) === false
      ? refuse("Parameter 'typename' expects a non-abstract device type")
      : refuse(`Device '${name}' not found`, 'DeviceNotFound');
  return {
    return: own.map(({ name: property, type, defaultValue, description }) => ({
      name: property,
      type,
      ...(defaultValue === undefined ? {} : { 'default-value': defaultValue }),
      ...(description === undefined ? {} : { description }),
    })),
  };
});

defineCommand('qom-list-types', (world, args) => ({
  return: typesImplementing(
    world,
    args.implements === undefined ? undefined : String(args.implements),
    args.abstract === true,
  ),
}));
