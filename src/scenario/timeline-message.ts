/** A QMP message in a few words. */
import { type Writable, writeJson } from '../monitor/json-writer.ts';
import type { Style } from './timeline-row.ts';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that say what a thing is, the first one that has a text. */
const nameOf = (thing: Members): string => {
  const path = thing['qom-path'];
  const last =
    typeof path === 'string'
      ? path
          .replace(/\/virtio-backend$/, '')
          .split('/')
          .at(-1)
      : undefined;
  const names = [thing.device, last, thing.qdev, thing.id, thing['node-name'], thing.name];
  return String(names.find((name) => typeof name === 'string' && name !== '') ?? '');
};

/** Members that say how it is. */
const stateOf = (thing: Members): string =>
  ['action', 'status', 'io-status', 'reason', 'error']
    .filter((member) => typeof thing[member] === 'string' && !(member === 'reason' && thing.action !== undefined))
    .map((member) => String(thing[member]))
    .concat(progressOf(thing), thing.ready === false ? 'not ready' : [])
    .join(' ');

/** How far a job is, as its list tells it. */
function progressOf(thing: Members): string[] {
  const [done, all] = [thing.offset ?? thing['current-progress'], thing.len ?? thing['total-progress']];
  if (typeof done !== 'number' || typeof all !== 'number' || thing.event !== undefined) return [];
  return [all === 0 ? '0 of 0' : `${Math.floor((100 * done) / all)}%`];
}

const summary = (thing: Members): string => [nameOf(thing), stateOf(thing)].filter((text) => text !== '').join(' ');

const STYLES: Readonly<Record<string, Style>> = {
  STOP: 'warn',
  RESUME: 'good',
  BLOCK_IO_ERROR: 'bad',
  SHUTDOWN: 'warn',
};

/** A reply, an event or a greeting. */
export function messageText(message: Members): { readonly text: string; readonly style: Style } {
  if (typeof message.event === 'string') {
    const { event, data } = message as { readonly event: string; readonly data?: Members };
    const about = data === undefined ? '' : summary(data);
    return { text: about === '' ? event : `${event} ${about}`, style: STYLES[event] ?? 'plain' };
  }
  if (isMembers(message.error)) return { text: `refused: ${String(message.error.desc)}`, style: 'bad' };
  if ('QMP' in message) return { text: 'greeting', style: 'quiet' };
  return { text: replyText(message.return), style: 'quiet' };
}

function replyText(value: unknown): string {
  if (Array.isArray(value) && value.every(isMembers)) {
    if (value.length > 4) return `returns ${value.length} entries`;
    return `returns [${value.map((each) => summary(each) || '{}').join(', ')}]`;
  }
  if (!isMembers(value)) return `returns ${writeJson(value as Writable)}`;
  return `returns ${summary(value) || writeJson(value as Writable)}`;
}
