/**
 * What the README and the documents show is what happens.
 * After a change that is meant: npx vitest run test/readme.test.ts -u
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { everyProperty, properties } from '../src/explore/properties/index.ts';
import type { Property } from '../src/explore/properties/property.ts';
import { profiles } from '../src/profile/index.ts';
import { parseScenario } from '../src/scenario/parse-scenario.ts';
import { runScenario } from '../src/scenario/run.ts';
import { blocks, consoleCommands, withOutputs } from './support/console-blocks.ts';
import { profile } from './support/stories.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');
const documents = ['README.md', 'docs/scenarios.md', 'docs/properties.md', 'CONTRIBUTING.md', 'docs/ARCHITECTURE.md'];

/** What a person sees who types the command. */
function typed(command: string): string {
  const own = command.replaceAll('npx blocksim', `"${process.execPath}" bin/blocksim.js`);
  return spawnSync('bash', ['-c', `{ ${own}; } 2>&1`], { cwd: root, encoding: 'utf8' }).stdout;
}

describe('the README', () => {
  const readme = read('README.md');

  test('has a session to show', () => expect(consoleCommands(readme).length).toBeGreaterThan(4));

  test('shows what its commands print', async () => {
    await expect(withOutputs(readme, typed)).toMatchFileSnapshot('../README.md');
  });

  test('has a program that prints what it says', () => {
    const [program = ''] = blocks(readme, 'js');
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).not.toBe('');
    expect(readme).toContain(`It prints \`${stdout.trim()}\``);
  });
});

describe.each(documents)('%s', (file) => {
  const text = read(file);

  test('has links that lead somewhere', () => {
    const folder = file.replace(/[^/]*$/, '');
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(root + folder + link))).toEqual([]);
  });

  test.each(blocks(text, 'yaml').map((yaml, i) => [i, yaml]))('has scenarios that can be played: %i', (_i, yaml) => {
    const { scenario, refusal } = parseScenario(String(yaml), 'example.yaml');
    expect(refusal).toBeUndefined();
    if (scenario !== undefined) expect(runScenario(scenario, profile('11.1.3')).ended).toBe('end');
  });
});

test.each([
  ['member', '{"zzzzzzzzzzzzzzzz": 1}', 'steps'],
  ['kind of step', '{"steps": [{"at": 0}]}', 'qmp'],
])('docs/scenarios.md names every %s that a scenario may have', (_what, wrong, one) => {
  const { refusal = '' } = parseScenario(wrong, 'x.json');
  const names = refusal.replace(/.*expected one of /, '').split(', ');
  expect(names).toContain(one);
  const text = read('docs/scenarios.md');
  expect(names.filter((name) => !new RegExp(`^\\|[^|]*\`${name}\``, 'm').test(text))).toEqual([]);
});

test('docs/properties.md says what the properties say', async () => {
  const row = ({ name, kind, sentence, observable }: Property) =>
    `| \`${name}\` | ${kind} | ${observable ? 'yes' : ''} | ${sentence} |`;
  const ofManagers = everyProperty.filter((one) => !properties.includes(one));
  const text = `# Properties

What must be so in every run. \`always\`: nothing that happens may break it. \`eventually\`: judged when nothing more will happen, at
the end of a run or in a state that is never left; a search also finds fair runs without an end that never fulfil it
([exploring](exploring.md)). \`sometimes\`: the other way round, what some order must show; a search that sees all orders and
never this is told. Those that show in the traffic alone can be checked on recordings too.

    blocksim run --property NAME SCENARIO      checks one (or \`all\`) on a run; exit code 1 if it is violated
    blocksim check LOG                         checks those that show in recorded traffic (logs/README.md)
    blocksim explore --property FILE SCENARIO  searches for those that a module exports; run and replay take it too

| name | kind | in traffic | says |
|---|---|---|---|
${properties.map(row).join('\n')}

These speak of those who manage the machine, and are watched only where they are asked for by name ([managers](managers.md)):

| name | kind | in traffic | says |
|---|---|---|---|
${ofManagers.map(row).join('\n')}
`;
  await expect(text).toMatchFileSnapshot('../docs/properties.md');
});

test('every version that the README speaks of is there', () => {
  const names = profiles.map((each) => each.name);
  const spoken = [...read('README.md').matchAll(/--qemu (\S+)/g)].map(([, name = '']) => name);
  expect(spoken.filter((name) => !names.includes(name))).toEqual([]);
});
