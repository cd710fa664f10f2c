/** All properties, in the order in which they are listed. */
import { ioErrorThenStop } from './io-error-then-stop.ts';
import { ioStatusFirstError } from './io-status-first-error.ts';
import { jobStatusLegal } from './job-status-legal.ts';
import { mirrorTargetEqualsSource } from './mirror-target-equals-source.ts';
import { noLostWrite } from './no-lost-write.ts';
import { noRequestStranded } from './no-request-stranded.ts';
import { noUseAfterFree } from './no-use-after-free.ts';
import type { Property } from './property.ts';
import { stopHasIoError } from './stop-has-io-error.ts';
import { stopResumeAlternate } from './stop-resume-alternate.ts';
import { throttleTableDrains } from './throttle-table-drains.ts';
import { throttledLastEventDelivered } from './throttled-last-event-delivered.ts';

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

export const propertyNames: readonly string[] = properties.map((property) => property.name);

export const propertyNamed = (name: string): Property | undefined =>
  properties.find((property) => property.name === name);
