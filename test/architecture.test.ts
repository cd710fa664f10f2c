import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { violations } from './support/architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

describe('every source file keeps to its floor', () => {
  const files = [...sources('src'), ...sources('playground')];

  test('there are files to check', () => expect(files).toContain('src/index.ts'));

  test.each(files)('%s', (file) => expect(violations(file, readFileSync(join(root, file), 'utf8'))).toEqual([]));
});

describe('the checker finds', () => {
  const broken: [what: string, file: string, text: string, finding: RegExp][] = [
    [
      'an import from a higher floor',
      'src/block/a.ts',
      "import { x } from '../vm/b.ts';",
      /block .*may not use src\/vm/,
    ],
    ['a type import from a higher floor', 'src/vm/a.ts', "import type { X } from '../machine.ts';", /may not use/],
    ['an inline type import', 'src/vm/a.ts', "type X = import('../monitor/b.ts').X;", /may not use src\/monitor/],
    ['a re-export', 'src/kernel/a.ts', "export * from '../profile/b.ts';", /may not use src\/profile/],
    ['an import between neighbours', 'src/blockjob/a.ts', "import '../vm/b.ts';", /may not use src\/vm/],
    ['an import of the top floor', 'src/machine.ts', "import { x } from './cli/main.ts';", /may not use src\/cli/],
    ['an import from outside the floors', 'src/block/a.ts', "import '../../test/b.ts';", /lies on no floor/],
    ['a file on no floor', 'src/stray.ts', 'export const x = 1;', /lies on no floor/],
    ['a node module', 'src/scenario/a.ts', "import { readFileSync } from 'node:fs';", /node:fs/],
    ['a package of another part', 'src/block/a.ts', "import { parse } from 'yaml';", /package yaml/],
    ['a dynamic import', 'src/explore/a.ts', "export const x = () => import('./b.ts');", /dynamic import/],
    ['an async function', 'src/block/a.ts', 'export async function f() {}', /async/],
    ['an async arrow', 'src/block/a.ts', 'export const f = async () => 1;', /async/],
    ['await', 'src/block/a.ts', 'await f();', /await/],
    ['a promise', 'src/block/a.ts', 'export type X = Promise<number>;', /Promise/],
    ['a timer', 'src/kernel/a.ts', 'setTimeout(() => 1, 5);', /setTimeout/],
    ['the wall clock', 'src/kernel/a.ts', 'export const now = () => Date.now();', /Date/],
    ['chance', 'src/kernel/a.ts', 'export const x = Math.random();', /Math\.random/],
    ['the document', 'src/vm/a.ts', "document.title = 'x';", /document/],
    ['a default export', 'src/block/a.ts', 'export default function f() {}', /default export/],
    ['a renamed default export', 'src/block/a.ts', 'const x = 1; export { x as default };', /default export/],
    ['a long file', 'src/block/a.ts', '\n'.repeat(601), /601 lines/],
  ];
  test.each(broken)('%s', (_what, file, text, finding) => {
    const found = violations(file, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(finding);
  });
});

describe('the checker allows', () => {
  const fine: [what: string, file: string, text: string][] = [
    ['a lower floor', 'src/vm/a.ts', "import { x } from '../kernel/b.ts'; import type { Y } from '../block/c.ts';"],
    ['the same part', 'src/block/a.ts', "import { x } from './drivers/b.ts';"],
    ['the event bus package', 'src/kernel/a.ts', "import { EventEmitter } from 'eventemitter3';"],
    ['the test libraries in src/testing', 'src/testing/a.ts', "import type { Arbitrary } from 'fast-check';"],
    ['the host on the top floor', 'src/cli/a.ts', "import 'node:fs'; export const f = async () => Date.now();"],
    ['members named like globals', 'src/vm/a.ts', 'export const f = (r: { process: number }) => r.process;'],
    ['own names like globals', 'src/vm/a.ts', 'const process = 1; export const x = process + 1;'],
    ['words in comments and texts', 'src/vm/a.ts', "// await the Date\nexport const x = 'Promise';"],
    ['600 lines', 'src/vm/a.ts', '\n'.repeat(600)],
  ];
  test.each(fine)('%s', (_what, file, text) => expect(violations(file, text)).toEqual([]));
});
