/** What a scenario's step does to the machine. */
import { addFolder, poolNamed } from '../block/images.ts';
import { hashText, NONE, now, onceEach, SECOND } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { Monitor } from '../monitor/records.ts';
import { closeSession, openSession, receive } from '../monitor/session.ts';
import { requestReset, requestShutdown } from '../vm/exit-check.ts';
import { submitGuest } from '../vm/guest.ts';
import { requestSuspend } from '../vm/sleep.ts';
import { type Actor, waitForReply } from './actors.ts';
import { createImage } from './create-image.ts';
import { bootGuest, freezeStorage, healFaults, setFault, thawStorage } from './host-steps.ts';
import { type Deed, type IoStep, MAIN_CLIENT, type PoolStep, type QmpCommand, type Reaction } from './scenario.ts';

/** How long a client waits for a reply, in nanoseconds. */
export const REPLY_TIMEOUT = 2 * SECOND;

export function performStep(machine: Machine, actor: Actor, step: Deed): void {
  // What a live machine's clients send comes far more often than anything else.
  if ('bytes' in step) sendBytes(machine, step.client, step.bytes);
  else if ('io' in step) {
    for (const io of step.io) {
      const device = machine.devices.find((d) => d.name === io.device);
      if (device === undefined) continue;
      const { op, offset = 0, bytes = 512, tag } = io;
      submitGuest(machine, device, { op, offset, bytes, tag, stamp: stampOf(tag) });
    }
    if (step.kick !== false) actor.kicks = devicesOf(step.io);
  } else if ('qmp' in step) sendText(machine, actor, step.client, commandText(step.qmp), true);
  else if ('raw' in step) sendText(machine, actor, step.client, step.raw, step.reply ?? true);
  else if ('pool' in step) resizePool(machine, step.pool);
  else if ('kick' in step) actor.kicks = step.kick;
  else if ('fault' in step) setFault(machine, step);
  else if ('heal' in step) healFaults(machine, step);
  else if ('freeze' in step) freezeStorage(machine, step);
  else if ('thaw' in step) thawStorage(machine, step);
  else if ('image' in step) createImage(machine, step.image);
  else if ('folder' in step) addFolder(machine, step.folder);
  else if ('guest_boot' in step) bootGuest(machine);
  else if ('guest_shutdown' in step) requestShutdown(machine, 'guest-shutdown');
  else if ('guest_suspend' in step) requestSuspend(machine);
  else if ('guest_reset' in step) requestReset(machine, 'guest-reset');
  else if ('signal' in step) requestShutdown(machine, 'host-signal');
  else if ('connect' in step) connect(machine, step.connect);
  else if ('disconnect' in step) disconnect(machine, step.disconnect);
  else sendText(machine, actor, MAIN_CLIENT, humanCommand(step.hmp), true);
}

/** The devices that requests are for; the same list for the same requests. */
const devicesOf = onceEach((requests: IoStep['io']): readonly string[] => [
  ...new Set(requests.map((io) => io.device)),
]);

/** Each write's data is its own; that of the same tag is the same in every order of moves. */
const stampOf = (tag: string): number => (hashText(tag) & 0x3fffffff) + 1;

/** Storage is taken as used as before; what no longer fits fails from now on, what fits again succeeds. */
function resizePool(machine: Machine, change: PoolStep['pool']): void {
  const pool = poolNamed(machine, change.name);
  if (pool === undefined) return;
  pool.capacity = 'capacity' in change ? change.capacity : Math.max(pool.capacity, change.extend_to);
}

/** A human-monitor line goes through the QMP client, as management software sends it. */
const humanCommand = (line: string): string =>
  JSON.stringify({ execute: 'human-monitor-command', arguments: { 'command-line': line } });

/** A server socket holds one client: one that is there does not come again (M-5). */
function connect(machine: Machine, client: string): void {
  if (machine.monitors.find((m) => m.name === client && m.connected) === undefined) openSession(machine, client);
}

function disconnect(machine: Machine, client: string): void {
  const monitor = machine.monitors.find((m) => m.name === client && m.connected);
  if (monitor !== undefined) closeSession(machine, monitor);
}

/** What a client has put on its connection, whole lines or not. The transcript shows it as text. */
function sendBytes(machine: Machine, client = MAIN_CLIENT, characters: string): void {
  const monitor = machine.monitors.find((m) => m.name === client);
  if (monitor === undefined) return;
  const bytes = bytesOf(characters);
  if (machine.bus.heard('client-sent')) {
    const text = new TextDecoder().decode(bytes).replace(/[\r\n]+$/, '');
    if (text !== '') machine.bus.say('client-sent', { monitor: monitor.id, text });
  }
  receive(machine, monitor, bytes);
}

/** A client sends a line and, unless told otherwise, waits for one reply before anything else is done. */
function sendText(machine: Machine, actor: Actor, client = MAIN_CLIENT, text: string, waits: boolean): void {
  const monitor = machine.monitors.find((m) => m.name === client);
  if (monitor === undefined) return;
  if (waits) {
    waitForReply(machine, actor, monitor.id);
    // In a search a client may be kept waiting as long as anything may take.
    actor.waitsUntil = actor.late && !actor.alone ? NONE : now(machine) + REPLY_TIMEOUT;
  }
  sendLine(machine, monitor, text);
}

const commandText = onceEach((command: QmpCommand): string => JSON.stringify(command));

/** The same array for the same short text, so that it is parsed once. What is asked for again stays. */
function remembered(encode: (text: string) => Uint8Array, returns: (text: string) => boolean): typeof encode {
  let recent = new Map<string, Uint8Array>();
  let older = recent;
  return (text) => {
    if (text.length > LONGEST_REMEMBERED || !returns(text)) return encode(text);
    let bytes = recent.get(text);
    if (bytes !== undefined) return bytes;
    bytes = older.get(text) ?? encode(text);
    if (recent.size === MOST_REMEMBERED) {
      older = recent;
      recent = new Map();
    }
    recent.set(text, bytes);
    return bytes;
  };
}

const LONGEST_REMEMBERED = 1000;
const MOST_REMEMBERED = 5000;

/** A line as bytes. */
const encoded = remembered(
  (text) => new TextEncoder().encode(`${text}\n`),
  () => true,
);

/** Characters that stand for a byte each. A live client that gives its requests ids gives each another. */
const bytesOf = remembered(
  (characters) => {
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < characters.length; i++) bytes[i] = characters.charCodeAt(i);
    return bytes;
  },
  (characters) => !characters.includes('"id"'),
);

function sendLine(machine: Machine, monitor: Monitor, text: string): void {
  if (machine.bus.heard('client-sent')) machine.bus.say('client-sent', { monitor: monitor.id, text });
  receive(machine, monitor, encoded(text));
}

/** A client does what it has made up its mind to; nobody waits for a reply. */
export function performReaction(machine: Machine, actor: Actor, reaction: Reaction): void {
  if ('do' in reaction) {
    performStep(machine, actor, reaction.do);
    return;
  }
  const monitor = machine.monitors.get(actor.client);
  if (monitor?.connected !== true) return;
  actor.owed++;
  sendLine(machine, monitor, commandText(reaction.send));
}
