/** Objects that users make: iothreads and throttle groups (4.3). */
import { addObject, removeObject } from '../../vm/objects.ts';
import { defineCommand, OK, refuse } from '../command.ts';

defineCommand('object-add', (world, args) => {
  const { 'qom-type': type, id, ...properties } = args;
  const wrong = addObject(world, String(type), String(id), properties);
  return wrong === undefined ? OK : refuse(wrong);
});

defineCommand('object-del', (world, { id }) => {
  const wrong = removeObject(world, String(id));
  return wrong === undefined ? OK : refuse(wrong);
});
