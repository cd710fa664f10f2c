/** What is left to see of an error afterwards, and storage that grows. */
import { describe, expect, test } from 'vitest';
import { play, seen } from '../support/shipped.ts';

const ALL = ['7.2.22', '10.0.2', '10.0.13', '11.1.3'];

/** io-status of each disk at the end, by the device's name. */
function statuses(name: string, version: string): Record<string, string> {
  const { machine } = play(name, version);
  const disks = [...machine.backends].filter((backend) => backend.qdev !== '');
  return Object.fromEntries(disks.map((backend) => [backend.qdev, backend.ioStatus]));
}

describe('sticky-io-status', () => {
  test.each(ALL)('on %s only the drive with a name is well again', (version) =>
    expect(statuses('sticky-io-status', version)).toEqual({ vd0: 'nospace', vd1: 'ok' }),
  );

  test.each(ALL)('on %s both writes succeed', (version) => {
    const ends = seen('sticky-io-status', version).filter((each) => / w\d /.test(each));
    expect(ends).toEqual(['1500 w0 ok', '1500 w1 ok']);
  });
});

describe('first-error-sticks', () => {
  test.each(ALL)('on %s the class of the error that came first stays', (version) => {
    const [first] = play('first-error-sticks', version).transcript.match(/"nospace": (true|false)/) ?? [];
    const expected = first === '"nospace": true' ? 'nospace' : 'failed';
    expect(statuses('first-error-sticks', version).vd0).toBe(expected);
  });

  test('1.1 keeps the class of the error that came last', () => {
    const broken = play('first-error-sticks', '1.1').violations.map((violation) => violation.property);
    expect(broken).toContain('io-status-first-error');
  });
});

describe('thin-provisioning', () => {
  test.each(ALL)('on %s the guest is paused twice and warned once, and loses nothing', (version) => {
    const all = seen('thin-provisioning', version).map((each) => each.replace(/^\d+ /, ''));
    const count = (what: string) => all.filter((each) => each === what).length;
    expect([count('BLOCK_WRITE_THRESHOLD'), count('write error, stop'), count('STOP')]).toEqual([1, 2, 2]);
    expect(all.filter((each) => /^w\d /.test(each))).toEqual(['w0 ok', 'w1 ok', 'w2 ok']);
  });

  test('the volume holds what the guest has written', () => {
    const { machine } = play('thin-provisioning', '11.1.3');
    expect(machine.vm.state).toBe('running');
    expect(statuses('thin-provisioning', '11.1.3')).toEqual({ vd0: 'nospace' });
  });
});

describe('discard-error-pauses', () => {
  test.each(ALL)('on %s a discard stops the VM as a write would', (version) => {
    const all = seen('discard-error-pauses', version);
    expect(all.filter((each) => each.endsWith('STOP'))).toEqual(['100 STOP', '1500 STOP']);
    expect(all.filter((each) => each.endsWith('write error, stop'))).toEqual([
      '100 write error, stop',
      '1500 write error, stop',
    ]);
    expect(all).toContain('3000 d0 ok');
  });
});
