/** The run state and its transitions (1.1, 1.2). */
import type { RunState } from './records.ts';
import type { VmWorld } from './world.ts';

type Edges = Readonly<Record<RunState, readonly RunState[]>>;

/** Edges of 7.2. */
const TABLE: Edges = {
  prelaunch: ['running', 'inmigrate', 'finish-migrate'],
  running: [
    'debug',
    'internal-error',
    'io-error',
    'paused',
    'finish-migrate',
    'restore-vm',
    'save-vm',
    'shutdown',
    'suspended',
    'watchdog',
    'guest-panicked',
    'colo',
  ],
  paused: ['running', 'finish-migrate', 'postmigrate', 'prelaunch', 'colo'],
  'io-error': ['running', 'finish-migrate', 'prelaunch'],
  'internal-error': ['paused', 'finish-migrate', 'prelaunch'],
  shutdown: ['paused', 'finish-migrate', 'prelaunch', 'colo'],
  suspended: ['running', 'finish-migrate', 'prelaunch', 'colo'],
  debug: ['running', 'finish-migrate', 'prelaunch', 'suspended'],
  watchdog: ['running', 'finish-migrate', 'prelaunch', 'colo'],
  'guest-panicked': ['running', 'finish-migrate', 'prelaunch'],
  'save-vm': ['running'],
  'restore-vm': ['running', 'prelaunch'],
  inmigrate: [
    'running',
    'paused',
    'io-error',
    'internal-error',
    'shutdown',
    'suspended',
    'watchdog',
    'guest-panicked',
    'finish-migrate',
    'prelaunch',
    'postmigrate',
    'colo',
  ],
  'finish-migrate': ['running', 'paused', 'postmigrate', 'prelaunch', 'colo'],
  postmigrate: ['running', 'finish-migrate', 'prelaunch'],
  colo: ['running', 'prelaunch', 'shutdown'],
};

/** What came by 10.0. */
const ADDED: Partial<Edges> = {
  prelaunch: ['suspended'],
  paused: ['suspended'],
  suspended: ['paused', 'save-vm', 'restore-vm', 'shutdown'],
  'save-vm': ['suspended'],
  'restore-vm': ['suspended'],
  'finish-migrate': ['internal-error', 'io-error', 'shutdown', 'suspended', 'watchdog', 'guest-panicked'],
};

/** 2.1 and before: no way into prelaunch, no colo, and the rows that differ beyond that. */
const OLD: Partial<Edges> = {
  paused: ['running', 'finish-migrate'],
  inmigrate: ['running', 'paused'],
  'finish-migrate': ['running', 'postmigrate'],
};

/** Whether the process may go from one state to another; setting the current value again is fine except in 2.1. */
export function mayChange(which: '2.1' | '7.2' | '10.0', from: RunState, to: RunState): boolean {
  if (which === '2.1') {
    if (to === 'prelaunch' || to === 'colo') return false;
    return (OLD[from] ?? TABLE[from]).includes(to);
  }
  if (from === to) return true;
  return TABLE[from].includes(to) || (which === '10.0' && (ADDED[from]?.includes(to) ?? false));
}

/** Whether a stop would do something. */
export const isLive = (world: VmWorld): boolean => world.profile.run.live.includes(world.vm.state);

/** Changes the state; a transition that the table does not have ends the process, as in QEMU. */
export function setRunState(world: VmWorld, to: RunState): void {
  const { vm } = world;
  const from = vm.state;
  if (!mayChange(world.profile.run.transitions, from, to)) {
    abortProcess(world, `invalid runstate transition: '${from}' -> '${to}'`);
    return;
  }
  if (from === to) return;
  vm.state = to;
  world.bus.say('run-state-changed', { from, to });
}

/** The process dies on an assertion. */
export function abortProcess(world: VmWorld, message: string): void {
  if (world.vm.aborted !== '') return;
  world.vm.aborted = message;
  world.vm.exited = true;
  world.bus.say('process-aborted', { message });
}
