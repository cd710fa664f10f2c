/** The transition table (1.2 of the run-state reference) and the consequences it names. */
import { describe, expect, test } from 'vitest';
import type { RunState } from '../../src/vm/records.ts';
import { mayChange } from '../../src/vm/run-state.ts';

const STATES: readonly RunState[] = [
  'prelaunch',
  'running',
  'paused',
  'io-error',
  'internal-error',
  'shutdown',
  'suspended',
  'guest-panicked',
  'watchdog',
  'debug',
  'inmigrate',
  'finish-migrate',
  'postmigrate',
  'colo',
  'save-vm',
  'restore-vm',
];

describe.each(['7.2', '10.0'] as const)('transitions of %s', (version) => {
  test('setting the current value again is a silent no-op', () => {
    for (const state of STATES) expect(mayChange(version, state, state), state).toBe(true);
  });

  test('io-error and paused never turn into each other, and io-error never into shutdown', () => {
    expect(mayChange(version, 'io-error', 'paused')).toBe(false);
    expect(mayChange(version, 'paused', 'io-error')).toBe(false);
    expect(mayChange(version, 'io-error', 'shutdown')).toBe(false);
  });

  test('internal-error and shutdown need a reset before they run', () => {
    for (const state of ['internal-error', 'shutdown'] as const) {
      expect(mayChange(version, state, 'running')).toBe(false);
      expect(mayChange(version, state, 'prelaunch')).toBe(true);
    }
  });
});

test('stopping a suspended VM became possible by 10.0', () => {
  expect(mayChange('7.2', 'suspended', 'paused')).toBe(false);
  expect(mayChange('10.0', 'suspended', 'paused')).toBe(true);
  expect(mayChange('10.0', 'paused', 'suspended')).toBe(true);
});

test('in 2.1 nothing leads to prelaunch, and setting the same value is refused too', () => {
  for (const state of STATES) expect(mayChange('2.1', state, 'prelaunch'), state).toBe(false);
  expect(mayChange('2.1', 'running', 'running')).toBe(false);
  expect(mayChange('2.1', 'running', 'io-error')).toBe(true);
});
