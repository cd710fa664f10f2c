import { patch2026, patch2026Withdrawn, rfc2012JobErrors, rfc2014ErrorDetails, rfc2014RateLimit } from './patches.ts';
import type { Profile } from './profile.ts';
import { v1_1 } from './v1_1.ts';
import { v1_3 } from './v1_3.ts';
import { v2_2 } from './v2_2.ts';
import { v7_2_22 } from './v7_2_22.ts';
import { v10_0_2 } from './v10_0_2.ts';
import { v10_0_13 } from './v10_0_13.ts';
import { v11_1_3 } from './v11_1_3.ts';

export type * from './profile.ts';
export * from './recorded.ts';

/** Every profile, oldest first; the patches come last. */
export const profiles: readonly Profile[] = [
  v1_1,
  v1_3,
  v2_2,
  v7_2_22,
  v10_0_2,
  v10_0_13,
  v11_1_3,
  rfc2012JobErrors,
  rfc2014RateLimit,
  rfc2014ErrorDetails,
  patch2026Withdrawn,
  patch2026,
];

/** What a person gets who names none: the newest version. */
export const defaultProfile: Profile = v11_1_3;

/** The profile of this name, as `blocksim list profiles` tells it; undefined if there is none. */
export const profileNamed = (name: string): Profile | undefined => profiles.find((profile) => profile.name === name);
