import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    globalSetup: ['test/support/global-setup.mjs'],
    pool: 'threads',
    // Servers and their clients live on a real clock, which the gate's machine may stop for a while.
    retry: process.env.CI === undefined ? 0 : 1,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
