/** Managers as reactions, right and wrong: every order of what may happen says which they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explore } from '../../src/explore/explore.ts';
import { propertyNames } from '../../src/explore/properties/index.ts';
import { noRequestStranded } from '../../src/explore/properties/no-request-stranded.ts';
import { profiles } from '../../src/profile/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { qemu } from '../support/explored.ts';

const table = readFileSync(new URL('../../docs/managers.md', import.meta.url), 'utf8');
const folder = new URL('../../scenarios/managers/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const names = { profiles: profiles.map(({ name }) => name), properties: propertyNames };
  const { scenario, refusal } = parseScenario(text, file, names);
  if (scenario === undefined) throw new Error(refusal);

  test('says what is wrong or right about it', () => {
    expect(scenario.name).toBe(file.replace('.yaml', ''));
    expect(text).toMatch(/^# (RIGHT|WRONG)\b/);
    expect(table).toMatch(new RegExp(`\\| \`${scenario.name}\` \\| ${text.startsWith('# WRONG') ? 'wrong' : 'right'}`));
    expect(scenario.clients.some(({ reactions }) => reactions.length > 0)).toBe(true);
    expect(scenario.expect?.some(({ verdict }) => verdict === 'violated')).toBe(text.startsWith('# WRONG'));
  });

  test.each(['7.2.22', '10.0.2', '10.0.13', '11.1.3'])('is so in every order on %s', (version) => {
    const { properties } = explore(scenario, qemu(version));
    const expected = (scenario.expect ?? []).filter((claim) => claim.qemu === undefined || claim.qemu === version);
    expect(expected).not.toEqual([]);
    for (const { property, verdict } of expected)
      expect(properties.find(({ name }) => name === property)?.verdict, property).toBe(verdict);
  });
});

describe.each(['reconciles', 'extends-the-pool'])('%s where no event has nospace', (name) => {
  const { scenario } = parseScenario(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'), name);
  if (scenario === undefined) throw new Error(name);

  test.each(['1.1', 'rfc-2014-error-details'])('serves the guest on %s if it need not know', (version) => {
    const { properties } = explore(scenario, qemu(version));
    const verdicts = Object.fromEntries(properties.map((each) => [each.name, each.verdict]));
    expect(verdicts['pause-ends']).toBe('holds');
    expect(verdicts['guest-served']).toBe(name === 'reconciles' ? 'holds' : 'violated');
  });
});

// With a `cont` alone one that was asked for twice would overtake the stop after the first one's retry.
test('reconciles needs its stop before the cont', () => {
  const text = readFileSync(new URL('reconciles.yaml', folder), 'utf8');
  const { scenario } = parseScenario(text.replaceAll(/^.*send: \{ execute: stop \} \}\n/gm, ''), 'without');
  if (scenario === undefined) throw new Error('without');
  const { properties } = explore(scenario, qemu('11.1.3'));
  expect(properties.find(({ name }) => name === 'no-request-stranded')?.verdict).toBe('violated');
});

test('two that reconcile strand a request, and the story leaves them what they are', () => {
  const { scenario } = parseScenario(readFileSync(new URL('reconciles.yaml', folder), 'utf8'), 'reconciles');
  const [main] = scenario?.clients ?? [];
  if (scenario === undefined || main === undefined) throw new Error('reconciles');
  const { reactions } = main;
  const steps = scenario.steps.filter((step) => !('connect' in step || 'disconnect' in step));
  const both = { ...scenario, steps, clients: [main, { ...main, name: 'spare' }] };
  const [found] = explore(both, qemu('7.2.22'), { properties: [noRequestStranded] }).properties;
  expect(found?.verdict).toBe('violated');
  expect(found?.counterexample?.clients.map((each) => each.reactions)).toEqual([reactions, reactions]);
});
