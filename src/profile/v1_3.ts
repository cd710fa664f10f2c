import { ARGUMENTS_OF_1_3, MISSING_IN_1_3 } from './history.ts';
import type { Profile } from './profile.ts';
import { v1_1 } from './v1_1.ts';

export const v1_3: Profile = {
  ...v1_1,
  name: '1.3',
  story:
    'QEMU 1.3 (2012): still stops inside the failing completion; jobs have error policies; errors lost their data.',
  version: { major: 1, minor: 3, micro: 0 },
  events: { ...v1_1.events, throttle: 'per-type', throttled: ['RTC_CHANGE', 'WATCHDOG', 'BALLOON_CHANGE'] },
  run: { ...v1_1.run, contResetsJobIoStatus: 'with-device' },
  job: {
    ...v1_1.job,
    errors: true,
    unknownJob: 'no-active-job',
    info: ['pause'],
    stopNeeds: 'io-status',
    targetErrorSets: 'job-and-target',
  },
  wire: {
    ...v1_1.wire,
    errorData: false,
    queryEvents: true,
    missingCommands: MISSING_IN_1_3,
    fewerArguments: ARGUMENTS_OF_1_3,
  },
};
