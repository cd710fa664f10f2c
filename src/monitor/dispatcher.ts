/**
 * The dispatcher: one in-band command at a time in the whole process (M-11), in three turns of the loop (L-6): taken
 * off the queue and checked; run to its end by a bottom half; answered. All three are on the iohandler context, so what
 * the command caused on the main context, in the exit check and by the timers (L-2) comes between its effect and its
 * answer.
 *
 * In 1.1 to 2.1 the main loop reads each client itself, and a command is run and answered in that read (L-6). It reads
 * whom its poll has found to have sent something, one request of each: what comes later waits for the next poll (L-1).
 */
import {
  addNotifier,
  call,
  callOnMain,
  done,
  handler,
  iohandlerContext,
  NONE,
  Notifier,
  type Procedure,
  procedure,
  procedureNamed,
  schedule,
  without,
} from '../kernel/index.ts';
import { commandNamed, OK, type Reply, refuse } from './command.ts';
import { inOldWords, withErrorData } from './old-errors.ts';
import type { Monitor, Request } from './records.ts';
import { type CheckedCommand, checkedRequest } from './request-check.ts';
import { readBacklog, say } from './session.ts';
import type { MonitorWorld } from './world.ts';

/** A request was queued: the dispatcher looks at its next turn, unless it is at work already. */
export function wakeDispatcher(world: MonitorWorld, monitor: Monitor): void {
  const { dispatcher } = world;
  if (world.profile.wire.dispatch === 'direct') {
    addSources(world);
    world.store.table(Notifier).at(monitor.source).set = true;
    return;
  }
  if (dispatcher.busy) return;
  dispatcher.busy = true;
  schedule(world, iohandlerContext(world), DISPATCH, 0);
}

/** Of all clients, so that their order is not that of their first requests. */
function addSources(world: MonitorWorld): void {
  for (const monitor of world.monitors.live())
    if (monitor.source === NONE) monitor.source = addNotifier(world, iohandlerContext(world), READ, monitor.id).id;
}

const TAKES = 'dispatcher takes a request';

const READ = handler<MonitorWorld>(
  'read request',
  (world, id) => {
    const monitor = world.monitors.at(id);
    // It may have left since the poll, or come back while a command of its former session ran, whose end let it go on.
    if (monitor.queue.length > 1) world.store.table(Notifier).at(monitor.source).set = true;
    if (monitor.queue.length > 0) take(world, monitor);
  },
  () => TAKES,
);

const DISPATCH = handler<MonitorWorld>(
  'dispatch',
  (world) => dispatch(world),
  () => TAKES,
);

/** Serves requests until one needs a turn of its own or none is left. */
function dispatch(world: MonitorWorld): void {
  const { dispatcher } = world;
  for (;;) {
    const monitor = nextMonitor(world);
    if (monitor === undefined) {
      dispatcher.busy = false;
      return;
    }
    if (dispatcher.served.at(-1) !== monitor.id)
      dispatcher.served = [...without(dispatcher.served, monitor.id), monitor.id];
    if (take(world, monitor)) return;
  }
}

/** Takes a client's oldest request. @returns whether it is a command, and begun; if not, it has been answered */
function take(world: MonitorWorld, monitor: Monitor): boolean {
  const { dispatcher } = world;
  const request = monitor.queue[0] as Request;
  monitor.queue = monitor.queue.slice(1);
  // What the request is may change whether the client has oob; what it had counts.
  dispatcher.resumes = !monitor.oob;
  // With oob, room in the queue lets the client go on at once (M-10).
  if (monitor.oob && monitor.suspended) readOn(world, monitor);
  const checked = checkedRequest(world, monitor, request);
  dispatcher.monitor = monitor.id;
  dispatcher.echo = checked.id;
  if ('reply' in checked) respond(world, checked.reply);
  else start(world, checked);
  return !('reply' in checked);
}

/** Round robin: whoever was served longest ago (M-11). */
function nextMonitor(world: MonitorWorld): Monitor | undefined {
  const { served } = world.dispatcher;
  let found: Monitor | undefined;
  for (const monitor of world.monitors.live())
    if (monitor.queue.length > 0 && (found === undefined || served.indexOf(monitor.id) < served.indexOf(found.id)))
      found = monitor;
  return found;
}

function start(world: MonitorWorld, { command, args }: CheckedCommand): void {
  world.dispatcher.command = command;
  world.dispatcher.arguments = args;
  if (world.profile.wire.dispatch === 'direct') runCommand(world);
  else schedule(world, iohandlerContext(world), RUN, 0);
}

const RUN = handler<MonitorWorld>(
  'run command',
  (world) => runCommand(world),
  (world) => `run ${world.dispatcher.command}`,
);

function runCommand(world: MonitorWorld): void {
  const { command: name, arguments: args, monitor } = world.dispatcher;
  const command = commandNamed(name);
  // QEMU has it and blocksim does not: docs/divergences.md lists these.
  const outcome =
    command === undefined
      ? refuse(`blocksim does not simulate the command ${name}`)
      : command(world, args as Readonly<Record<string, unknown>>, monitor);
  if ('procedure' in outcome) callOnMain(world, COMMAND, { procedure: outcome.procedure.name, locals: outcome.locals });
  else commandEnded(world, outcome);
}

/** A command that takes more than one turn blocks the main thread until it returns. */
const COMMAND: Procedure<{ readonly procedure: string; readonly locals: unknown }> = procedure<
  MonitorWorld,
  { readonly procedure: string; readonly locals: unknown }
>('command', {
  run: (_world, { procedure: name, locals }) => call(procedureNamed(name), locals, 'answer'),
  answer(world, _locals, frame) {
    commandEnded(world, (frame.result as Reply | null) ?? OK);
    return done();
  },
});

function commandEnded(world: MonitorWorld, reply: Reply): void {
  world.dispatcher.reply = reply;
  if (world.profile.wire.dispatch === 'direct') writePendingReply(world);
  else schedule(world, iohandlerContext(world), ANSWER, 0);
}

const ANSWER = handler<MonitorWorld>(
  'answer',
  (world) => {
    writePendingReply(world);
    dispatch(world);
  },
  (world) => `answer ${world.dispatcher.command}`,
);

/** Writes what the last command has answered; also when the process ends before its turn came. */
export function writePendingReply(world: MonitorWorld): void {
  const { dispatcher } = world;
  if (dispatcher.reply === null) return;
  const reply = dispatcher.reply as Reply;
  dispatcher.reply = null;
  respond(world, reply);
}

function respond(world: MonitorWorld, reply: Reply): void {
  const { dispatcher } = world;
  const monitor = world.monitors.get(dispatcher.monitor);
  dispatcher.monitor = NONE;
  dispatcher.command = '';
  dispatcher.arguments = null;
  if (monitor === undefined) return;
  say(world, monitor, { ...answerOf(world, reply), ...dispatcher.echo });
  if (dispatcher.resumes) readOn(world, monitor);
}

/** Errors had other words once, and in 1.1 a class and data each (4.6). */
function answerOf(world: MonitorWorld, reply: Reply): object {
  if (!('error' in reply)) return reply;
  const refusal = inOldWords(world.profile, reply);
  return world.profile.wire.errorData ? withErrorData(refusal) : refusal;
}

function readOn(world: MonitorWorld, monitor: Monitor): void {
  monitor.suspended = false;
  readBacklog(world, monitor);
}
