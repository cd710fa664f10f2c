/** The command schema of a version, read from the data files when it is first asked for. */
import { LETTERS, type SchemaName } from '../../profile/index.ts';
import { BLOCK_TYPES } from './data/block-types.ts';
import { COMMANDS } from './data/commands.ts';
import { MACHINE_TYPES } from './data/machine-types.ts';
import { MORE_MACHINE_TYPES } from './data/more-machine-types.ts';
import type { Schema } from './model.ts';
import { readSchema } from './notation.ts';
import { TypesOnDemand } from './types-on-demand.ts';

/** Read once each; reading is pure, so who asks first makes no difference. */
const read = new Map<SchemaName, Schema>();

export function schemaNamed(name: SchemaName): Schema {
  const known = read.get(name);
  if (known !== undefined) return known;
  const commands = readSchema(COMMANDS, LETTERS[name]);
  const types = BLOCK_TYPES + MACHINE_TYPES + MORE_MACHINE_TYPES;
  const schema = { ...commands, types: new TypesOnDemand(commands.types, types, LETTERS[name]) };
  read.set(name, schema);
  return schema;
}
