import type { Profile } from './profile.ts';
import { v10_0_2 } from './v10_0_2.ts';

export const v10_0_13: Profile = {
  ...v10_0_2,
  name: '10.0.13',
  story: 'QEMU 10.0.13: with the fix of March 2026, BLOCK_IO_ERROR with action stop is never held back.',
  version: { major: 10, minor: 0, micro: 13 },
  events: { ...v10_0_2.events, blockIoError: 'all-but-stop' },
  block: {
    ...v10_0_2.block,
    blkdebugErrnoZero: 'consumed',
    blkdebugDelay: true,
  },
  job: { ...v10_0_2.job, commitWritesZeroes: true },
  wire: { ...v10_0_2.wire, package: 'Debian 1:10.0.13+ds-0+deb13u1', schema: '10.0.13' },
};
