/** The states of a job, the transitions between them (1.2) and the commands each accepts (1.3). */

export type JobStatus =
  | 'undefined'
  | 'created'
  | 'running'
  | 'paused'
  | 'ready'
  | 'standby'
  | 'waiting'
  | 'pending'
  | 'aborting'
  | 'concluded'
  | 'null';

export type JobVerb = 'cancel' | 'pause' | 'resume' | 'set-speed' | 'complete' | 'finalize' | 'dismiss' | 'change';

const TRANSITIONS: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  undefined: ['created'],
  created: ['running', 'aborting', 'null'],
  running: ['paused', 'ready', 'waiting', 'aborting'],
  paused: ['running'],
  ready: ['standby', 'waiting', 'aborting'],
  standby: ['ready'],
  waiting: ['pending', 'aborting'],
  pending: ['aborting', 'concluded'],
  aborting: ['aborting', 'concluded'],
  concluded: ['null'],
  null: [],
};

const ALIVE: readonly JobStatus[] = ['created', 'running', 'paused', 'ready', 'standby'];

const VERBS: Readonly<Record<JobVerb, readonly JobStatus[]>> = {
  cancel: [...ALIVE, 'waiting', 'pending'],
  pause: ALIVE,
  resume: ALIVE,
  'set-speed': ALIVE,
  change: ALIVE,
  complete: ['ready', 'standby'],
  finalize: ['pending'],
  dismiss: ['concluded'],
};

/** Whether a job may go from one state to the other; QEMU aborts on any other transition. */
export const mayGo = (from: JobStatus, to: JobStatus): boolean => TRANSITIONS[from].includes(to);

/** The refusal of a verb in a state, or undefined. */
export const verbRefusal = (name: string, status: JobStatus, verb: JobVerb): string | undefined =>
  VERBS[verb].includes(status) ? undefined : `Job '${name}' in state '${status}' cannot accept command verb '${verb}'`;

const COMPLETED: readonly JobStatus[] = ['waiting', 'pending', 'aborting', 'concluded', 'null'];

/** Its run is over and the main loop knows. */
export const isCompletedStatus = (status: JobStatus): boolean => COMPLETED.includes(status);

export const isReadyStatus = (status: JobStatus): boolean => status === 'ready' || status === 'standby';
