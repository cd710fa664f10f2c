/** Whether a request may run: its form, the negotiation, the command's name and arguments (4.2, M-3, M-4). */
import { type Arguments, type Refusal, type Reply, refuse } from './command.ts';
import { isObject, type JsonObject, type JsonValue } from './json-value.ts';
import { inOldWords } from './old-errors.ts';
import { oldJobRefusal } from './old-jobs.ts';
import type { Monitor, Request } from './records.ts';
import { checkCommand, parseRequest, type RequestError, type WellFormed } from './request.ts';
import { schemaNamed } from './schema/index.ts';
import type { MonitorWorld } from './world.ts';

export interface CheckedCommand {
  readonly command: string;
  readonly args: Arguments;
  /** the request's id member, to be echoed: `{id}` or {} */
  readonly id: Readonly<Record<string, unknown>>;
}
export interface Answered {
  readonly reply: Reply;
  readonly id: Readonly<Record<string, unknown>>;
}

/** Checks what came in, first things first; the answer is the command to run, or the refusal to send. */
export function checkedRequest(world: MonitorWorld, monitor: Monitor, request: Request): CheckedCommand | Answered {
  const isOld = world.profile.wire.negotiationTexts === 'not-found';
  if ('error' in request) return { reply: refused(world, { class: 'GenericError', desc: request.error }), id: {} };
  const parsed = parseRequest(request.value as JsonValue, monitor.oob, isOld ? 'old' : 'current');
  const { id } = parsed;
  if (parsed.kind === 'error') return { reply: refused(world, parsed.error), id };
  const wrong = isOld ? oldNegotiation(monitor, parsed) : undefined;
  if (wrong !== undefined) return { reply: refused(world, wrong), id };
  // Gone from the recorded schemas; older versions have it (4.5).
  if (parsed.command === 'query-events' && world.profile.wire.queryEvents && monitor.commandMode)
    return { command: parsed.command, args: {}, id };
  const later = cameLater(world, parsed);
  if (later !== undefined) return { reply: refused(world, later), id };
  const old = parsed.command === 'blockdev-add' && world.profile.block.blockdevAdd === 'drive';
  const nested = old ? nestedOptions(parsed.arguments) : undefined;
  if (nested !== undefined && 'desc' in nested) return { reply: refused(world, nested), id };
  const asked = nested === undefined ? parsed : { ...parsed, arguments: nested.ofNode };
  const checked = checkCommand(schemaNamed(world.profile.wire.schema), asked, !monitor.commandMode);
  if (checked.kind === 'error') return { reply: refused(world, checked.error), id };
  const { name } = checked.command;
  if (nested !== undefined) return { command: name, args: { ...checked.arguments, ...nested.ofDrive }, id };
  const refusal = oldJobRefusal(world, name, checked.arguments);
  return refusal === undefined
    ? { command: name, args: checked.arguments, id }
    : { reply: inOldWords(world.profile, refusal), id };
}

/** What blockdev-add of 2.2 takes: one object, in which the drive's options stand beside the node's. */
function nestedOptions(args: JsonObject): RequestError | { readonly ofNode: JsonObject; readonly ofDrive: JsonObject } {
  const wrong = (desc: string): RequestError => ({ class: 'GenericError', desc });
  const { options, ...others } = args;
  if (options === undefined) return wrong("Parameter 'options' is missing");
  if (!isObject(options)) return wrong("Invalid parameter type for 'options', expected: QDict");
  const [other] = Object.keys(others);
  if (other !== undefined) return wrong(`Parameter '${other}' is unexpected`);
  const { id, rerror, werror, ...ofNode } = options;
  if (id === undefined) return wrong('Block device needs an ID');
  return {
    ofNode,
    ofDrive: { id, ...(rerror === undefined ? {} : { rerror }), ...(werror === undefined ? {} : { werror }) },
  };
}

/** A command or an argument that the recorded schema has and the version itself not. */
function cameLater(world: MonitorWorld, { command, arguments: args }: WellFormed): RequestError | undefined {
  const { missingCommands, fewerArguments } = world.profile.wire;
  if (missingCommands.includes(command)) return notFound(command);
  const known = Object.hasOwn(fewerArguments, command) ? fewerArguments[command] : undefined;
  const unknown = known === undefined ? undefined : Object.keys(args).find((name) => !known.includes(name));
  return unknown === undefined ? undefined : { class: 'GenericError', desc: `Parameter '${unknown}' is unexpected` };
}

const notFound = (command: string): RequestError => ({
  class: 'CommandNotFound',
  desc: `The command ${command} has not been found`,
});

/** M-3 of 1.1 to 2.1: whatever is out of place is simply not found. */
function oldNegotiation(monitor: Monitor, { command }: WellFormed): RequestError | undefined {
  return (command === 'qmp_capabilities') === monitor.commandMode ? notFound(command) : undefined;
}

function refused(world: MonitorWorld, { class: errorClass, desc }: RequestError): Refusal {
  const refusal = refuse(desc, errorClass);
  return inOldWords(world.profile, refusal);
}
