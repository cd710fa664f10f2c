import type { Profile } from './profile.ts';
import { v2_2 } from './v2_2.ts';

export const v7_2_22: Profile = {
  name: '7.2.22',
  story: 'QEMU 7.2.22 (Debian 12): no rate limit on BLOCK_IO_ERROR, kicks handled without an eventfd.',
  version: { major: 7, minor: 2, micro: 22 },
  events: {
    ...v2_2.events,
    throttle: 'keyed',
    throttled: [
      'RTC_CHANGE',
      'WATCHDOG',
      'BALLOON_CHANGE',
      'QUORUM_REPORT_BAD',
      'QUORUM_FAILURE',
      'VSERPORT_CHANGE',
      'MEMORY_DEVICE_SIZE_CHANGE',
    ],
    ioErrorMembers: ['nospace', 'node-name', 'reason'],
    shutdownReason: true,
  },
  run: {
    ...v2_2.run,
    resumeAnnounced: 'before-handlers',
    contResetsIoStatus: 'named',
    contResetsJobIoStatus: 'all-jobs',
    resetLeadsTo: 'prelaunch',
    transitions: '7.2',
    stopHandlerDrains: ['virtio-scsi'],
    changeHandlers: 'by-depth',
  },
  device: { ...v2_2.device, virtioBlkDiscard: true, errorPolicyProperties: true },
  block: {
    ...v2_2.block,
    blkdebugIotype: true,
    failedStatistics: true,
    anonymousBackends: true,
  },
  job: { ...v2_2.job, statusEvents: true },
  wire: {
    ...v2_2.wire,
    package: 'Debian 1:7.2+dfsg-7+deb12u18+b3',
    capabilities: ['oob'],
    negotiationTexts: 'expecting',
    dispatch: 'coroutine',
    queryEvents: false,
  },
};
