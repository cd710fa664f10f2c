import type { Profile } from './profile.ts';
import { v1_1 } from './v1_1.ts';

export const v2_2: Profile = {
  name: '2.2',
  story: 'QEMU 2.2 (2014): the stop goes through the vmstop slot; BLOCK_IO_ERROR has nospace and reason.',
  version: { major: 2, minor: 2, micro: 0 },
  events: {
    ...v1_1.events,
    throttle: 'per-type',
    throttled: ['RTC_CHANGE', 'WATCHDOG', 'BALLOON_CHANGE', 'QUORUM_REPORT_BAD', 'QUORUM_FAILURE', 'VSERPORT_CHANGE'],
    ioErrorMembers: ['nospace', 'reason'],
  },
  run: {
    ...v1_1.run,
    stopOnError: 'latch',
    stopAnnounced: 'before-drain',
    idleStopDrains: true,
    racingContPair: true,
    contResetsJobIoStatus: 'with-device',
  },
  device: v1_1.device,
  block: { ...v1_1.block, ioStatusSet: 'before-event' },
  job: v1_1.job,
  wire: { ...v1_1.wire, errorData: false, queryEvents: true },
};
