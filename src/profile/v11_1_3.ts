import type { Profile } from './profile.ts';
import { v10_0_13 } from './v10_0_13.ts';

export const v11_1_3: Profile = {
  ...v10_0_13,
  name: '11.1.3',
  story: 'QEMU 11.1.3: the fix is in; starting and stopping virtio-blk drains every node; parse errors tell positions.',
  version: { major: 11, minor: 1, micro: 3 },
  run: { ...v10_0_13.run, virtioHandlersDrainAll: true },
  device: { ...v10_0_13.device, badId: 'invalid-qdev-id', unplugGrace: 0.1, iothreadPollWeight: true },
  block: {
    ...v10_0_13.block,
    nodeInfo: ['active', 'file-specific', 'children', 'limits'],
    closeFlushErrorTold: true,
    flushAllReaches: 'monitor-nodes-too',
    cowZeroCheck: 'thorough',
    blkdebugConfigUnreadable: 'path',
    throttleGroupInUse: 'group',
  },
  job: { ...v10_0_13.job, mirrorZeroSkipping: true, onCbwError: true },
  wire: {
    ...v10_0_13.wire,
    package: 'Debian 1:11.1.3+ds-1',
    jsonErrors: 'positions',
    schema: '11.1',
    rootContainers: ['backend', 'audiodevs'],
    monitorsAreObjects: true,
    cpuTypeTold: true,
    blockStatsTable: true,
    hmpErrorPrefix: 'all',
  },
};
