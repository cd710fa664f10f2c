/**
 * Host error numbers: Linux numbers, their names and the words glibc's strerror has for them (block-and-devices 1.6).
 * Everywhere in the simulator an errno is a positive number, and 0 means success.
 */

const TABLE = [
  ['EPERM', 1, 'Operation not permitted'],
  ['ENOENT', 2, 'No such file or directory'],
  ['EIO', 5, 'Input/output error'],
  ['EBADF', 9, 'Bad file descriptor'],
  ['EAGAIN', 11, 'Resource temporarily unavailable'],
  ['ENOMEM', 12, 'Cannot allocate memory'],
  ['EACCES', 13, 'Permission denied'],
  ['EFAULT', 14, 'Bad address'],
  ['EBUSY', 16, 'Device or resource busy'],
  ['EINVAL', 22, 'Invalid argument'],
  ['EFBIG', 27, 'File too large'],
  ['ENOSPC', 28, 'No space left on device'],
  ['EROFS', 30, 'Read-only file system'],
  ['EPIPE', 32, 'Broken pipe'],
  ['EDOM', 33, 'Numerical argument out of domain'],
  ['EBADE', 52, 'Invalid exchange'],
  ['ENODATA', 61, 'No data available'],
  ['ENOTSUP', 95, 'Operation not supported'],
  ['ECONNRESET', 104, 'Connection reset by peer'],
  ['ENOTCONN', 107, 'Transport endpoint is not connected'],
  ['ETIMEDOUT', 110, 'Connection timed out'],
  ['ECONNREFUSED', 111, 'Connection refused'],
  ['EHOSTUNREACH', 113, 'No route to host'],
  ['ESTALE', 116, 'Stale file handle'],
  ['EREMOTEIO', 121, 'Remote I/O error'],
  ['EDQUOT', 122, 'Disk quota exceeded'],
  ['ENOMEDIUM', 123, 'No medium found'],
  ['ECANCELED', 125, 'Operation canceled'],
] as const;

export type ErrnoName = (typeof TABLE)[number][0];

/** The number of each named error: `ERRNO.ENOSPC` is 28. */
export const ERRNO = Object.freeze(Object.fromEntries(TABLE.map(([name, number]) => [name, number]))) as Readonly<
  Record<ErrnoName, number>
>;

const BY_NUMBER: ReadonlyMap<number, { name: ErrnoName; text: string }> = new Map(
  TABLE.map(([name, number, text]) => [number, { name, text }]),
);

/** What glibc calls an error; numbers without a name in our table read `Unknown error N`. */
export function strerror(errno: number): string {
  return BY_NUMBER.get(errno)?.text ?? `Unknown error ${errno}`;
}

/** The symbolic name (`ENOSPC`), or the number as text when it has none here. */
export function errnoName(errno: number): string {
  return BY_NUMBER.get(errno)?.name ?? String(errno);
}

/** The number of a symbolic name; undefined for a name that is not in the table. */
export function errnoOf(name: string): number | undefined {
  return Object.hasOwn(ERRNO, name) ? ERRNO[name as ErrnoName] : undefined;
}
