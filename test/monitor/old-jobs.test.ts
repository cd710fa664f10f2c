/** Jobs as clients of 1.1 to 2.2 had them (section 6, 3.2, 3.3). */
import { describe, expect, test } from 'vitest';
import type { Job } from '../../src/blockjob/records.ts';
import { freezeStorage, healFaults, setFault, thawStorage } from '../../src/scenario/host-steps.ts';
import type { JsonObject } from '../../src/scenario/scenario.ts';
import { chainWorld, type Policies, start } from '../support/job-errors.ts';
import { Lab } from '../support/lab.ts';

const OLD = ['1.1', '1.3', '2.2', 'rfc-2012-job-errors'];
const RFC = 'rfc-2012-job-errors';
const STOP = { 'on-error': 'stop' };

const chain = (profile: string, policies?: Partial<Policies>) => new Lab(profile, [], chainWorld(policies));

/** Requests of that kind at an image fail, each with the next errno; the last one stays. */
function fail(lab: Lab, image: string, op: string, ...errnos: readonly string[]): Lab {
  for (const [i, errno] of errnos.entries())
    setFault(lab.machine, {
      fault: { image, errno, ops: [op], ...(i < errnos.length - 1 ? { times: 1 } : {}) },
    } as never);
  return lab;
}

const job = (lab: Lab): Job => [...lab.machine.jobs][0] as Job;
const info = (lab: Lab) => (lab.ask('query-block-jobs') as JsonObject[])[0] as JsonObject;
const MIRROR = { target: '@DIR@/copy', mode: 'existing', format: 'raw', sync: 'full' };

/** A stream that takes long enough to be looked at. */
function slow(profile: string): Lab {
  const lab = chain(profile);
  start(lab, profile, 'block-stream', { speed: 65536 });
  expect(lab.seen().filter((text) => text !== 'JOB_STATUS_CHANGE')).toEqual(['ret']);
  return lab;
}

describe('commands', () => {
  test.each([
    ['1.1', 'block-job-pause'],
    ['1.1', 'drive-mirror'],
    ['1.1', 'block-commit'],
    ['1.3', 'drive-backup'],
    ['1.3', 'blockdev-add'],
    ['2.2', 'blockdev-mirror'],
    ['2.2', 'block-job-finalize'],
    ['2.2', 'job-cancel'],
    ['2.2', 'query-jobs'],
    [RFC, 'block-commit'],
  ])('%s has no %s', (profile, command) => {
    const lab = chain(profile);
    expect(lab.ask(command)).toMatchObject({ class: 'CommandNotFound' });
    const names = (lab.ask('query-commands') as { name: string }[]).map(({ name }) => name);
    expect(names).not.toContain(command);
    expect(names).toContain('block-stream');
  });

  test.each(OLD)('%s knows no ids of jobs', (profile) => {
    expect(chain(profile).qmp('block-stream', { device: 'vd0', 'job-id': 'j' }).seen()).toEqual([
      "Invalid parameter 'job-id'",
    ]);
  });

  test.each(OLD)('%s finds devices and no nodes', (profile) => {
    expect(chain(profile).ask('block-stream', { device: 'top' })).toMatchObject({
      class: 'DeviceNotFound',
      desc: "Device 'top' not found",
    });
  });

  test('1.3 commits no active layer', () => {
    const lab = chain('1.3').qmp('block-commit', { device: 'vd0' });
    lab.qmp('block-commit', { device: 'vd0', top: '@DIR@/top' });
    expect(lab.seen()).toEqual([
      "Parameter 'top' is missing",
      'Top image as the active layer is currently unsupported',
    ]);
  });
});

describe('one job a device, named after it', () => {
  test.each([
    ['1.1', "Device 'vd0' is in use"],
    ['1.3', "Device 'vd0' is in use"],
    ['2.2', "Device 'vd0' is busy: block device is in use by block job: stream"],
  ])('%s refuses a second: %s', (profile, text) => {
    const lab = slow(profile).qmp('block-stream', { device: 'vd0' });
    expect(lab.seen()).toEqual([text]);
    expect(info(lab).device).toBe('vd0');
  });

  test('7.2.22 has ids of their own, and finds none of them by a device', () => {
    expect(slow('7.2.22').qmp('block-job-cancel', { device: 'vd0' }).seen()).toEqual(["Block job 'vd0' not found"]);
  });

  test.each([
    ['1.1', { class: 'DeviceNotActive', desc: "Device 'vd0' has not been activated", data: { device: 'vd0' } }],
    ['1.3', { class: 'DeviceNotActive', desc: "No active block job on device 'vd0'" }],
    ['2.2', { class: 'DeviceNotActive', desc: "No active block job on device 'vd0'" }],
  ])('%s says of a job that is not there %j', (profile, error) => {
    expect(chain(profile).ask('block-job-cancel', { device: 'vd0' })).toEqual(error);
  });

  test('1.1 tells of errors by class and data', () => {
    expect(slow('1.1').ask('block-stream', { device: 'vd0' })).toEqual({
      class: 'DeviceInUse',
      desc: "Device 'vd0' is in use",
      data: { device: 'vd0' },
    });
    expect(chain('1.1').ask('block-stream', { device: 'vd0', base: 'x' })).toEqual({
      class: 'BaseNotFound',
      desc: "Base 'x' not found",
      data: { base: 'x' },
    });
  });

  test.each([
    ['1.1', []],
    ['1.3', ['busy', 'io-status', 'paused']],
    ['2.2', ['busy', 'io-status', 'paused', 'ready']],
    ['7.2.22', ['auto-dismiss', 'auto-finalize', 'busy', 'io-status', 'paused', 'ready', 'status']],
  ])('%s tells of a job beside its progress %j', (profile, more) => {
    const members = ['device', 'len', 'offset', 'speed', 'type', ...more];
    expect(Object.keys(info(slow(profile))).sort()).toEqual(members.sort());
  });
});

describe('control', () => {
  test.each(['1.3', '2.2'])(
    '%s: pausing twice and resuming twice succeed, and force only gets past the pause',
    (profile) => {
      const lab = slow(profile);
      for (const verb of ['pause', 'pause', 'resume', 'resume', 'pause', 'cancel'])
        lab.qmp(`block-job-${verb}`, { device: 'vd0' });
      expect(lab.seen()).toEqual([
        ...['ret', 'ret', 'ret', 'ret', 'ret'],
        "The block job for device 'vd0' is currently paused",
      ]);
      lab.qmp('block-job-cancel', { device: 'vd0', force: true });
      expect(lab.seen()).toEqual(['ret', 'BLOCK_JOB_CANCELLED']);
    },
  );

  test.each([
    ['1.3', 'BLOCK_JOB_COMPLETED'],
    ['2.2', 'BLOCK_JOB_COMPLETED'],
    ['7.2.22', 'BLOCK_JOB_CANCELLED'],
  ])('%s: force ends a mirror that is ready with %s', (profile, end) => {
    const lab = chain(profile);
    start(lab, profile, 'drive-mirror', MIRROR);
    lab.advance(500).seen();
    lab.qmp('block-job-cancel', { device: job(lab).name, force: true }).advance(500);
    expect(lab.seen().filter((text) => text !== 'JOB_STATUS_CHANGE')).toEqual(['ret', end]);
  });

  test.each([
    ['1.3', "The active block job for device 'vd0' cannot be completed", 'refused'],
    ['7.2.22', 'ret', 'taken'],
  ])('%s: %s, while paused; completing is %s', (profile, text) => {
    const lab = chain(profile);
    start(lab, profile, 'drive-mirror', MIRROR);
    lab
      .advance(500)
      .qmp('block-job-pause', { device: job(lab).name })
      .seen();
    lab.qmp('block-job-complete', { device: job(lab).name });
    expect(lab.seen()).toEqual([text]);
  });

  test('1.3: a mirror that is not ready, or a stream, cannot be completed', () => {
    expect(slow('1.3').qmp('block-job-complete', { device: 'vd0' }).seen()).toEqual([
      "The active block job for device 'vd0' cannot be completed",
    ]);
  });
});

describe('stop asks something of the device', () => {
  const NOTHING = { rerror: 'report', werror: 'report' };
  const REFUSED = ["Invalid parameter 'on-error'"];

  test.each([
    ['1.3', {}, ['ret']],
    ['1.3', NOTHING, REFUSED],
    ['1.3', { rerror: 'stop', werror: 'report' }, ['ret']],
    ['1.3', { rerror: 'report', werror: 'enospc' }, ['ret']],
    ['2.2', NOTHING, REFUSED],
    [RFC, {}, REFUSED],
    [RFC, { rerror: 'stop', werror: 'report' }, REFUSED],
    [RFC, { rerror: 'report', werror: 'stop' }, REFUSED],
    [RFC, { rerror: 'stop', werror: 'enospc' }, ['ret']],
    [RFC, { rerror: 'stop', werror: 'stop' }, ['ret']],
  ])('%s with %j: %j', (profile, policies, answer) => {
    for (const policy of ['stop', 'enospc']) {
      const lab = chain(profile, policies);
      start(lab, profile, 'block-stream', { 'on-error': policy, speed: 65536 });
      expect(lab.seen()).toEqual(answer);
    }
  });

  test.each([['1.3'], [RFC]])('%s: report and ignore ask nothing', (profile) => {
    for (const policy of ['report', 'ignore']) {
      const lab = chain(profile, NOTHING);
      start(lab, profile, 'block-stream', { 'on-error': policy, speed: 65536 });
      expect(lab.seen()).toEqual(['ret']);
    }
  });

  test('a mirror is asked for its source only', () => {
    const lab = chain('1.3', NOTHING).qmp('drive-mirror', { device: 'vd0', ...MIRROR, 'on-source-error': 'stop' });
    lab.qmp('drive-mirror', { device: 'vd0', ...MIRROR, 'on-target-error': 'stop' });
    expect(lab.seen()).toEqual(["Invalid parameter 'on-source-error'", 'ret', 'BLOCK_JOB_READY']);
  });
});

describe('io-status', () => {
  /** A mirror with several requests under way, of which the first two fail differently. */
  function twoErrors(profile: string, image: string, op: string, first: string, second: string): Lab {
    const lab = fail(chain(profile, { rerror: 'stop', werror: 'stop' }), image, op, first, second);
    const side = op === 'read' ? 'on-source-error' : 'on-target-error';
    start(lab, profile, 'drive-mirror', { ...MIRROR, [side]: 'stop' });
    return lab.advance(500);
  }

  test.each(['1.3', '2.2', '11.1.3'])('%s: the first of several is kept', (profile) => {
    expect(info(twoErrors(profile, 'base', 'read', 'EIO', 'ENOSPC'))['io-status']).toBe('failed');
    expect(info(twoErrors(profile, 'base', 'read', 'ENOSPC', 'EIO'))['io-status']).toBe('nospace');
  });

  test('the RFC: the worse of several is kept', () => {
    expect(info(twoErrors(RFC, 'base', 'read', 'EIO', 'ENOSPC'))['io-status']).toBe('failed');
    expect(info(twoErrors(RFC, 'base', 'read', 'ENOSPC', 'EIO'))['io-status']).toBe('failed');
  });

  test.each([
    [RFC, 'ok', 'failed'],
    ['1.3', 'failed', 'failed'],
    ['11.1.3', 'failed', 'ok'],
  ])('%s: an error at the target leaves the job %s and the target %s, until resume', (profile, own, target) => {
    const lab = twoErrors(profile, 'copy', 'write', 'EIO', 'EIO');
    expect(info(lab)).toMatchObject({ 'io-status': own, paused: true });
    expect(job(lab).targetIoStatus).toBe(target);
    healFaults(lab.machine, { heal: true } as never);
    lab.qmp('block-job-resume', { device: job(lab).name }).advance(500);
    expect([job(lab).ioStatus, job(lab).targetIoStatus]).toEqual(['ok', 'ok']);
  });

  test.each([
    ['1.3', 'ok'],
    ['2.2', 'ok'],
    ['7.2.22', 'ok'],
    [RFC, 'failed'],
  ])('%s: cont leaves that of a job at %s, and the job paused (R-45)', (profile, after) => {
    const lab = fail(chain(profile, { rerror: 'stop', werror: 'stop' }), 'base', 'read', 'EIO');
    start(lab, profile, 'block-stream', STOP);
    lab.advance(500);
    expect(info(lab)).toMatchObject({ 'io-status': 'failed', paused: true });
    lab.qmp('stop').qmp('cont');
    expect(info(lab)).toMatchObject({ 'io-status': after, paused: true });
  });
});

describe('events', () => {
  function streamFails(profile: string, args: JsonObject): string[] {
    const lab = fail(chain(profile, { rerror: 'stop', werror: 'stop' }), 'base', 'read', 'EIO');
    start(lab, profile, 'block-stream', args);
    return lab.advance(500).seen();
  }

  test('1.1: an error ends the job without a word, and policies are not known', () => {
    expect(streamFails('1.1', STOP)).toEqual(["Invalid parameter 'on-error'"]);
    expect(streamFails('1.1', {})).toEqual(['ret', 'BLOCK_JOB_COMPLETED']);
  });

  test('the RFC: a report is followed by BLOCK_JOB_CANCELLED', () => {
    expect(streamFails(RFC, {})).toEqual(['ret', 'BLOCK_JOB_ERROR', 'BLOCK_JOB_CANCELLED']);
  });

  test.each(['1.3', '2.2'])('%s: a report is followed by BLOCK_JOB_COMPLETED, and no status is told', (profile) => {
    expect(streamFails(profile, {})).toEqual(['ret', 'BLOCK_JOB_ERROR', 'BLOCK_JOB_COMPLETED']);
  });

  test.each(['1.3', '2.2'])('%s: a commit ends at an error and tells only that', (profile) => {
    const lab = fail(chain(profile), 'base', 'write', 'EIO');
    start(lab, profile, 'block-commit', { top: '@DIR@/mid', base: '@DIR@/base' });
    expect(lab.advance(500).seen()).toEqual(['ret', 'BLOCK_JOB_COMPLETED']);
  });
});

describe('a mirror that is ready', () => {
  const TOLD = ['BLOCK_JOB_ERROR', 'BLOCK_JOB_READY', 'BLOCK_JOB_COMPLETED'];
  const told = (lab: Lab) => lab.seen().filter((text) => TOLD.includes(text) || text.includes('cannot be completed'));

  /** What a guest has written cannot be copied: the job waits. */
  function failing(profile: string, image: string, op: string): Lab {
    const lab = chain(profile);
    start(lab, profile, 'drive-mirror', { ...MIRROR, 'on-source-error': 'stop', 'on-target-error': 'stop' });
    lab.advance(500).io(['vd0', 'write', 0, 'first']).advance(500).seen();
    fail(lab, image, op, 'EIO');
    return lab.io(['vd0', 'write', 0, 'again']).advance(500);
  }
  function resume(lab: Lab): Lab {
    healFaults(lab.machine, { heal: true } as never);
    return lab.qmp('block-job-resume', { device: job(lab).name });
  }

  test.each([
    ['1.3', 'copy', 'write', ['BLOCK_JOB_ERROR', 'BLOCK_JOB_READY']],
    ['1.3', 'top', 'read', ['BLOCK_JOB_ERROR']],
    ['2.2', 'copy', 'write', ['BLOCK_JOB_ERROR', 'BLOCK_JOB_READY']],
    ['2.2', 'top', 'read', ['BLOCK_JOB_ERROR', 'BLOCK_JOB_READY']],
    ['7.2.22', 'copy', 'write', ['BLOCK_JOB_ERROR']],
  ])('%s: after an error at %s (%s): %j', (profile, image, op, events) => {
    expect(told(resume(failing(profile, image, op)).advance(500))).toEqual(events);
  });

  test.each([
    ['2.2', ["The active block job for device 'vd0' cannot be completed", 'BLOCK_JOB_READY']],
    ['7.2.22', ['BLOCK_JOB_COMPLETED']],
  ])('%s: asked to complete while it is at work again: %j', (profile, after) => {
    const lab = failing(profile, 'copy', 'write');
    lab.seen();
    freezeStorage(lab.machine, { freeze: { image: 'copy' } } as never);
    resume(lab).qmp('block-job-complete', { device: job(lab).name });
    thawStorage(lab.machine, { thaw: { image: 'copy' } } as never);
    expect(told(lab.advance(500))).toEqual(after);
  });

  test.each([
    ['2.2', 'BLOCK_JOB_CANCELLED'],
    ['7.2.22', 'BLOCK_JOB_COMPLETED'],
  ])('%s: cancelled softly while it is at work again it ends with %s', (profile, end) => {
    const lab = failing(profile, 'copy', 'write');
    freezeStorage(lab.machine, { freeze: { image: 'copy' } } as never);
    resume(lab).qmp('block-job-cancel', { device: job(lab).name });
    thawStorage(lab.machine, { thaw: { image: 'copy' } } as never);
    expect(lab.advance(500).seen()).toContain(end);
  });
});

describe('blockdev-add of 2.2', () => {
  test('makes a drive of what is in `options`', () => {
    const options = { driver: 'null-co', id: 'd0', 'node-name': 'n', werror: 'stop' };
    const lab = chain('2.2').qmp('blockdev-add', { options });
    expect(lab.seen()).toEqual(['ret']);
    expect(lab.ask('query-block')).toContainEqual(
      expect.objectContaining({
        device: 'd0',
        inserted: expect.objectContaining({ drv: 'null-co', 'node-name': 'n' }),
      }),
    );
    expect([...lab.machine.backends].find(({ name }) => name === 'd0')?.werror).toBe('stop');
  });

  test.each([
    [{}, "Parameter 'options' is missing"],
    [{ options: 1 }, "Invalid parameter type for 'options', expected: QDict"],
    [{ options: { driver: 'null-co' } }, 'Block device needs an ID'],
    [{ options: { driver: 'null-co', id: 'd0' }, driver: 'raw' }, "Invalid parameter 'driver'"],
    [{ options: { id: 'd0' } }, "Parameter 'driver' is missing"],
  ])('refuses %j: %s', (args, desc) => {
    expect(chain('2.2').ask('blockdev-add', args)).toEqual({ class: 'GenericError', desc });
  });
});
