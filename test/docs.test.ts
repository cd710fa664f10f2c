/** The documents for readers of the code name files and functions that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const architecture = readFileSync(`${root}docs/ARCHITECTURE.md`, 'utf8');
const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const code = sources.map((path) => readFileSync(`${root}src/${path}`, 'utf8')).join('\n');

const quoted = [...architecture.matchAll(/`([^`\s]+)`/g)].map(([, text]) => text ?? '');
const files = [...new Set(quoted.filter((text) => /^[\w/-]+\.ts$/.test(text)))];
const names = [...new Set(quoted.filter((text) => /^(?:[a-z]+[A-Z]\w*|[A-Z]+(?:_[A-Z]+)+)$/.test(text)))];

/** Wire names that no code spells out. */
const WIRE = ['JOB_STATUS_CHANGE', 'BLOCK_JOB_ERROR', 'BLOCK_IO_ERROR'];

test.each(files)('%s exists', (file) => {
  if (file.startsWith('test/')) expect(existsSync(`${root}${file}`)).toBe(true);
  else
    expect(sources.filter((path) => path === file.replace(/^src\//, '') || path.endsWith(`/${file}`))).not.toEqual([]);
});

test.each(names.filter((name) => !WIRE.includes(name)))('%s is defined', (name) => {
  expect(code).toMatch(new RegExp(`(?:const|function|interface|class|readonly) ${name}\\b|\\b${name}\\(`));
});

test('what QEMU itself checks is covered by tests that exist', () => {
  const table = readFileSync(`${root}test/UNIT-CHECKS.md`, 'utf8');
  const tests = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' });
  const named = [...table.matchAll(/\b((?:block|blockjob|vm|monitor|explore)\/[\w/-]+)/g)].map(
    ([, path]) => path ?? '',
  );
  const missing = named.filter((path) => !tests.includes(`${path}.test.ts`) && !sources.includes(`${path}.ts`));
  expect(missing).toEqual([]);
  const texts = tests
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(`${root}test/${path}`, 'utf8').replaceAll(/%[sdji]|\$\{[^}]*\}/g, ''))
    .join('\n');
  const titles = [...table.matchAll(/"([^"]+)"/g)].map(([, title]) => title ?? '');
  const parts = titles.flatMap((title) => title.split('...').map((part) => part.trim()));
  expect(parts.filter((part) => !texts.includes(part))).toEqual([]);
});
