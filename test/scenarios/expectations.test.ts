import { describe, expect, test } from 'vitest';
import { type ExploreOptions, explore } from '../../src/explore/explore.ts';
import { propertyNamed } from '../../src/explore/properties/index.ts';
import type { Property } from '../../src/explore/properties/property.ts';
import { profiles } from '../../src/profile/index.ts';
import { qemu as profileOf } from '../support/explored.ts';
import { brokenBy, play, shipped, shippedNames, shippedText } from '../support/shipped.ts';

/** Expected of a search only: without hurry the scenario goes well, as when the second `cont` comes late enough. */
const FOUND_BY_SEARCH = [
  'racing-cont',
  'discard-error-pauses',
  'thin-provisioning',
  'two-disks',
  'backup-error-hits-guest',
  'enospc-inside-pivot',
  'job-and-guest-stop',
];

describe.each(shippedNames)('%s', (name) => {
  const scenario = shipped(name);

  test('is called like its file', () => expect(scenario.name).toBe(name));

  test('says in a sentence what it shows', () => expect(scenario.description).toMatch(/^[A-Z][^.]+\.$/));

  test('tells whom it happened to', () => expect(shippedText(name)).toMatch(/^(# .{60,}\n){3,}/));

  test('expects something', () => expect(scenario.expect?.length).toBeGreaterThan(0));

  const versions = profiles
    .map((profile) => profile.name)
    .filter((version) => scenario.order === undefined || version === scenario.qemu);

  test.each(versions)('comes to its end on %s', (version) => {
    expect(['end', 'exited']).toContain(play(name, version).ended);
  });

  test.each(versions)('is on %s as it expects', (version) => {
    const broken = brokenBy(name, version);
    for (const { property, verdict, qemu } of scenario.expect ?? []) {
      if (qemu !== undefined && qemu !== version) continue;
      if (verdict === 'violated' && FOUND_BY_SEARCH.includes(name)) continue;
      expect(broken.includes(property) ? 'violated' : 'holds', property).toBe(verdict);
    }
  });

  const limits: [string, Pick<ExploreOptions, 'deviations' | 'maxStates'>][] = [['10.0.2', { maxStates: 8000 }]];
  for (const version of versions) limits.push([version, { deviations: 2 }]);

  // A search makes orders of its own.
  test.each(scenario.order === undefined ? limits : [])(
    'expects no more of %s than a search leaves: %o',
    (version, limit) => {
      const held = (scenario.expect ?? [])
        .filter(({ verdict, qemu = version }) => verdict === 'holds' && qemu === version)
        .map(({ property }) => propertyNamed(property) as Property);
      if (held.length === 0) return;
      const { properties } = explore(scenario, profileOf(version), { properties: held, ...limit });
      const violated = properties.filter(({ verdict }) => verdict === 'violated');
      expect(violated.map(({ name: property }) => property)).toEqual([]);
    },
  );
});
