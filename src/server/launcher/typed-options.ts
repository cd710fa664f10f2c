/** Options that are written as JSON or as `key=value` pairs, and that the schema gives types to. */
import { checkKeyval, checkValue } from '../../monitor/check-arguments.ts';
import { JSON_DIALECTS } from '../../monitor/json-dialect.ts';
import { feed, startParser } from '../../monitor/json-stream.ts';
import type { JsonValue } from '../../monitor/json-value.ts';
import { schemaNamed } from '../../monitor/schema/index.ts';
import type { Profile } from '../../profile/index.ts';
import type { JsonObject } from '../../scenario/scenario.ts';
import { nestedOptions, OptionRefusal } from './opts.ts';

/** As they are. @param implied the name of a first one without a name. @throws OptionRefusal */
export function rawOptions(profile: Profile, argument: string, implied: string): JsonObject {
  return (argument.startsWith('{') ? json(profile, argument) : nestedOptions(argument, implied)) as JsonObject;
}

/** Those of a type of the schema, typed. @throws OptionRefusal */
export function typedOptions(profile: Profile, type: string, argument: string, implied: string): JsonObject {
  const schema = schemaNamed(profile.wire.schema);
  const checked = argument.startsWith('{')
    ? checkValue(schema, type, json(profile, argument))
    : checkKeyval(schema, type, nestedOptions(argument, implied) as JsonValue);
  if ('error' in checked) throw new OptionRefusal(checked.error.desc);
  return checked.value as unknown as JsonObject;
}

function json(profile: Profile, text: string): JsonValue {
  const dialect = JSON_DIALECTS[profile.wire.jsonErrors];
  const read = (whole: string) => feed(startParser(), new TextEncoder().encode(whole), dialect).items[0];
  let item = read(`${text}\n`);
  if (item === undefined) {
    // What is wrong inside comes before that the end is missing.
    const closed = read(`${text}\n}`);
    item = closed !== undefined && 'error' in closed && /keyword|stray/.test(closed.error) ? closed : undefined;
  }
  if (item === undefined) throw new OptionRefusal('JSON parse error, premature EOI');
  if ('error' in item) throw new OptionRefusal(item.error);
  return item.value as JsonValue;
}
