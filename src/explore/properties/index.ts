/** All properties, in the order in which they are listed: of the machine, and of those who manage it. */
import { guestServed } from './guest-served.ts';
import { ioErrorThenStop } from './io-error-then-stop.ts';
import { ioStatusFirstError } from './io-status-first-error.ts';
import { jobStatusLegal } from './job-status-legal.ts';
import { mirrorTargetEqualsSource } from './mirror-target-equals-source.ts';
import { noLostWrite } from './no-lost-write.ts';
import { noPauseStorm } from './no-pause-storm.ts';
import { noRequestStranded } from './no-request-stranded.ts';
import { noUseAfterFree } from './no-use-after-free.ts';
import { pauseEnds } from './pause-ends.ts';
import type { Property } from './property.ts';
import { stopHasIoError } from './stop-has-io-error.ts';
import { stopResumeAlternate } from './stop-resume-alternate.ts';
import { throttleTableDrains } from './throttle-table-drains.ts';
import { throttledLastEventDelivered } from './throttled-last-event-delivered.ts';

/** What is watched unless somebody says otherwise. */
export const properties: readonly Property[] = [
  stopHasIoError,
  ioErrorThenStop,
  stopResumeAlternate,
  noRequestStranded,
  ioStatusFirstError,
  jobStatusLegal,
  noUseAfterFree,
  throttleTableDrains,
  throttledLastEventDelivered,
  mirrorTargetEqualsSource,
  noLostWrite,
];

/** What only managers can keep: watched where it is asked for by name. */
const ofManagers: readonly Property[] = [pauseEnds, guestServed, noPauseStorm];

export const everyProperty: readonly Property[] = [...properties, ...ofManagers];

export const propertyNames: readonly string[] = everyProperty.map((property) => property.name);

/** A property that comes with blocksim; undefined if none has the name. */
export const propertyNamed = (name: string): Property | undefined =>
  everyProperty.find((property) => property.name === name);
