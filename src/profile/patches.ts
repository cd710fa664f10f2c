/** Patches that were posted, merged or withdrawn, each on the tree it was written for. */
import { ARGUMENTS_OF_1_3, MISSING_IN_1_1 } from './history.ts';
import type { Profile } from './profile.ts';
import { v1_1 } from './v1_1.ts';
import { v2_2 } from './v2_2.ts';
import { v10_0_2 } from './v10_0_2.ts';

const BROUGHT_BY_RFC_2012 = ['block-job-pause', 'block-job-resume', 'block-job-complete', 'drive-mirror'];

export const rfc2012JobErrors: Profile = {
  ...v1_1,
  name: 'rfc-2012-job-errors',
  story:
    'RFC of June 2012: error policies for jobs; a report ends in BLOCK_JOB_CANCELLED; of several errors the worse one is kept.',
  block: { ...v1_1.block, ioStatusRule: 'severity' },
  job: {
    ...v1_1.job,
    errors: true,
    info: ['pause'],
    stopNeeds: 'both-policies',
    targetErrorSets: 'target',
    reportEnds: 'cancelled',
  },
  // The same series brought pausing and mirrors; commit came later.
  wire: {
    ...v1_1.wire,
    missingCommands: MISSING_IN_1_1.filter((name) => !BROUGHT_BY_RFC_2012.includes(name)),
    fewerArguments: ARGUMENTS_OF_1_3,
  },
};

const tree2014: Profile = { ...v2_2, events: { ...v2_2.events, ioErrorMembers: [] } };

export const rfc2014RateLimit: Profile = {
  ...tree2014,
  name: 'rfc-2014-rate-limit',
  story: 'RFC of August 2014, never merged: BLOCK_IO_ERROR in the per-type throttle, one state for all devices.',
  events: { ...tree2014.events, blockIoError: 'all-actions' },
};

export const rfc2014ErrorDetails: Profile = {
  ...tree2014,
  name: 'rfc-2014-error-details',
  story: 'Alternative of the same RFC: BLOCK_IO_ERROR tells a dict with reason and message instead of nospace.',
  events: { ...tree2014.events, ioErrorMembers: ['error-details'] },
};

export const patch2026Withdrawn: Profile = {
  ...v10_0_2,
  name: 'patch-2026-02-withdrawn',
  story:
    'Patch of 12 February 2026, withdrawn: stop events equal nothing, not even themselves, so freed entries stay in the throttle table.',
  events: { ...v10_0_2.events, equality: 'stop-never-equal' },
};

export const patch2026: Profile = {
  ...v10_0_2,
  name: 'patch-2026-03',
  story: 'Patch of March 2026 as merged, on 10.0.2: action=stop passes by the throttle table.',
  events: { ...v10_0_2.events, blockIoError: 'all-but-stop' },
};
