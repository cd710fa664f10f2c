import { defaultProfile, profiles } from '../profile/index.ts';
import type { Listed } from './list.ts';

/** What `--qemu` may name. */
export const listProfiles = (): Listed[] =>
  profiles.map((profile) => ({
    name: profile.name,
    sentence: profile.story,
    ...(profile === defaultProfile ? { text: `${profile.story} The default.` } : {}),
    more: { default: profile === defaultProfile, version: profile.version },
  }));
