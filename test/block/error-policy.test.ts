import { expect, test } from 'vitest';
import { ERRNO } from '../../src/block/errno.ts';
import {
  type ErrorPolicy,
  errorAction,
  type IoStatus,
  ioStatusAfter,
  ioStatusEnabled,
  parseDrivePolicy,
  policyFor,
  resolvePolicies,
} from '../../src/block/error-policy.ts';

/** What a backend has until somebody says otherwise. */
const DEFAULT_POLICIES = { rerror: 'report', werror: 'enospc' } as const;

test('a drive accepts report, ignore and stop on both sides, and enospc for writes only', () => {
  for (const value of ['report', 'ignore', 'stop'] as const) {
    expect(parseDrivePolicy('rerror', value)).toEqual({ value });
    expect(parseDrivePolicy('werror', value)).toEqual({ value });
  }
  expect(parseDrivePolicy('werror', 'enospc')).toEqual({ value: 'enospc' });
  expect(parseDrivePolicy('rerror', 'enospc')).toEqual({ error: "'enospc' invalid read error action" });
  expect(parseDrivePolicy('werror', 'auto')).toEqual({ error: "'auto' invalid write error action" });
  expect(parseDrivePolicy('rerror', 'auto')).toEqual({ error: "'auto' invalid read error action" });
});

test("a drive's bus is asked before the value is looked at", () => {
  expect(parseDrivePolicy('werror', 'nonsense', 'floppy')).toEqual({
    error: 'werror is not supported by this bus type',
  });
  expect(parseDrivePolicy('rerror', 'stop', 'pflash')).toEqual({ error: 'rerror is not supported by this bus type' });
  for (const bus of ['ide', 'scsi', 'virtio', 'none']) {
    expect(parseDrivePolicy('werror', 'stop', bus)).toEqual({ value: 'stop' });
  }
});

test('auto keeps what the drive said, anything else overrides it', () => {
  const drive = { rerror: 'stop', werror: 'report' } as const;
  expect(resolvePolicies(DEFAULT_POLICIES, {})).toEqual({ rerror: 'report', werror: 'enospc' });
  expect(resolvePolicies(drive, { rerror: 'auto' })).toEqual(drive);
  expect(resolvePolicies(drive, { werror: 'ignore' })).toEqual({ rerror: 'stop', werror: 'ignore' });
});

test('the action table: only enospc looks at the error, and only ENOSPC is lack of space', () => {
  const actions = (policy: ErrorPolicy) => [ERRNO.ENOSPC, ERRNO.EIO].map((errno) => errorAction(policy, errno));
  expect(actions('report')).toEqual(['report', 'report']);
  expect(actions('ignore')).toEqual(['ignore', 'ignore']);
  expect(actions('stop')).toEqual(['stop', 'stop']);
  expect(actions('enospc')).toEqual(['stop', 'report']);
  for (const errno of [ERRNO.EDQUOT, ERRNO.EFBIG, ERRNO.ENOMEM]) expect(errorAction('enospc', errno)).toBe('report');
});

test('reads obey rerror, everything else werror', () => {
  const policies = { rerror: 'ignore', werror: 'stop' } as const;
  expect(policyFor(policies, true)).toBe('ignore');
  expect(policyFor(policies, false)).toBe('stop');
});

test('io-status is shown when writes may stop the machine or reads do', () => {
  expect(ioStatusEnabled(DEFAULT_POLICIES)).toBe(true);
  expect(ioStatusEnabled({ rerror: 'report', werror: 'report' })).toBe(false);
  expect(ioStatusEnabled({ rerror: 'stop', werror: 'report' })).toBe(true);
  expect(ioStatusEnabled({ rerror: 'enospc', werror: 'report' })).toBe(false);
  expect(ioStatusEnabled(DEFAULT_POLICIES, false)).toBe(false);
});

test('the first stopping error sticks, in both directions', () => {
  const after = (...errors: number[]) => errors.reduce<IoStatus>((status, errno) => ioStatusAfter(status, errno), 'ok');
  expect(after(ERRNO.EIO)).toBe('failed');
  expect(after(ERRNO.ENOSPC)).toBe('nospace');
  expect(after(ERRNO.EIO, ERRNO.ENOSPC)).toBe('failed');
  expect(after(ERRNO.ENOSPC, ERRNO.EIO)).toBe('nospace');
});

test('under the severity rule the status only rises', () => {
  expect(ioStatusAfter('nospace', ERRNO.EIO, 'severity')).toBe('failed');
  expect(ioStatusAfter('failed', ERRNO.ENOSPC, 'severity')).toBe('failed');
  expect(ioStatusAfter('ok', ERRNO.ENOSPC, 'severity')).toBe('nospace');
});
