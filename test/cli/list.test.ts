import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/cli/input.ts';
import { listText } from '../../src/cli/list.ts';
import { listCommands } from '../../src/cli/list-commands.ts';
import { listProfiles } from '../../src/cli/list-profiles.ts';
import { listProperties } from '../../src/cli/list-properties.ts';
import { listScenarios } from '../../src/cli/list-scenarios.ts';
import { shippedNames } from '../support/shipped.ts';

const lists = {
  profiles: listProfiles(),
  properties: listProperties(),
  scenarios: listScenarios(),
  commands: listCommands(),
};

describe.each(Object.entries(lists))('the list of %s', (_what, items) => {
  test('has names, each once', () => {
    const names = items.map((item) => item.name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[\w./-]+$/.test(name))).toEqual([]);
  });

  test('has a sentence for each, on one line', () => {
    for (const { name, sentence } of items) expect(sentence, name).toMatch(/^\S[^\n]+\S$/);
  });

  test('is one line each, in columns', () => {
    const lines = listText(items, 'text').trimEnd().split('\n');
    expect(lines).toHaveLength(items.length);
    const column = Math.max(...items.map((item) => item.name.length)) + 2;
    for (const line of lines) expect(line.slice(column - 2, column + 1)).toMatch(/^ {2}\S$/);
  });

  test('is JSON with a name and a sentence each', () => {
    const objects = JSON.parse(listText(items, 'json')) as { name: string; sentence: string }[];
    expect(objects.map(({ name, sentence }) => ({ name, sentence }))).toEqual(
      items.map(({ name, sentence }) => ({ name, sentence })),
    );
  });
});

test('the profiles that others rely on are there', () => {
  const names = lists.profiles.map((item) => item.name);
  const promised = '7.2.22 10.0.2 10.0.13 11.1.3 1.1 2.2 rfc-2014-rate-limit rfc-2014-error-details patch-2026-03';
  expect(names).toEqual(expect.arrayContaining(promised.split(' ')));
});

test('the properties that others rely on are there, of their kinds', () => {
  const kinds = Object.fromEntries(lists.properties.map(({ name, more }) => [name, more?.kind]));
  expect(kinds).toMatchObject({
    'stop-has-io-error': 'always',
    'io-error-then-stop': 'eventually',
    'stop-resume-alternate': 'always',
    'no-request-stranded': 'eventually',
    'io-status-first-error': 'always',
    'job-status-legal': 'always',
    'no-use-after-free': 'always',
    'throttle-table-drains': 'eventually',
    'throttled-last-event-delivered': 'eventually',
  });
});

test('every shipped scenario is listed, those in folders by their paths', () => {
  const names = lists.scenarios.map((item) => item.name);
  expect(names.filter((name) => !name.includes('/')).sort()).toEqual([...shippedNames].sort());
  expect(names).toContain('managers/resumes-on-stop');
  for (const name of names) expect(loadScenario(name).value?.name).toBe(name.replace(/^.*\//, ''));
});
