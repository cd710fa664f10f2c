/** What docs/serve.md says of live machines is so. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { defaultProfile } from '../../src/profile/index.ts';
import { helpText } from '../../src/server/launcher/help.ts';
import { blocks } from '../support/console-blocks.ts';
import { start } from './support.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const serveText = readFileSync(`${root}docs/serve.md`, 'utf8');
const clientsText = readFileSync(`${root}docs/clients.md`, 'utf8');

test('every line for the control channel is taken', async () => {
  const lines = blocks(serveText, 'json').flatMap((block) => block.trim().split('\n'));
  expect(lines.length).toBeGreaterThan(15);
  const path = `${(await start()).path}.control`;
  await start({ control: `unix:${path}`, clock: 'stepped' });
  const socket = connect(path);
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  for (const line of lines) {
    socket.write(`${line}\n`);
    const answer = JSON.parse((await answers.next()).value as string) as { error?: string };
    if (!line.includes('timeout')) expect([line, answer.error]).toEqual([line, undefined]);
  }
  socket.destroy();
});

test('its program prints what it says', () => {
  const [program = ''] = blocks(serveText, 'js');
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect(stderr).toBe('');
  expect(serveText).toContain(`It prints \`${stdout.trim()}\``);
});

test('the variables of the environment are those that the program tells of', () => {
  const named = (text: string) => [...new Set(text.match(/BLOCKSIM_[A-Z]+/g))].sort();
  const rows = [...serveText.matchAll(/^\| `(BLOCKSIM_[A-Z]+)`/gm)].map(([, name = '']) => name).sort();
  expect(rows).toEqual(named(helpText('help', defaultProfile)));
  expect(named(clientsText).filter((name) => !rows.includes(name))).toEqual([]);
});

test('the options are those that the command has', () => {
  const { stdout } = spawnSync(process.execPath, ['bin/blocksim.js', 'serve', '--help'], {
    cwd: root,
    encoding: 'utf8',
  });
  const has = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name = '']) => name).sort();
  const rows = [...serveText.matchAll(/^\| `(--[a-z-]+)`/gm)].map(([, name = '']) => name).sort();
  expect(rows).toEqual(has.filter((name) => name !== '--help'));
});

describe.each([
  ['docs/serve.md', serveText],
  ['docs/clients.md', clientsText],
])('%s', (_file, text) => {
  test('has links that lead somewhere', () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(`${root}docs/${link}`))).toEqual([]);
  });
});
