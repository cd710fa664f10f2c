/** Disks with an iothread (2.6, L-5, N5): served by their own context while the VM runs. */
import { describe, expect, test } from 'vitest';
import { iothreads, MAIN_CONTEXT, runIothread, runMain } from '../../src/kernel/index.ts';
import { kick, submitGuest } from '../../src/vm/guest.ts';
import { failing, Lab } from '../support/lab.ts';

const EIO = 5;
const object = [{ 'qom-type': 'iothread', id: 'io0' }];
const disk = { rules: [failing(EIO)], werror: 'stop', properties: { iothread: 'io0' } };

describe.each(['10.0.13', '11.1.3'])('%s: a disk with an iothread', (profile) => {
  test('does nothing while only the main loop runs, and all of it in its thread', () => {
    const lab = new Lab(profile, [disk], { object });
    const [thread] = iothreads(lab.machine);
    if (thread === undefined) expect.fail('no iothread');
    submitGuest(lab.machine, lab.device('vd0'), { op: 'read', offset: 0, bytes: 512, tag: 'a' });
    kick(lab.machine, lab.device('vd0'));
    while (runMain(lab.machine));
    expect(lab.completed()).toEqual([]);
    while (runIothread(lab.machine, thread));
    expect(lab.completed()).toEqual(['a ok']);
  });

  test('is announced and stopped like any other, by the main loop', () => {
    const lab = new Lab(profile, [disk], { object }).io(['vd0', 'write', 0, 'a']);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP']);
  });

  test('belongs to the main loop while the VM is stopped, and to its thread again after cont', () => {
    const lab = new Lab(profile, [disk], { object }).io(['vd0', 'write', 0, 'a']);
    const device = lab.device('vd0');
    expect(device.context).toBe(MAIN_CONTEXT);
    lab.seen();
    lab.qmp('cont');
    expect(lab.all).toContain('retry a');
    expect(lab.seen().filter((line) => line === 'STOP')).toHaveLength(1);
  });

  test('a drain in the main loop ends when the thread has completed the request', () => {
    const slow = { ...disk, rules: [failing(EIO, 'write', { 'delay-ns': 100_000_000 })] };
    const lab = new Lab(profile, [slow], { object }).io(['vd0', 'write', 0, 'a']);
    lab.send('stop').advance(50);
    expect(lab.seen()).toEqual([]);
    lab.advance(100);
    expect(lab.seen()).toEqual(['E write stop vd0', 'STOP', 'ret']);
    expect(lab.state).toBe('paused');
  });
});
