/**
 * `rerror` and `werror`: how they are read from a drive's options, what a failing request does under them, and what
 * becomes of a backend's io-status (block-and-devices 1.2, 1.3, 1.5).
 */
import { ERRNO } from './errno.ts';

/** What a backend does with errors of one direction. */
export type ErrorPolicy = 'report' | 'ignore' | 'stop' | 'enospc';
/** What a device property may say: `auto` keeps what the backend already has. */
export type ErrorPolicySetting = ErrorPolicy | 'auto';
/** What happens to one failed request; the `action` of BLOCK_IO_ERROR. */
export type ErrorAction = 'report' | 'ignore' | 'stop';
export type IoStatus = 'ok' | 'failed' | 'nospace';
/** The option's name says the direction: `rerror` for reads, `werror` for everything else. */
export type PolicyOption = 'rerror' | 'werror';

export interface ErrorPolicies {
  readonly rerror: ErrorPolicy;
  readonly werror: ErrorPolicy;
}

/** A value, or the text of QEMU's refusal. */
export type Parsed<T> =
  | { readonly value: T; readonly error?: never }
  | { readonly error: string; readonly value?: never };

const BUSES_WITH_POLICY: readonly string[] = ['ide', 'scsi', 'virtio', 'none'];

/**
 * Reads one of the two options of a `-drive`.
 * The bus gate comes before the value is looked at; the read side knows no `enospc`, and neither side knows `auto`.
 */
export function parseDrivePolicy(option: PolicyOption, text: string, bus = 'none'): Parsed<ErrorPolicy> {
  if (!BUSES_WITH_POLICY.includes(bus)) return { error: `${option} is not supported by this bus type` };
  if (text === 'report' || text === 'ignore' || text === 'stop') return { value: text };
  if (text === 'enospc' && option === 'werror') return { value: text };
  return { error: `'${text}' invalid ${option === 'rerror' ? 'read' : 'write'} error action` };
}

/** What a backend has after a device with these properties was realized on it. */
export function resolvePolicies(
  backend: ErrorPolicies,
  device: { readonly rerror?: ErrorPolicySetting; readonly werror?: ErrorPolicySetting },
): ErrorPolicies {
  const pick = (setting: ErrorPolicySetting = 'auto', own: ErrorPolicy) => (setting === 'auto' ? own : setting);
  return { rerror: pick(device.rerror, backend.rerror), werror: pick(device.werror, backend.werror) };
}

/** What a failed request does. Only ENOSPC itself counts as lack of space: EDQUOT, EFBIG and ENOMEM do not. */
export function errorAction(policy: ErrorPolicy, errno: number): ErrorAction {
  if (policy !== 'enospc') return policy;
  return errno === ERRNO.ENOSPC ? 'stop' : 'report';
}

/** Reads obey rerror; writes, flushes, discards and write-zeroes obey werror. */
export function policyFor(policies: ErrorPolicies, isRead: boolean): ErrorPolicy {
  return isRead ? policies.rerror : policies.werror;
}

/**
 * Whether io-status is kept, shown, and `nospace` told in BLOCK_IO_ERROR.
 * `rerror=enospc` does not count, which is how QEMU can be made to fail an assertion (1.2).
 */
export function ioStatusEnabled(policies: ErrorPolicies, deviceEnablesIt = true): boolean {
  return deviceEnablesIt && (policies.werror === 'enospc' || policies.werror === 'stop' || policies.rerror === 'stop');
}

/** The class of an error as io-status names it. */
export function ioStatusOf(errno: number): 'failed' | 'nospace' {
  return errno === ERRNO.ENOSPC ? 'nospace' : 'failed';
}

const SEVERITY: Readonly<Record<IoStatus, number>> = { ok: 0, nospace: 1, failed: 2 };

/**
 * io-status after a stopping error. In every release the first error sticks; the rule of a proposal from 2012 lets the
 * value only rise in the order ok, nospace, failed.
 */
export function ioStatusAfter(
  status: IoStatus,
  errno: number,
  rule: 'first-error' | 'severity' = 'first-error',
): IoStatus {
  const next = ioStatusOf(errno);
  if (rule === 'first-error') return status === 'ok' ? next : status;
  return SEVERITY[next] > SEVERITY[status] ? next : status;
}
