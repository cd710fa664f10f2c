/** Scenarios as text for people: YAML in the style of the documentation, one step a line. */
import { isObject, type Json, type JsonObject, type Scenario } from '../scenario/scenario.ts';
import { writeScenario } from '../scenario/write-scenario.ts';

const WIDTH = 120;
/** Words that YAML would take for something else than a text. */
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
const PLAIN = /^[A-Za-z_/][\w./-]*(?: (?:>|[\w./-]+))*$/;

/** YAML that `parseScenario` reads back to the same scenario. */
export function scenarioYaml(scenario: Scenario): string {
  const { name = '', description, qemu, ...rest } = JSON.parse(writeScenario(scenario)) as JsonObject;
  const about = {
    name,
    ...(description === undefined ? {} : { description }),
    ...(qemu === undefined ? {} : { qemu }),
  };
  return yaml({ ...about, ...rest });
}

/** Any plain object. */
export const yaml = (value: JsonObject): string => `${members(value, 0).join('\n')}\n`;

function members(value: JsonObject, indent: number): string[] {
  return Object.entries(value).flatMap(([name, item]) => member(`${scalar(name, true)}:`, item, indent));
}

/** A member or an element: on the line of its head if it fits there, else below it. */
function member(head: string, value: Json, indent: number): string[] {
  const line = `${' '.repeat(indent)}${head} ${flow(value)}`;
  const isList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object');
  // Steps, nodes and devices have a line each, at the top of the file.
  if ((indent > 0 || !isList) && (line.length <= WIDTH || !isLarge(value))) return [line];
  if (Array.isArray(value)) return [`${' '.repeat(indent)}${head}`, ...elements(value, indent + 2)];
  return [`${' '.repeat(indent)}${head}`, ...members(value as JsonObject, indent + 2)];
}

const isLarge = (value: Json): boolean =>
  Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;

function elements(list: readonly Json[], indent: number): string[] {
  const before = ' '.repeat(indent);
  return list.flatMap((item) => {
    const line = `${before}- ${flow(item)}`;
    if (line.length <= WIDTH || !isObject(item)) return [line];
    const [first = '', ...rest] = members(item, indent + 2);
    return [`${before}- ${first.trimStart()}`, ...rest];
  });
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isObject(value)) return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
  const inner = Object.entries(value).map(([name, item]) => `${scalar(name, true)}: ${flow(item)}`);
  return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
}

/** As a member's name `on` is nothing but a name. */
const scalar = (text: string, isName = false): string =>
  PLAIN.test(text) && (isName || !NOT_TEXT.test(text)) ? text : JSON.stringify(text);
