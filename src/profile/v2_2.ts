import { ARGUMENTS_OF_2_2, MISSING_IN_2_2 } from './history.ts';
import type { Profile } from './profile.ts';
import { v1_3 } from './v1_3.ts';

export const v2_2: Profile = {
  name: '2.2',
  story: 'QEMU 2.2 (2014): the stop goes through the vmstop slot; BLOCK_IO_ERROR has nospace and reason.',
  version: { major: 2, minor: 2, micro: 0 },
  events: {
    ...v1_3.events,
    throttled: [...v1_3.events.throttled, 'QUORUM_REPORT_BAD', 'QUORUM_FAILURE', 'VSERPORT_CHANGE'],
    ioErrorMembers: ['nospace', 'reason'],
  },
  run: {
    ...v1_3.run,
    stopOnError: 'latch',
    stopAnnounced: 'before-drain',
    idleStopDrains: true,
    racingContPair: true,
  },
  device: v1_3.device,
  block: { ...v1_3.block, ioStatusSet: 'before-event' },
  job: { ...v1_3.job, inUse: 'busy', info: ['pause', 'ready'], activeCommit: true, readyAgain: 'after-errors' },
  wire: { ...v1_3.wire, missingCommands: MISSING_IN_2_2, fewerArguments: ARGUMENTS_OF_2_2 },
};
