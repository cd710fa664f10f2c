/** The recorded logs that come along: what `check` says of each, as their table has it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkFiles } from '../../src/cli/check.ts';
import { explainFile } from '../../src/cli/explain.ts';
import { FakeIo } from '../support/fake-io.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const table = readFileSync(join(root, 'logs/README.md'), 'utf8');
const rows = [...table.matchAll(/^\| `([\w.-]+)` \| (\d+) \|/gm)].map(
  ([, file = '', line]) => [file, Number(line)] as const,
);

test.each(rows)('%s has its STOP without a reason in line %i', (file, line) => {
  const io = new FakeIo();
  expect(checkFiles([join(root, 'logs', file)], { format: 'json' }, io)).toBe(1);
  const { properties } = JSON.parse(io.written) as { properties: { name: string; violations?: { line: number }[] }[] };
  const found = properties.flatMap(({ name, violations = [] }) => violations.map((one) => `${name}:${one.line}`));
  expect(found).toEqual([`stop-has-io-error:${line}`]);
  expect(readFileSync(join(root, 'logs', file), 'utf8').split('\n')[line - 1]).toMatch(/\bSTOP\b/);
});

test('the table has all of them, and the package too', () => {
  const files = readdirSync(join(root, 'logs')).filter((file) => file !== 'README.md');
  expect(rows.map(([file]) => file).toSorted()).toEqual(files.toSorted());
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).files).toContain('logs');
});

test('only the version that was recorded explains the transcript', async () => {
  const io = new FakeIo();
  const options = { qemu: 'all', format: 'json' as const };
  expect(await explainFile('paused-without-reason', join(root, 'logs/transcript.jsonl'), options, io)).toBe(0);
  const found = JSON.parse(io.written) as { qemu: string; ended: string }[];
  expect(found.filter(({ ended }) => ended === 'explained').map(({ qemu }) => qemu)).toEqual(['10.0.2']);
});
