import type { Profile } from './profile.ts';
import { v7_2_22 } from './v7_2_22.ts';

export const v10_0_2: Profile = {
  name: '10.0.2',
  story: 'QEMU 10.0.2: BLOCK_IO_ERROR is rate-limited per qom-path even when it stops the VM (9.2 to 10.0.2).',
  version: { major: 10, minor: 0, micro: 2 },
  events: {
    ...v7_2_22.events,
    throttled: [...v7_2_22.events.throttled, 'HV_BALLOON_STATUS_REPORT'],
    blockIoError: 'all-actions',
    ioErrorMembers: ['nospace', 'node-name', 'qom-path', 'reason'],
  },
  run: {
    ...v7_2_22.run,
    live: ['running', 'suspended'],
    transitions: '10.0',
    singlestepInStatus: false,
    stopHandlerDrains: ['virtio-blk', 'virtio-scsi'],
  },
  device: {
    ...v7_2_22.device,
    kick: 'notifier',
    virtioBlkRetry: 'oldest-first',
    scsiRetry: 'newest-first',
    propertyTypeText: 'type',
    badId: 'accepted',
  },
  block: {
    ...v7_2_22.block,
    zoneStatistics: true,
    nodeInfo: ['active', 'file-specific'],
    fileFua: true,
    flushAllReaches: 'backend-roots',
  },
  job: {
    ...v7_2_22.job,
    graphChangeDrains: true,
    strictRateLimit: true,
    transactionStart: 'reverse',
    groupedCheck: 'early',
    activelySynced: true,
    change: true,
  },
  wire: {
    ...v7_2_22.wire,
    package: 'Debian 1:10.0.2+ds-2+deb13u1~bpo12+1',
    schema: '10.0',
    migratePauseNamesRecover: true,
    notADevice: 'device',
    rootContainers: ['backend'],
  },
};
