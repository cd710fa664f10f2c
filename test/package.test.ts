import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// What npm gives to others, as far as it shows without installing: scripts/check-package.mjs packs and installs it.
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  exports: Record<string, { types: string; default: string } | string>;
};

describe('the package', () => {
  test.each([
    ['.', 'src/index.ts', 'index', 'index'],
    ['./testing', 'src/testing/index.ts', 'testing/index', 'testing'],
    ['./testing/vitest', 'src/testing/vitest.ts', 'testing/vitest', 'testing-vitest'],
    ['./server', 'src/server/index.ts', 'server/index', 'server'],
  ])('exports %s with its types exactly when %s exists', (entry, source, types, bundle) => {
    const expected = { types: `./dist/types/${types}.d.ts`, default: `./dist/${bundle}.js` };
    expect(manifest.exports[entry]).toEqual(existsSync(root + source) ? expected : undefined);
  });

  test('has a lock file that names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"|registry/);
  });

  test('has a lock file that knows every platform of its tools', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
    expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
  });
});
