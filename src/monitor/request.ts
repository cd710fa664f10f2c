/** The check of a request, in two halves: its form as a JSON value (4.2), and the command it names (4.2, M-3). */
import { type CheckedObject, checkArguments } from './check-arguments.ts';
import { isObject, type JsonObject, type JsonValue } from './json-value.ts';
import { inBucketOrder } from './json-writer.ts';
import type { Command, Schema } from './schema/model.ts';

export interface RequestError {
  readonly class: 'GenericError' | 'CommandNotFound';
  readonly desc: string;
}

/** A well-formed request. `id` is the member to echo: `{ id }`, or `{}` if there is none. */
export interface WellFormed {
  readonly kind: 'request';
  readonly command: string;
  readonly oob: boolean;
  readonly arguments: JsonObject;
  readonly id: RequestId;
}

export interface Malformed {
  readonly kind: 'error';
  readonly error: RequestError;
  readonly id: RequestId;
}

/** Spread into a reply: `{ return: ..., ...id }`. */
export type RequestId = { readonly id?: JsonValue };

/**
 * How a generation of QEMU words the complaints about a request's form: `current` since 2.12, `old` before, where the
 * answer also lacks the id (4.2).
 */
export type RequestWording = 'current' | 'old';

/** Whether a request is one that the monitor thread runs as it parses (M-12): `exec-oob`, and no `execute`. */
export function isOutOfBand(value: JsonValue): boolean {
  return isObject(value) && Object.hasOwn(value, 'exec-oob') && !Object.hasOwn(value, 'execute');
}

interface Remembered {
  readonly oob: boolean;
  readonly wording: RequestWording;
  readonly result: WellFormed | Malformed;
}

/** Of requests, what they were found to be lately: one that comes again is the same object (line-memory.ts). */
const remembered = new WeakMap<JsonObject, Remembered>();

/**
 * Checks a request's members, in bucket order (M-20); the first thing wrong is told.
 * @param oob whether the client negotiated out-of-band execution
 */
export function parseRequest(
  value: JsonValue,
  oob: boolean,
  wording: RequestWording = 'current',
): WellFormed | Malformed {
  if (!isObject(value)) return malformed(TEXTS[wording].notAnObject, {});
  const known = remembered.get(value);
  if (known !== undefined && known.oob === oob && known.wording === wording) return known.result;
  const result = parseObject(value, oob, wording);
  remembered.set(value, { oob, wording, result });
  return result;
}

function parseObject(value: JsonObject, oob: boolean, wording: RequestWording): WellFormed | Malformed {
  const texts = TEXTS[wording];
  const id: RequestId = Object.hasOwn(value, 'id') ? { id: value.id! } : {};
  const idOfErrors = wording === 'current' ? id : {};
  let found: string | undefined;
  for (const [name, member] of inBucketOrder(value)) {
    if (name === 'id') continue;
    const isCommand = name === 'execute' || (name === 'exec-oob' && oob);
    const problem = isCommand ? commandProblem(name, member, found, texts) : otherProblem(name, member, texts);
    if (problem !== undefined) return malformed(problem, idOfErrors);
    if (isCommand) found = name;
  }
  if (found === undefined) return malformed(texts.noCommand, idOfErrors);
  const command = value[found] as string;
  return { kind: 'request', command, oob: found === 'exec-oob', arguments: argumentsOf(value), id };
}

const NO_ARGUMENTS: JsonObject = {};

function argumentsOf(request: JsonObject): JsonObject {
  return Object.hasOwn(request, 'arguments') ? (request.arguments as JsonObject) : NO_ARGUMENTS;
}

function commandProblem(name: string, member: JsonValue, found: string | undefined, texts: Texts): string | undefined {
  if (typeof member !== 'string') return texts.wrongType(name, 'string');
  return found === undefined ? undefined : `QMP input member '${name}' clashes with '${found}'`;
}

function otherProblem(name: string, member: JsonValue, texts: Texts): string | undefined {
  if (name !== 'arguments') return texts.unexpected(name);
  return isObject(member) ? undefined : texts.wrongType(name, 'object');
}

interface Texts {
  readonly notAnObject: string;
  readonly noCommand: string;
  wrongType(member: string, type: 'string' | 'object'): string;
  unexpected(member: string): string;
}

const TEXTS: { readonly [wording in RequestWording]: Texts } = {
  current: {
    notAnObject: 'QMP input must be a JSON object',
    noCommand: "QMP input lacks member 'execute'",
    wrongType: (member, type) => `QMP input member '${member}' must be ${type === 'object' ? 'an object' : 'a string'}`,
    unexpected: (member) => `QMP input member '${member}' is unexpected`,
  },
  old: {
    notAnObject: "Expected 'object' in QMP input",
    noCommand: "Expected 'execute' in QMP input",
    wrongType: (member, type) => `QMP input object member '${member}' expects '${type}'`,
    unexpected: (member) => `QMP input object member '${member}' is unexpected`,
  },
};

function malformed(desc: string, id: RequestId): Malformed {
  return { kind: 'error', error: { class: 'GenericError', desc }, id };
}

export interface Runnable {
  readonly kind: 'run';
  readonly command: Command;
  readonly arguments: CheckedObject;
}

/**
 * Checks that a command may run: that it exists, may run out of band if it is to, and has the arguments it should.
 * While a client negotiates there is no other command than qmp_capabilities (M-3).
 */
export function checkCommand(
  schema: Schema,
  request: WellFormed,
  negotiating: boolean,
): Runnable | { readonly kind: 'error'; readonly error: RequestError } {
  const { command: name, oob } = request;
  const command = schema.commands.get(name);
  if (negotiating && name !== 'qmp_capabilities') {
    return notFound("Expecting capabilities negotiation with 'qmp_capabilities'");
  }
  if (command === undefined) return notFound(`The command ${name} has not been found`);
  if (oob && !command.oob) {
    return { kind: 'error', error: { class: 'GenericError', desc: `The command ${name} does not support OOB` } };
  }
  // Its schema tells a few properties only; the device's own are checked by the device (5.3).
  if (UNCHECKED.has(name)) return { kind: 'run', command, arguments: request.arguments };
  const args = checkArguments(schema, name, request.arguments);
  return 'error' in args ? { kind: 'error', error: args.error } : { kind: 'run', command, arguments: args.value };
}

const UNCHECKED: ReadonlySet<string> = new Set(['device_add']);

function notFound(desc: string): { readonly kind: 'error'; readonly error: RequestError } {
  return { kind: 'error', error: { class: 'CommandNotFound', desc } };
}
