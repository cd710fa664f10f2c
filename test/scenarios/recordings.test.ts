/** The shipped scenarios were played on real QEMUs too; `recordings/VERSION/NAME.jsonl` is what those did. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { difference } from '../conformance/normalize.mjs';
import { play } from '../support/shipped.ts';

const folder = fileURLToPath(new URL('recordings/', import.meta.url));

describe.each(readdirSync(folder))('QEMU %s', (version) => {
  const names = readdirSync(folder + version).map((file) => file.replace(/\.jsonl$/, ''));

  test.each(names)('did with %s what blocksim does', (name) => {
    const real = readFileSync(`${folder}${version}/${name}.jsonl`, 'utf8');
    expect(difference(real, play(name, version).transcript)).toBeUndefined();
  });
});
