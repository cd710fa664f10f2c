/** Properties of types that nothing is simulated of. */
import { LETTERS, type SchemaName } from '../../profile/index.ts';
import { type DeviceProperty, parseDeviceProperty } from '../../vm/device-properties.ts';
import { IDLE_DEVICE_PROPERTIES, OBJECT_PROPERTIES } from '../schema/data/idle-properties.ts';
import { type DataEntry, entriesOf } from '../schema/data-lines.ts';
import type { MonitorWorld } from '../world.ts';

const read = new Map<string, ReadonlyMap<string, DataEntry>>();

/** The entries of a text by their names; read once. */
function byName(text: string): ReadonlyMap<string, DataEntry> {
  let found = read.get(text);
  if (found === undefined) {
    found = new Map(entriesOf(text, ',').map((entry) => [entry.name, entry]));
    read.set(text, found);
  }
  return found;
}

function propertiesIn(
  all: ReadonlyMap<string, DataEntry>,
  schema: SchemaName,
  name: string,
): DeviceProperty[] | undefined {
  const entry = all.get(name);
  const letter = LETTERS[schema];
  if (entry === undefined || !entry.versions.includes(letter)) return undefined;
  return entry.items.flatMap((item) =>
    item.startsWith('$') ? (propertiesIn(all, schema, item) ?? []) : parseDeviceProperty(item, letter),
  );
}

/** Of a device that does nothing; undefined if they are not recorded. */
export function idleProperties(world: MonitorWorld, type: string): readonly DeviceProperty[] | undefined {
  return propertiesIn(byName(IDLE_DEVICE_PROPERTIES), world.profile.wire.schema, type);
}

/** Of any other type; none if they are not recorded. */
export function objectProperties(world: MonitorWorld, type: string): readonly { name: string; type: string }[] {
  const recorded = /^pc-.*-machine$/.test(type) ? 'generic-pc-machine' : type;
  const found = propertiesIn(byName(OBJECT_PROPERTIES), world.profile.wire.schema, recorded) ?? [];
  return found.map((property) => ({ name: property.name, type: property.type }));
}
