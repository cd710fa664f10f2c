/** Lines about the machine: run state, devices, objects (4.6). */
import { addObject } from '../../vm/objects.ts';
import { checkArguments } from '../check-arguments.ts';
import { type Arguments, type Blocking, commandNamed, type Reply, refuse } from '../command.ts';
import { addDevice } from '../commands/devices.ts';
import type { JsonValue } from '../json-value.ts';
import { type Writable, writePrettyJson } from '../json-writer.ts';
import { propertyList } from '../qom/properties.ts';
import { resolvePath } from '../qom/tree.ts';
import { schemaNamed } from '../schema/index.ts';
import type { MonitorWorld } from '../world.ts';
import { defineHumanCommand } from './command.ts';
import { nested, readOptions } from './options.ts';

/** Runs a QMP command of the same meaning. */
export function viaQmp(world: MonitorWorld, name: string, args: Arguments, monitor: number): Reply | Blocking {
  const command = commandNamed(name);
  return command === undefined
    ? refuse(`blocksim does not simulate the command ${name}`)
    : command(world, args, monitor);
}

/** Lines that are a QMP command of the same name and arguments. */
const SAME: readonly (readonly [names: string, command: string])[] = [
  ['stop|s', 'stop'],
  ['cont|c', 'cont'],
  ['quit|q', 'quit'],
  ['system_reset', 'system_reset'],
  ['system_powerdown', 'system_powerdown'],
  ['system_wakeup', 'system_wakeup'],
];
for (const [names, command] of SAME)
  defineHumanCommand(names, '', (world, args, monitor) => viaQmp(world, command, args, monitor));

defineHumanCommand('device_add', 'device:s*', (world, { device }) =>
  addDevice(world, readOptions(String(device), 'driver'), 'text'),
);
defineHumanCommand('device_del', 'id:s', (world, args, monitor) => viaQmp(world, 'device_del', args, monitor));

defineHumanCommand('object_add', 'object:s', (world, { object }) => {
  const { id, 'qom-type': type, ...flat } = readOptions(String(object), 'qom-type');
  const given = { ...(type === undefined ? {} : { 'qom-type': type }), ...(id === undefined ? {} : { id }) };
  const checked = checkArguments(schemaNamed(world.profile.wire.schema), 'object-add', given);
  if ('error' in checked) return { error: checked.error };
  const text = Object.entries(flat).find(([, value]) => !/^-?\d+$/.test(value));
  if (text !== undefined) return refuse(`Parameter '${text[0]}' expects integer`);
  const wrong = addObject(world, String(type), String(id), nestedNumbers(flat));
  return wrong === undefined ? '' : refuse(wrong);
});

/** All that these objects take are numbers, some of them in `limits`. */
function nestedNumbers(flat: Readonly<Record<string, string>>): Arguments {
  const number = (value: unknown): unknown =>
    typeof value === 'string'
      ? Number(value)
      : Object.fromEntries(Object.entries(value as Arguments).map(([name, below]) => [name, number(below)]));
  return number(nested(flat)) as Arguments;
}

defineHumanCommand('object_del', 'id:s', (world, args, monitor) => viaQmp(world, 'object-del', args, monitor));

defineHumanCommand('qom-list', 'path:s?', (world, { path = '/' }) => {
  const found = resolvePath(world, String(path));
  if (found === undefined) return refuse(`Device '${String(path)}' not found`);
  if (found === 'ambiguous') return refuse(`Path '${String(path)}' is ambiguous`);
  return propertyList(world, found)
    .map(({ name, type }) => `${name} (${type})\n`)
    .join('');
});

defineHumanCommand('qom-get', 'path:s,property:s', (world, args, monitor) => {
  const reply = viaQmp(world, 'qom-get', args, monitor);
  return 'return' in reply ? `${writePrettyJson(reply.return as Writable)}\n` : reply;
});

defineHumanCommand('qom-set', 'json:-j,path:s,property:s,value:s', (world, { path, property, value }, monitor) =>
  viaQmp(world, 'qom-set', { path, property, value: readValue(String(value)) }, monitor),
);

/** A value as a person writes it: a number, on or off, else text. */
function readValue(text: string): JsonValue {
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === 'on' || text === 'true') return true;
  return text === 'off' || text === 'false' ? false : text;
}
