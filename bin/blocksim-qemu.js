#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Node 22.8 and later keep the compiled bundle between runs.
nodeModule.enableCompileCache?.();

try {
  await import('../dist/qemu.js');
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.url ?? error.message).includes('dist/qemu.js'))
    throw error;
  process.stderr.write(
    'blocksim-qemu: dist/qemu.js is missing; run "npm ci" (or "npm run build") in the checkout to build it.\n',
  );
  process.exitCode = 2;
}
