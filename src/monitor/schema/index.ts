/** The command schema of a version, read from the data files when it is first asked for. */
import { BLOCK_TYPES } from './data/block-types.ts';
import { COMMANDS } from './data/commands.ts';
import { MACHINE_TYPES } from './data/machine-types.ts';
import { MORE_MACHINE_TYPES } from './data/more-machine-types.ts';
import { LETTERS } from './data-lines.ts';
import type { Schema } from './model.ts';
import { readSchema } from './notation.ts';
import { TypesOnDemand } from './types-on-demand.ts';

/** Which recorded schema; a profile names one. */
export type SchemaName = '7.2' | '10.0' | '10.0.13' | '11.1';

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
