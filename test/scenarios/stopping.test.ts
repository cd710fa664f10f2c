/** Stops, resumes, resets and ends that meet a failing request. */
import { describe, expect, test } from 'vitest';
import { runScenario } from '../../src/scenario/run.ts';
import { brokenBy, play, seen, shipped } from '../support/shipped.ts';
import { profile } from '../support/stories.ts';

const NEW = ['10.0.2', '10.0.13', '11.1.3'];

describe('stop-while-write-fails', () => {
  const stopping = (version: string) =>
    seen('stop-while-write-fails', version).filter((each) => /^(200|450) /.test(each));

  test('7.2.22 tells STOP, then waits', () =>
    expect(stopping('7.2.22')).toEqual(['200 > stop', '200 STOP', '450 write error, stop', '450 done']));

  test.each(NEW)('%s waits, then tells STOP', (version) =>
    expect(stopping(version)).toEqual(['200 > stop', '450 write error, stop', '450 STOP', '450 done']),
  );

  test.each(['7.2.22', ...NEW])('on %s the VM is paused, and the write succeeds after cont', (version) => {
    const all = seen('stop-while-write-fails', version);
    expect(all).toContain('1000 paused');
    expect(all.at(-1)).toMatch(/w0 ok$/);
  });
});

describe('quit-in-flight', () => {
  test.each(['7.2.22', ...NEW])('on %s the error comes between SHUTDOWN and the answer, without STOP', (version) =>
    expect(seen('quit-in-flight', version)).toEqual([
      '200 > quit',
      '200 SHUTDOWN',
      '450 write error, stop',
      '450 done',
    ]),
  );

  test('the process is gone before the scenario ends', () =>
    expect(play('quit-in-flight', '11.1.3').ended).toBe('exited'));
});

describe('reset-drops-request', () => {
  test.each(['7.2.22', ...NEW])('on %s the write is never heard of again', (version) => {
    const all = seen('reset-drops-request', version);
    expect(all.filter((each) => each.includes('w0'))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining(['300 io-error', '400 RESET', '500 prelaunch', '700 RESUME']));
  });

  test.each(['1.1', '2.2'])('%s stays in io-error', (version) =>
    expect(seen('reset-drops-request', version)).toContain('500 io-error'),
  );

  test('the io-status outlives the reset', () => {
    const { machine } = play('reset-drops-request', '10.0.13');
    expect([...machine.backends].map((backend) => backend.ioStatus)).toContain('nospace');
  });
});

describe('racing-cont', () => {
  test.each(['7.2.22', ...NEW])('without hurry %s completes the write', (version) =>
    expect(seen('racing-cont', version).filter((each) => each.endsWith('w0 ok'))).toHaveLength(1),
  );

  test('a cont that overtakes the stop tells STOP and RESUME and leaves the write where it is', () => {
    expect(seen('racing-cont-order', '11.1.3')).toEqual([
      '100 > cont',
      '100 write error, stop',
      '100 STOP',
      '100 RESUME',
      '100 done',
      '1000 > cont',
      '1000 done',
    ]);
    expect(brokenBy('racing-cont-order', '11.1.3')).toEqual(['no-request-stranded']);
  });

  test('kicks without eventfd need one turn more', () => {
    const order = [
      'time passes to 100 ms',
      'client main sends cont',
      'dispatcher takes a request',
      'guest of vd0 asks for write w0',
    ];
    const { machine } = runScenario(shipped('racing-cont'), profile('7.2.22'), { order });
    expect(machine.vm.state).toBe('running');
    expect([...machine.guestRequests].map((request) => request.tag)).toEqual(['w0']);
  });
});
