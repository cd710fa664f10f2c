/** What each fact shows in the timeline: which column, which words. */
import { errnoName } from '../block/errno.ts';
import type { Backend } from '../block/records.ts';
import { NONE } from '../kernel/index.ts';
import type { Machine } from '../machine.ts';
import type { MadeEvent } from '../monitor/records.ts';
import type { GuestRequest } from '../vm/records.ts';
import { MAIN_CLIENT } from './scenario.ts';
import { tellJobs } from './timeline-jobs.ts';
import { messageText } from './timeline-message.ts';
import type { Column, Style } from './timeline-row.ts';

type Add = (column: Column, text: string, style?: Style) => void;

/** How many disks there are: with one, nobody has to be told which. */
const isAlone = (machine: Machine): boolean =>
  [...machine.backends].filter((backend) => backend.device !== NONE).length <= 1;

/** `vd0 `, or nothing where there is one disk only. */
function whose(machine: Machine, backend: Backend): string {
  if (isAlone(machine)) return '';
  return `${backend.qdev !== '' ? backend.qdev : backend.name} `;
}

/** What tells an event from others of its type, where there is something: the action of a BLOCK_IO_ERROR. */
const shortName = ({ event, data }: MadeEvent): string => String(data?.action ?? event);

/** Subscribes to everything that shows; said in the words of a person who watches. */
export function showFacts(machine: Machine, add: Add): void {
  tellGuest(machine, add);
  tellBackends(machine, add);
  tellJobs(machine, add);
  tellMonitor(machine, add);
  tellClients(machine, add);
}

function tellGuest(machine: Machine, add: Add): void {
  const request = (id: number): GuestRequest => machine.guestRequests.at(id);
  const disk = (id: number): string => (isAlone(machine) ? '' : `${machine.devices.at(request(id).device).name} `);
  const keep = (verb: string, style: Style) => (fact: { readonly request: number }) =>
    add('device', `${disk(fact.request)}${verb} ${request(fact.request).tag}`, style);
  machine.bus
    .on('guest-submitted', (fact) => add('guest', `> ${request(fact.request).op} ${request(fact.request).tag}`))
    .on('guest-completed', ({ request: id, status }) =>
      add('guest', `${request(id).tag} ${status}`, status === 'ok' ? 'good' : 'bad'),
    )
    .on('guest-parked', keep('keeps', 'warn'))
    .on('guest-retried', keep('retries', 'plain'))
    .on('guest-dropped', keep('drops', 'bad'))
    .on('device-deleted', ({ id, path }) => add('device', `${id === '' ? path : id} is gone`));
}

function tellBackends(machine: Machine, add: Add): void {
  // The io-status is set a moment before its error is told; a person wants the error first.
  let kept = '';
  machine.bus
    .on('block-io-error', ({ backend, action, errno }) => {
      add('backend', `${whose(machine, machine.backends.at(backend))}${errnoName(errno)}: ${action}`, 'bad');
      if (kept !== '') add('backend', kept, 'warn');
      kept = '';
    })
    .on('io-status-changed', ({ backend }) => {
      const { ioStatus } = machine.backends.at(backend);
      if (ioStatus === 'ok') add('backend', `${whose(machine, machine.backends.at(backend))}status ok`, 'good');
      else if (machine.profile.block.ioStatusSet === 'before-event') kept = `status ${ioStatus}`;
      else add('backend', `status ${ioStatus}`, 'warn');
    })
    .on('run-state-changed', ({ to }) => add('state', to, to === 'running' ? 'good' : 'warn'))
    .on('stop-requested', () => add('state', 'stop due', 'quiet'))
    .on('process-exited', () => add('state', 'exited', 'warn'))
    .on('process-aborted', ({ message }) => add('state', `aborts: ${message}`, 'bad'));
}

const when = ({ stamp }: MadeEvent): string => `${Math.floor(stamp / 1000)} ms`;

function tellMonitor(machine: Machine, add: Add): void {
  machine.bus
    .on('event-held-back', ({ event, replaced }) => {
      add('monitor', `held: ${shortName(event)}`, 'warn');
      if (replaced !== null) add('monitor', `lost: ${shortName(replaced)} ${when(replaced)}`, 'bad');
    })
    .on('use-after-free', () => add('monitor', 'use after free', 'bad'));
}

function tellClients(machine: Machine, add: Add): void {
  const several = [...machine.monitors].length > 1;
  const who = (monitor: number): string => {
    const { name } = machine.monitors.at(monitor);
    return several && name !== MAIN_CLIENT ? `${name}: ` : '';
  };
  let delivered: MadeEvent | undefined;
  machine.bus
    .on('event-delivered', (made) => {
      delivered = made;
    })
    .on('client-sent', ({ monitor, text }) => add('client', `${who(monitor)}> ${commandText(text)}`))
    .on('monitor-output', ({ monitor, message, late }) => {
      if (late && delivered !== undefined) add('monitor', `late: ${when(delivered)}`, 'warn');
      const { text, style } = messageText(message);
      add('client', `${who(monitor)}${text}`, late ? 'warn' : style);
    })
    .on('session-closed', ({ monitor }) => add('client', `${who(monitor)}connection closed`, 'quiet'));
}

/** `cont`, `block_resize n0`: the command and what its arguments name. */
function commandText(text: string): string {
  try {
    const { execute, arguments: args } = JSON.parse(text) as { execute?: unknown; arguments?: Record<string, unknown> };
    if (typeof execute !== 'string') return text;
    const named = Object.values(args ?? {}).filter((value) => typeof value === 'string');
    return [execute, ...named].join(' ');
  } catch {
    return text;
  }
}
