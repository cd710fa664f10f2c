/**
 * What docs/exploring.md shows is what happens.
 * After a change that is meant: npx vitest run test/cli/exploring-doc.test.ts -u
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { consoleCommands, withOutputs } from '../support/console-blocks.ts';
import { temporaryFolder } from '../support/files.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const document = readFileSync(`${root}docs/exploring.md`, 'utf8');
const folder = temporaryFolder();
symlinkSync(`${root}scenarios`, join(folder, 'scenarios'));

/** What a person sees who types the command, one after the other in one folder. */
function typed(command: string): string {
  const own = command.replaceAll('npx blocksim', `"${process.execPath}" "${root}bin/blocksim.js"`);
  return spawnSync('bash', ['-c', `{ ${own}; } 2>&1`], { cwd: folder, encoding: 'utf8' }).stdout;
}

test('docs/exploring.md shows what its commands print', { timeout: 60_000 }, async () => {
  expect(consoleCommands(document).length).toBeGreaterThan(5);
  await expect(withOutputs(document, typed)).toMatchFileSnapshot('../../docs/exploring.md');
});
