import { type Clients, type EventMessage, forEachClient } from './clients.ts';
import { observableProperty } from './property.ts';

/** Which status may follow which (block-jobs 1.2); the same from 2.12 on. */
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  created: ['running', 'aborting', 'null'],
  running: ['paused', 'ready', 'waiting', 'aborting'],
  paused: ['running'],
  ready: ['standby', 'waiting', 'aborting'],
  standby: ['ready'],
  waiting: ['pending', 'aborting'],
  pending: ['aborting', 'concluded'],
  aborting: ['concluded'],
  concluded: ['null'],
  null: ['created'],
};

interface Client {
  /** the last status of each job, by id */
  readonly jobs: { readonly [id: string]: string };
}

export const jobStatusLegal = observableProperty<Clients<Client>>({
  name: 'job-status-legal',
  kind: 'always',
  sentence: 'every JOB_STATUS_CHANGE is a legal transition',
  initial: [],
  hears: { 'monitor-output': forEachClient<Client>(() => ({ jobs: {} }), step) },
});

function step(client: Client, { event, data }: EventMessage): Client | string {
  if (event !== 'JOB_STATUS_CHANGE') return client;
  const id = String(data?.id);
  const to = String(data?.status);
  const from = Object.hasOwn(client.jobs, id) ? client.jobs[id] : undefined;
  // The first status that is seen of a job may be any: it may have begun before anybody looked.
  const legal = from === undefined ? Object.hasOwn(MAY_FOLLOW, to) : MAY_FOLLOW[from]?.includes(to);
  if (legal !== true) return `job '${id}' went from ${from ?? 'nothing'} to ${to}`;
  return { jobs: { ...client.jobs, [id]: to } };
}
