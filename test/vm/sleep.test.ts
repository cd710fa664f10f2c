/** A guest that sleeps: the suspended rows of 1.4, R-21, R-41. */
import { describe, expect, test } from 'vitest';
import { requestSuspend } from '../../src/vm/sleep.ts';
import { failing, Lab } from '../support/lab.ts';

const NEWER = ['10.0.2', '10.0.13', '11.1.3'];

function asleep(profile: string): Lab {
  const lab = new Lab(profile, [{ driver: 'virtio-blk-pci', werror: 'stop', rules: [failing(28)] }]);
  requestSuspend(lab.machine);
  return lab.settle();
}

describe.each(['7.2.22', ...NEWER])('%s', (profile) => {
  test('going to sleep is SUSPEND without STOP, waking up WAKEUP without RESUME', () => {
    const lab = asleep(profile);
    expect([lab.seen(), lab.state]).toEqual([['SUSPEND'], 'suspended']);
    lab.qmp('system_wakeup');
    expect([lab.seen(), lab.state]).toEqual([['WAKEUP', 'ret'], 'running']);
  });

  test('cont of a sleeper does nothing, not even to io-status (R-40)', () => {
    const lab = new Lab(profile, [{ driver: 'virtio-blk-pci', werror: 'stop', rules: [failing(28)], named: true }]);
    lab.io(['vd0', 'write', 0, 'a']);
    lab.machine.vm.state = 'suspended';
    lab.seen();
    lab.qmp('cont');
    expect([lab.seen(), lab.state, lab.ioStatus()]).toEqual([['ret'], 'suspended', 'nospace']);
  });

  test('who is awake, or cannot be woken, is not woken (4.6)', () => {
    const lab = new Lab(profile, [{ driver: 'virtio-blk-pci' }]).qmp('system_wakeup');
    expect(lab.seen()).toEqual(['Unable to wake up: guest is not in suspended state']);
    expect(lab.ask('query-current-machine')).toEqual({ 'wakeup-suspend-support': true });
    const other = new Lab(profile, [{}]).qmp('system_wakeup');
    expect(other.seen()).toEqual(['wake-up from suspend is not supported by this guest']);
    expect(other.ask('query-current-machine')).toEqual({ 'wakeup-suspend-support': false });
  });
});

test('7.2.22: stop of a sleeper does nothing', () => {
  const lab = asleep('7.2.22').qmp('stop');
  expect([lab.seen(), lab.state]).toEqual([['SUSPEND', 'ret'], 'suspended']);
});

test.each(NEWER)('%s: stop pauses a sleeper, cont lets it sleep on', (profile) => {
  const lab = asleep(profile).qmp('stop');
  expect([lab.seen(), lab.state]).toEqual([['SUSPEND', 'STOP', 'ret'], 'paused']);
  lab.qmp('cont');
  expect([lab.seen(), lab.state]).toEqual([['RESUME', 'ret'], 'suspended']);
});
